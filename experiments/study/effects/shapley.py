"""Shapley shares: how what a set of mechanisms saves together is shared out among them.

Exact: every subset is run. The share of a mechanism is the mean, over all orders in which they could come, of
what it saves when it comes. Shares attribute; they say nothing of what comes first.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import factorial

import numpy as np

from analysis.arrays import FloatArray
from experiments.errors import UsageFault
from experiments.study.effects.arms import EffectQuestion, course
from experiments.study.effects.losses import losses_of
from sim.parameters.table import MECHANISMS

MOST = 12
"""So many mechanisms at most: each more doubles the runs."""


def checked(names: Sequence[str]) -> tuple[str, ...]:
    """The names, if they are mechanisms, each once and no more than can be run. Raises UsageFault."""
    unknown = [name for name in names if name not in MECHANISMS]
    if "" in unknown:
        raise UsageFault("--shapley needs the name of a mechanism (alliance list mechanisms)")
    if unknown:
        raise UsageFault(f"--shapley: no such mechanism: {unknown[0]}; alliance list mechanisms shows them")
    if len(set(names)) != len(names):
        raise UsageFault("--shapley: a mechanism is named twice")
    if not 1 <= len(names) <= MOST:
        raise UsageFault(f"--shapley takes 1 to {MOST} mechanisms, and {len(names)} are named")
    return tuple(names)


def saved_by(
    asked: EffectQuestion, names: Sequence[str], done: Callable[[int, int], None] = lambda *_: None
) -> dict[frozenset[str], Mapping[str, FloatArray]]:
    """What is lost with each subset of the mechanisms on and the others of them off, calm derived anew."""
    subsets = [frozenset(chosen) for k in range(len(names) + 1) for chosen in combinations(names, k)]
    losses: dict[frozenset[str], Mapping[str, FloatArray]] = {}
    for number, on in enumerate(subsets):
        done(number, len(subsets))
        arm = course(asked, tuple(name for name in names if name not in on), recalm=True)
        losses[on] = losses_of(arm, arm.twin)
    return losses


def shares(values: Mapping[frozenset[str], FloatArray], names: Sequence[str]) -> dict[str, FloatArray]:
    """Each mechanism's share of what all of them save, float64[n], of what is lost with each subset on.

    >>> lost = {frozenset(): [1.0], frozenset("a"): [0.6], frozenset("b"): [0.8], frozenset("ab"): [0.2]}
    >>> {name: round(float(v[0]), 3) for name, v in shares(lost, "ab").items()}
    {'a': 0.5, 'b': 0.3}
    """
    many = len(names)
    made = {}
    for name in names:
        others = [other for other in names if other != name]
        total: FloatArray = np.zeros_like(np.asarray(values[frozenset()], dtype=np.float64))
        for k in range(many):
            weight = factorial(k) * factorial(many - k - 1) / factorial(many)
            for chosen in combinations(others, k):
                on = frozenset(chosen)
                total = total + weight * (np.asarray(values[on]) - np.asarray(values[on | {name}]))
        made[name] = total
    return made
