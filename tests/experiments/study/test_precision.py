"""How far an estimate may be off is told also where some runs have no measure."""

import numpy as np
import pytest

from experiments.study.sensitivity import precision

COLUMN = np.random.default_rng(2).normal(0.9, 0.05, 400)


def test_a_run_without_a_living_twin_does_not_take_the_measure_from_the_others() -> None:
    holed = COLUMN.copy()
    holed[7] = np.nan
    drawn = precision.samples(400, 20, repeats=500)
    whole = precision.may_be_off(COLUMN, drawn)
    assert precision.may_be_off(holed, drawn) == pytest.approx(whole, rel=0.05)
    assert precision.means(holed) == pytest.approx(np.delete(COLUMN, 7).mean())


def test_without_gaps_it_is_the_plain_mean_and_without_any_number_none() -> None:
    drawn = precision.samples(400, 10, repeats=200)
    low, high = np.quantile(COLUMN[drawn].mean(axis=1), (0.025, 0.975))
    assert precision.may_be_off(COLUMN, drawn) == pytest.approx((high - low) / 2)
    assert np.isnan(precision.may_be_off(np.full(400, np.nan), drawn))


def test_more_runs_leave_less_in_doubt_and_those_measured_are_counted() -> None:
    rows = list(precision.precision(["taiwan-blockade"], runs=12, sizes=(3, 10)))
    few, many = (row["off"] for row in rows if row["measure"] == "loss")
    assert many < few
    assert all(0 < row["measured"] <= row["runs"] == 12 for row in rows)
