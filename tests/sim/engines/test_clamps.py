"""A value held in its range is counted, rare, and never hides what is not a number."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from experiments.engine import mesa_runs
from scenarios import compile_case, load, shipped
from sim import run as kernel
from sim.parameters.table import PARAMETERS
from sim.world.case import Case, World
from sim.world.shock_table import shock_rows

MakeCase = Callable[..., Case]
REPLICATES = 20


def share(case: Case, replicates: int = REPLICATES) -> float:
    """Share of what states blamed their partner for that had to be held in [0, 1]."""
    run = kernel.simulate(case, 1, np.arange(replicates), shocked=True)
    return float(run.clamps.sum()) / (replicates * case.months * len(case.world.states))


@pytest.mark.parametrize("name", shipped())
def test_of_a_hundred_times_that_blame_is_laid_under_one_is_held_in_its_range(name: str) -> None:
    held = share(compile_case(load(name)))
    print(f"{name}: {held:.2e} of blame clamped")
    assert held < 0.01


def blockaded(make_case: MakeCase, world: World, *, blame: float, trust: float) -> Case:
    """A shut Taiwan for five years, from a share of calm trust."""
    shut = shock_rows("chips.route", {"regions": ["TWN"]}, "step", 0, 60, 1.0, world)
    case = make_case(parameters={"blame": blame}, off=["stocks"], shocks=shut, months=60)
    return replace(case, start=(trust, 1.0, 1.0))


def test_blame_beyond_all_that_was_kept_is_held_and_counted_alike_by_both_engines(
    make_case: MakeCase, small_world: World
) -> None:
    """Control: with the largest blame, little trust and a blockade the count is not zero."""
    largest = PARAMETERS["blame"].high
    for on in ([], ["random_order"]):
        case = blockaded(make_case, small_world, blame=largest, trust=0.25)
        acting = replace(case, switches=make_case(on=on).switches * case.switches)
        counts = [
            engine.simulate(acting, 1, np.arange(3), shocked=True).clamps.tolist()
            for engine in (kernel, mesa_runs)
        ]
        assert counts[0] == counts[1]
        assert np.sum(counts[0]) > 0


@pytest.mark.parametrize(("blame", "trust"), [(1.0, 0.25), (0.0, 0.25), (4.0, 1.0)])
def test_blame_that_cannot_exceed_all_that_was_kept_is_never_held(
    make_case: MakeCase, small_world: World, blame: float, trust: float
) -> None:
    """A share of a shortage of at most all chips is at most one; and at calm trust little is laid."""
    case = replace(
        blockaded(make_case, small_world, blame=blame, trust=trust), months=1 if trust == 1 else 60
    )
    for engine in (kernel, mesa_runs):
        assert engine.simulate(case, 1, np.arange(3), shocked=True).clamps.sum() == 0


def test_whoever_is_blamed_for_more_than_it_kept_gets_no_credit_and_not_less_than_none(
    make_case: MakeCase, small_world: World
) -> None:
    largest = PARAMETERS["blame"].high
    case = replace(blockaded(make_case, small_world, blame=largest, trust=1.0), months=1)
    start = kernel.burn_in(case, 1, np.arange(1))
    start.trust[:] = 0.1
    run = kernel.simulate(case, 1, np.arange(1), shocked=True, start=start)
    held = largest * run.end.felt[0] * 0.9 > 1.0
    assert run.clamps[0, 0] == held.sum() > 0
    gain, loss, tolerated = (PARAMETERS[name].default for name in ("trust_gain", "trust_loss", "tolerated"))
    rate = gain + loss * 0.01 / (0.01 + tolerated**2)  # all trust is what credit falls short of it
    np.testing.assert_allclose(run.end.trust[0, held], 0.1 * (1 - rate), rtol=1e-12)


def test_what_is_not_a_number_is_counted_and_not_hidden(make_case: MakeCase) -> None:
    case = make_case(months=2)
    broken = replace(case, parameters=case.parameters.copy())
    broken.parameters[list(PARAMETERS).index("blame")] = np.nan
    for engine in (kernel, mesa_runs):
        run = engine.simulate(broken, 1, np.arange(1), shocked=True)
        assert run.clamps[0, 0] == 2 * len(case.world.states)
        assert np.isnan(run["trust_USA"][0]).all()
        assert engine.simulate(case, 1, np.arange(1), shocked=True).clamps[0, 0] == 0  # control


def test_the_count_is_of_the_case_and_not_of_the_burn_in(make_case: MakeCase, small_world: World) -> None:
    numbers = {"blame": PARAMETERS["blame"].high, "trust_loss": PARAMETERS["trust_loss"].high}
    shut = shock_rows("chips.route", {"regions": ["TWN"]}, "step", -60, None, 1.0, small_world)
    case = make_case(parameters=numbers, off=["stocks"], context=shut, months=12, burn_in=60)
    start = kernel.burn_in(case, 1, np.arange(5))
    together = kernel.simulate(case, 1, np.arange(5), shocked=False)
    apart = kernel.simulate(case, 1, np.arange(5), shocked=False, start=start)
    read = mesa_runs.simulate(case, 1, np.arange(5), shocked=False)
    assert (together.clamps == apart.clamps).all()
    assert (together.clamps == read.clamps).all()
    # Control: much is held in the burn-in, too, as the same months show when they are the case.
    longer = replace(case, context=case.context.copy(), months=72, burn_in=0)
    longer.context[:, 3] = 0
    whole = kernel.simulate(longer, 1, np.arange(5), shocked=False)
    assert (whole.clamps > together.clamps).all()
    assert (together.clamps > 0).all()
