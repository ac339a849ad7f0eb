"""The null model of a return: q = 1 − a·exp(−t/τ), fitted to what a course does after its shock."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from experiments.study.core.courses import Courses, Shock
from experiments.study.core.criteria import q
from experiments.study.report import Row

PACES = np.geomspace(3.0, 3000.0, 2000)
"""Values of τ, in months, among which the best is looked for."""
FITTED: dict[str, tuple[Shock, ...]] = {
    "half turn, four years": (("turn", 0, 48, 0.5),),
    "full turn, one year": (("turn", 0, 12, 1.0),),
    "full turn, four years": (("turn", 0, 48, 1.0),),
    "full turn, eight years": (("turn", 0, 96, 1.0),),
    "blockade of .9, five years": (("blockade", 0, 60, 0.9),),
    "blockade of .7, three years, right after a turn of .8, four years": (
        ("turn", 0, 48, 0.8),
        ("blockade", 48, 36, 0.7),
    ),
}


class Fit(NamedTuple):
    """A fitted return: the gap at its start, its half-life in months, the share of the gap's sum of squares
    that is left unexplained, and the largest error in units of q.
    """

    gap: float
    half_life: float
    unexplained: float
    largest: float


def fitted(ratio: FloatArray) -> Fit:
    """Fit the null model to q, float64[months] from the month after a shock's end.

    >>> fit = fitted(1 - 0.4 * np.exp(-np.arange(200) / 50))
    >>> round(fit.gap, 2), round(fit.half_life), fit.unexplained < 1e-4
    (0.4, 35, True)
    """
    gap, months = 1.0 - ratio, np.arange(len(ratio))
    decays = np.exp(-months / PACES[:, np.newaxis])
    starts = decays @ gap / (decays * decays).sum(axis=1)
    errors = gap - starts[:, np.newaxis] * decays
    squares = (errors * errors).sum(axis=1)
    best = int(squares.argmin())
    total = float((gap * gap).sum())
    unexplained = float(squares[best]) / total if total > 0 else 0.0
    half_life = float(np.log(2) * PACES[best])
    return Fit(float(starts[best]), half_life, unexplained, float(np.abs(errors[best]).max()))


def null_rows(n: int) -> Iterator[Row]:
    """A row a course: what the null model fitted to the median of q after its end leaves unexplained."""
    courses = Courses(n)
    calm = courses.run()
    for name, shocks in FITTED.items():
        end = max(first + months for _, first, months, _ in shocks)
        fit = fitted(np.median(q(courses.run(*shocks), calm), axis=0)[end:])
        yield {"course": name, **fit._asdict(), "months": calm.months - end, "n": n}
