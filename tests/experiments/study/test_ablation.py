"""Which mechanism moves which pattern: the stored table is whole, its words follow from its numbers."""

import pytest

from analysis.intervals import Interval
from experiments.study.folders import RESULTS
from experiments.study.report import Row, read
from experiments.study.sensitivity import ablation
from experiments.study.sensitivity.ablation_figure import matrix_figure
from sim.parameters.table import MECHANISMS
from sim.source import source_hash

Cells = dict[tuple[str, str], Row]


def stored() -> list[dict[str, str]]:
    if not (RESULTS / "matrix.csv").exists():
        pytest.skip("not measured on the present model yet")
    return read(RESULTS / "matrix.csv")


def test_what_was_expected_names_mechanisms_and_parts_there_are() -> None:
    parts = {part.name for part in ablation.paired_parts()}
    assert ablation.expected_pairs()
    for mechanism, part in ablation.expected_pairs():
        assert mechanism in MECHANISMS
        assert part in parts


def test_the_table_has_each_mechanism_with_every_part_and_says_what_its_numbers_say() -> None:
    """A mechanism that has come since may wait for its measurement: the table is then of an older model."""
    rows = stored()
    cells = [(row["mechanism"], f"{row['id']} {row['part']}") for row in rows]
    there = {row["mechanism"] for row in rows}
    measured = [name for name in MECHANISMS if name in there]
    assert cells == [(name, part.name) for name in measured for part in ablation.paired_parts()]
    assert len(measured) == len(MECHANISMS) or source_hash() not in {row["model"] for row in rows}
    for row, cell in zip(rows, cells, strict=True):
        effect = Interval(*(float(row[name]) for name in Interval._fields))
        said = "yes" if ablation.is_moved(effect, float(row["smallest"])) else "no"
        assert row["moved"] == (said if int(row["n"]) else "nothing to measure")
        assert row["expected"] == ("yes" if cell in ablation.expected_pairs() else "no")


@pytest.mark.slow
def test_no_mechanism_waits_for_its_measurement() -> None:
    """Long to put right, not to ask: before a release."""
    assert {row["mechanism"] for row in stored()} == set(MECHANISMS)


@pytest.fixture(scope="module")
def again() -> Cells:
    rows = ablation.rows(["pledge", "substitution"], n=ablation.N)
    return {(row["mechanism"], f"{row['id']} {row['part']}"): row for row in rows}


def test_a_pledge_that_is_off_raises_no_floor(again: Cells) -> None:
    cell = again["pledge", "P25 floor"]
    assert cell["without"] == 0
    assert cell["estimate"] == pytest.approx(-cell["with"])
    assert cell["moved"] == "yes"


def test_two_mechanisms_come_out_again_as_they_are_stored(
    again: Cells,
) -> None:
    there = {(row["mechanism"], f"{row['id']} {row['part']}"): row for row in stored()}
    for key, cell in again.items():
        was = float(there[key]["estimate"])
        assert cell["estimate"] == pytest.approx(was, rel=2e-5, abs=1e-9, nan_ok=True), key
    assert any(cell["estimate"] for cell in again.values())


def test_the_picture_has_a_row_a_mechanism(again: Cells) -> None:
    axes = matrix_figure([*again.values()]).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["pledge", "substitution"]
