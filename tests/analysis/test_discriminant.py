"""Names are learnt where there is something to learn, and come out by chance where there is nothing."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis.arrays import FloatArray, IntArray
from analysis.discriminant import by_discriminant, by_neighbours, shrinkage, solved

Namer = Callable[[FloatArray, IntArray, FloatArray], IntArray]
METHODS = pytest.mark.parametrize("namer", [by_discriminant, by_neighbours])


def drawn(gap: float, n: int = 200, width: int = 30, seed: int = 0) -> tuple[FloatArray, IntArray]:
    """Two clouds of n cases each, `gap` apart along half of their measures."""
    values = np.random.default_rng(seed).standard_normal((2 * n, width))
    names = np.repeat([0, 1], n)
    half = width // 2
    values[:, :half] += gap / np.sqrt(half) * names[:, None]
    return values, names


def share_right(namer: Namer, gap: float) -> float:
    known, names = drawn(gap)
    unknown, truth = drawn(gap, seed=1)
    return float((namer(known, names, unknown) == truth).mean())


@METHODS
def test_what_lies_apart_is_named_and_what_does_not_is_guessed(namer: Namer) -> None:
    assert share_right(namer, 6.0) > 0.95
    assert 0.4 < share_right(namer, 0.0) < 0.6  # control


def test_a_discriminant_names_as_well_as_it_can() -> None:
    """Two normals two standard deviations apart: at best Phi(1) = .84 are named rightly."""
    assert share_right(by_discriminant, 2.0) == pytest.approx(0.84, abs=0.04)


def test_a_direction_in_which_measures_go_together_is_seen_through() -> None:
    """Two measures with one large noise in common, and a small difference between them that has none."""
    chance = np.random.default_rng(2)
    names = np.repeat([0, 1], 200)
    noise = 10.0 * chance.standard_normal(400)
    values = np.stack([noise, noise + names + 0.1 * chance.standard_normal(400)], axis=1)
    assert (by_discriminant(values[::2], names[::2], values[1::2]) == names[1::2]).all()


@METHODS
def test_units_do_not_matter_and_what_never_varies_is_left_out(namer: Namer) -> None:
    known, names = drawn(1.0)
    unknown, _ = drawn(1.0, seed=1)
    units = np.geomspace(1e-3, 1e3, known.shape[1])
    plain = namer(known, names, unknown)
    idle = [np.concatenate([part * units, np.full((len(part), 1), 7.0)], axis=1) for part in (known, unknown)]
    assert (namer(idle[0], names, idle[1]) == plain).mean() > 0.99


@METHODS
def test_more_measures_than_cases_can_be_learnt_from(namer: Namer) -> None:
    known, names = drawn(8.0, n=20, width=200)
    unknown, truth = drawn(8.0, n=20, width=200, seed=1)
    assert (namer(known, names, unknown) == truth).mean() > 0.8


def test_cases_and_measures_give_the_same_whichever_is_more() -> None:
    """Twenty measures of nothing make them more than the cases, and add nothing."""
    chance = np.random.default_rng(4)
    deviations, centres = chance.standard_normal((30, 20)), chance.standard_normal((20, 2))
    covariance = 0.7 * deviations.T @ deviations / 30 + 0.3 * np.eye(20)
    straight = np.linalg.solve(covariance, centres)
    wide = np.concatenate([deviations, np.zeros((30, 20))], axis=1)
    about = solved(wide, 0.3, np.concatenate([centres, np.zeros((20, 2))]))
    assert np.allclose(solved(deviations, 0.3, centres), straight)
    assert np.allclose(about[:20], straight)


def test_shrinkage_is_little_for_many_cases_and_much_for_few() -> None:
    chance = np.random.default_rng(3)
    unlike = np.linspace(0.2, 3.0, 20)
    few, many = (chance.standard_normal((n, 20)) * unlike for n in (15, 5000))
    assert shrinkage(few - few.mean(axis=0)) > 0.2
    assert shrinkage(many - many.mean(axis=0)) < 0.02


def test_shrinkage_is_ledoits_and_wolfs_by_hand() -> None:
    """Deviations (2, 0), (−2, 0), (0, 1), (0, −1): S = diag(2, ½), μ = 5/4, ‖S − μI‖² = 9/8; the mean of
    ‖xxᵀ − S‖² is (16 + 1)/2 − 17/4 = 17/4, over 4 cases 17/16; 17/16 ÷ 9/8 = 17/18.
    """
    deviations = np.array([[2.0, 0.0], [-2.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    assert shrinkage(deviations) == pytest.approx(17 / 18)
