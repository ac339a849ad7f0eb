"""Intervals of a share: one point, and a map whose cells share their draws."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy as np
import pytest
from scipy import stats

from analysis import intervals
from analysis.intervals import map_share, mean_interval, normal_quantile, replicate_share, wilson

Limit = Callable[[float], AbstractContextManager[None]]


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (1, 10), (5, 10), (10, 10), (81, 263), (3, 7)])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_wilson_agrees_with_an_independent_one(hits: int, n: int, level: float) -> None:
    reference = stats.binomtest(hits, n).proportion_ci(level, method="wilson")
    assert [float(x) for x in wilson(hits, n, level)] == pytest.approx(
        [reference.low, reference.high], abs=1e-12
    )


def test_wilson_of_nothing_is_null_and_arrays_keep_their_shape() -> None:
    low, high = wilson([0, 2], [0, 4])
    assert np.isnan(low[0])
    assert np.isnan(high[0])
    assert low[1] < 0.5 < high[1]


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_outside_0_to_1_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        normal_quantile(level)


def test_cells_that_share_their_draws_add_no_certainty() -> None:
    replicate = np.random.default_rng(1).random(40) < 0.4
    one_cell, hundred = map_share(replicate[None]), map_share(np.tile(replicate, (100, 1)))
    assert hundred == pytest.approx(one_cell)
    by_runs = wilson(100 * replicate.sum(), 4000)
    assert hundred.high - hundred.low > 5 * float(by_runs[1] - by_runs[0])


def test_the_interval_of_one_cell_is_the_normal_one() -> None:
    replicate = np.arange(400) % 4 == 0
    share = map_share(replicate[None], resamples=20_000)
    half = 1.96 * np.sqrt(0.25 * 0.75 / 400)
    assert share.estimate == 0.25
    assert (share.low, share.high) == pytest.approx((0.25 - half, 0.25 + half), abs=0.004)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    hits = np.random.default_rng(2).random((5, 31)) < 0.3
    assert map_share(hits, seed=1) == map_share(hits, seed=1)
    assert len({map_share(hits, resamples=50, seed=seed) for seed in range(5)}) > 1


def test_failed_runs_are_left_out_of_both_sides() -> None:
    hits = np.array([[1, 0, np.nan, 1], [np.nan, 0, np.nan, 1]])
    assert map_share(hits).estimate == pytest.approx(3 / 5)


def test_replicates_that_all_agree_do_not_make_it_certain() -> None:
    none = map_share(np.zeros((100, 30), bool))
    assert (none.estimate, none.low) == (0, 0)
    assert none.high == pytest.approx(float(wilson(0, 30)[1]))


def test_no_interval_of_a_share_is_without_width() -> None:
    for hits in ([[1, 1, 1], [0, 0, 0]], np.tile([[1], [0], [0]], (1, 50)), np.eye(2)):
        share = map_share(hits)
        n = np.shape(hits)[1]
        assert share.low < share.estimate < share.high
        assert (share.low, share.high) == pytest.approx([float(end) for end in wilson(share.estimate * n, n)])


def test_a_million_settings_are_resampled_at_once_and_as_few_are(limit: Limit) -> None:
    rng = np.random.default_rng(5)
    count = rng.binomial(20, rng.beta(2, 3, size=1_000_000))
    with limit(5.0):
        many = replicate_share(count, np.full(len(count), 20))
    spread = 1.96 * (count / 20).std() / 1000
    assert (many.low, many.high) == pytest.approx((many.estimate - spread, many.estimate + spread), abs=2e-4)
    few, runs = count[: intervals.MOST_UNITS + 1], np.full(intervals.MOST_UNITS + 1, 20)
    together, singly = replicate_share(few, runs), replicate_share(few[1:], runs[1:])
    assert together[1:] == pytest.approx(singly[1:], abs=3e-3)


def test_too_few_replicates_have_no_interval() -> None:
    assert np.isnan(map_share(np.ones((3, 1))).low)
    assert np.isnan(map_share(np.full((3, 2), np.nan)).estimate)


def test_the_interval_covers_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    covered = 0
    for trial in range(300):
        # Each replicate has its own chance, shared by its 20 cells.
        hits = rng.random((20, 40)) < rng.beta(2, 3, size=40)
        share = map_share(hits, resamples=400, seed=trial)
        covered += share.low <= 0.4 <= share.high
    assert 0.9 <= covered / 300 <= 0.98


@pytest.mark.parametrize("level", [0.8, 0.95, 0.9975])
def test_the_interval_of_a_mean_agrees_with_an_independent_one(level: float) -> None:
    values = np.random.default_rng(2).normal(3, 2, 17)
    interval = mean_interval([*values, np.nan], level)
    reference = stats.t.interval(level, 16, values.mean(), stats.sem(values))
    assert interval == pytest.approx((values.mean(), *reference))


def test_a_mean_of_one_value_has_no_interval_and_equal_values_one_of_no_width() -> None:
    assert np.isnan(mean_interval([2.0]).low)
    assert np.isnan(mean_interval([np.nan]).estimate)
    assert mean_interval([2.0, 2.0]) == (2, 2, 2)
