"""Which groups matter: grouped elementary effects (Morris 1991; Campolongo, Cariboni and Saltelli 2007)."""

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.arrays import FloatArray
from experiments.study.report import SEED, Row
from experiments.study.sensitivity.deciding.drawn_alliances import COOPERATION, LEVEL, READ, Batch, read_all
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

TRAJECTORIES = 40
MATTERS = 15
"""So many groups go on to the shares of variance."""
SCREENED = (LEVEL, COOPERATION)


def trajectories(drawn: Sequence[Factor], many: int) -> FloatArray:
    """Points of the unit cube on `many` trajectories along which one group moves at a time."""
    from SALib.sample import morris  # takes a second to import

    return np.asarray(morris.sample(problem_of(drawn), many, num_levels=4, seed=SEED), dtype=np.float64)


def effects_of_groups(drawn: Sequence[Factor], unit: FloatArray, values: FloatArray) -> dict[str, float]:
    """The mean absolute elementary effect of each group, by group."""
    from SALib.analyze import morris

    came = morris.analyze(problem_of(drawn), unit, values, num_levels=4, num_resamples=2, seed=SEED)
    return dict(zip(came["names"], map(float, came["mu_star"]), strict=True))


def screening_rows(many: int = TRAJECTORIES, jobs: int | None = None) -> list[Row]:
    """A row a crisis, measure and group: its effect, and that as a share of the largest; and whether the
    group goes on.
    """
    drawn = {crisis: factors(crisis, SPREAD) for crisis in CRISES}
    units = {crisis: trajectories(drawn[crisis], many) for crisis in CRISES}
    batches = [_batch(crisis, drawn[crisis], units[crisis]) for crisis in CRISES]
    rows: list[Row] = []
    for crisis, came in zip(CRISES, read_all(batches, "screening", jobs), strict=True):
        for measure in SCREENED:
            values = came[:, READ.index(measure)]
            effects = effects_of_groups(drawn[crisis], units[crisis], values)
            rows += [
                {"crisis": crisis.name, "measure": measure, "group": group, "effect": effect,
                 "share": effect / max(effects.values()), "trajectories": many}
                for group, effect in effects.items()
            ]  # fmt: skip
    chosen = chosen_groups(rows)
    return [{**row, "goes_on": "yes" if row["group"] in chosen else "no"} for row in rows]


def _batch(crisis: Crisis, drawn: Sequence[Factor], unit: FloatArray) -> Batch:
    return Batch(crisis, tuple(factor.name for factor in drawn), scaled(drawn, unit))


def chosen_groups(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """The groups that matter most: those whose largest share, over all crises and measures, is largest; in
    that order.

    >>> rows = [{"group": "a", "share": 0.2}, {"group": "b", "share": 1.0}, {"group": "a", "share": 0.4}]
    >>> chosen_groups(rows)
    ['b', 'a']
    """
    largest: dict[str, float] = {}
    for row in rows:
        group, share = str(row["group"]), float(str(row["share"]))
        largest[group] = max(share, largest.get(group, 0.0))
    return sorted(largest, key=lambda group: -largest[group])[:MATTERS]


def every_group() -> list[str]:
    """All candidates."""
    return list(dict.fromkeys(group for crisis in CRISES for group in groups_of(factors(crisis, 0.1))))
