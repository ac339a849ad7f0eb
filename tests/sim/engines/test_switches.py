"""Off is exactly off; every switch and every number does something."""

from collections.abc import Callable

import numpy as np
import pytest

from experiments.engine import mesa_runs
from sim import run as kernel
from sim.parameters.table import MECHANISMS, PARAMETERS, effective, switches, vector
from sim.world.build import build_world
from sim.world.case import Case, World

MakeCase = Callable[..., Case]
NEUTRAL = {
    name: {
        row.name: row.neutral
        for row in PARAMETERS.values()
        if row.mechanism == name and row.neutral is not None
    }
    for name in MECHANISMS
}
WITH_NEUTRAL = [name for name, numbers in NEUTRAL.items() if numbers]


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(firms=60, seed=2)


def states(case: Case, engine: str = "kernel") -> bytes:
    simulate = {"kernel": kernel.simulate, "agents": mesa_runs.simulate}[engine]
    return bytes(simulate(case, 1, np.arange(2), shocked=True, full=True).states.tobytes())


def test_only_ways_of_counting_and_a_stock_as_such_have_no_neutral_value() -> None:
    assert set(MECHANISMS) - set(WITH_NEUTRAL) == {"council_vote", "interoperability", "random_order"}


@pytest.mark.parametrize("name", WITH_NEUTRAL)
def test_off_is_the_neutral_value_bit_for_bit(
    name: str, make_case: MakeCase, world: World, hard_times: np.ndarray
) -> None:
    same = {"world": world, "shocks": hard_times, "burn_in": 3}
    off = make_case(off=[name], **same)
    neutral = make_case(on=[name], parameters=NEUTRAL[name], **same)
    assert states(off) == states(neutral)


@pytest.mark.parametrize("name", ["council", "blame", "stakes", "who_governs", "stocks"])
def test_off_is_the_neutral_value_for_the_agents_too(
    name: str, make_case: MakeCase, hard_times: np.ndarray
) -> None:
    off = make_case(off=[name], shocks=hard_times)
    neutral = make_case(parameters=NEUTRAL[name], shocks=hard_times)
    assert states(off, "agents") == states(neutral, "agents") == states(off)


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_switch_changes_something(
    name: str, make_case: MakeCase, world: World, hard_times: np.ndarray
) -> None:
    same = {"world": world, "shocks": hard_times, "burn_in": 3}
    assert states(make_case(on=[name], **same)) != states(make_case(off=[name], **same))


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_changes_something(
    name: str, make_case: MakeCase, world: World, hard_times: np.ndarray
) -> None:
    row = PARAMETERS[name]
    further = row.high if row.high - row.default > row.default - row.low else row.low
    same = {"world": world, "shocks": hard_times, "burn_in": 30, "on": {"smooth", row.mechanism} - {""}}
    moved = make_case(parameters={name: (row.default + further) / 2}, **same)
    assert states(moved) != states(make_case(**same))


@pytest.mark.parametrize("name", WITH_NEUTRAL)
def test_where_a_mechanism_is_off_its_numbers_do_nothing(
    name: str, make_case: MakeCase, world: World, hard_times: np.ndarray
) -> None:
    same = {"world": world, "shocks": hard_times, "burn_in": 3, "off": [name]}
    moved = {number: (PARAMETERS[number].low + PARAMETERS[number].high) / 2 for number in NEUTRAL[name]}
    assert states(make_case(parameters=moved, **same)) == states(make_case(**same))


def test_effective_replaces_what_is_off_and_nothing_else() -> None:
    values = vector({})
    off = effective(values, switches(["stakes"], MECHANISMS))
    changed = [name for name, a, b in zip(PARAMETERS, values, off, strict=True) if a != b]
    assert changed == ["value_at_stake", "threat_at_stake", "stakes_elsewhere"]
