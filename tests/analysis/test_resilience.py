"""Each measure on runs small enough to work out by hand, and what holds for any run."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.baseline import PerformanceCourse
from analysis.outcomes import OUTCOMES
from analysis.resilience import measure
from analysis.thresholds import STATED


def measured(q: list[float], t0: int | None = 0, t1: int | None = 0) -> dict[str, Any]:
    """Measures of one run whose twin is 2 throughout, so that q is half the performance."""
    m = measure(
        PerformanceCourse.of_performance([[2 * x for x in q]]),
        PerformanceCourse.of_performance([[2.0] * len(q)]),
        t0=t0,
        t1=t1,
        c_star=2.0,
    )
    return {name: values[0] for name, values in m.items()}


DIP = [1.0, 1.0, 0.9, 0.6, 0.7, 0.8, *[1.0] * 20]


def test_a_dip_by_hand() -> None:
    m = measured(DIP, t0=2, t1=3)
    assert m["robustness"] == pytest.approx(0.6)
    assert m["depth"] == pytest.approx(0.4)
    assert m["trough"] == 1
    assert m["recovery"] == 4
    assert m["recovery_t1"] == 3
    assert m["rapidity"] == pytest.approx(0.4 / 3)
    assert m["loss"] == pytest.approx((0.1 + 0.4 + 0.3 + 0.2) / 24)
    assert m["gain"] == 0
    assert m["relapses"] == 0
    assert m["residual_12"] == 1.0
    assert np.isnan(m["residual_60"])
    assert (m["recovered"], m["censored"], m["degraded"], m["twin_alive"]) == (True, False, True, True)
    assert m["outcome"] == "bounced back"
    assert m["outcome_rest"] == ""


def test_months_before_the_shock_do_not_count() -> None:
    assert measured([0.1, 0.1, *DIP[2:]], t0=2, t1=3)["robustness"] == pytest.approx(0.6)


def test_dwell_needs_six_months_and_censoring_follows_from_it() -> None:
    too_short, long_enough = (measured([0.8] * 10 + [1.0] * months) for months in (5, 6))
    assert too_short["censored"]
    assert not too_short["recovered"]
    assert long_enough["recovery"] == 10


def test_a_relapse_counts_once_for_each_return_that_lasted() -> None:
    back, flicker = [1.0] * 8, [0.9, 1.0, 0.9]
    m = measured([0.8, *back, 0.9, *back, *flicker, *back])
    assert m["recovery"] == 1
    assert m["relapses"] == 2


def test_rapidity_is_read_before_the_recovery_even_if_a_deeper_relapse_follows() -> None:
    m = measured([0.7, 0.8, *[1.0] * 8, 0.2, *[1.0] * 10])
    assert m["robustness"] == pytest.approx(0.2)
    assert m["trough"] == 10
    assert m["rapidity"] == pytest.approx(0.3 / 2)


def test_a_run_never_degraded_has_no_recovery_and_is_not_censored() -> None:
    m = measured([0.96] * 40)
    assert np.isnan(m["recovery"])
    assert not m["censored"]
    assert m["outcome"] == "not degraded"


def test_residuals_count_from_the_last_month_of_the_shock() -> None:
    q = [0.5 + 0.001 * month for month in range(200)]
    m = measured(q, t0=10, t1=30)
    assert [m[f"residual_{k}"] for k in (12, 60, 120)] == pytest.approx([q[42], q[90], q[150]])


def test_a_shock_without_end_is_adapted_and_has_no_recovery() -> None:
    m = measured([0.8] * 4 + [1.0] * 40, t1=None)
    assert m["outcome"] == "adapted"
    assert m["adapted"] == 4
    assert np.isnan(m["recovery"])
    assert np.isnan(m["residual_12"])
    assert np.isnan(m["recovered"])
    assert not m["censored"]


@pytest.mark.parametrize(("t0", "t1"), [(0, 5), (0, None), (None, None)])
def test_what_never_fell_neither_came_back_nor_failed_to(t0: int | None, t1: int | None) -> None:
    m = measured([0.96, *[1.0] * 40], t0=t0, t1=t1)
    assert np.isnan(m["recovered"])
    assert not m["degraded"]
    assert not m["censored"]


def test_a_shock_that_lasts_to_the_last_month_is_named_like_one_without_end() -> None:
    q = [0.8] * 4 + [1.0] * 40
    endless, to_the_end, beyond = measured(q, t1=None), measured(q, t1=43), measured(q, t1=99)
    for name, value in endless.items():
        np.testing.assert_equal(to_the_end[name], value)
        np.testing.assert_equal(beyond[name], value)
    assert measured(q, t1=42)["outcome"] == "bounced back"


def test_ways_back_by_hand() -> None:
    m = measured([1.0, 0.9, 0.6, 0.7, 0.96, 0.9, 0.97, 1.0, 1.0, 0.98], t0=1, t1=2)
    assert (m["trough"], m["rise_to_back"], m["rise_to_twin"], m["months_below"]) == (1, 2, 5, 4)
    never = measured([1.0, 0.9, 0.6, 0.7], t0=1, t1=2)
    assert np.isnan(never["rise_to_back"])
    assert np.isnan(never["rise_to_twin"])
    assert (never["rise_window"], m["rise_window"]) == (1, 7)
    assert never["months_below"] == 3
    undegraded = measured([1.0, 0.96, 1.0], t0=1, t1=1)
    assert np.isnan(undegraded["rise_to_twin"])
    assert np.isnan(undegraded["rise_window"])
    assert undegraded["months_below"] == 0


def test_ways_back_are_told_under_a_shock_without_end_too() -> None:
    m = measured([0.6, 0.7, 0.96, 1.0], t1=None)
    assert (m["rise_to_back"], m["rise_to_twin"], m["months_below"]) == (2, 3, 2)
    assert np.isnan(m["recovery"])


def test_dead_is_cooperation_below_a_quarter_of_the_twins_twenty_years_after_the_shock() -> None:
    ones = np.ones((4, 300))
    cooperation = 0.8 * ones
    cooperation[0, 9 + STATED.dead_after] = STATED.dead * 0.8 - 0.001
    cooperation[1, 9 + STATED.dead_after] = STATED.dead * 0.8
    cooperation[2, 9 + STATED.dead_after + 1] = 0.0
    twin = PerformanceCourse(ones, 0.8 * ones)
    twin.cooperation[3, 50] = 0.1  # type: ignore[index]
    m = measure(PerformanceCourse(ones, cooperation), twin, t0=0, t1=9, c_star=1.0)
    np.testing.assert_equal(m["dead"], [1.0, 0.0, 0.0, np.nan])
    short = [PerformanceCourse(*(part[:, : 10 + STATED.dead_after - 1] for part in map(np.asarray, course)))
             for course in (PerformanceCourse(ones, cooperation), twin)]  # fmt: skip
    assert np.isnan(measure(*short, t0=0, t1=9, c_star=1.0)["dead"]).all()


def test_alive_is_asked_of_cooperation_and_not_of_performance() -> None:
    ones, low = np.ones((1, 30)), np.full((1, 30), 0.1)
    asleep, poor = PerformanceCourse(ones, low), PerformanceCourse(low, ones)
    assert not measure(poor, asleep, t0=0, t1=1, c_star=1.0)["twin_alive"][0]
    assert measure(asleep, poor, t0=0, t1=1, c_star=1.0)["twin_alive"][0]
    nothing = PerformanceCourse(np.zeros((1, 30)), ones)
    assert not measure(poor, nothing, t0=0, t1=1, c_star=1.0)["twin_alive"][0]


def test_one_dead_month_of_the_twin_takes_the_baseline_away() -> None:
    twin = np.full((2, 30), 1.0)
    twin[0, 20] = 0.249
    m = measure(
        PerformanceCourse.of_performance(np.ones((2, 30))),
        PerformanceCourse.of_performance(twin),
        t0=1,
        t1=2,
        c_star=1.0,
        calm=PerformanceCourse.of_performance(np.full((2, 30), 2.0)),
    )
    assert m["twin_alive"].tolist() == [False, True]
    assert m["outcome"].tolist() == ["no baseline", "not degraded"]
    for name in ("robustness", "depth", "trough", "loss", "gain", "recovery", "relapses", "residual_12"):
        assert np.isnan(m[name][0]), name
    assert m["loss_calm"].tolist() == [0.5, 0.5]
    assert not m["censored"][0]


def test_the_calm_reference_is_read_in_the_same_months() -> None:
    calm = np.array([[4.0] * 5 + [2.0] * 5])
    m = measure(
        PerformanceCourse.of_performance(np.ones((1, 10))),
        PerformanceCourse.of_performance(np.ones((1, 10))),
        t0=5,
        t1=6,
        c_star=1.0,
        calm=PerformanceCourse.of_performance(calm),
    )
    assert m["loss_calm"][0] == 0.5


def test_a_twin_dead_only_before_the_shock_is_alive() -> None:
    twin = np.ones((1, 30))
    twin[0, 0] = 0.0
    assert measure(
        PerformanceCourse.of_performance(twin), PerformanceCourse.of_performance(twin), t0=1, t1=2, c_star=1.0
    )["twin_alive"][0]


def test_a_twin_at_the_floor_is_alive() -> None:
    assert measure(
        PerformanceCourse.of_performance(np.ones((1, 9))),
        PerformanceCourse.of_performance(np.full((1, 9), STATED.alive * 3)),
        t0=0,
        t1=1,
        c_star=3.0,
    )["twin_alive"][0]


def test_without_a_shock_every_measure_is_null() -> None:
    m = measured([1.0] * 30, t0=None, t1=None)
    assert m.pop("twin_alive")
    assert set(m) == set(measured(DIP)) - {"twin_alive"}
    for name, value in m.items():
        null = "" if isinstance(value, str) else False if isinstance(value, np.bool_) else np.nan
        np.testing.assert_equal(value, null, err_msg=name)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_a_value_that_is_no_performance_is_refused_and_not_called_undegraded(bad: float) -> None:
    run = np.ones((1, 30))
    run[0, 7] = bad
    with pytest.raises(ValueError, match="performance"):
        measure(
            PerformanceCourse.of_performance(run),
            PerformanceCourse.of_performance(np.ones((1, 30))),
            t0=0,
            t1=0,
            c_star=1.0,
        )
    with pytest.raises(ValueError, match="twin"):
        measure(
            PerformanceCourse.of_performance(np.ones((1, 30))),
            PerformanceCourse.of_performance(run),
            t0=0,
            t1=0,
            c_star=1.0,
        )


@pytest.mark.parametrize(("t0", "t1"), [(30, None), (-1, 3), (5, 4)])
def test_a_window_outside_the_months_is_refused(t0: int, t1: int | None) -> None:
    with pytest.raises(ValueError, match=r"t0|t1"):
        measure(
            PerformanceCourse.of_performance(np.ones((1, 30))),
            PerformanceCourse.of_performance(np.ones((1, 30))),
            t0=t0,
            t1=t1,
            c_star=1.0,
        )


@pytest.mark.parametrize("c_star", [0.0, -1.0, np.nan])
def test_c_star_must_be_positive(c_star: float) -> None:
    with pytest.raises(ValueError, match=r"C\*"):
        measure(
            PerformanceCourse.of_performance(np.ones((1, 30))),
            PerformanceCourse.of_performance(np.ones((1, 30))),
            t0=0,
            t1=0,
            c_star=c_star,
        )


def test_collapse_month_is_where_the_run_sank_for_good() -> None:
    m = measured([0.4] * 13 + [0.6] * 3 + [0.3] * 20)
    assert m["outcome"] == "collapsed"
    assert m["collapse"] == 16


def test_many_runs_at_once_are_each_run_alone() -> None:
    rng = np.random.default_rng(3)
    run, twin = rng.uniform(0.2, 2, (40, 60)), rng.uniform(0.8, 1.2, (40, 60))
    together = measure(
        PerformanceCourse.of_performance(run),
        PerformanceCourse.of_performance(twin),
        t0=5,
        t1=9,
        c_star=1.0,
        calm=PerformanceCourse.of_performance(twin),
    )
    for i in (0, 17, 39):
        alone = measure(
            PerformanceCourse.of_performance(run[i : i + 1]),
            PerformanceCourse.of_performance(twin[i : i + 1]),
            t0=5,
            t1=9,
            c_star=1.0,
            calm=PerformanceCourse.of_performance(twin[i : i + 1]),
        )
        for name, values in alone.items():
            np.testing.assert_array_equal(together[name][i : i + 1], values)


levels = st.floats(0, 2, width=16)
runs = arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(2, 40)), elements=levels)
windows = st.tuples(st.integers(0, 39), st.one_of(st.none(), st.integers(0, 39)))


@settings(max_examples=150, deadline=None)
@given(runs, windows, st.floats(0.01, 2))
def test_what_holds_for_any_run(run: np.ndarray, window: tuple[int, int | None], level: float) -> None:
    t0 = min(window[0], run.shape[1] - 1)
    t1 = None if window[1] is None else max(t0, window[1])
    m = measure(
        PerformanceCourse.of_performance(run),
        PerformanceCourse.of_performance(np.full_like(run, level)),
        t0=t0,
        t1=t1,
        c_star=1.0,
    )
    alive = m["twin_alive"]
    assert np.isin(m["outcome"], OUTCOMES).all()
    assert ((m["outcome"] == "no baseline") == ~alive).all()
    for name in ("loss", "gain", "depth", "relapses"):
        assert (m[name][alive] >= 0).all()
    q = run[:, t0:] / level
    np.testing.assert_allclose((m["gain"] - m["loss"])[alive], (q.mean(axis=1) - 1)[alive], atol=1e-9)
    assert (
        np.isnan(m["recovered"]) == ~(m["degraded"] & (t1 is not None and t1 < q.shape[1] + t0 - 1))
    ).all()
    back = m["recovered"] == 1
    assert (m["degraded"] >= back).all()
    assert (back.astype(int) + m["censored"] <= 1).all()
    assert (m["relapses"][alive & ~back & np.isnan(m["adapted"])] == 0).all()
    if back.any():
        assert t1 is not None
        assert (m["recovery"][back] + t0 > t1).all()
        assert (m["recovery_t1"][back] >= 1).all()
        assert (m["recovery"][back] < q.shape[1] - STATED.dwell + 1).all()
        assert (m["rapidity"][back] > 0).all()


@settings(max_examples=60, deadline=None)
@given(runs, st.sampled_from([0.25, 4.0, 1024.0]))
def test_the_unit_of_performance_does_not_matter(run: np.ndarray, unit: float) -> None:
    twin = np.ones_like(run)
    m = measure(
        PerformanceCourse.of_performance(run), PerformanceCourse.of_performance(twin), t0=0, t1=0, c_star=1.0
    )
    scaled = measure(
        PerformanceCourse.of_performance(run * unit),
        PerformanceCourse.of_performance(twin * unit),
        t0=0,
        t1=0,
        c_star=unit,
    )
    for name, values in m.items():
        np.testing.assert_array_equal(values, scaled[name])
