"""A tree in few words: the best split, small trees, no small leaves, and chance that is not learnt."""

from itertools import product

import numpy as np
import pytest

from analysis.decision_tree import Branch, Leaf, grow, leaves, places, shortened, told

DRAW = np.random.default_rng(7)


def gini_left(labels: np.ndarray, low: np.ndarray) -> float:
    """Cases times Gini impurity on both sides of a split, by its definition."""
    left = 0.0
    for side in (labels[low], labels[~low]):
        shares = [float((side == c).mean()) if len(side) else 0.0 for c in range(3)]
        left += len(side) * (1 - sum(share**2 for share in shares))
    return left


def test_the_first_split_is_the_best_of_all() -> None:
    values, labels = DRAW.random((40, 3)), DRAW.integers(3, size=40)
    labels[values[:, 1] > 0.6] = 2
    tree = grow(values, labels, 3, depth=1, least=1)
    assert isinstance(tree, Branch)
    every = [gini_left(labels, values[:, k] < cut) for k, cut in product(range(3), np.arange(0.005, 1, 0.01))]
    here = gini_left(labels, values[:, tree.feature] < tree.cut)
    assert here <= min(every) + 1e-9
    assert here < max(every) - 1  # control: splits differ


def test_two_splits_learn_what_one_cannot() -> None:
    values = DRAW.random((400, 2))
    labels = ((values[:, 0] > 0.4) & (values[:, 1] > 0.4)).astype(np.int64)

    def right(depth: int) -> float:
        tree = grow(values, labels, 2, depth=depth, least=4)
        return float((told(tree, values) == labels).mean())

    assert right(1) < 0.85 < 0.98 < right(2)


def test_no_leaf_is_smaller_than_allowed() -> None:
    values, labels = DRAW.random((100, 4)), DRAW.integers(2, size=100)

    def smallest(least: int) -> int:
        tree = grow(values, labels, 2, depth=3, least=least)
        return min(sum(leaf.counts) for _, leaf in leaves(tree))

    assert smallest(20) >= 20
    assert smallest(1) < 20  # control


def test_leaves_share_out_all_cases_and_say_what_the_tree_says() -> None:
    values, labels = DRAW.random((300, 3)), DRAW.integers(3, size=300)
    tree = grow(values, labels, 3, depth=3, least=10)
    parts = [(places(path, values), leaf) for path, leaf in leaves(tree)]
    assert sorted(np.concatenate([there for there, _ in parts])) == [*range(300)]
    for there, leaf in parts:
        assert (told(tree, values)[there] == leaf.verdict).all()
        assert np.bincount(labels[there], minlength=3).tolist() == [*leaf.counts]


def test_halves_that_say_the_same_are_joined() -> None:
    values = np.array([[1.0], [2.0], [3.0], [4.0]])
    assert grow(values, np.array([0, 0, 0, 0]), 2, depth=3, least=1) == Leaf((4, 0))
    mostly = grow(np.arange(6.0)[:, None], np.array([0, 0, 0, 0, 0, 1]), 2, depth=1, least=2)
    assert mostly == Leaf((5, 1))  # the split lowers impurity, and both halves say 0


def test_equal_values_are_never_parted() -> None:
    assert grow(np.ones((4, 1)), np.array([0, 1, 0, 1]), 2, depth=2, least=1) == Leaf((2, 2))


def test_shuffled_labels_are_told_no_better_than_by_the_most_frequent() -> None:
    values = DRAW.random((1200, 20))
    labels = (values[:, 3] > 0.3).astype(np.int64)
    known, rest = slice(0, 800), slice(800, None)

    def right(of: np.ndarray) -> float:
        tree = grow(values[known], of[known], 2, depth=3, least=16)
        return float((told(tree, values[rest]) == labels[rest]).mean())

    assert right(DRAW.permutation(labels)) < 0.75
    assert right(labels) > 0.97  # control


def test_a_way_is_told_by_its_bounds() -> None:
    tree = grow(np.arange(8.0)[:, None], np.array([0, 0, 1, 1, 1, 0, 0, 0]), 2, depth=2, least=1)
    assert [shortened(path) for path, _ in leaves(tree)] == [
        [(0, -np.inf, 1.5)], [(0, 1.5, 4.5)], [(0, 4.5, np.inf)],
    ]  # fmt: skip


@pytest.mark.parametrize("many", [0, 3])
def test_what_does_not_fit_is_refused(many: int) -> None:
    with pytest.raises(ValueError, match="a label each"):
        grow(np.ones((many, 2)), np.zeros(0, dtype=np.int64), 2, depth=1, least=1)
