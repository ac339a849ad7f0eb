"""Sobol' indices of the groups that matter: which share of the variance is theirs alone, and which would be
left if all others were known (Saltelli and others 2010; estimated by SALib).
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from experiments.study.report import SEED, Row
from experiments.study.sensitivity.deciding.drawn_alliances import (
    COOPERATION,
    LEVEL,
    OUTCOME,
    READ,
    Batch,
    read_all,
)
from experiments.study.sensitivity.deciding.factors import (
    CRISES,
    Crisis,
    Factor,
    factors,
    groups_of,
    problem_of,
    scaled,
)
from sim.parameters.spread import SPREAD

BASE = 512
"""Rows of either base sample: a crisis takes (groups + 2) times as many alliances."""
RESAMPLES, LEVEL_OF_INTERVAL = 1000, 0.95
MEASURES = (LEVEL, COOPERATION, OUTCOME)
WIDE = 2 * SPREAD


class SobolDesign(NamedTuple):
    """Whether all meet the same shock, and within which share of their centre parameters are drawn."""

    name: str
    same_shock: bool
    width: float


ANY_SHOCK = SobolDesign("any shock", False, SPREAD)
SAME_SHOCK = SobolDesign("the same shock", True, SPREAD)
UNLIKE = SobolDesign("the same shock, parameters wider", True, WIDE)
DESIGNS = (ANY_SHOCK, SAME_SHOCK, UNLIKE)


class Block(NamedTuple):
    """A crisis asked by a design, and all that is drawn for it."""

    crisis: Crisis
    design: SobolDesign
    drawn: list[Factor]


def blocks(groups: Sequence[str]) -> list[Block]:
    """Every crisis by every design."""
    return [
        Block(crisis, design, factors(crisis, design.width, same_shock=design.same_shock, groups=groups))
        for design, crisis in product(DESIGNS, CRISES)
    ]


def sample(drawn: Sequence[Factor], base: int) -> FloatArray:
    """Points of the unit cube: both base samples and, for each group, the first with that group of the
    second.
    """
    from SALib.sample import sobol  # takes a second to import

    points = sobol.sample(problem_of(drawn), base, calc_second_order=False, seed=SEED)
    return np.asarray(points, dtype=np.float64)


def variance_rows(chosen: Sequence[Block], base: int = BASE, jobs: int | None = None) -> list[Row]:
    """A row a block, measure and group: first and total index with bootstrap intervals (95 %)."""
    batches = [
        Batch(block.crisis, tuple(factor.name for factor in block.drawn),
              scaled(block.drawn, sample(block.drawn, base)))
        for block in chosen
    ]  # fmt: skip
    came = read_all(batches, "shares of variance", jobs)
    return [row for block, values in zip(chosen, came, strict=True) for row in _rows(block, values, base)]


def _rows(block: Block, values: FloatArray, base: int) -> Iterator[Row]:
    for measure in MEASURES:
        indices = indices_of(block.drawn, values[:, READ.index(measure)])
        for group, numbers in indices.items():
            yield {"crisis": block.crisis.name, "design": block.design.name, "measure": measure,
                   "group": group, **numbers, "base": base, "n": len(values)}  # fmt: skip


def indices_of(drawn: Sequence[Factor], values: FloatArray) -> dict[str, dict[str, float]]:
    """First and total index of each group with the ends of its interval; all 0 where nothing varies."""
    from SALib.analyze import sobol

    if float(np.ptp(values)) == 0.0:
        return {group: dict.fromkeys(_NAMES, 0.0) for group in groups_of(drawn)}
    came = sobol.analyze(
        problem_of(drawn), values, calc_second_order=False, num_resamples=RESAMPLES,
        conf_level=LEVEL_OF_INTERVAL, keep_resamples=True, seed=SEED,
    )  # fmt: skip
    indices = {}
    for place, group in enumerate(groups_of(drawn)):
        numbers: list[float] = []
        for kind in ("S1", "ST"):
            ends = np.quantile(came[f"{kind}_conf_all"][:, place], _ENDS)
            numbers += [float(came[kind][place]), *map(float, ends)]
        indices[group] = dict(zip(_NAMES, numbers, strict=True))
    return indices


_NAMES = ("first", "first_low", "first_high", "total", "total_low", "total_high")
_ENDS = ((1 - LEVEL_OF_INTERVAL) / 2, (1 + LEVEL_OF_INTERVAL) / 2)
