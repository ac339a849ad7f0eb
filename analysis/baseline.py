"""What a run is read against: its twin, or the calm reference, as long as that reference is itself alive.

A mechanism that is switched off is missing in the twin, too. So a design may lose less against its twin and
be worse off all the same: which of the two references is read decides what is concluded.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import BoolArray, FloatArray
from analysis.intervals import Interval
from analysis.thresholds import STATED, Thresholds

LEVELS = ("loss", "robustness", "gain")
"""What is read off performance held against a reference, the one that leads first."""


LEAST_TWIN = 1e-9
"""Below this a twin's value is nothing, and a share of it means nothing."""


class PerformanceCourse(NamedTuple):
    """Runs month by month, [runs, months] each: how they perform, and how far they cooperate."""

    performance: ArrayLike
    cooperation: ArrayLike

    @classmethod
    def of_performance(cls, values: ArrayLike) -> "PerformanceCourse":
        """Return runs of which nothing but performance[runs, months] is known: it tells who is alive, too.

        >>> PerformanceCourse.of_performance([[1.0, 0.5]])
        PerformanceCourse(performance=[[1.0, 0.5]], cooperation=[[1.0, 0.5]])
        """
        return cls(values, values)


def as_runs(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as float64[runs, months], finite and at least 0; else ValueError.

    A value that is not a number is refused here, since every comparison with it is false and the run would
    pass for one that was never degraded.

    >>> as_runs("performance", [[1, 0.5], [1, -2]])
    Traceback (most recent call last):
    ValueError: performance holds a value that is negative or not a finite number
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] == 0:
        raise ValueError(f"{name} must have the shape [runs, months], got {array.shape}")
    if len(array) and not (array.min() >= 0 and array.max() < np.inf):
        raise ValueError(f"{name} holds a value that is negative or not a finite number")
    return array


def alive(cooperation: FloatArray, c_star: float, thresholds: Thresholds = STATED) -> BoolArray:
    """Return whether each reference's cooperation[runs, months] is at or above the floor in *every* month.

    The floor is `thresholds.alive` of C*, the cooperation of calm. Performance is no test of life: output
    stays where nobody cooperates. The floor holds month by month, and q is defined in a month only while it
    holds. Every measure is taken over all months from the shock on, so one undefined month leaves all of them
    undefined: the run as a whole has no baseline. Months before the shock do not count; the caller cuts them
    off. ValueError where C* is not a positive number.

    >>> alive(np.array([[1.0, 0.3], [1.0, 0.2]]), c_star=1.0).tolist()
    [True, False]
    """
    if not (np.isfinite(c_star) and c_star > 0):
        raise ValueError(f"C* must be a positive number, got {c_star}")
    floor = thresholds.alive * c_star * (1 - thresholds.rounding)
    return np.asarray((cooperation >= floor).all(axis=1), dtype=np.bool_)


def relative(
    performance: ArrayLike, reference: PerformanceCourse, c_star: float, thresholds: Thresholds = STATED
) -> tuple[FloatArray, BoolArray]:
    """Return q[runs, months] = performance / the reference's, and for each run whether that is alive.

    The rows of q whose reference is dead are not a number from end to end: nothing is divided by a dead
    reference. One that ever performs nothing is dead, too, however much it cooperates.

    >>> reference = PerformanceCourse([[1.0, 1.0], [1.0, 1.0]], cooperation=[[0.9, 0.9], [0.9, 0.1]])
    >>> q, living = relative([[1.0, 0.5], [1.0, 1.0]], reference, c_star=1.0)
    >>> q.tolist(), living.tolist()
    ([[1.0, 0.5], [nan, nan]], [True, False])
    """
    run, other = as_runs("performance", performance), as_runs("reference", reference.performance)
    cooperation = as_runs("the reference's cooperation", reference.cooperation)
    if not run.shape == other.shape == cooperation.shape:
        raise ValueError(f"performance {run.shape} and reference {other.shape} differ in shape")
    living = alive(cooperation, c_star, thresholds) & (other > 0).all(axis=1)
    q = np.full(run.shape, np.nan)
    q[living] = run[living] / other[living]
    return q, living


def dead(cooperation: ArrayLike, reference: ArrayLike, thresholds: Thresholds = STATED) -> BoolArray:
    """Return where cooperation is so far below a living reference's in the same month that an alliance is
    called dead; read `thresholds.dead_after` months after the last of what has befallen it.

    >>> dead([0.24, 0.25], [1.0, 1.0]).tolist()
    [True, False]
    """
    floor = thresholds.dead * np.asarray(reference, dtype=np.float64) * (1 - thresholds.rounding)
    return np.asarray(np.asarray(cooperation, dtype=np.float64) < floor, dtype=np.bool_)


def levels(q: FloatArray) -> dict[str, FloatArray]:
    """Return loss, robustness and gain of performance over any reference's, q[runs, months], one value a run.

    `loss` is the mean of max(0, 1 - q), `gain` that of max(0, q - 1), `robustness` the least q; in units of
    the reference. Not a number where q is. Against the twin they are those of `resilience.measure`.

    >>> {name: values.tolist() for name, values in levels(np.array([[1.0, 0.5, 1.5, 1.0]])).items()}
    {'loss': [0.125], 'robustness': [0.5], 'gain': [0.125]}
    """
    return {
        "loss": np.asarray(np.maximum(0.0, 1 - q).mean(axis=1), dtype=np.float64),
        "robustness": np.asarray(q.min(axis=1), dtype=np.float64),
        "gain": np.asarray(np.maximum(0.0, q - 1).mean(axis=1), dtype=np.float64),
    }


EQUAL = 5e-5
"""The difference in level or in loss that no printed digit shows."""


def signs_differ(calm: Interval, twin: Interval) -> bool:
    """Return whether a difference has one sign against the calm alliance and the other against the twin.

    Two differences of which neither can be told from nothing (both intervals hold 0) do not disagree, nor
    does one that is smaller than any printed digit, or not a number. An interval without ends tells nothing
    from nothing, so the signs decide.

    >>> signs_differ(Interval(0.43, 0.40, 0.46), Interval(-0.10, -0.12, -0.08))
    True
    >>> signs_differ(Interval(0.01, -0.02, 0.04), Interval(-0.01, -0.03, 0.01))
    False
    """
    opposite = calm.estimate * twin.estimate < 0
    seen = min(abs(calm.estimate), abs(twin.estimate)) >= EQUAL
    return bool(opposite and seen and not (_holds_nothing(calm) and _holds_nothing(twin)))


def _holds_nothing(interval: Interval) -> bool:
    return bool(interval.low <= 0 <= interval.high)


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
