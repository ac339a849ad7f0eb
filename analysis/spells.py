"""Months running: how long a condition has held, and when it first held long enough."""

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray


def held(condition: BoolArray) -> IntArray:
    """Return, for condition[runs, months], for how many months it has held up to and including each month.

    >>> held(np.array([[True, True, False, True]])).tolist()
    [[1, 2, 0, 1]]
    """
    month = np.arange(condition.shape[1])
    last_broken = np.maximum.accumulate(np.where(condition, -1, month), axis=1)
    return np.asarray(month - last_broken, dtype=np.int64)


def first_month(condition: BoolArray) -> FloatArray:
    """Return the first month in which condition[runs, months] holds; not a number where it never does."""
    return np.where(condition.any(axis=1), condition.argmax(axis=1).astype(np.float64), np.nan)


def first_sustained(condition: BoolArray, months: int) -> FloatArray:
    """Return the first month from which the condition holds for `months` running; null where none.

    >>> first_sustained(np.array([[True, False, True, True]]), 2).tolist()
    [2.0]
    """
    return first_month(held(condition) >= months) - (months - 1)


def ended_spells(condition: BoolArray, months: int) -> FloatArray:
    """Return how many spells of at least `months` months came to an end before the last month."""
    long_enough = held(condition) >= months
    return np.asarray((long_enough[:, :-1] & ~condition[:, 1:]).sum(axis=1), dtype=np.float64)
