"""What a run is read against: its twin, or the calm reference, as long as that reference is itself alive."""

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import BoolArray, FloatArray
from analysis.thresholds import STATED, Thresholds


def as_runs(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as float64[runs, months], finite and at least 0; else ValueError.

    A value that is not a number is refused here, since every comparison with it is false and the run would
    pass for one that was never degraded.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] == 0:
        raise ValueError(f"{name} must have the shape [runs, months], got {array.shape}")
    if len(array) and not (array.min() >= 0 and array.max() < np.inf):
        raise ValueError(f"{name} holds a value that is negative or not a finite number")
    return array


def alive(reference: FloatArray, p_star: float, thresholds: Thresholds = STATED) -> BoolArray:
    """Return for each run whether its reference[runs, months] is at or above the floor in *every* month.

    The floor is `thresholds.alive` of P*. It holds month by month, and q is defined in a month only while it
    holds. Every measure is taken over all months from the shock on, so one undefined month leaves all of them
    undefined: the run as a whole has no baseline. Months before the shock do not count; the caller cuts them
    off.
    """
    if not (np.isfinite(p_star) and p_star > 0):
        raise ValueError(f"P* must be a positive number, got {p_star}")
    floor = thresholds.alive * p_star * (1 - thresholds.rounding)
    return np.asarray((reference >= floor).all(axis=1), dtype=np.bool_)


def relative(
    performance: ArrayLike, reference: ArrayLike, p_star: float, thresholds: Thresholds = STATED
) -> tuple[FloatArray, BoolArray]:
    """Return q[runs, months] = performance / reference, and for each run whether its reference is alive.

    The rows of q whose reference is dead are not a number from end to end: nothing is divided by a dead
    reference.

    >>> q, living = relative([[1.0, 0.5], [1.0, 1.0]], [[1.0, 1.0], [1.0, 0.01]], p_star=1.0)
    >>> q.tolist(), living.tolist()
    ([[1.0, 0.5], [nan, nan]], [True, False])
    """
    run, other = as_runs("performance", performance), as_runs("reference", reference)
    if run.shape != other.shape:
        raise ValueError(f"performance {run.shape} and reference {other.shape} differ in shape")
    living = alive(other, p_star, thresholds)
    q = np.full(run.shape, np.nan)
    q[living] = run[living] / other[living]
    return q, living
