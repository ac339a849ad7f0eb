"""What decides in words: trees of at most three splits over how a crisis ends, scored on alliances that they
were not grown on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.decision_tree import Condition, Tree, grow, leaves, places, shortened, told
from analysis.intervals import wilson
from experiments.study.report import SEED, Row
from experiments.study.sensitivity.deciding.drawn_alliances import ENDINGS, MET, OUTCOME, TRUST_MET
from experiments.study.sensitivity.deciding.factors import LENGTH, SIZE, TURN_BEFORE
from experiments.study.sensitivity.deciding.free_draws import FreeDraws
from sim.parameters.table import PARAMETERS

DEPTH, LEAST_SHARE = 3, 0.02
"""Splits one below another at most, and the smallest leaf as a share of what a tree is grown on."""
HELD_OUT = 3
"""Every third alliance is held out."""
SHUFFLES = 20
DOSE, INSIDE = "size × months", "inside"
ALL_THREE = "all three"
OUTCOMES, FORWARD_OR_NOT = "outcome", "forward or not"
MAJORITY, ONE_CUT, TREE, SHUFFLED, RULE = (
    "always the most frequent",
    "one cut",
    "tree",
    "tree grown on shuffled outcomes",
    "v T > w (1 − T) as it begins",
)
FORWARD = ENDINGS.index("forward")


class Cases(NamedTuple):
    """Alliances with a baseline: features by name, float64[n, features]; how each ended, its place in
    `ENDINGS`; and which are held out.
    """

    name: str
    features: tuple[str, ...]
    values: FloatArray
    ended: IntArray
    held_out: BoolArray

    def column(self, feature: str) -> FloatArray:
        """A feature, float64[n]."""
        return self.values[:, self.features.index(feature)]


def cases_of(draws: FreeDraws) -> Cases:
    """The alliances of a crisis whose twin is alive. What is a multiple of calm at the start stands as the
    state in which the shock meets them.
    """
    drawn = {factor.name: draws.values[:, place] for place, factor in enumerate(draws.drawn)}
    turn = drawn.get(TURN_BEFORE, np.zeros(len(draws.values)))
    columns = {
        INSIDE: np.full(len(turn), float(draws.crisis.name == "inside")),
        SIZE: drawn[SIZE], LENGTH: drawn[LENGTH], DOSE: drawn[SIZE] * drawn[LENGTH],
        TURN_BEFORE: turn, **{name: draws.read(name) for name in MET},
        **{name: drawn[name] for name in PARAMETERS if name in drawn},
    }  # fmt: skip
    ended = draws.read(OUTCOME).astype(np.int64)
    lives = ended >= 0
    held_out = (np.arange(len(ended)) % HELD_OUT == HELD_OUT - 1)[lives]
    values = np.column_stack([*columns.values()])[lives]
    return Cases(draws.crisis.name, tuple(columns), values, ended[lives], held_out)


def together(every: Sequence[Cases]) -> Cases:
    """The alliances of all crises."""
    parts = (np.concatenate([getattr(cases, name) for cases in every]) for name in Cases._fields[2:])
    return Cases(ALL_THREE, every[0].features, *parts)


def grown(cases: Cases, ended: IntArray, depth: int = DEPTH) -> Tree:
    """A tree grown on the alliances that are not held out."""
    known = ~cases.held_out
    least = max(1, int(LEAST_SHARE * known.sum()))
    return grow(cases.values[known], ended[known], len(ENDINGS), depth=depth, least=least)


def leaf_rows(cases: Cases) -> Iterator[Row]:
    """A row a leaf of a crisis's tree: the way to it in words, the outcome it tells, and among the alliances
    held out that come there the share of each outcome.
    """
    values, ended = cases.values[cases.held_out], cases.ended[cases.held_out]
    for number, (path, leaf) in enumerate(leaves(grown(cases, cases.ended)), start=1):
        there = ended[places(path, values)]
        shares = np.bincount(there, minlength=len(ENDINGS)) / max(1, len(there))
        yield {"crisis": cases.name, "leaf": number, "if": in_words(path_bounds(cases, path)),
               "then": ENDINGS[leaf.verdict], "share_of_alliances": len(there) / len(ended),
               **dict(zip(ENDINGS, shares.tolist(), strict=True)), "n": len(there)}  # fmt: skip


Bounds = Sequence[tuple[str, float, float]]


def path_bounds(cases: Cases, path: Sequence[Condition]) -> Bounds:
    """The bounds that lead to a leaf, by the names of features."""
    return [(cases.features[feature], low, high) for feature, low, high in shortened(path)]


def in_words(bounds: Bounds) -> str:
    """Bounds as a sentence.

    >>> in_words([("inside", -np.inf, 0.5), ("size × months", 3.0, 20.04), ("gate_trust", -np.inf, 0.25)])
    'the shock comes from outside; size × months from 3 to 20; gate_trust below 0.25'
    """
    return "; ".join(_bound_in_words(*bound) for bound in bounds) or "always"


def _bound_in_words(name: str, low: float, high: float) -> str:
    if name == INSIDE:
        return "the shock comes from " + ("outside" if high < np.inf else "inside")
    if low > -np.inf and high < np.inf:
        return f"{name} from {low:.2g} to {high:.2g}"
    return f"{name} below {high:.2g}" if high < np.inf else f"{name} {low:.2g} or more"


Teller = Callable[[Cases, IntArray], FloatArray]
"""Which share of the alliances held out somebody tells right, as hits: float64[times tried]."""


def _by_majority(cases: Cases, ended: IntArray) -> FloatArray:
    usual = np.bincount(ended[~cases.held_out]).argmax()
    return np.array([(ended[cases.held_out] == usual).sum()])


def _by_tree(depth: int) -> Teller:
    def hits(cases: Cases, ended: IntArray) -> FloatArray:
        said = told(grown(cases, ended, depth), cases.values[cases.held_out])
        return np.array([(said == ended[cases.held_out]).sum()])

    return hits


def _by_shuffled(cases: Cases, ended: IntArray) -> FloatArray:
    draw, hits = np.random.default_rng(SEED), []
    for _ in range(SHUFFLES):
        said = told(grown(cases, draw.permutation(ended)), cases.values[cases.held_out])
        hits.append(float((said == ended[cases.held_out]).sum()))
    return np.array(hits)


def _by_rule(cases: Cases, ended: IntArray) -> FloatArray:
    trust = cases.column(TRUST_MET)
    draws_together = cases.column("value_at_stake") * trust > cases.column("threat_at_stake") * (1 - trust)
    return np.array([(draws_together.astype(np.int64) == ended)[cases.held_out].sum()])


TELLERS: Mapping[str, Mapping[str, Teller]] = {
    OUTCOMES: {MAJORITY: _by_majority, ONE_CUT: _by_tree(1), TREE: _by_tree(DEPTH), SHUFFLED: _by_shuffled},
    FORWARD_OR_NOT: {
        MAJORITY: _by_majority, ONE_CUT: _by_tree(1), TREE: _by_tree(DEPTH), RULE: _by_rule,
    },
}  # fmt: skip
"""Who tells what: how a crisis ends, or whether it ends forward. The last reads the text of one rule
alone."""


def accuracy_rows(cases: Cases) -> Iterator[Row]:
    """A row a target and teller: the share told right of the alliances held out, with Wilson's interval."""
    n = int(cases.held_out.sum())
    targets = {OUTCOMES: cases.ended, FORWARD_OR_NOT: (cases.ended == FORWARD).astype(np.int64)}
    for target, tellers in TELLERS.items():
        for teller, tell in tellers.items():
            hits = float(tell(cases, targets[target]).mean())
            low, high = wilson(hits, n)
            yield {"crisis": cases.name, "target": target, "teller": teller, "share": hits / n,
                   "low": float(low), "high": float(high), "n": n}  # fmt: skip


def tree_tables(draws: Sequence[FreeDraws]) -> dict[str, list[Row]]:
    """The tables of leaves and of accuracies, over every crisis and all of them together."""
    each = [cases_of(of_crisis) for of_crisis in draws]
    every = [*each, together(each)]
    return {
        "deciding-leaves": [row for cases in every for row in leaf_rows(cases)],
        "deciding-accuracy": [row for cases in every for row in accuracy_rows(cases)],
    }
