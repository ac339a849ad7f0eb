"""Run, twin and calm reference side by side."""

from typing import Any

import numpy as np
import pytest

from analysis.thresholds import STATED
from experiments.engine.evaluate import Evaluation, evaluate
from experiments.engine.run_cache import RunCache
from scenarios import Scenario, off, override
from sim.parameters.calm import C_STAR
from sim.parameters.table import PARAMETERS
from sim.run import Trajectories, simulate

THREE = np.arange(3, dtype=np.int64)


def evaluated(scenario: Scenario, replicates: np.ndarray = THREE) -> Evaluation:
    return evaluate(scenario, 1, replicates)


def test_before_the_warning_run_and_twin_are_the_same_bits(small: Scenario) -> None:
    runs = evaluated(small)
    assert runs.t0 == 12
    heard = 12 - int(PARAMETERS["warning_lead"].default)
    assert (runs.run.series[:, :heard] == runs.twin.series[:, :heard]).all()
    assert (runs.run.series[:, 12:] != runs.twin.series[:, 12:]).any()
    assert (runs.q[:, :heard] == 1).all()


def test_a_shock_of_size_nothing_is_the_twin_and_is_not_called_inert(small: Scenario) -> None:
    runs = evaluated(override(small, {"shock.size": 0.0}))
    assert (runs.run.series == runs.twin.series).all()
    assert set(runs.measures["outcome"]) == {"not degraded"}
    assert not runs.inert.any()


def test_a_shock_too_small_to_be_felt_is_called_inert(small: Scenario) -> None:
    assert evaluated(override(small, {"shock.size": 1e-9})).inert.all()


def test_the_calm_reference_has_every_mechanism_on(small: Scenario) -> None:
    without = evaluated(off(small, ["council", "stakes"]))
    assert (without.calm.series == evaluated(small).twin.series).all()
    assert (without.twin.series != without.calm.series).any()


def test_points_that_differ_only_in_the_shock_share_their_twin(small: Scenario) -> None:
    calls = []

    def counted(*given: Any, **how: Any) -> Trajectories:
        calls.append(how["shocked"])
        return simulate(*given, **how)

    cache = RunCache(counted)
    for size in (0.2, 0.5, 0.9):
        evaluate(override(small, {"shock.size": size}), 1, THREE, cache)
    assert calls == [False, True, True, True]


@pytest.mark.parametrize(
    "change",
    [
        {"parameters.trust_loss": PARAMETERS["trust_loss"].high},
        {"actors.FRA.autonomy": 0.9},
        {"population.seed": 5},
        {"burn_in.months": 13},
    ],
)
def test_points_that_differ_in_anything_else_do_not(small: Scenario, change: dict[str, float]) -> None:
    cache = RunCache()
    shipped, changed = (
        evaluate(scenario, 1, THREE, cache).twin for scenario in (small, override(small, change))
    )
    assert (shipped.series != changed.series).any()


def test_a_small_cache_forgets_but_the_numbers_stay(small: Scenario) -> None:
    tight = RunCache(most_bytes=1)
    scenarios = [override(small, {"population.seed": seed}) for seed in (1, 2, 1)]
    first, _, again = (evaluate(scenario, 1, THREE, tight).run.series for scenario in scenarios)
    assert (first == again).all()


def test_a_replicate_is_the_same_whoever_runs_beside_it(small: Scenario) -> None:
    together = evaluated(small, np.arange(6, dtype=np.int64))
    alone = evaluated(small, np.array([4], dtype=np.int64))
    assert (together.run.series[4] == alone.run.series[0]).all()


def test_without_a_shock_there_is_nothing_to_measure(small: Scenario) -> None:
    quiet = small.model_copy(update={"shocks": (), "map": {}})
    evaluation = evaluate(quiet, 1, THREE, resting=True)
    assert evaluation.t0 is None
    assert evaluation.rests is None
    assert (evaluation.q == 1).all()
    assert set(evaluation.measures["outcome"]) == {""}


def test_a_run_is_alive_and_rests_by_its_cooperation(small: Scenario) -> None:
    runs = evaluate(small, 1, THREE, resting=True)
    assert runs.rests is not None
    end = runs.run["cooperation"][:, -1]
    assert (np.abs(runs.rests.run - end) < np.abs(runs.rests.dead - end)).all()
    assert (runs.rests.dead < runs.rests.twin).all()
    floor = STATED.alive * C_STAR
    assert (runs.measures["twin_alive"] == (runs.twin["cooperation"][:, 12:] >= floor).all(axis=1)).all()
    nobody = evaluate(override(small, {f"start.{name}": 0.01 for name in ("trust", "effort")}), 1, THREE)
    assert not nobody.measures["twin_alive"].any()
    assert set(nobody.measures["outcome"]) == {"no baseline"}


def test_the_outcome_five_years_on_hangs_on_no_horizon_that_holds_it(small: Scenario) -> None:
    until = 23 + STATED.five_years[1] + 1
    read = [
        evaluated(override(small, {"horizon.months": months})).measures["outcome_60"].tolist()
        for months in (until - 1, until, until + 60)
    ]
    assert read[0] == [""] * 3
    assert "" not in read[1]
    assert read[1] == read[2]


def test_the_number_of_threads_changes_no_rest(small: Scenario) -> None:
    numbers = np.arange(5, dtype=np.int64)
    alone, *shared = (
        evaluate(small, 1, numbers, RunCache(threads=threads), resting=True) for threads in (1, 2, 8)
    )
    assert alone.rests is not None
    for evaluation in shared:
        assert evaluation.rests is not None
        assert np.array_equal(evaluation.rests, alone.rests, equal_nan=True)
        assert (evaluation.measures["outcome_rest"] == alone.measures["outcome_rest"]).all()
