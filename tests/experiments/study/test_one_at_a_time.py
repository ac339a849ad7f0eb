"""Which verdicts a fifth of one parameter changes: the stored table is whole and comes out again."""

import pytest

from experiments.study.folders import RESULTS
from experiments.study.report import read
from experiments.study.sensitivity import one_at_a_time
from experiments.study.sensitivity.ablation import paired_parts
from experiments.study.sensitivity.one_at_a_time_figure import tornado_figure
from sim.parameters.table import PARAMETERS
from sim.source import source_hash


def stored() -> list[dict[str, str]]:
    if not (RESULTS / "tornado.csv").exists():
        pytest.skip("not measured on the present model yet")
    return read(RESULTS / "tornado.csv")


def test_a_parameter_moves_by_a_fifth_and_keeps_to_its_range_and_to_whole_months() -> None:
    for row in PARAMETERS.values():
        low, high = (one_at_a_time.moved_value(row.name, times) for times in one_at_a_time.TIMES)
        assert row.low <= low <= row.default <= high <= row.high or row.default < 0
        assert row.unit != "months" or low == round(low)
    assert one_at_a_time.moved_value("value_at_stake", 1.2) == pytest.approx(
        min(PARAMETERS["value_at_stake"].high, 1.2 * PARAMETERS["value_at_stake"].default)
    )


def test_the_table_has_each_parameter_with_every_direction_and_part_and_says_what_changed() -> None:
    """A parameter that has come since may wait for its measurement: the table is then of an older model."""
    rows = stored()
    there = {row["parameter"] for row in rows}
    measured = [name for name in PARAMETERS if name in there]
    assert len(measured) == len(PARAMETERS) or source_hash() not in {row["model"] for row in rows}
    assert [(row["parameter"], float(row["times"]), row["part"]) for row in rows] == [
        (name, times, part.name)
        for name in measured
        for times in one_at_a_time.TIMES
        for part in paired_parts()
    ]
    assert len({(row["part"], row["default"]) for row in rows}) == len(paired_parts())
    for row in rows:
        assert row["changed"] == ("yes" if row["verdict"] != row["default"] else "no")
        assert float(row["value"]) == pytest.approx(
            one_at_a_time.moved_value(row["parameter"], float(row["times"])), rel=1e-5
        )


@pytest.mark.slow
def test_no_parameter_waits_for_its_measurement() -> None:
    """Long to put right, not to ask: before a release."""
    assert {row["parameter"] for row in stored()} == set(PARAMETERS)


def test_one_parameter_comes_out_again() -> None:
    again = one_at_a_time.rows(["pledge_share"], jobs=1)
    there = [row for row in stored() if row["parameter"] == "pledge_share"]
    for row, was in zip(again, there, strict=True):
        assert float(row["estimate"]) == pytest.approx(
            float(was["estimate"]), rel=2e-5, abs=1e-9, nan_ok=True
        )


def test_the_picture_has_a_bar_for_each_parameter_that_changes_a_verdict() -> None:
    rows = [
        {"parameter": name, "times": times, "part": "P1 a", "changed": changed}
        for name, times, changed in (
            ("a", 0.8, "yes"),
            ("a", 1.2, "yes"),
            ("b", 1.2, "yes"),
            ("c", 0.8, "no"),
        )
    ]
    axes = tornado_figure(rows).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
