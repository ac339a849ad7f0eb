"""Where the runs leave the course of their twins: what moves first, how far, and what is left of it."""

from typing import NamedTuple

import numpy as np

from analysis.arrays import BoolArray, FloatArray
from analysis.thresholds import STATED, Thresholds

LEAST_TWIN = 1e-6
"""Below this a twin's value is nothing, and a share of it means nothing."""


class Departure(NamedTuple):
    """How far a quantity departs from the twin's, as a share of it (-.4 is 40 % below), in the median run."""

    first: int | None
    """The first month in which it departs by the share that counts; None where it never does."""
    largest: float
    """The largest departure, with its sign."""
    month: int
    """The month of the largest departure."""


def relative_departure(run: FloatArray, twin: FloatArray, living: BoolArray) -> FloatArray:
    """Return the median over living twins of run[runs, months] ÷ twin[runs, months] - 1, month by month.

    Where a twin has nothing its run is left out; where all have nothing the departure is 0.

    >>> twin = np.array([[1.0, 1.0], [2.0, 2.0], [1.0, 1.0]])
    >>> relative_departure(twin * [1.0, 0.5], twin, np.array([True, True, False])).tolist()
    [0.0, -0.5]
    """
    counted = living[:, None] & (twin > LEAST_TWIN)
    ratio = np.divide(run, twin, out=np.full(run.shape, np.nan), where=counted)
    some = counted.any(axis=0)
    median = np.zeros(run.shape[1])
    median[some] = np.nanmedian(ratio[:, some], axis=0) - 1.0
    return median


def departure(course: FloatArray, thresholds: Thresholds = STATED) -> Departure:
    """Return when a median course[months] of relative departures first counts, and where it is largest.

    It counts from the distance on at which performance is called degraded (5 %), upwards and downwards alike.

    >>> departure(np.array([0.0, -0.06, -0.3, -0.1]))
    Departure(first=1, largest=-0.3, month=2)
    >>> departure(np.array([0.0, 0.01])).first is None
    True
    """
    size = np.abs(course)
    counts = np.flatnonzero(size >= 1.0 - thresholds.degraded - thresholds.rounding)
    month = int(size.argmax())
    return Departure(int(counts[0]) if len(counts) else None, float(course[month]), month)
