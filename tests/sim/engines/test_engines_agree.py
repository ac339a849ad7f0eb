"""The agents give the kernel's bits on cases nobody chose."""

from collections.abc import Callable

import numpy as np
import pytest

from experiments.checks.docking import Check
from experiments.checks.random_scenarios import random_scenario
from scenarios import compile_case
from sim import run as fast
from sim.world.case import Case, World
from sim.world.shock_table import shock_rows

MakeCase = Callable[..., Case]
Held = Callable[[Case], Check]


@pytest.mark.parametrize("number", range(12))
def test_the_agents_give_the_kernels_bits(number: int, held: Held) -> None:
    check = held(compile_case(random_scenario(number, 77)))
    assert check.compared > 5000
    assert (check.different, check.first) == (0, "")


def test_the_agents_give_the_kernels_bits_where_everything_happens(rich: Case, held: Held) -> None:
    check = held(rich)
    assert (check.different, check.first) == (0, "")


def test_a_shock_that_follows_close_upon_the_burn_in_is_not_heard_of_in_it(
    make_case: MakeCase, small_world: World, held: Held
) -> None:
    """A warning reaches three months ahead, and the burn-in is shared by all that comes after it."""
    near = shock_rows("chips.route", {"regions": ["TWN"]}, "step", 1, 5, 1.0, small_world)
    case = make_case(shocks=near, parameters={"meeting_interval": 1.0}, burn_in=12, months=8)
    check = held(case)
    assert (check.different, check.first) == (0, "")
    run = fast.simulate(case, 1, np.arange(1), shocked=True, full=True)
    twin = fast.simulate(case, 1, np.arange(1), shocked=False, full=True)
    assert (run.states[:, 0] != twin.states[:, 0]).any()  # control: in the first month it is heard
