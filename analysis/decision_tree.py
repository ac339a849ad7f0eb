"""A classification tree in few words: splits of one feature at one value, chosen by Gini impurity, a few
deep and with no small leaves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Leaf:
    """Where a tree ends: how many of each class were there when it was grown."""

    counts: tuple[int, ...]

    @property
    def verdict(self) -> int:
        """The class it tells: the most frequent, the first of equals."""
        return int(np.argmax(self.counts))


@dataclass(frozen=True)
class Branch:
    """A split: values of a feature below a cut go one way, the others the other way."""

    feature: int
    cut: float
    below: "Branch | Leaf"
    above: "Branch | Leaf"


Tree = Branch | Leaf


class Condition(NamedTuple):
    """A step on the way to a leaf: a feature, a cut, and whether the value lies below it."""

    feature: int
    cut: float
    is_below: bool


def grow(values: FloatArray, labels: IntArray, classes: int, *, depth: int, least: int) -> Tree:
    """A tree of at most `depth` splits one below another, grown on values[n, features] and labels[n] in
    0 … classes − 1, with at least `least` cases in every leaf: CART [BreimanEtAl1984] without pruning. Both
    halves of a split that say the same are one leaf. Raises ValueError for arrays that do not fit one another
    or hold nothing.

    >>> tree = grow(np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([0, 0, 1, 1]), 2, depth=1, least=1)
    >>> tree.cut, tree.below.counts, tree.above.counts
    (2.5, (2, 0), (0, 2))
    """
    if values.ndim != 2 or len(values) != len(labels) or not len(labels):
        raise ValueError(f"need values [n, features] with a label each, got {values.shape}, {len(labels)}")
    split = _best_split(values, labels, classes, least) if depth > 0 else None
    if split is None:
        return Leaf(tuple(np.bincount(labels, minlength=classes).tolist()))
    feature, cut = split
    low = values[:, feature] < cut
    halves = [grow(values[side], labels[side], classes, depth=depth - 1, least=least) for side in (low, ~low)]
    return _joined(Branch(feature, cut, halves[0], halves[1]))


def _joined(branch: Branch) -> Tree:
    below, above = branch.below, branch.above
    if isinstance(below, Leaf) and isinstance(above, Leaf) and below.verdict == above.verdict:
        return Leaf(tuple(a + b for a, b in zip(below.counts, above.counts, strict=True)))
    return branch


def _best_split(values: FloatArray, labels: IntArray, classes: int, least: int) -> tuple[int, float] | None:
    """The feature and the cut that leave the least impurity, the first of equals; None where none
    lowers it.
    """
    marks = np.eye(classes)[labels]
    chosen, lowest = None, _impurity(marks.sum(axis=0, keepdims=True))[0] - 1e-9
    for feature in range(values.shape[1]):
        order = np.argsort(values[:, feature], kind="stable")
        column, below = values[order, feature], np.cumsum(marks[order], axis=0)[:-1]
        left = _impurity(below) + _impurity(marks.sum(axis=0) - below)
        size = np.arange(1, len(labels))
        is_free = (size >= least) & (len(labels) - size >= least) & (column[1:] > column[:-1])
        left = np.where(is_free, left, np.inf)
        if len(left) and left.min() < lowest:
            place = int(left.argmin())
            lowest, chosen = left[place], (feature, float((column[place] + column[place + 1]) / 2))
    return chosen


def _impurity(counts: FloatArray) -> FloatArray:
    """Cases times Gini impurity, float64[k] of counts[k, classes]."""
    many = counts.sum(axis=1)
    return np.asarray(many - (counts * counts).sum(axis=1) / np.maximum(many, 1))


def told(tree: Tree, values: FloatArray) -> IntArray:
    """The class that a tree tells of each case, int64[n] of values[n, features].

    >>> told(Branch(0, 2.5, Leaf((2, 0)), Leaf((0, 2))), np.array([[1.0], [3.0]])).tolist()
    [0, 1]
    """
    if isinstance(tree, Leaf):
        return np.full(len(values), tree.verdict, dtype=np.int64)
    low = values[:, tree.feature] < tree.cut
    return np.where(low, told(tree.below, values), told(tree.above, values))


def leaves(tree: Tree, path: tuple[Condition, ...] = ()) -> Iterator[tuple[tuple[Condition, ...], Leaf]]:
    """Each leaf with the way to it, from the lowest values on.

    >>> [(path[0].is_below, leaf.counts) for path, leaf in leaves(Branch(0, 2.5, Leaf((2, 0)), Leaf((0, 2))))]
    [(True, (2, 0)), (False, (0, 2))]
    """
    if isinstance(tree, Leaf):
        yield path, tree
        return
    for half, is_below in ((tree.below, True), (tree.above, False)):
        yield from leaves(half, (*path, Condition(tree.feature, tree.cut, is_below)))


def places(path: Sequence[Condition], values: FloatArray) -> IntArray:
    """The numbers of the cases of values[n, features] that go this way.

    >>> places([Condition(0, 2.5, is_below=False)], np.array([[1.0], [3.0], [4.0]])).tolist()
    [1, 2]
    """
    here = np.ones(len(values), dtype=np.bool_)
    for step in path:
        here &= (values[:, step.feature] < step.cut) == step.is_below
    return np.flatnonzero(here)


def shortened(path: Sequence[Condition]) -> list[tuple[int, float, float]]:
    """A way in as few words as can be: for each feature on it the bounds that are left, from (≥, −∞ where
    open) and to (<, ∞ where open), in the order in which they are first met.

    >>> shortened((Condition(0, 5.0, True), Condition(1, 2.0, False), Condition(0, 3.0, True)))
    [(0, -inf, 3.0), (1, 2.0, inf)]
    """
    bounds: dict[int, tuple[float, float]] = {}
    for step in path:
        low, high = bounds.get(step.feature, (-np.inf, np.inf))
        bounds[step.feature] = (low, min(high, step.cut)) if step.is_below else (max(low, step.cut), high)
    return [(feature, low, high) for feature, (low, high) in bounds.items()]
