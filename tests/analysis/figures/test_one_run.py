"""Chips and their fates, and the alliance as a star."""

from typing import Any

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.figures.chip_flows import FATES, chip_figure
from analysis.figures.network import THICKEST, network_figure

MADE = {"TWN": 1.2, "KOR": 0.3}
BEFORE = {"delivered": 1.0, "elsewhere": 0.4, "idle": 0.1, "stranded": 0.0}
DURING = {"delivered": 0.2, "elsewhere": 0.1, "idle": 0.0, "stranded": 1.2}


def chips(**periods: tuple[dict[str, float], dict[str, float]]) -> Figure:
    flow = {"before": (MADE, BEFORE), "during": (MADE, DURING)} | periods
    return chip_figure({"advanced": flow}, title="Where?", seed=7)


def test_both_bars_of_a_period_are_as_long_and_every_part_is_as_wide_as_its_chips() -> None:
    bars = [patch for patch in chips().axes[0].patches if isinstance(patch, Rectangle)]
    rows: dict[float, list[float]] = {}
    for bar in bars:
        rows.setdefault(round(bar.get_y() + bar.get_height() / 2, 6), []).append(bar.get_width())
    expected = [[*MADE.values()], [*BEFORE.values()], [*MADE.values()], [*DURING.values()]]
    assert [rows[place] for place in sorted(rows)] == [pytest.approx(row) for row in expected]
    assert [sum(row) for row in rows.values()] == pytest.approx([1.5] * 4)


def test_chips_lost_unnamed_are_refused() -> None:
    with pytest.raises(ValueError, match="advanced chips during: 1"):
        chips(during=(MADE, {**DURING, "stranded": 1.1}))
    with pytest.raises(ValueError, match="fates must be delivered"):
        chips(during=(MADE, {"delivered": 1.5}))


def test_parts_too_narrow_for_their_name_go_without() -> None:
    written = [text.get_text() for text in chips().axes[0].texts]
    assert {"TWN", "KOR", "1.00", "1.20"} <= set(written)
    assert "0.00" not in written
    assert len(FATES) == 4


TRUST, JOINT = np.array([0.6, 0.5, 0.1]), np.array([0.8, 0.5, 0.25])


def network(**more: Any) -> Figure:
    given: dict[str, Any] = {
        "moments": {"before": (TRUST, JOINT), "after": (TRUST / 2, JOINT / 2)},
        "names": ["USA", "MLT", "DEU"],
    }
    given |= {"weight": [1.0, 0.1, 0.9], "centre": 0, "title": "Who?", "seed": 7} | more
    return network_figure(**given)


def test_a_line_is_as_thick_as_the_joint_effort_and_members_stand_by_weight() -> None:
    star, later = network().axes[:2]
    assert [text.get_text() for text in star.texts] == ["DEU", "MLT", "USA"]
    assert [line.get_linewidth() / THICKEST for line in star.lines] == pytest.approx([0.25, 0.5])
    assert [line.get_linewidth() / THICKEST for line in later.lines] == pytest.approx([0.125, 0.25])
    top = np.asarray(star.lines[0].get_xydata())[1]
    assert top == pytest.approx([0, 1])


def test_everybody_stands_at_the_same_place_in_every_moment_and_trust_is_the_colour() -> None:
    nodes = [
        [item for item in panel.collections if isinstance(item, PathCollection)]
        for panel in network().axes[:2]
    ]
    places = [[np.asarray(node.get_offsets()).tolist() for node in panel] for panel in nodes]
    assert places[0] == places[1]
    colours = [tuple(np.asarray(node.get_facecolor())[0]) for panel in nodes for node in panel]
    assert len(set(colours)) == 6


def test_states_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="of 3 states"):
        network(moments={"before": (TRUST[:2], JOINT)})
    with pytest.raises(ValueError, match="of 3 states"):
        network(moments={})
