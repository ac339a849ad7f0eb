"""What a design is held against: one calm alliance, the same for all, and beside it its own twin.

A mechanism that is switched off is missing in the twin, too. So a design may lose less against its twin and
be worse off all the same; which of the two numbers is read decides what is concluded.
"""

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import Interval

LEVELS = ("loss", "robustness", "gain")
"""What is read off performance held against a reference, the one that leads first."""


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


def signs_differ(calm: Interval, twin: Interval) -> bool:
    """Return whether a difference has one sign against the calm alliance and the other against the twin.

    Two differences of which neither can be told from nothing (both intervals hold 0) do not disagree, nor
    does one that is not a number. An interval without ends tells nothing from nothing, so the signs decide.

    >>> signs_differ(Interval(0.43, 0.40, 0.46), Interval(-0.10, -0.12, -0.08))
    True
    >>> signs_differ(Interval(0.01, -0.02, 0.04), Interval(-0.01, -0.03, 0.01))
    False
    """
    opposite = calm.estimate * twin.estimate < 0
    return bool(opposite and not (_holds_nothing(calm) and _holds_nothing(twin)))


def _holds_nothing(interval: Interval) -> bool:
    return bool(interval.low <= 0 <= interval.high)
