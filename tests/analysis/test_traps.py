"""The traps a measure of resilience is known to fall into, each shut."""

from typing import Any

import numpy as np
import pytest

from analysis.baseline import PerformanceCourse
from analysis.point_summary import summarise
from analysis.resilience import measure
from analysis.survival import RECOVERED, kaplan_meier, restricted_mean
from analysis.thresholds import Thresholds


def curve_a(t: np.ndarray) -> np.ndarray:
    """Deep and quick."""
    return 1 - 0.6 * np.exp(-0.15 * t)


def curve_b(t: np.ndarray) -> np.ndarray:
    """Shallow and slow."""
    return 1 - 0.25 * np.exp(-0.02 * t)


def curve_c(t: np.ndarray) -> np.ndarray:
    """Quick, to a lower level for good."""
    return 0.9 - 0.2 * np.exp(-0.28 * t)


def measured(q: np.ndarray, **more: Any) -> dict[str, np.ndarray]:
    """Measures of q read as the performance of runs whose twin is 1 throughout; a pulse in month 0."""
    runs = np.atleast_2d(q)
    return measure(
        PerformanceCourse.of_performance(runs),
        PerformanceCourse.of_performance(np.ones_like(runs)),
        t0=0,
        t1=0,
        c_star=1.0,
        **more,
    )


@pytest.mark.parametrize(("h", "order"), [(5, "CBA"), (20, "CAB"), (40, "ACB"), (160, "ABC")])
def test_the_order_of_three_curves_depends_on_the_horizon(h: int, order: str) -> None:
    t = np.arange(200)
    r = np.array([curve_a(t), curve_b(t), curve_c(t)])[:, :h].mean(axis=1)
    assert "".join(sorted("ABC", key=lambda name: -r["ABC".index(name)])) == order


def test_without_noise_b_is_back_after_81_months_at_any_dwell() -> None:
    q = curve_b(np.arange(240))
    for dwell in (1, 6):
        assert measured(q, thresholds=Thresholds(dwell=dwell))["recovery"][0] == 81


def test_noise_seems_to_bring_b_back_at_52_and_dwell_errs_late_by_less() -> None:
    noise = np.random.default_rng(5).normal(0, 0.03, size=(2000, 400))
    q = curve_b(np.arange(400)) + noise
    early = np.median(measured(q, thresholds=Thresholds(dwell=1))["recovery"])
    dwelt = np.median(measured(q)["recovery"])
    truth = 81
    # Without dwell the first lucky month counts as the return. Dwell errs late and by less: it is the
    # first calm half-year, and never the claim of a return that did not last.
    assert abs(early - 52) < 2
    assert truth < dwelt < truth + 25


def test_the_mean_of_those_seen_to_recover_is_far_too_short() -> None:
    times = np.random.default_rng(2).exponential(60, size=20_000)
    seen, event = np.minimum(times, 60), times <= 60
    assert times[event].mean() == pytest.approx(25, abs=0.5)
    assert kaplan_meier(seen, event).value[-1] == pytest.approx(np.exp(-1), abs=0.01)
    few = slice(0, 1500)
    mean = restricted_mean(seen[few], np.where(event, RECOVERED, 0)[few], until=60)
    assert mean.high - mean.low < 3
    assert mean.low < 60 * (1 - np.exp(-1)) < mean.high


def test_half_that_return_and_half_that_do_not_are_not_a_mean_that_returns() -> None:
    t = np.arange(120)
    forward, never = 1.3 - 0.7 * np.exp(-0.1 * t), np.full(120, 0.62)
    q = np.array([forward] * 20 + [never] * 20)
    assert measured(q.mean(axis=0))["recovered"][0]
    row = summarise(measured(q), horizon=120)
    assert row["recovered"] == 0.5
    assert row["partial"] == 0.5
    assert row["recovered_high"] < 0.66


def test_a_bounce_forward_is_not_clipped_away() -> None:
    q = np.concatenate([[0.8] * 10, np.full(50, 1.2)])
    m = measured(q)
    assert m["outcome"][0] == "bounced forward"
    assert m["gain"][0] == pytest.approx(0.2 * 50 / 60)
    assert m["loss"][0] == pytest.approx(0.2 * 10 / 60)
    assert 1 + m["gain"][0] - m["loss"][0] == pytest.approx(q.mean())


def test_a_curve_that_never_comes_back_does_not_vanish() -> None:
    t = np.arange(120)
    m = measured(np.array([curve_c(t), curve_a(t)]))
    assert m["recovered"].tolist() == [False, True]
    assert m["censored"].tolist() == [True, False]
    row = summarise(m, horizon=120)
    assert row["at_risk"] == 2
    assert row["censored"] == 1
    back = m["recovery"][1]
    assert row["recovery_until"] == 115
    assert row["recovery_mean"] == pytest.approx((back + 115) / 2)
    assert row["recovery_mean"] > np.nanmean(m["recovery"])


def test_coming_back_while_the_shock_is_on_is_not_recovery() -> None:
    q = np.array([[0.8] * 5 + [1.0] * 10 + [0.8] * 10 + [1.0] * 35])
    ones = np.ones_like(q)
    after = measure(
        PerformanceCourse.of_performance(q), PerformanceCourse.of_performance(ones), t0=0, t1=24, c_star=1.0
    )
    assert after["recovery"][0] == 25
    assert after["recovery_t1"][0] == 1
    assert (
        measure(
            PerformanceCourse.of_performance(q),
            PerformanceCourse.of_performance(ones),
            t0=0,
            t1=2,
            c_star=1.0,
        )["recovery"][0]
        == 5
    )


def test_recovery_does_not_depend_on_the_horizon_it_is_seen_within() -> None:
    rng = np.random.default_rng(8)
    q = 1 - 0.3 * np.exp(-0.05 * np.arange(400)) + rng.normal(0, 0.02, size=(300, 400))
    short, long = measured(q[:, :200])["recovery"], measured(q)["recovery"]
    seen = np.isfinite(short)
    assert seen.sum() > 200
    assert (short[seen] == long[seen]).all()


def test_no_alliance_looks_resilient_because_nothing_is_left_to_lose() -> None:
    calm, twin, run = np.full((1, 60), 2.0), np.full((1, 60), 0.6), np.full((1, 60), 0.51)
    m = measure(
        PerformanceCourse.of_performance(run),
        PerformanceCourse.of_performance(twin),
        t0=0,
        t1=0,
        c_star=2.0,
        calm=PerformanceCourse.of_performance(calm),
    )
    assert m["loss"][0] == pytest.approx(0.15)
    assert m["loss_calm"][0] == pytest.approx(0.745)
