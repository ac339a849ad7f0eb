"""A value held in its range is counted, rare, and never hides what is not a number."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from experiments.engine import mesa_runs
from scenarios import compile_case, load, shipped
from sim import run as kernel
from sim.parameters.table import PARAMETERS
from sim.world.case import Case

MakeCase = Callable[..., Case]
REPLICATES = 20


def share(case: Case, replicates: int = REPLICATES) -> float:
    """Share of what states saw that had to be held in [0, 1]."""
    run = kernel.simulate(case, 1, np.arange(replicates), shocked=True)
    return float(run.clamps.sum()) / (replicates * case.months * len(case.world.states))


@pytest.mark.parametrize("name", shipped())
def test_under_one_in_a_hundred_sightings_is_held_in_its_range(name: str) -> None:
    held = share(compile_case(load(name)))
    print(f"{name}: {held:.2e} of sightings clamped")
    assert held < 0.01


def test_a_blind_alliance_is_clamped_and_counted_alike_by_both_engines(make_case: MakeCase) -> None:
    """Control: with the largest error of sight and low effort the count is not zero."""
    case = make_case(parameters={"perception_spread": PARAMETERS["perception_spread"].high}, months=60)
    counts = [
        engine.simulate(case, 1, np.arange(3), shocked=True).clamps.tolist() for engine in (kernel, mesa_runs)
    ]
    assert counts[0] == counts[1]
    assert np.sum(counts[0]) > 0


def test_what_is_not_a_number_is_counted_and_not_hidden(make_case: MakeCase) -> None:
    case = make_case(months=2)
    broken = replace(case, parameters=case.parameters.copy())
    broken.parameters[list(PARAMETERS).index("perception_spread")] = np.nan
    for engine in (kernel, mesa_runs):
        run = engine.simulate(broken, 1, np.arange(1), shocked=True)
        assert run.clamps[0, 0] == 2 * len(case.world.states)
        assert np.isnan(run["trust_USA"][0]).all()


def test_the_count_is_of_the_case_and_not_of_the_burn_in(make_case: MakeCase) -> None:
    wild = {"perception_spread": PARAMETERS["perception_spread"].high}
    case = make_case(parameters=wild, months=12, burn_in=24)
    start = kernel.burn_in(case, 1, np.arange(5))
    together = kernel.simulate(case, 1, np.arange(5), shocked=False)
    apart = kernel.simulate(case, 1, np.arange(5), shocked=False, start=start)
    assert (together.clamps == apart.clamps).all()
