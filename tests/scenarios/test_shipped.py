"""The scenarios that come with the program load, compile and say what they should."""

import re

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
    "blockade-after-a-turn": (60, 95),
    "chip-laws-and-blockade": (120, 143),
    "chip-shortage-2021": (23, 47),
    "closed-models-denied": (23, 82),
    "council-suspended": (12, 59),
    "data-leak": (12, 35),
    "data-ruling": (31, 66),
    "diffusion-rule-2025": (7, 30),
    "disinformation": (12, 29),
    "double-dip": (12, 53),
    "europe-without-giants": (14, 109),
    "export-control-demand": (12, 71),
    "global-south-contest": (12, 71),
    "helsinki-moment": (12, 59),
    "history-2001-2026": (3, None),
    "hybrid-war": (12, 47),
    "key-node": (12, 35),
    "lethal-autonomy-backlash": (24, 71),
    "military-ai-joint": (12, 83),
    "nexperia-2025": (9, 13),
    "norm-advocacy": (3, 38),
    "paris-berlin": (23, 103),
    "perfect-storm": (12, 59),
    "pivot-to-quad": (14, 61),
    "regulation-deepened": (60, 95),
    "regulatory-divergence": (12, 107),
    "repair-and-shock": (71, 133),
    "rights-club": (15, 98),
    "rival-leap": (12, 59),
    "subsidy-race-2022": (19, 91),
    "taiwan-blockade": (12, 23),
    "tariff-war": (12, 59),
    "ttc-2021-2024": (None, None),
    "ukraine-2022": (26, 73),
    "unilateral-turn-2017": (25, 72),
    "unilateral-turn-2025": (12, 59),
}
NAMES = tuple(WINDOWS)
SHORTEST, FIVE_YEARS_ON = 216, 66
"""Months of a scenario with a shock, and those after the shock over which its outcome is read."""
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
    assert (case.months, case.burn_in) == (scenario.horizon.months, 60)
    assert case.switches.tolist() == [int(row.default) for row in MECHANISMS.values()]
    assert case.fixed == frozenset(scenario.parameters)
    assert np.isfinite(case.shocks).all()


def test_before_its_launch_there_is_no_council() -> None:
    (row,) = scenarios.compile_case(scenarios.load("ttc-2021-2024")).context
    assert (row[START], row[START] + row[MONTHS], row[SIZE]) == (-60, 29, 1)


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


def months_after(scenario: scenarios.Scenario) -> int:
    """Months from the end of the last shock to the end of the scenario; all of them where nothing ends."""
    _, last = scenarios.window(scenario)
    return scenario.horizon.months - (0 if last is None else last + 1)


@pytest.mark.parametrize("name", [name for name, (first, _) in WINDOWS.items() if first is not None])
def test_five_years_after_each_shock_can_be_read(name: str) -> None:
    scenario = scenarios.load(name)
    assert scenario.horizon.months >= SHORTEST
    assert months_after(scenario) >= FIVE_YEARS_ON
    for key, values in scenarios.axes(scenario).items():
        assert months_after(scenarios.override(scenario, {key: max(values)})) >= FIVE_YEARS_ON, key


def test_a_shock_that_leaves_too_little_after_it_is_seen() -> None:
    longer = scenarios.override(scenarios.load("taiwan-blockade"), {"shock.months": 150})
    assert months_after(longer) < FIVE_YEARS_ON


@pytest.mark.parametrize(
    "name", ["blockade-after-a-turn", "perfect-storm", "unilateral-turn-2017", "unilateral-turn-2025"]
)
def test_twenty_years_after_are_there_where_collapse_is_asked(name: str) -> None:
    assert months_after(scenarios.load(name)) >= 240


def test_turns_stand_on_one_scale() -> None:
    """Half is the turn of 2017 to 2020, wherever it is put in; that of 2025 goes further."""
    for name in ("unilateral-turn-2017", "repair-and-shock"):
        scenario = scenarios.load(name)
        events = (*scenario.context, *scenario.shocks)
        assert [event.size for event in events if event.start == "2017-02"] == [0.5]
    assert scenarios.load("unilateral-turn-2025").shocks[0].size == 0.8


def test_joint_controls_are_no_cause_of_what_they_came_of() -> None:
    for name in ("ukraine-2022", "repair-and-shock"):
        scenario = scenarios.load(name)
        hit = {cause.target for cause in scenarios.causes(scenario, scenario.shocks)}
        assert "export.control" not in hit
    controls = scenarios.load("export-control-demand")
    assert [cause.target for cause in scenarios.causes(controls, controls.shocks)] == ["export.control"]


def unknown_names(name: str) -> list[str]:
    """Keys and mechanisms that a file tells its reader to change and that are not there."""
    told = " ".join(scenarios.source(name).replace("\n#", "\n").split())
    keys = re.findall(
        r"\b((?:parameters|switches|start|shocks?|context|weights)\.[a-z0-9_.-]*[a-z0-9_])", told
    )
    known = scenarios.keys(scenarios.load(name))
    switched = re.findall(r"[Ss]witch ([a-z_]+)(?: or ([a-z_]+))? off", told)
    mechanisms = [word for pair in switched for word in pair if word and "_" in word]
    return [key for key in keys if key not in known] + [word for word in mechanisms if word not in MECHANISMS]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_file_tells_its_reader_to_try_is_there(name: str) -> None:
    assert unknown_names(name) == []


def test_what_is_not_there_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    text = scenarios.source("rival-leap").replace("start.trust", "parameters.starting_trust")
    text = text.replace("split_views", "public_image")
    monkeypatch.setattr(scenarios, "source", lambda name: text)
    assert unknown_names("rival-leap") == ["parameters.starting_trust", "public_image"]


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
