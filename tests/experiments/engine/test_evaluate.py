"""Run, twin and calm reference side by side."""

import numpy as np
import pytest

from experiments.engine.evaluate import Evaluation, References, evaluate
from scenarios import Scenario, off, override
from sim.parameters.table import PARAMETERS
from sim.run import simulate

THREE = np.arange(3, dtype=np.int64)


def evaluated(scenario: Scenario, replicates: np.ndarray = THREE) -> Evaluation:
    return evaluate(scenario, 1, replicates, References())


def test_before_the_warning_run_and_twin_are_the_same_bits(small: Scenario) -> None:
    found = evaluated(small)
    assert found.t0 == 12
    heard = 12 - int(PARAMETERS["warning_lead"].default)
    assert (found.run.series[:, :heard] == found.twin.series[:, :heard]).all()
    assert (found.run.series[:, 12:] != found.twin.series[:, 12:]).any()
    assert (found.q[:, :heard] == 1).all()


def test_a_shock_of_size_nothing_is_the_twin_and_is_not_called_inert(small: Scenario) -> None:
    found = evaluated(override(small, {"shock.size": 0.0}))
    assert (found.run.series == found.twin.series).all()
    assert set(found.measures["outcome"]) == {"not degraded"}
    assert not found.inert.any()


def test_a_shock_too_small_to_be_felt_is_called_inert(small: Scenario) -> None:
    assert evaluated(override(small, {"shock.size": 1e-9})).inert.all()


def test_the_calm_reference_has_every_mechanism_on(small: Scenario) -> None:
    without = evaluated(off(small, ["council", "stakes"]))
    assert (without.calm.series == evaluated(small).twin.series).all()
    assert (without.twin.series != without.calm.series).any()


def test_points_that_differ_only_in_the_shock_share_their_twin(small: Scenario) -> None:
    calls = []

    def counted(*given: object, **how: object) -> object:
        calls.append(how["shocked"])
        return simulate(*given, **how)  # type: ignore[arg-type]

    references = References(counted)  # type: ignore[arg-type]
    for size in (0.2, 0.5, 0.9):
        evaluate(override(small, {"shock.size": size}), 1, THREE, references)
    assert calls == [False, True, True, True]


@pytest.mark.parametrize("change", [{"parameters.trust_loss": 0.31}, {"actors.FRA.autonomy": 0.9},
                                    {"population.seed": 5}, {"burn_in.months": 13}])  # fmt: skip
def test_points_that_differ_in_anything_else_do_not(small: Scenario, change: dict[str, float]) -> None:
    references = References()
    one = evaluate(small, 1, THREE, references)
    other = evaluate(override(small, change), 1, THREE, references)
    assert (one.twin.series != other.twin.series).any()


def test_a_small_cache_forgets_but_the_numbers_stay(small: Scenario) -> None:
    tight = References(most_bytes=1)
    scenarios = [override(small, {"population.seed": seed}) for seed in (1, 2, 1)]
    found = [evaluate(one, 1, THREE, tight).run.series for one in scenarios]
    assert (found[0] == found[2]).all()


def test_a_replicate_is_the_same_whoever_runs_beside_it(small: Scenario) -> None:
    together = evaluated(small, np.arange(6, dtype=np.int64))
    alone = evaluated(small, np.array([4], dtype=np.int64))
    assert (together.run.series[4] == alone.run.series[0]).all()


def test_without_a_shock_there_is_nothing_to_measure(small: Scenario) -> None:
    found = evaluated(small.model_copy(update={"shocks": (), "map": {}}))
    assert found.t0 is None
    assert (found.q == 1).all()
    assert set(found.measures["outcome"]) == {""}


def test_the_number_of_threads_changes_no_rest(small: Scenario) -> None:
    numbers = np.arange(5, dtype=np.int64)
    found = [evaluate(small, 1, numbers, References(threads=n), resting=True) for n in (1, 2, 8)]
    for other in found[1:]:
        assert (other.measures["outcome_rest"] == found[0].measures["outcome_rest"]).all()
    references = [References(threads=n) for n in (1, 3)]
    rests = [one.rests(found[0].case, 1, numbers, found[0].run.end) for one in references]
    assert np.array_equal(rests[0], rests[1], equal_nan=True)
