"""Time to recovery against cases worked by hand and closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.intervals import wilson
from analysis.survival import (
    CENSORED,
    RECOVERED,
    SUNK,
    cumulative_incidence,
    kaplan_meier,
    restricted_mean,
)

# Freireich et al. (1963), remission under 6-MP in weeks: the table every textbook works (+ marks censored).
REMISSION = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
SEEN = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
TEXTBOOK = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def test_kaplan_meier_gives_the_textbook_table() -> None:
    curve = kaplan_meier(REMISSION, SEEN)
    survival = {int(t): round(float(s), 3) for t, s in zip(curve.time, curve.value, strict=True)}
    assert {week: survival[week] for week in TEXTBOOK} == TEXTBOOK
    at_risk = {int(t): int(n) for t, n in zip(curve.time, curve.at_risk, strict=True)}
    assert (at_risk[6], at_risk[7], at_risk[10], at_risk[23]) == (21, 17, 15, 6)


def test_kaplan_meier_begins_at_one_and_an_event_comes_before_a_censoring() -> None:
    curve = kaplan_meier([4, 4], [True, False])
    assert curve.time.tolist() == [0, 4]
    assert curve.value.tolist() == [1, 0.5]


def test_without_censoring_kaplan_meier_is_a_proportion_with_wilsons_interval() -> None:
    time = np.array([1, 2, 2, 3, 5, 8, 9, 9, 9, 12.0])
    curve = kaplan_meier(time, np.ones(10, bool))
    for t, value, low, high in zip(
        curve.time[1:], curve.value[1:], curve.low[1:], curve.high[1:], strict=True
    ):
        later = int((time > t).sum())
        assert value == pytest.approx(later / 10)
        assert (low, high) == pytest.approx(tuple(float(x) for x in wilson(later, 10)), abs=1e-9)


def test_aalen_johansen_by_hand() -> None:
    time = [1, 2, 2, 3, 4, 5]
    cause = [RECOVERED, SUNK, CENSORED, RECOVERED, SUNK, CENSORED]
    curve = cumulative_incidence(time, cause)
    # S before: 1, 5/6, 5/6*4/5=2/3, 2/3*2/3=4/9; so 1/6, then + 2/3 * 1/3.
    assert curve.value.tolist() == pytest.approx([0, 1 / 6, 1 / 6, 1 / 6 + 2 / 9, 7 / 18, 7 / 18])
    other = cumulative_incidence(time, cause, which=SUNK)
    assert other.value[-1] == pytest.approx(5 / 6 * 1 / 5 + 4 / 9 * 1 / 2)


def test_collapse_competes_and_is_not_censoring() -> None:
    time, cause = [10] * 30 + [5] * 70, [RECOVERED] * 30 + [SUNK] * 70
    assert cumulative_incidence(time, cause).value[-1] == pytest.approx(0.3)
    assert 1 - kaplan_meier(time, [True] * 30 + [False] * 70).value[-1] == pytest.approx(1.0)


def test_two_constant_hazards_share_as_their_rates() -> None:
    rng = np.random.default_rng(1)
    first, second, end = (rng.exponential(scale, 40_000) for scale in (40, 120, 100))
    time = np.minimum(np.minimum(first, second), end)
    cause = np.where(time == end, CENSORED, np.where(first < second, RECOVERED, SUNK))
    curve = cumulative_incidence(np.ceil(time), cause)
    for t in (20, 60, 120):
        closed = 0.75 * (1 - np.exp(-t / 30))
        assert curve.value[curve.time == t][0] == pytest.approx(closed, abs=0.01)


def test_with_one_common_horizon_aalen_johansen_is_the_share_with_wilsons_interval() -> None:
    rng = np.random.default_rng(4)
    recovery = rng.integers(1, 300, 80)
    time, cause = np.minimum(recovery, 100), np.where(recovery <= 99, RECOVERED, CENSORED)
    cause[::9] = SUNK
    curve = cumulative_incidence(time, cause)
    for t, value, low, high in zip(
        curve.time[1:], curve.value[1:], curve.low[1:], curve.high[1:], strict=True
    ):
        back = int(((cause == RECOVERED) & (time <= t)).sum())
        assert value == pytest.approx(back / 80)
        assert (low, high) == pytest.approx(tuple(float(x) for x in wilson(back, 80)), abs=1e-9)


def test_restricted_mean_with_one_common_horizon_is_a_plain_mean() -> None:
    rng = np.random.default_rng(6)
    recovery = rng.integers(1, 200, 50)
    seen = np.where(recovery < 100, recovery, 100)
    cause = np.where(recovery < 100, RECOVERED, CENSORED)
    mean = restricted_mean(seen, cause, until=100)
    assert mean.estimate == pytest.approx(seen.mean())
    assert mean.high - mean.estimate == pytest.approx(1.959964 * seen.std(ddof=1) / np.sqrt(50), rel=1e-6)
    assert mean.estimate - mean.low == pytest.approx(mean.high - mean.estimate)


def test_a_collapsed_run_waits_to_the_end() -> None:
    assert restricted_mean([10, 3], [RECOVERED, SUNK], until=100).estimate == pytest.approx(55)
    assert restricted_mean([3, 3], [SUNK, SUNK], until=100).estimate == pytest.approx(100)


def test_restricted_mean_beyond_the_last_time_holds_the_last_value() -> None:
    assert restricted_mean([10, 20], [RECOVERED, CENSORED], until=50).estimate == pytest.approx(30)
    assert restricted_mean([10, 20], [RECOVERED, RECOVERED], until=5).estimate == pytest.approx(5)


def test_no_run_and_one_run_have_no_interval() -> None:
    assert np.isnan(restricted_mean([], []).estimate)
    mean = restricted_mean([7], [RECOVERED])
    assert mean.estimate == 7
    assert np.isnan(mean.low)


@pytest.mark.parametrize(("time", "cause"), [([-1], [1]), ([np.nan], [1]), ([1], [3]), ([1, 2], [1])])
def test_what_is_no_time_or_cause_is_refused(time: list[float], cause: list[int]) -> None:
    with pytest.raises(ValueError, match=r"time|need"):
        cumulative_incidence(time, cause)


exits = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([CENSORED, RECOVERED, SUNK])), min_size=1, max_size=40
)


@settings(max_examples=100, deadline=None)
@given(exits)
def test_what_holds_for_any_exits(leavers: list[tuple[int, int]]) -> None:
    time, cause = np.array(leavers).T
    back, sunk = cumulative_incidence(time, cause), cumulative_incidence(time, cause, which=SUNK)
    free = kaplan_meier(time, cause != CENSORED)
    np.testing.assert_allclose(back.value + sunk.value + free.value, 1, atol=1e-12)
    for curve in (back, sunk, free):
        assert (curve.low <= curve.value + 1e-12).all()
        assert (curve.value <= curve.high + 1e-12).all()
        assert curve.low.min() >= 0
        assert curve.high.max() <= 1
    assert (np.diff(back.value) >= 0).all()
    assert (np.diff(free.value) <= 0).all()
    mean = restricted_mean(time, cause, until=30)
    assert 0 <= mean.estimate <= 30
