"""When a run comes back: spells of months, the dwell rule, what is censored, and how fast it rose."""

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.thresholds import STATED, Thresholds


def below(q: FloatArray, level: float, thresholds: Thresholds) -> BoolArray:
    """Return where q < level, up to rounding, in the shape of q. False where q is not a number.

    >>> below(np.array([[0.94, 0.95, np.nan]]), 0.95, STATED).tolist()
    [[True, False, False]]
    """
    return np.asarray(q < level - thresholds.rounding, dtype=np.bool_)


def months_held(condition: BoolArray) -> IntArray:
    """Return, for condition[runs, months], for how many months it has held up to and including each month.

    >>> months_held(np.array([[True, True, False, True]])).tolist()
    [[1, 2, 0, 1]]
    """
    month = np.arange(condition.shape[1])
    last_broken = np.maximum.accumulate(np.where(condition, -1, month), axis=1)
    return np.asarray(month - last_broken, dtype=np.int64)


def first_month(condition: BoolArray) -> FloatArray:
    """Return the first month in which condition[runs, months] holds; not a number where it never does.

    >>> first_month(np.array([[False, True, True], [False, False, False]])).tolist()
    [1.0, nan]
    """
    return np.where(condition.any(axis=1), condition.argmax(axis=1).astype(np.float64), np.nan)


def first_sustained(condition: BoolArray, months: int) -> FloatArray:
    """Return the first month from which condition[runs, months] holds for `months` running; null where none.

    >>> first_sustained(np.array([[True, False, True, True]]), 2).tolist()
    [2.0]
    """
    return first_month(months_held(condition) >= months) - (months - 1)


def ended_spells(condition: BoolArray, months: int) -> FloatArray:
    """Return in how many spells of at least `months` months condition[runs, months] held and ended, each run.

    A spell that lasts to the last month has not ended.

    >>> ended_spells(np.array([[True, True, False, True, False, True, True]]), 2).tolist()
    [1.0]
    """
    long_enough = months_held(condition) >= months
    return np.asarray((long_enough[:, :-1] & ~condition[:, 1:]).sum(axis=1), dtype=np.float64)


def censoring_time(horizon: int, thresholds: Thresholds = STATED) -> int:
    """Return the first month from t0 at which a recovery could no longer be seen: H - dwell + 1, at least 0.

    A recovery at month m needs the months m ... m + dwell - 1, and the last month is H - 1.

    >>> censoring_time(120), censoring_time(3)
    (115, 0)
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

    >>> q = np.array([[0.9] * 3 + [1.0] * 6 + [0.9] + [1.0] * 2])
    >>> {name: values.tolist() for name, values in returns(q, end=1).items()}
    {'back': [3.0], 'relapses': [1.0]}
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

    `back` is the month of the recovery, one a run, from the first of q[runs, H]. The trough is the lowest
    month *before* it: a later, deeper relapse has no slope towards an earlier month. The idea is
    [BruneauEtAl2003]'s.

    >>> rapidity(np.array([[1.0, 0.6, 0.7, 1.0, 0.2]]), back=np.array([3.0])).round(6).tolist()
    [0.2]
    """
    slope = np.full(len(q), np.nan)
    rows = np.flatnonzero(np.isfinite(back))
    month = back[rows].astype(np.int64)
    before = np.where(np.arange(q.shape[1])[None, :] < month[:, None], q[rows], np.inf)
    trough = before.argmin(axis=1)
    slope[rows] = (q[rows, month] - q[rows, trough]) / (month - trough)
    return slope


def months_to_rise(q: FloatArray, level: float, thresholds: Thresholds = STATED) -> FloatArray:
    """Return the months from the lowest month of q[runs, H] to the first after it at or above `level`.

    Null where the run was never degraded, is never so high again, or q is not a number. Unlike recovery this
    asks for no months running and does not wait for the shock's end: it tells how steep the way up is.

    >>> months_to_rise(np.array([[1.0, 0.5, 0.8, 0.96, 1.0]]), 0.95).tolist()
    [2.0]
    """
    fallen, trough = below(q, thresholds.degraded, thresholds).any(axis=1), lowest_month(q)
    after = np.arange(q.shape[1])[None, :] > trough[:, None]
    high = after & (q >= level - thresholds.rounding)
    return np.where(fallen, first_month(high) - trough, np.nan)


def lowest_month(q: FloatArray) -> IntArray:
    """Return the month, the first if there are several, in which q[runs, H] is lowest; 0 where it is not a
    number.

    >>> lowest_month(np.array([[1.0, 0.5, 0.5, 0.9], [np.nan] * 4])).tolist()
    [1, 0]
    """
    return np.asarray(np.where(np.isnan(q), np.inf, q).argmin(axis=1), dtype=np.int64)


def rise_window(q: FloatArray, thresholds: Thresholds = STATED) -> FloatArray:
    """Return the months from the lowest month of q[runs, H] to the last: for so long could a rise be seen.

    W = H - 1 - m, m the lowest month; 0 ... H - 1. A run that fell and has no `months_to_rise` is censored
    here ([AalenJohansen1978] has what to do with it). Null where the run was never degraded, or q is not a
    number. Lowest in month 1 of the months 0 to 4, the first run could be watched for three more:

    >>> rise_window(np.array([[1.0, 0.5, 0.8, 0.9, 0.9], [1.0, 0.96, 1.0, 1.0, 1.0]])).tolist()
    [3.0, nan]
    """
    fallen = below(q, thresholds.degraded, thresholds).any(axis=1)
    return np.where(fallen, q.shape[1] - 1.0 - lowest_month(q), np.nan)


def collapse_onset(q: FloatArray, thresholds: Thresholds = STATED) -> FloatArray:
    """Return the month from t0 in which the last stretch below `collapsed` began, if it lasts to the end of
    q[runs, H]; else null.

    >>> collapse_onset(np.array([[1.0, 0.4, 0.6, 0.4, 0.3], [1.0, 0.4, 0.4, 0.4, 0.6]])).tolist()
    [3.0, nan]
    """
    sunk = below(q, thresholds.collapsed, thresholds)
    from_the_end = first_month(~sunk[:, ::-1])
    length = np.where(np.isnan(from_the_end), q.shape[1], from_the_end)
    return np.where(length > 0, q.shape[1] - length, np.nan)
