"""The measures of one run against its twin, for many runs at once.

With P performance, P' that of the run's own twin (same draws, no shock), q(t) = P(t) / P'(t), t0 the first
and t1 the last month of the shock and H the months from t0 to the end. The idea of robustness and rapidity,
and of loss as the area between the curve and its baseline is [BruneauEtAl2003]'s. Here the baseline is the
twin, not a constant, loss and gain are kept apart, and nothing is clipped at 1.
"""

import numpy as np

from analysis.arrays import AnyArray, BoolArray, FloatArray
from analysis.baseline import PerformanceCourse, as_runs, dead, relative
from analysis.outcomes import (
    COLLAPSED,
    NAMES,
    NULL,
    Rest,
    outcome_by_level,
    outcome_by_rest,
    outcome_five_years_on,
)
from analysis.recovery import below, collapse_onset, months_to_rise, rapidity, returns, rise_window
from analysis.thresholds import STATED, Thresholds

MEASURES = (
    "robustness",
    "depth",
    "trough",
    "rapidity",
    "recovery",
    "recovery_t1",
    "recovered",
    "adapted",
    "rise_to_back",
    "rise_to_twin",
    "rise_window",
    "months_below",
    "dead",
    "collapse",
    "relapses",
    "loss",
    "gain",
    "loss_calm",
)
"""The numeric measures; the residuals, the flags and the outcomes come beside them."""


def measure(
    course: PerformanceCourse,
    twin: PerformanceCourse,
    *,
    t0: int | None,
    t1: int | None,
    c_star: float,
    calm: PerformanceCourse | None = None,
    rest: Rest | None = None,
    thresholds: Thresholds = STATED,
) -> dict[str, AnyArray]:
    """Return every measure of runs against their twins, one value a run ([BruneauEtAl2003]; see above).

    The arrays begin at month 0 of the scenario; `t0` and `t1` are months in them (t0 None: no shock; t1 None:
    a shock without end). `c_star` is the model's stored C*, `calm` the calm reference, `rest` where runs
    rest. A null is not a number (or `""` for an outcome).

    - `twin_alive`: the twin is alive (see `baseline.alive`) in every month from t0 on (all months without a
      shock); else all below is null
    - `robustness` = min q; `depth` = max(0, 1 - robustness); `trough`: its month from t0 (the first, if
      several)
    - `degraded`: q was below .95; `recovered` (1 or 0): it came back, null where it never fell; `recovery`,
      `recovery_t1`: after how many months from t0 and from t1 (see `recovery.returns`); `censored`: degraded
      and not back when the window closed at H - dwell + 1
    - `adapted`: months from t0 to the return under a shock without end; `recovery` and `recovered` are then
      null for every run, since "after t1" never comes, and no run is called censored
    - `rise_to_back`, `rise_to_twin`: months from the trough to the first at .95, and at 1, of q (see
      `recovery.months_to_rise`); `rise_window`: after how many the watch ended, where they are censored;
      `months_below`: months below .95, whatever the shock does
    - `dead` (1 or 0): twenty years after t1 cooperation is below a quarter of the twin's; null beyond the end
    - `relapses`, `rapidity` (q per month), `collapse` (month from t0 in which a collapsed run sank for good)
    - `loss` = mean of max(0, 1 - q), `gain` = mean of max(0, q - 1) over the H months
    - `loss_calm`: the same against the calm reference; null where that is dead, but given where only the twin
      is
    - `residual_12`, `_60`, `_120`: q so many months after t1; null beyond the end
    - `outcome_60`, `outcome`, `outcome_rest`: see `outcomes`

    A shock whose last month is the window's last, or later, is treated as without end: the same trajectories
    must not get two names. Without a shock q is 1 throughout and every measure but `twin_alive` is null.

    >>> run, twin = [[1, 0.6, *[1.0] * 12]], [[1.0] * 14]
    >>> m = measure(PerformanceCourse(run, run), PerformanceCourse(twin, twin), t0=1, t1=1, c_star=1.0)
    >>> float(m["robustness"][0]), float(m["recovery"][0]), str(m["outcome"][0])
    (0.6, 1.0, 'bounced back')
    >>> round(float(m["loss"][0]), 6)  # .4 lost in one of 13 months
    0.030769
    """
    run = as_runs("the run's performance", course.performance)
    start, end = _window(run.shape[1], t0, t1)
    q, living = relative(run[:, start:], _from(twin, start, "twin"), c_star, thresholds)
    if t0 is None:
        return _no_shock(living, thresholds)
    sunk = below(q, thresholds.degraded, thresholds)
    degraded = np.asarray(sunk.any(axis=1), dtype=np.bool_)
    measures: dict[str, AnyArray] = {"twin_alive": living, "degraded": degraded}
    measures |= _levels(q, living) | _recoveries(q, degraded, living, end, thresholds)
    measures |= _ways_back(q, sunk, living, thresholds) | _residuals(q, end, thresholds)
    measures["dead"] = _dead(_from(course, start, "run"), _from(twin, start, "twin"), living, end, thresholds)
    measures["loss_calm"] = _loss_calm(run[:, start:], calm, start, c_star, thresholds)
    measures["outcome_60"] = outcome_five_years_on(q, living, end, thresholds)
    measures["outcome"] = outcome_by_level(q, living, endless=end is None, thresholds=thresholds)
    measures["collapse"] = np.where(measures["outcome"] == COLLAPSED, collapse_onset(q, thresholds), np.nan)
    measures["outcome_rest"] = (
        np.full(len(q), NULL, dtype="<U15")
        if rest is None
        else outcome_by_rest(rest, living, c_star, thresholds)
    )
    return measures


def _from(course: PerformanceCourse, start: int, whose: str) -> PerformanceCourse:
    """The runs from a month on, checked."""
    performance = as_runs(f"the {whose}'s performance", course.performance)
    cooperation = as_runs(f"the {whose}'s cooperation", course.cooperation)
    return PerformanceCourse(performance[:, start:], cooperation[:, start:])


def _window(months: int, t0: int | None, t1: int | None) -> tuple[int, int | None]:
    """Return the month measuring starts, and the shock's last month counted from it (None: without end)."""
    if t0 is None:
        return 0, None
    if not 0 <= t0 < months:
        raise ValueError(f"t0 = {t0} lies outside the {months} months given")
    if t1 is None or t1 >= months - 1:
        return t0, None
    if t1 < t0:
        raise ValueError(f"the shock ends (t1 = {t1}) before it begins (t0 = {t0})")
    return t0, t1 - t0


def _levels(q: FloatArray, living: BoolArray) -> dict[str, AnyArray]:
    robustness = q.min(axis=1)
    return {
        "robustness": robustness,
        "depth": np.maximum(0.0, 1 - robustness),
        "trough": np.where(living, np.where(np.isnan(q), np.inf, q).argmin(axis=1), np.nan),
        "loss": np.maximum(0.0, 1 - q).mean(axis=1),
        "gain": np.maximum(0.0, q - 1).mean(axis=1),
    }


def _recoveries(
    q: FloatArray, degraded: BoolArray, living: BoolArray, end: int | None, thresholds: Thresholds
) -> dict[str, AnyArray]:
    returned, null = returns(q, end, thresholds), np.full(len(q), np.nan)
    back = returned["back"]
    recovery = null if end is None else back
    may_recover = degraded & (end is not None)
    came_back = np.isfinite(recovery)
    return {
        "recovery": recovery,
        "recovery_t1": recovery - (0 if end is None else end),
        "recovered": np.where(may_recover, came_back.astype(np.float64), np.nan),
        "censored": may_recover & ~came_back,
        "adapted": back if end is None else null,
        "relapses": np.where(living, returned["relapses"], np.nan),
        "rapidity": rapidity(q, recovery),
    }


def _ways_back(
    q: FloatArray, sunk: BoolArray, living: BoolArray, thresholds: Thresholds
) -> dict[str, AnyArray]:
    return {
        "rise_to_back": months_to_rise(q, thresholds.degraded, thresholds),
        "rise_to_twin": months_to_rise(q, 1.0, thresholds),
        "rise_window": rise_window(q, thresholds),
        "months_below": np.where(living, sunk.sum(axis=1), np.nan),
    }


def _dead(
    course: PerformanceCourse,
    twin: PerformanceCourse,
    living: BoolArray,
    end: int | None,
    thresholds: Thresholds,
) -> FloatArray:
    """1 where cooperation is below a quarter of the twin's twenty years after the shock, else 0, or null."""
    run, other = np.asarray(course.cooperation), np.asarray(twin.cooperation)
    month = None if end is None else end + thresholds.dead_after
    if month is None or month >= run.shape[1]:
        return np.full(len(run), np.nan)
    return np.where(living, dead(run[:, month], other[:, month], thresholds).astype(np.float64), np.nan)


def _residuals(q: FloatArray, end: int | None, thresholds: Thresholds) -> dict[str, AnyArray]:
    residuals: dict[str, AnyArray] = {}
    for months in thresholds.residual_months:
        seen = end is not None and end + months < q.shape[1]
        residuals[f"residual_{months}"] = (
            q[:, end + months] if seen and end is not None else np.full(len(q), np.nan)
        )
    return residuals


def _loss_calm(
    run: FloatArray, calm: PerformanceCourse | None, start: int, c_star: float, thresholds: Thresholds
) -> FloatArray:
    if calm is None:
        return np.full(len(run), np.nan)
    against_calm, _ = relative(run, _from(calm, start, "calm reference"), c_star, thresholds)
    return np.asarray(np.maximum(0.0, 1 - against_calm).mean(axis=1), dtype=np.float64)


def _no_shock(living: BoolArray, thresholds: Thresholds) -> dict[str, AnyArray]:
    number, flag = np.full(len(living), np.nan), np.zeros(len(living), dtype=np.bool_)
    names = (*MEASURES, *(f"residual_{months}" for months in thresholds.residual_months))
    measures: dict[str, AnyArray] = {name: number.copy() for name in names}
    measures |= {name: flag.copy() for name in ("degraded", "censored")}
    measures |= {name: np.full(len(living), NULL, dtype="<U15") for name in NAMES}
    return measures | {"twin_alive": living}
