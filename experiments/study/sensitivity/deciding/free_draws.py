"""Alliances drawn freely, all factors at once: what is read off them without a design. PAWN (Pianosi and
Wagener 2018): how far the distribution of what comes of a shock shifts where a factor is known; and what
would come of the same alliances if a rule were another.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import spearmanr

from analysis.arrays import FloatArray
from experiments.study.report import SEED, Row
from experiments.study.sensitivity.deciding.drawn_alliances import (
    AS_IT_IS,
    COOPERATION,
    ENDINGS,
    LEVEL,
    OUTCOME,
    READ,
    Batch,
    OtherRules,
    read_all,
)
from experiments.study.sensitivity.deciding.factors import (
    CHANCE,
    CRISES,
    Crisis,
    Factor,
    circumstances,
    factors,
    scaled,
)
from sim.parameters.spread import SPREAD

N, FEW = 2000, 500
"""Draws of each crisis, and of each crisis under other rules."""
SLICES, DUMMIES = 10, 40
"""Slices of a factor's range; columns of pure chance that say how far a shift may be none."""
NOISE = 0.95
OTHER_RULES = (
    AS_IT_IS,
    OtherRules("no stakes", off=("stakes",)),
    OtherRules("stakes without a threat", parameters={"threat_at_stake": 0.0}),
    OtherRules("no blame", off=("blame",)),
    OtherRules("neither stakes nor blame", off=("stakes", "blame")),
    OtherRules("trust stays", off=("trust_learning",)),
    OtherRules("expectations adapt", parameters={"expectation_pace": math.log(2) / 180}),
)
"""Rules that would be otherwise; calm is derived anew under each."""


class FreeDraws(NamedTuple):
    """Alliances of a crisis: what was drawn, float64[n, factors], and what was read, float64[n, `READ`]."""

    crisis: Crisis
    drawn: list[Factor]
    values: FloatArray
    came: FloatArray

    def read(self, name: str) -> FloatArray:
        """What was read of this name, float64[n]."""
        return self.came[:, READ.index(name)]


def batch_of(crisis: Crisis, n: int, rules: OtherRules = AS_IT_IS) -> Batch:
    """The first n alliances of a crisis: whoever asks for fewer gets the same ones."""
    drawn = factors(crisis, SPREAD)
    unit = np.random.default_rng([SEED, CRISES.index(crisis)]).random((n, len(drawn)))
    return Batch(crisis, tuple(factor.name for factor in drawn), scaled(drawn, unit), rules)


def free_draws(n: int = N, jobs: int | None = None) -> list[FreeDraws]:
    """The alliances of every crisis, run."""
    batches = [batch_of(crisis, n) for crisis in CRISES]
    came = read_all(batches, "free draws", jobs)
    return [
        FreeDraws(batch.crisis, factors(batch.crisis, SPREAD), batch.rows, values)
        for batch, values in zip(batches, came, strict=True)
    ]


def shifts(values: FloatArray, outcome: FloatArray) -> FloatArray:
    """PAWN's median distance of Kolmogorov and Smirnov between all outcomes and those of a slice, for each
    column of values[n, factors].
    """
    from SALib.analyze import pawn  # takes a second to import

    names = [str(place) for place in range(values.shape[1])]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    return np.asarray(pawn.analyze(problem, values, outcome, S=SLICES)["median"], dtype=np.float64)


def pawn_rows(draws: Sequence[FreeDraws]) -> Iterator[Row]:
    """A row a crisis, measure and factor: its shift, and whether it is beyond that of pure chance."""
    for asked in draws:
        chance = np.random.default_rng([SEED, DUMMIES]).random((len(asked.values), DUMMIES))
        for measure in (LEVEL, COOPERATION):
            moved = shifts(np.hstack([asked.values, chance]), asked.read(measure))
            noise = float(np.quantile(moved[len(asked.drawn) :], NOISE))
            for factor, shift in zip(asked.drawn, moved.tolist(), strict=False):
                yield {"crisis": asked.crisis.name, "measure": measure, "factor": factor.name,
                       "group": factor.group, "shift": shift, "noise": noise,
                       "beyond": "yes" if shift > noise else "no", "n": len(asked.values)}  # fmt: skip


def otherwise_rows(n: int = FEW, jobs: int | None = None) -> Iterator[Row]:
    """A row a rule that is otherwise and crisis: how many alliances come to each outcome, and the rank
    correlations of q with the circumstances.
    """
    batches = [batch_of(crisis, n, rule) for rule in OTHER_RULES for crisis in CRISES]
    for batch, came in zip(batches, read_all(batches, "rules otherwise", jobs), strict=True):
        outcome, level = came[:, READ.index(OUTCOME)], came[:, READ.index(LEVEL)]
        counts = {name: int((outcome == place).sum()) for place, name in enumerate(ENDINGS)}
        named = [name for name in circumstances(batch.crisis) if name != CHANCE]
        ranks = {name: _rank(batch.rows[:, batch.names.index(name)], level) for name in named}
        yield {"rule": batch.rules.name, "crisis": batch.crisis.name, **counts,
               "no_baseline": int((outcome < 0).sum()), "n": n, "turn before": "", **ranks}  # fmt: skip


def _rank(values: FloatArray, level: FloatArray) -> float:
    return float(spearmanr(values, level).statistic) if np.ptp(level) > 0 else 0.0
