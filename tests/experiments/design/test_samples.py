"""Samples: what each design promises of its settings."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.design.axes import MOST_POINTS, Axis, Grid, Value
from experiments.design.samples import (
    SAMPLERS,
    Range,
    Sample,
    SampleOverGrid,
    factorial,
    latin_hypercube,
    morris,
    sobol,
)
from experiments.errors import UsageFault

SIZE, LOSS = Range("shock.size", 0.25, 1.0), Range("parameters.trust_loss", 0.02, 0.2)
MONTHS = Range("shock.months", 1, 60, whole=True)
RANGES = [SIZE, LOSS, MONTHS]

ends = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)).filter(lambda pair: pair[0] < pair[1])
wholes = st.tuples(st.integers(-1200, 1200), st.integers(1, 500)).map(lambda pair: (pair[0], sum(pair)))


def column(sample: Sample, key: str) -> np.ndarray:
    return np.array([point[key] for point in sample])


def strata(values: np.ndarray, span: Range, n: int) -> list[int]:
    """How many values lie in each of `n` equal parts of the range."""
    part = np.minimum(np.floor((values - span.low) / (span.high - span.low) * n), n - 1)
    return [int(count) for count in np.bincount(part.astype(int), minlength=n)]


@given(st.sampled_from([*SAMPLERS]), ends, wholes, st.integers(0, 2**31), st.sampled_from([1, 4, 16]))
@settings(deadline=None, max_examples=60)
def test_every_value_lies_between_its_ends_and_whole_keys_are_whole(
    kind: str, low_high: tuple[float, float], counted: tuple[int, int], seed: int, n: int
) -> None:
    ranges = [Range("a", *low_high), Range("b", *counted, whole=True)]
    for point in SAMPLERS[kind](ranges, n, seed):
        a, b = point["a"], point["b"]
        assert type(a) is float
        assert type(b) is int
        assert low_high[0] <= a <= low_high[1]
        assert counted[0] <= b <= counted[1]


@pytest.mark.parametrize("draw", SAMPLERS.values(), ids=SAMPLERS)
def test_the_same_seed_gives_the_same_settings_and_another_seed_others(draw: Callable[..., Sample]) -> None:
    first, again, other = draw(RANGES, 8, 1), draw(RANGES, 8, 1), draw(RANGES, 8, 2)
    assert [*first] == [*again]
    assert first.digest == again.digest != other.digest
    assert [*first] != [*other]


def test_a_draw_leaves_the_chance_of_others_alone() -> None:
    np.random.seed(5)
    before = np.random.get_state(legacy=False)["state"]["key"].tolist()
    for draw in SAMPLERS.values():
        draw(RANGES, 8, 1)
    assert np.random.get_state(legacy=False)["state"]["key"].tolist() == before


@pytest.mark.parametrize("n", [1, 7, 100])
def test_a_latin_hypercube_has_one_value_in_each_stratum_of_each_key(n: int) -> None:
    sample = latin_hypercube(RANGES, n, seed=3)
    assert len(sample) == n
    assert strata(column(sample, "shock.size"), SIZE, n) == [1] * n
    assert strata(column(sample, "parameters.trust_loss"), LOSS, n) == [1] * n
    plain = np.random.default_rng(3).uniform(SIZE.low, SIZE.high, n)
    assert n == 1 or strata(plain, SIZE, n) != [1] * n


def test_a_whole_key_takes_each_of_its_values_equally_often() -> None:
    values = column(latin_hypercube([MONTHS], 600, seed=1), "shock.months")
    assert np.bincount(values).tolist() == [0] + [10] * 60


@pytest.mark.parametrize("power", range(8))
def test_a_sobol_sequence_is_balanced_at_every_power_of_two(power: int) -> None:
    n = 2**power
    sample = sobol(RANGES, n, seed=4)
    for span in (SIZE, LOSS):
        assert strata(column(sample, span.key), span, n) == [1] * n
    if n >= 4:  # and no two keys leave a quarter of their square out
        above = [column(sample, span.key) > (span.low + span.high) / 2 for span in (SIZE, LOSS)]
        assert np.bincount(2 * above[0] + above[1]).tolist() == [n // 4] * 4


def test_a_sobol_sequence_of_another_length_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageFault, match=r"64 or 128 \(got 100\)"):
        sobol(RANGES, 100, seed=1)


@pytest.mark.parametrize("levels", [2, 4, 10])
def test_morris_moves_one_key_at_a_time_and_each_once(levels: int) -> None:
    sample = morris(RANGES, 12, seed=2, levels=levels)
    assert len(sample) == 12 * (len(RANGES) + 1)
    points = [*sample]
    for start in range(0, len(points), len(RANGES) + 1):
        moved = [
            [key for key in before if before[key] != after[key]]
            for before, after in pairwise(points[start : start + len(RANGES) + 1])
        ]
        assert sorted(moved) == sorted([span.key] for span in RANGES)


def test_morris_levels_are_evenly_spaced_with_both_ends_among_them() -> None:
    seen = np.unique(column(morris(RANGES, 50, seed=1), "shock.size"))
    assert seen == pytest.approx([0.25, 0.5, 0.75, 1.0])
    with pytest.raises(UsageFault, match="even"):
        morris(RANGES, 4, seed=1, levels=3)


@given(st.integers(-100, 100), st.sampled_from([2, 4, 6, 8, 20]))
@settings(deadline=None, max_examples=25)
def test_morris_moves_even_a_whole_key_of_two_values(low: int, levels: int) -> None:
    narrow = Range("a", low, low + 1, whole=True)
    points = [point["a"] for point in morris([narrow, SIZE], 5, seed=1, levels=levels)]
    assert all(len(set(points[start : start + 3])) == 2 for start in range(0, 15, 3))


def test_a_factorial_is_complete() -> None:
    axes = [*factorial(RANGES), Axis("switches.council", (True, False))]
    points = [*Grid(axes)]
    assert len(points) == 2**4 == len({tuple(point.values()) for point in points})
    assert {point["shock.months"] for point in points} == {1, 60}
    assert {point["switches.council"] for point in points} == {True, False}


def test_a_crossed_design_has_the_whole_sample_at_every_point_of_the_grid() -> None:
    sample = latin_hypercube([SIZE], 5, seed=1)
    crossed = SampleOverGrid(
        Grid([Axis("scenario", ("a", "b")), Axis("switches.council", (True, False))]), sample
    )
    assert len(crossed) == len([*crossed]) == 20
    assert [point["shock.size"] for point in crossed] == [point["shock.size"] for point in sample] * 4
    assert [tuple(point.values())[:2] for point in crossed][::5] == [
        ("a", True), ("a", False), ("b", True), ("b", False)
    ]  # fmt: skip
    assert crossed[-1] == crossed[19] == crossed[18:][1]
    with pytest.raises(UsageFault, match=r"shock\.size is varied twice"):
        SampleOverGrid(Grid([Axis("shock.size", (0.5,))]), sample)


def test_too_many_settings_are_refused_with_the_arithmetic_before_they_are_drawn() -> None:
    for draw in SAMPLERS.values():
        with pytest.raises(UsageFault, match=r"points; at most 1,000,000"):
            draw([SIZE], 2**40, 1)
    sample = latin_hypercube([SIZE], 1000, seed=1)
    with pytest.raises(UsageFault, match=r"1,001 × 1,000 = 1,001,000 points; at most 1,000,000"):
        SampleOverGrid(Grid([Axis("shock.months", tuple(range(1001)))]), sample)
    assert MOST_POINTS == 1_000_000


@pytest.mark.parametrize("draw", SAMPLERS.values(), ids=SAMPLERS)
def test_a_sample_of_nothing_is_refused(draw: Callable[..., Sample]) -> None:
    for ranges, n in (([], 4), ([SIZE], 0)):
        with pytest.raises(UsageFault):
            draw(ranges, n, 1)


def test_the_ends_of_a_sample_are_settings_with_an_extreme_value() -> None:
    columns: dict[str, list[Value]] = {"x": [3.0, 1.0, 2.0, 2.0], "scenario": ["b", "a", "b", "c"]}
    sample = Sample({key: np.array(values) for key, values in columns.items()})
    assert sample.ends == [0, 1, 3]
    assert sample.spans() == {"x": [1.0, 3.0], "scenario": ["b", "a", "c"]}
