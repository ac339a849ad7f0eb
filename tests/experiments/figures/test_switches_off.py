"""What the loss does where a mechanism is off: paired run by run, against the calm alliance first."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from analysis.figures.two_references import two_references_figure
from analysis.intervals import Interval
from experiments.design import files
from experiments.figures.outcomes_by_key import by_key
from experiments.figures.switches_off import switched_off, unpaired
from experiments.results.reading.results import FolderResults, just_written
from experiments.sweep.sweep import sweep

NONE = Interval(np.nan, np.nan, np.nan)


TURN = """
version: 1
title: Turn
asks: What does a turn of two years take?
scenarios: [unilateral-turn-2025]
set: {horizon.months: 80, population.firms: 12, shock.months: 24}
vary: {shock.size: [0.5, 1]}
replicates: 3
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    """A turn with and without council and interoperability, at two sizes."""
    return swept(tmp_path_factory.mktemp("off"), "switches: {council: both, interoperability: both}")


def swept(folder: Path, more: str) -> FolderResults:
    file = folder / "turn.yaml"
    file.write_text(TURN + more, encoding="utf-8")
    sweep(files.load(file), folder / "out", 1)
    return just_written(folder / "out")


def test_settings_that_differ_in_the_switch_alone_are_paired(results: FolderResults) -> None:
    runs = results.table("runs").to_pandas()
    told = {row.mechanism: row.difference for row in switched_off(results)}
    assert [*told] == ["council", "interoperability"]
    beside = [name for name in results.manifest.vary if name != "switches.council"]
    for column, by in (("loss_calm", told["council"].calm), ("loss", told["council"].twin)):
        wide = runs.pivot_table(index=[*beside, "replicate"], columns="switches.council", values=column)
        apart = (wide[False] - wide[True]).dropna()
        assert by.estimate == pytest.approx(apart.groupby("replicate").mean().mean())
    assert told["council"].disagree  # less against the twin, more against the calm alliance
    assert told["council"].twin.estimate < 0 < told["council"].calm.estimate


def test_where_every_twin_is_dead_that_is_said_and_the_calm_alliance_speaks(results: FolderResults) -> None:
    (row,) = [row for row in switched_off(results) if row.mechanism == "interoperability"]
    assert np.isnan(row.difference.twin.estimate)
    assert row.difference.calm.estimate > 0.1
    assert row.words is not None
    assert "a twin is dead" in row.words
    assert row.document()["against_twin"]["estimate"] is None


def test_a_sweep_without_switches_has_nothing_to_say(tmp_path: Path) -> None:
    assert switched_off(swept(tmp_path, "")) == []


def test_the_loss_against_the_calm_alliance_is_drawn_before_the_outcomes(results: FolderResults) -> None:
    drawn = by_key(results)
    assert [*drawn] == ["loss-by-switch", "outcome-by-key"]
    assert "which lacks what is off" in " ".join(drawn["outcome-by-key"].get_supxlabel().split())


def names(figure: Figure) -> list[tuple[str, Any]]:
    return [(label.get_text(), label.get_color()) for label in figure.axes[0].get_yticklabels()]


def test_rows_whose_signs_differ_stand_out_and_the_largest_is_first() -> None:
    rows = {
        "small": (Interval(0.01, 0.005, 0.015), Interval(0.02, 0.01, 0.03)),
        "torn": (Interval(-0.2, -0.3, -0.1), Interval(0.1, 0.05, 0.15)),
        "dead": (Interval(0.5, 0.4, 0.6), NONE),
    }
    figure = two_references_figure(rows, title="?", settings=4, n=8, seed=1)
    assert [name for name, _ in names(figure)] == ["without dead", "without torn", "without small"]
    assert len({colour for _, colour in names(figure)}) == 2
    assert names(figure)[1][1] != names(figure)[0][1]
    with pytest.raises(ValueError, match="no mechanism"):
        two_references_figure({}, title="?", settings=1, n=1, seed=1)


def test_settings_without_a_partner_are_compared_by_their_means() -> None:
    off, on = np.array([[0.3, 0.5], [0.4, np.nan]]), np.array([[0.1, 0.1], [0.3, 0.3]])
    apart = unpaired(off, on)
    assert apart.estimate == pytest.approx(0.4 - 0.2)
    assert apart.low < apart.estimate < apart.high
    assert np.isnan(unpaired(off, on[:0]).estimate)
