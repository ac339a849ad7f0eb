"""The plan is a pure function of the experiment."""

from dataclasses import replace

import pytest

from experiments.design.axes import Axis
from experiments.design.experiment import Experiment, check_size, default_axes
from experiments.errors import UsageFault
from experiments.sweep.plan import plan
from scenarios import Scenario, load, off, override

SIZES = Axis("shock.size", (0.0, 0.5, 1.0))


def test_the_same_experiment_gives_the_same_plan(small: Scenario) -> None:
    experiment = Experiment(small, (SIZES,), replicates=200, seed=3)
    assert plan(experiment) == plan(experiment)


def test_every_run_stands_in_exactly_one_chunk(small: Scenario) -> None:
    planned = plan(
        Experiment(small, (SIZES, Axis("shock.months", tuple(range(1, 13)))), replicates=60, seed=1)
    )
    assert [point.index for chunk in planned for point in chunk.points] == list(range(36))
    assert [chunk.index for chunk in planned] == list(range(len(planned)))
    assert len(planned) > 1
    assert sum(chunk.runs for chunk in planned) == planned.runs == 36 * 60


def test_a_point_is_the_scenario_with_its_values_filled_in(small: Scenario) -> None:
    planned = plan(Experiment(small, (SIZES,), replicates=1, seed=1))
    assert [point.scenario.shocks[0].size for chunk in planned for point in chunk.points] == [0.0, 0.5, 1.0]


def test_the_fingerprint_changes_with_whatever_changes_a_number(small: Scenario) -> None:
    first = Experiment(small, (SIZES,), replicates=5, seed=1)
    others = [
        first,
        replace(first, seed=2),
        replace(first, replicates=6),
        replace(first, rest=True),
        replace(first, axes=(Axis("shock.size", (0.0, 0.5)),)),
        replace(first, scenario=off(small, ["council"])),
        replace(first, scenario=override(small, {"shock.months": 13})),
    ]
    assert len({plan(experiment).fingerprint for experiment in others}) == len(others)


@pytest.mark.parametrize(("replicates", "seed"), [(0, 1), (10_001, 1), (1, -1), (1, 2**63)])
def test_numbers_out_of_range_are_refused(small: Scenario, replicates: int, seed: int) -> None:
    with pytest.raises(UsageFault):
        plan(Experiment(small, (SIZES,), replicates, seed))


def test_a_value_that_the_key_cannot_take_is_a_fault_of_usage(small: Scenario) -> None:
    with pytest.raises(UsageFault, match=r"shock\.size"):
        plan(Experiment(small, (Axis("shock.size", (0.5, 1.5)),), replicates=1, seed=1))


def test_a_point_too_large_for_memory_is_refused(small: Scenario) -> None:
    with pytest.raises(UsageFault, match="GiB"):
        check_size(override(small, {"population.firms": 1_000_000}), 1000)


def test_without_map_the_sweep_is_size_by_months(bare: Scenario) -> None:
    size, months = default_axes(bare)
    assert (size.key, len(size.values), size.values[-1]) == ("shock.size", 10, 1)
    assert (months.key, len(months.values), months.values[-1]) == ("shock.months", 10, 36)
    plan(Experiment(bare, (size, months), replicates=1, seed=1))


def test_with_a_map_the_sweep_is_the_map() -> None:
    scenario = load("taiwan-blockade")
    assert [axis.key for axis in default_axes(scenario)] == list(scenario.map or ())


def test_without_shock_and_map_there_is_nothing_to_vary(small: Scenario) -> None:
    calm = small.model_copy(update={"map": {}, "shocks": ()})
    with pytest.raises(UsageFault, match="--vary"):
        default_axes(calm)
