"""When a run comes back: the dwell rule, what is censored, and how fast it rose."""

import numpy as np

from analysis.arrays import BoolArray, FloatArray
from analysis.spells import ended_spells, first_month, first_sustained
from analysis.thresholds import STATED, Thresholds


def below(q: FloatArray, level: float, thresholds: Thresholds) -> BoolArray:
    """Return where q < level, up to rounding. False where q is not a number."""
    return np.asarray(q < level - thresholds.rounding, dtype=np.bool_)


def censoring_time(horizon: int, thresholds: Thresholds = STATED) -> int:
    """Return the first month from t0 at which a recovery could no longer be seen: H - dwell + 1, at least 0.

    A recovery at month m needs the months m ... m + dwell - 1, and the last month is H - 1.
    """
    return max(0, horizon - thresholds.dwell + 1)


def returns(q: FloatArray, end: int | None, thresholds: Thresholds = STATED) -> dict[str, FloatArray]:
    """Return when each run is back, and how often it fell again, for q[runs, H] beginning at t0.

    `end` is the shock's last month counted from t0 (None: it does not end, and any month may count). A run is
    back in the first month that lies after its first degradation and after `end` and begins `dwell` months
    running with q at or above `degraded`. A relapse is the end of such a stretch: the run must be back for
    `dwell` months again before the next one counts, so noise about the threshold is not counted as many
    relapses.

    Returns `back` (months from t0, not a number where it never is) and `relapses`.
    """
    degraded = below(q, thresholds.degraded, thresholds)
    month = np.arange(q.shape[1])
    after = month[None, :] > np.where(degraded.any(axis=1), degraded.argmax(axis=1), q.shape[1])[:, None]
    countable = after & ~degraded & (month > (-1 if end is None else end))[None, :]
    return {
        "back": first_sustained(countable, thresholds.dwell),
        "relapses": ended_spells(countable, thresholds.dwell),
    }


def rapidity(q: FloatArray, back: FloatArray) -> FloatArray:
    """Return the mean slope of q per month from the trough to the recovery; null without a recovery.

    The trough is the lowest month *before* the recovery: a later, deeper relapse has no slope towards an
    earlier month.
    """
    slope = np.full(len(q), np.nan)
    rows = np.flatnonzero(np.isfinite(back))
    month = back[rows].astype(np.int64)
    before = np.where(np.arange(q.shape[1])[None, :] < month[:, None], q[rows], np.inf)
    trough = before.argmin(axis=1)
    slope[rows] = (q[rows, month] - q[rows, trough]) / (month - trough)
    return slope


def collapse_onset(q: FloatArray, thresholds: Thresholds = STATED) -> FloatArray:
    """Return the month from t0 in which the last stretch below `collapsed` began, if it lasts to the end."""
    sunk = below(q, thresholds.collapsed, thresholds)
    from_the_end = first_month(~sunk[:, ::-1])
    length = np.where(np.isnan(from_the_end), q.shape[1], from_the_end)
    return np.where(length > 0, q.shape[1] - length, np.nan)
