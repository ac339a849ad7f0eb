"""Random scenarios for the docking are valid, repeatable and varied."""

from experiments.checks.random_scenarios import random_scenario
from scenarios import compile_case, digest
from sim.parameters.table import MECHANISMS
from sim.world.causes import PROFILES


def test_cases_repeat_and_differ() -> None:
    assert digest(random_scenario(3, 1)) == digest(random_scenario(3, 1))
    assert len({digest(random_scenario(number, 1)) for number in range(10)}) == 10


def test_cases_stay_in_the_stated_bounds_and_reach_every_switch_and_profile() -> None:
    cases = [random_scenario(number, 2) for number in range(60)]
    assert all(12 <= case.horizon.months <= 60 and 5 <= case.population.firms <= 240 for case in cases)
    for name in MECHANISMS:
        assert {case.switches[name] for case in cases} == {True, False}
    assert {case.recalm for case in cases} == {True, False}
    shares = {case.start.shares for case in cases}
    assert (1.0, 1.0, 1.0) in shares
    assert len(shares) > len(cases) / 4
    assert {event.profile for case in cases for event in case.shocks} == set(PROFILES)
    assert {len(case.shocks) for case in cases} == {0, 1, 2, 3}
    assert compile_case(cases[0]).months == cases[0].horizon.months
