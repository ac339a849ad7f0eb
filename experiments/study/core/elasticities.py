"""What the half-lives of return and of afterglow hang on: their elasticities by parameter.

Over joint draws of all free parameters (each with its own calm rest) the logarithm of a half-life is
regressed on the logarithms of the parameters. An elasticity of 1 says that 1 % more of the parameter makes
the half-life 1 % longer. A half-life whose elasticity by one pace is near −1 is that pace, and not emergent.
"""

from collections.abc import Iterator, Sequence
from statistics import NormalDist

import numpy as np

from analysis.arrays import FloatArray
from experiments.study.core.courses import Courses, ReadCourse
from experiments.study.core.criteria import q
from experiments.study.report import SEED, Row
from sim.parameters.spread import SPREAD, drawn, is_free, spread_of
from sim.parameters.table import PARAMETERS, vector
from sim.run import keys_of

N = 400
"""Draws: several for each free parameter."""
RETURN, AFTERGLOW = "return after a half turn", "afterglow of a blockade"
TURN, BLOCKADE = ("turn", 0, 48, 0.5), ("blockade", 0, 60, 0.9)
SETTLED = 12
"""Months after the end of a blockade from which its afterglow is followed: stocks are full again by then."""


def half_life(gap: FloatArray) -> FloatArray:
    """Months until a gap is half of what it was in its first month, float64[r] of float64[r, months]; between
    two months by a straight line; not a number where it is not positive or never halves.

    >>> half_life(np.array([[0.8, 0.6, 0.2, 0.1], [0.8, 0.7, 0.7, 0.7]])).tolist()
    [1.5, nan]
    """
    half = gap[:, :1] / 2
    below = gap <= half
    month = np.where(below.any(axis=1), below.argmax(axis=1), -1)
    rows = np.arange(len(gap))
    after, before = gap[rows, month], gap[rows, np.maximum(month - 1, 0)]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = (before - half[:, 0]) / (before - after)
    return np.where((month > 0) & (gap[:, 0] > 0), month - 1 + part, np.nan)


def half_lives(courses: Courses) -> dict[str, FloatArray]:
    """Both half-lives in months, float64[replicates]."""
    calm = courses.run()
    glow = _cooperation(courses.run(BLOCKADE), calm)[:, BLOCKADE[2] + SETTLED :]
    return {
        RETURN: half_life(1 - q(courses.run(TURN), calm)[:, TURN[2] :]),
        AFTERGLOW: half_life(glow - 1),
    }


def _cooperation(run: ReadCourse, twin: ReadCourse) -> FloatArray:
    return np.asarray(run["cooperation"] / twin["cooperation"])


def names_regressed_on() -> list[str]:
    """The free parameters whose centre is not 0: a share of nothing has no logarithm."""
    return [name for name, row in PARAMETERS.items() if is_free(row) and row.default > 0]


def drawn_parameters(n: int, names: Sequence[str]) -> FloatArray:
    """The values that replicates 0 … n − 1 draw of some parameters, float64[n, names]."""
    spread, keys = spread_of(frozenset(), SPREAD), keys_of(SEED, np.arange(n, dtype=np.int64))
    places = [[*PARAMETERS].index(name) for name in names]
    return drawn(vector({}), spread, [*keys])[:, places]


def regressed(outcome: FloatArray, on: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Least squares of an outcome on columns and a constant: slopes, their standard errors, and R²."""
    columns = np.column_stack([np.ones(len(on)), on - on.mean(axis=0)])
    inverse = np.linalg.inv(columns.T @ columns)
    slopes = inverse @ columns.T @ outcome
    left = outcome - columns @ slopes
    free = len(outcome) - columns.shape[1]
    errors = np.sqrt(np.diag(inverse) * (left @ left) / free)
    total = outcome - outcome.mean()
    return slopes[1:], errors[1:], float(1 - (left @ left) / (total @ total))


def elasticity_rows(n: int = N) -> Iterator[Row]:
    """A row a half-life and free parameter: the elasticity with an interval that holds for all rows of a
    half-life together (95 %), and whether it excludes 0. Raises ValueError for too few draws.
    """
    names = names_regressed_on()
    if n < 2 * len(names):
        raise ValueError(f"{n} draws are too few for {len(names)} parameters")
    values = np.log(drawn_parameters(n, names))
    z = NormalDist().inv_cdf(1 - 0.025 / len(names))
    for what, lives in half_lives(Courses(n, seed=SEED, width=SPREAD)).items():
        seen = np.isfinite(lives) & (lives > 0)
        slopes, errors, explained = regressed(np.log(lives[seen]), values[seen])
        for name, slope, error in zip(names, slopes, errors, strict=True):
            low, high = float(slope - z * error), float(slope + z * error)
            yield {
                "half_life": what, "median": float(np.median(lives[seen])), "parameter": name,
                "elasticity": float(slope), "low": low, "high": high,
                "apart_from_0": "yes" if low > 0 or high < 0 else "no", "explained": explained,
                "n": int(seen.sum()), "of": n,
            }  # fmt: skip
