"""One firm more that trades with nobody changes nobody."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from experiments.engine import mesa_runs
from sim import run as kernel
from sim.parameters.calm import Y_STAR
from sim.run import Trajectories
from sim.series import PLACE
from sim.state.run_state import RunState
from sim.world.case import Case, World

MakeCase = Callable[..., Case]
Parts = Callable[[Case, np.ndarray], RunState]
OUTPUTS = ("performance", "output", "output_EU")


def joined(world: World, need: float = 0.0, size: float = 0.03) -> World:
    """The world with one firm more at the end, home in the last state, without suppliers or customers."""
    a = world.arrays
    more = a._replace(
        firm_home=np.append(a.firm_home, len(world.states) - 1),
        firm_kind=np.append(a.firm_kind, 1),
        firm_class=np.append(a.firm_class, 1),
        firm_size=np.append(a.firm_size, size),
        firm_need=np.append(a.firm_need, need),
        firm_stake=np.append(a.firm_stake, 0.0),
        firm_dependence=np.append(a.firm_dependence, 0.0),
        suppliers=np.pad(a.suppliers.reshape(3, -1), ((0, 0), (0, 1))).ravel(),
        supply=np.pad(a.supply.reshape(3, -1), ((0, 0), (0, 1))).ravel(),
        alone=np.append(a.alone, 1.0),
    )
    return replace(world, arrays=more)


def simulated(engine: str, case: Case) -> Trajectories:
    simulate = {"kernel": kernel.simulate, "agents": mesa_runs.simulate}[engine]
    return simulate(case, 1, np.arange(2), shocked=True, full=True)


def differing(case: Case, run: Trajectories, other: Trajectories, parts: Parts) -> list[str]:
    """Parts of the state and series in which anybody but the new firm has another bit."""
    whole, more = parts(case, run.states), other.states
    bigger = parts(replace(case, world=joined(case.world)), more)
    changed = []
    for name in RunState._fields:
        before, after = getattr(whole, name), getattr(bigger, name)
        if before.tobytes() != np.ascontiguousarray(after[..., : before.shape[2]]).tobytes():
            changed.append(name)
    for name in PLACE:
        if name not in OUTPUTS and run[name].tobytes() != other[name].tobytes():
            changed.append(name)
    return changed


@pytest.mark.parametrize("engine", ["kernel", "agents"])
def test_an_idle_firm_more_changes_no_bit_of_anybody(
    engine: str, make_case: MakeCase, hard_times: np.ndarray, parts: Parts
) -> None:
    case = make_case(shocks=hard_times, burn_in=4)
    run = simulated(engine, case)
    other = simulated(engine, replace(case, world=joined(case.world)))
    assert differing(case, run, other, parts) == []


def summed(case: Case, run: Trajectories, parts: Parts) -> np.ndarray:
    """The output of the Union's firms, state by state, in the order the model adds."""
    output, home = parts(case, run.states).output, case.world.arrays.firm_home
    total = np.zeros(output.shape[:2])
    for state in range(1, len(case.world.states)):
        here = np.zeros_like(total)
        for firm in np.flatnonzero(home == state):
            here = here + output[:, :, firm]
        total = total + here
    return total


def test_it_adds_its_own_output_and_nothing_else(
    make_case: MakeCase, hard_times: np.ndarray, parts: Parts
) -> None:
    case = make_case(shocks=hard_times, burn_in=4)
    bigger = replace(case, world=joined(case.world))
    run, other = simulated("kernel", case), simulated("kernel", bigger)
    own = parts(bigger, other.states).output[:, :, -1]
    assert (own > 0).all()
    assert run["output_EU"].tobytes() == (summed(case, run, parts) / Y_STAR).tobytes()
    assert other["output_EU"].tobytes() == (summed(bigger, other, parts) / Y_STAR).tobytes()
    np.testing.assert_allclose(other["output_EU"] - run["output_EU"], own / Y_STAR, atol=1e-15)
    assert other["output"].tobytes() == (other["output_USA"] + other["output_EU"]).tobytes()


def test_a_firm_that_orders_chips_would_be_felt(
    make_case: MakeCase, hard_times: np.ndarray, parts: Parts
) -> None:
    """Control: the same firm with a need takes chips from the others."""
    case = make_case(shocks=hard_times, burn_in=4)
    other = simulated("kernel", replace(case, world=joined(case.world, need=0.01)))
    assert {"stock", "activity", "effort", "trust"} <= set(
        differing(case, simulated("kernel", case), other, parts)
    )
