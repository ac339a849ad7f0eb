"""Chance by address: known answers, even spread, no pattern between neighbours, no address twice."""

from typing import Any

import numba
import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from sim.draws import mix, normal, normal_of, stream, uniform

GOLDEN = 0x9E3779B97F4A7C15
WHOLE = 2**64
MONTHS, ENTITIES, PURPOSES, REPLICATES, SEEDS = 120, 250, 5, 6, 3


def mixed(z: int) -> int:
    """The finaliser in plain whole numbers, written from the paper."""
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % WHOLE
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % WHOLE
    return z ^ (z >> 31)


@numba.njit
def box(keys: np.ndarray, months: int, entities: int, purposes: int) -> np.ndarray:
    """Uniforms of every address of a box: float64[keys, months, entities, purposes]."""
    out = np.empty((len(keys), months, entities, purposes))
    for k in range(len(keys)):
        for m in range(months):
            for e in range(entities):
                for p in range(purposes):
                    out[k, m, e, p] = uniform(keys[k], m - 24, e, p)
    return out


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    """[seed, replicate, month, entity, purpose]"""
    keys = np.array([stream(s, r) for s in range(SEEDS) for r in range(REPLICATES)], dtype=np.uint64)
    shape = (SEEDS, REPLICATES, MONTHS, ENTITIES, PURPOSES)
    numbers: np.ndarray = box(keys, MONTHS, ENTITIES, PURPOSES).reshape(shape)
    return numbers


def test_the_mixer_gives_the_published_numbers() -> None:
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    states = [(1234567 + k * GOLDEN) % WHOLE for k in (1, 2, 3)]
    assert [int(mix(np.uint64(state))) for state in states] == published
    assert [mixed(state) for state in states] == published


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize(
    ("seed", "replicate", "month", "entity", "purpose"),
    [(0, 0, 0, 0, 0), (1, 0, -240, 27, 1), (2**40, 99_999, 1199, 999_999, 4), (7, 3, -65536, 2**32 - 1, 255)],
)
def test_a_draw_is_its_address_and_nothing_else(
    seed: int, replicate: int, month: int, entity: int, purpose: int
) -> None:
    key = (mixed((seed + GOLDEN) % WHOLE) + replicate) % WHOLE
    key = mixed(key)
    address = ((month + 65536) << 40) ^ (entity << 8) ^ purpose
    bits = mixed((key + (address + 1) * GOLDEN) % WHOLE)
    expected = ((bits >> 12) + 0.5) / 2**52
    assert int(stream(seed, replicate)) == key
    assert uniform(np.uint64(key), month, entity, purpose) == expected
    as_written: Any = uniform
    assert as_written.py_func(np.uint64(key), month, entity, purpose) == expected


def test_a_normal_is_the_inverse_of_its_uniform_into_the_far_tails() -> None:
    tails = 10.0 ** -np.linspace(0.31, 15.9, 2000)
    places = np.concatenate([tails, 1.0 - tails[tails > 1e-15], np.linspace(1e-6, 1 - 1e-6, 20_001)])
    smallest, largest = 0.5 / 2**52, (2**52 - 0.5) / 2**52
    places = np.concatenate([places, [smallest, largest, 0.075, 0.925, 0.5]])
    normals = np.array([normal_of(u) for u in places])
    np.testing.assert_allclose(normals, ndtri(places), rtol=4e-15, atol=4e-16)
    assert np.isfinite(normals).all()
    assert normal_of(0.5) == 0.0


def test_the_comparison_of_normals_can_fail() -> None:
    """Control: one part in a hundred million would be seen."""
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(normal_of(0.3) * (1 + 1e-8), ndtri(0.3), rtol=4e-15)


def test_uniforms_spread_evenly_for_every_purpose_and_replicate(drawn: np.ndarray) -> None:
    for purpose in range(PURPOSES):
        counts = np.bincount((drawn[..., purpose].ravel() * 256).astype(int), minlength=256)
        assert stats.chisquare(counts).pvalue > 1e-4
    for replicate in range(REPLICATES):
        assert stats.kstest(drawn[0, replicate].ravel(), "uniform").pvalue > 1e-4
    assert drawn.min() > 0.0
    assert drawn.max() < 1.0


def tie(values: np.ndarray, axis: int, other: np.ndarray | None = None) -> float:
    """Correlation between neighbours along an axis, in standard errors."""
    size = values.shape[axis]
    before = np.take(values, range(size - 1), axis=axis).ravel() - 0.5
    after = np.take(values if other is None else other, range(1, size), axis=axis).ravel() - 0.5
    return float(abs(np.mean(before * after)) * 12.0 * np.sqrt(before.size))


@pytest.mark.parametrize("axis", range(5), ids=["seed", "replicate", "month", "entity", "purpose"])
def test_neighbours_share_no_pattern(drawn: np.ndarray, axis: int) -> None:
    assert tie(drawn, axis) < 4.5
    assert tie(abs(2 * drawn - 1), axis) < 4.5


def test_the_probe_of_neighbours_can_fail(drawn: np.ndarray) -> None:
    """Control: a hundredth of each draw taken from its neighbour is found."""
    leaking = drawn + 0.01 * (np.roll(drawn, 1, axis=2) - 0.5)
    assert tie(leaking, 2) > 4.5


def test_no_two_addresses_of_a_realistic_box_give_one_draw(drawn: np.ndarray) -> None:
    assert np.unique(drawn).size == drawn.size


def test_keys_in_equal_steps_would_give_shifted_copies_of_one_stream() -> None:
    """Control: what `seed + replicate * constant` does, and the test above would find."""
    keys = np.array([(5 + r * GOLDEN) % WHOLE for r in range(REPLICATES)], dtype=np.uint64)
    copies = box(keys, 10, 10, PURPOSES)
    assert np.unique(copies).size < copies.size


def test_normals_have_the_moments_of_a_normal() -> None:
    key = np.uint64(stream(11, 5))
    values = np.array([normal(key, month, entity, 0) for month in range(300) for entity in range(300)])
    assert stats.kstest(values, "norm").pvalue > 1e-4
    assert abs(values.mean()) < 4 / 300
    assert abs(values.std() - 1) < 4 / 424
