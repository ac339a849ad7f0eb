"""Runs that say nothing: those in which nothing moved, and those pinned to the end of a range."""

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import BoolArray, FloatArray
from analysis.thresholds import STATED, Thresholds


def inert(series: ArrayLike, twin: ArrayLike, thresholds: Thresholds = STATED) -> BoolArray:
    """Return which runs are inert: no series[runs, months, k] is ever 1 % off its twin's, in any month.

    1 % of the twin's value in that month; where that is 0, any difference counts. Ask only of runs whose
    shock has a size above 0: with size 0 every run is inert, and should be.

    >>> inert(series=[[[1.00], [0.995]], [[1.00], [0.98]]], twin=[[[1.0], [1.0]], [[1.0], [1.0]]]).tolist()
    [True, False]
    """
    run, other = np.asarray(series, dtype=np.float64), np.asarray(twin, dtype=np.float64)
    if run.ndim != 3 or run.shape != other.shape:
        raise ValueError(f"need two arrays [runs, months, series], got {run.shape} and {other.shape}")
    still = ~_moved(run[:, :, :1], other[:, :, :1], thresholds)  # most runs show it in any series
    still[still] = ~_moved(run[still], other[still], thresholds)
    return still


def _moved(run: FloatArray, other: FloatArray, thresholds: Thresholds) -> BoolArray:
    off = np.abs(run - other) > thresholds.inert * np.abs(other) + thresholds.rounding
    return np.asarray(off.any(axis=(1, 2)), dtype=np.bool_)


def saturated(efforts: ArrayLike, thresholds: Thresholds = STATED) -> BoolArray:
    """Return in which runs every effort[runs, months, k] stays > .98 or stays < .02 over the last 12 months.

    Some efforts may be pinned at the top and others at the bottom; each must stay at one end.

    >>> saturated([[[0.99, 0.01]] * 12, [[0.99, 0.5]] * 12]).tolist()
    [True, False]
    """
    effort = np.asarray(efforts, dtype=np.float64)
    if effort.ndim != 3:
        raise ValueError(f"need an array [runs, months, efforts], got {effort.shape}")
    last = effort[:, -thresholds.last_window :]
    high = (last > 1 - thresholds.saturated).all(axis=1)
    low = (last < thresholds.saturated).all(axis=1)
    return np.asarray(np.logical_or(high, low).all(axis=-1), dtype=np.bool_)
