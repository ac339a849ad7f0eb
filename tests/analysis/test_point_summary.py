"""The row of a point: every run in one denominator, none dropped."""

import numpy as np
import pytest

from analysis.baseline import PerformanceCourse
from analysis.intervals import wilson
from analysis.outcomes import OUTCOMES
from analysis.point_summary import column, exits, summarise, summary
from analysis.resilience import measure
from analysis.survival import CENSORED, RECOVERED, SUNK


def ten_runs() -> dict[str, np.ndarray]:
    """Four come back, three collapse, one is partial, one undegraded, one without baseline; H = 60."""
    q = np.array(
        [[0.7] * 9 + [1.0] * 51] * 4 + [[0.8] * 5 + [0.3] * 55] * 3 + [[0.7] * 60, [1.0] * 60, [1.0] * 60]
    )
    twin = np.ones_like(q)
    twin[9] = 0.01
    return measure(
        PerformanceCourse.of_performance(q), PerformanceCourse.of_performance(twin), t0=0, t1=2, c_star=1.0
    )


def test_every_run_is_in_the_denominator() -> None:
    row = summarise(ten_runs(), horizon=60)
    assert row["n"] == 10
    assert sum(row[column(name)] for name in OUTCOMES) == pytest.approx(1)
    shares = {name: row[column(name)] for name in OUTCOMES if row[column(name)]}
    assert shares == {
        "bounced back": 0.4,
        "collapsed": 0.3,
        "partial": 0.1,
        "not degraded": 0.1,
        "no baseline": 0.1,
    }
    assert (row["collapsed_low"], row["collapsed_high"]) == pytest.approx(tuple(map(float, wilson(3, 10))))


def test_the_outcomes_five_years_on_are_shares_of_the_runs_that_have_one() -> None:
    runs = ten_runs()
    assert summarise(runs, horizon=60)["n_60"] == 0
    runs["outcome_60"] = np.array(["collapsed", "", *["bounced forward"] * 3, *[""] * 5])
    row = summarise(runs, horizon=60)
    assert (row["n_60"], row["collapsed_60"], row["bounced_forward_60"]) == (4, 0.25, 0.75)
    assert (row["collapsed_60_low"], row["collapsed_60_high"]) == pytest.approx(
        tuple(map(float, wilson(1, 4)))
    )
    del runs["outcome_60"]
    assert "n_60" not in summarise(runs, horizon=60)


def test_the_risk_set_holds_the_degraded_with_a_living_twin() -> None:
    row = summarise(ten_runs(), horizon=60)
    assert (row["at_risk"], row["degraded"], row["recovered"], row["censored"]) == (8, 0.8, 0.4, 1)
    assert row["recovery_mean"] == pytest.approx((4 * 9 + 4 * 55) / 8)
    assert row["recovery_mean_low"] < row["recovery_mean"] < row["recovery_mean_high"]


def test_exits_say_when_and_why() -> None:
    time, cause = exits(ten_runs(), 60)
    assert time.tolist() == [9] * 4 + [5] * 3 + [55]
    assert cause.tolist() == [RECOVERED] * 4 + [SUNK] * 3 + [CENSORED]
    without = {name: values for name, values in ten_runs().items() if name != "collapse"}
    assert exits(without, 60)[0].tolist() == [9] * 4 + [55] * 4
    assert summarise(without, 60)["recovery_mean"] == summarise(ten_runs(), 60)["recovery_mean"]


def test_a_run_that_recovered_and_collapsed_later_left_by_recovery() -> None:
    q = np.array([[0.7] * 4 + [1.0] * 10 + [0.2] * 30])
    m = measure(
        PerformanceCourse.of_performance(q),
        PerformanceCourse.of_performance(np.ones_like(q)),
        t0=0,
        t1=0,
        c_star=1.0,
    )
    assert m["outcome"][0] == "collapsed"
    time, cause = exits(m, 44)
    assert (time.tolist(), cause.tolist()) == ([4], [RECOVERED])


def test_a_shock_without_end_has_no_recovery_time_in_its_row() -> None:
    q = np.array([[0.8] * 5 + [1.0] * 55] * 3)
    row = summarise(
        measure(
            PerformanceCourse.of_performance(q),
            PerformanceCourse.of_performance(np.ones_like(q)),
            t0=0,
            t1=None,
            c_star=1.0,
        ),
        60,
        endless=True,
    )
    assert row["adapted"] == 1
    assert row["censored"] == 0
    assert np.isnan([row["recovered"], row["recovered_low"], row["recovery_mean"]]).all()


def test_no_share_recovered_where_nothing_fell() -> None:
    row = summarise(ten_runs() | {"robustness": np.ones(10), "recovery": np.full(10, np.nan)}, 60)
    assert (row["at_risk"], row["degraded"]) == (0, 0)
    assert np.isnan([row["recovered"], row["recovered_low"], row["recovered_high"]]).all()


def test_failed_runs_are_counted_apart() -> None:
    runs = ten_runs() | {"status": np.array(["ok"] * 8 + ["failed"] * 2)}
    row = summarise(runs, 60)
    assert (row["n"], row["failed"]) == (8, 2)
    assert row["collapsed"] == pytest.approx(3 / 8)


def test_a_point_of_which_every_run_failed_has_null_shares() -> None:
    row = summarise(ten_runs() | {"status": np.array(["failed"] * 10)}, 60)
    assert row["n"] == 0
    assert np.isnan(row["collapsed"])
    assert np.isnan(row["loss_q50"])


def test_quantiles_leave_out_runs_without_baseline() -> None:
    row = summarise(ten_runs(), 60)
    assert row["robustness_q05"] == pytest.approx(0.3)
    assert row["robustness_q95"] == pytest.approx(np.quantile([0.7] * 5 + [0.3] * 3 + [1.0], 0.95))


def test_summary_has_a_row_a_point_in_order() -> None:
    runs = ten_runs() | {"point": np.array([7] * 5 + [2] * 5)}
    table = summary(runs, 60)
    assert table["point"].tolist() == [2, 7]
    assert table["bounced_back"].tolist() == [0, 0.8]
    assert summary(runs, {2: 50, 7: 60})["recovery_until"].tolist() == [45, 55]
