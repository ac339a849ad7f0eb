"""Chips and their fates, and the courses of the members."""

from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.arrays import AnyArray
from analysis.figures.chip_flows import FATES, chip_figure
from analysis.figures.member_courses import member_figure

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


COURSE = np.array([[0.8, 0.5, 0.0], [0.8, 0.5, 0.0], [0.4, 0.45, 0.0], [0.8, 0.6, 0.2]])


def members(**more: Any) -> Figure:
    given: dict[str, Any] = {
        "measures": {"joint effort": COURSE, "trust": COURSE},
        "names": ["DEU", "FRA", "MLT"],
    }
    given |= {"t0": 2, "t1": 2, "title": "Who?", "seed": 7} | more
    return member_figure(**given)


def shades(axes: Axes) -> AnyArray:
    return np.asarray(axes.get_images()[0].get_array())


def test_a_row_is_a_states_change_against_its_own_level_before_the_steadiest_on_top() -> None:
    panel = members().axes[0]
    assert [label.get_text() for label in panel.get_yticklabels()] == ["MLT", "FRA", "DEU"]
    np.testing.assert_allclose(shades(panel)[2], [0, 0, -50, 0], atol=1e-9)
    np.testing.assert_allclose(shades(panel)[1], [0, 0, -10, 20], atol=1e-9)


def test_both_panels_share_rows_and_scale_and_the_scale_has_a_unit() -> None:
    first, second, *rest = members(measures={"a": COURSE, "b": COURSE[:, ::-1]}).axes
    assert first.get_images()[0].get_clim() == second.get_images()[0].get_clim()
    assert first.get_images()[0].get_clim() == pytest.approx(
        (-50, 50)
    )  # no change is always the middle shade
    np.testing.assert_allclose(shades(second)[0], [0, 0, -50, 0], atol=1e-9)  # MLT has what DEU had
    assert "(%)" in rest[-1].get_xlabel()


def test_a_tremor_does_not_fill_the_scale_and_the_shock_is_bounded_where_it_has_an_end() -> None:
    still = np.full((4, 3), 0.5) + np.linspace(0, 1e-6, 12).reshape(4, 3)
    assert members(measures={"a": still}).axes[0].get_images()[0].get_clim() == (-1, 1)
    assert len(members().axes[0].lines) == 4
    assert len(members(t1=None).axes[0].lines) == 2
    assert not members(t0=0, t1=None).axes[0].lines


def test_states_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="of 3 states"):
        members(measures={"a": COURSE[:, :2]})
    with pytest.raises(ValueError, match="of 3 states"):
        members(measures={})


def test_a_region_too_narrow_for_its_name_is_told_below() -> None:
    narrow = {"TWN": 1.48, "ROW": 0.02}
    assert "too narrow for their names: ROW" in chips(before=(narrow, BEFORE)).get_supxlabel().replace(
        "\n", " "
    )
    assert "too narrow" not in chips().get_supxlabel().replace("\n", " ")
