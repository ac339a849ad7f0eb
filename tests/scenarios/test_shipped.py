"""The scenarios that come with the program load, compile and say what they should."""

import numpy as np
import pytest

import scenarios
from sim.parameters.table import MECHANISMS
from sim.world.shock_table import SHOCK_COLUMNS

WINDOWS = {
    "acquisition-wave": (12, 47),
    "ai-incident": (12, 35),
    "ally-singled-out": (12, 35),
    "autonomy-turn": (12, 71),
    "chip-shortage-2021": (23, 47),
    "council-suspended": (12, 59),
    "data-leak": (12, 35),
    "data-ruling": (31, 66),
    "diffusion-rule-2025": (7, 30),
    "disinformation": (12, 29),
    "double-dip": (12, 53),
    "export-control-demand": (12, 71),
    "global-south-contest": (12, 71),
    "history-2001-2026": (3, None),
    "key-node": (12, 35),
    "lethal-autonomy-backlash": (24, 71),
    "nexperia-2025": (9, 13),
    "norm-advocacy": (3, 38),
    "perfect-storm": (12, 59),
    "pivot-to-quad": (14, 61),
    "regulatory-divergence": (12, 107),
    "rival-leap": (12, 59),
    "subsidy-race-2022": (19, 91),
    "taiwan-blockade": (12, 23),
    "ttc-2021-2024": (None, None),
    "ukraine-2022": (26, 73),
    "unilateral-turn-2017": (25, 72),
    "unilateral-turn-2025": (12, 59),
}
NAMES = tuple(WINDOWS)
START = SHOCK_COLUMNS.index("start")
MONTHS = SHOCK_COLUMNS.index("months")
SIZE = SHOCK_COLUMNS.index("size")


def test_these_are_shipped() -> None:
    assert scenarios.shipped() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_is_sound_and_says_what_it_is(name: str) -> None:
    assert scenarios.check(name) == []
    scenario = scenarios.load(name)
    assert scenario.name == name
    assert (name, scenario.title) in scenarios.catalogue()
    assert len(scenario.asks.split()) >= 40
    assert "not a forecast" in scenarios.source(name)
    assert scenarios.sentences(scenario)[-1] == "A theoretical exploration, not a forecast."


@pytest.mark.parametrize(("name", "window"), WINDOWS.items())
def test_the_window_is_that_of_the_shocks(name: str, window: tuple[int | None, int | None]) -> None:
    assert scenarios.window(scenarios.load(name)) == window


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_compiles(name: str) -> None:
    scenario = scenarios.load(name)
    case = scenarios.compile_case(scenario)
    assert (case.months, case.burn_in) == (scenario.horizon.months, 120)
    assert case.switches.tolist() == [int(row.default) for row in MECHANISMS.values()]
    assert np.isfinite(case.shocks).all()


def test_before_its_launch_there_is_no_council() -> None:
    (row,) = scenarios.compile_case(scenarios.load("ttc-2021-2024")).context
    assert (row[START], row[START] + row[MONTHS], row[SIZE]) == (-120, 29, 1)


def test_the_shortage_is_one_of_mature_chips_everywhere() -> None:
    scenario = scenarios.load("chip-shortage-2021")
    (cause,) = scenarios.causes(scenario, scenario.shocks)
    assert cause.selection["classes"] == ("mature",)
    assert cause.selection["regions"] == scenarios.compile_case(scenario).world.regions


def test_the_turn_is_one_state_in_all_domains() -> None:
    case = scenarios.compile_case(scenarios.load("unilateral-turn-2025"))
    assert case.shocks.shape[0] == 4
    assert len(set(case.shocks[:, 0])) == 4


def test_every_event_says_where_it_comes_from_or_that_it_is_assumed() -> None:
    """Each shipped file names a source, or what it assumes, beside its events."""
    for name in NAMES:
        told = scenarios.source(name)
        for part in ("context:", "shocks:"):
            if f"\n{part}" in told:
                block = told.split(f"\n{part}")[1].split("\nmap:")[0]
                assert "ASSUMED" in block or "Source" in block, (name, part)


def test_scenarios_that_differ_in_events_share_one_world() -> None:
    blockade = scenarios.load("taiwan-blockade")
    smaller = scenarios.override(blockade, {"shock.size": 0.5})
    assert scenarios.compile_case(blockade).world is scenarios.compile_case(smaller).world
    fewer = scenarios.override(blockade, {"population.firms": 60})
    assert scenarios.compile_case(fewer).world.firms == 60


def test_switches_reach_the_case() -> None:
    off = scenarios.off(scenarios.load("taiwan-blockade"), ["council"])
    changed = scenarios.override(off, {"switches.smooth": "on"})
    switched = dict(zip(MECHANISMS, scenarios.compile_case(changed).switches, strict=True))
    assert (switched["council"], switched["smooth"]) == (0, 1)


def test_a_states_own_value_goes_before_the_unions() -> None:
    changes = {"actors.FRA.autonomy": 0.9, "actors.EU.autonomy": 0.1}
    world = scenarios.compile_case(scenarios.override(scenarios.load("taiwan-blockade"), changes)).world
    autonomy = dict(zip(world.states, world.arrays.autonomy, strict=True))
    assert (autonomy["FRA"], autonomy["DEU"]) == (0.9, 0.1)
    assert autonomy["USA"] not in (0.9, 0.1)
