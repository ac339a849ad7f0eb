"""Captions say what was changed, which shock is meant and by what a map was judged."""

import numpy as np
import pytest

from experiments import captions
from scenarios import Scenario, load, off


def test_changes_are_said_in_words(small: Scenario) -> None:
    assert captions.changed(small, {"shock.months": "48"}, ["council"]) == [
        "with shock.months = 48",
        "without council",
    ]
    assert captions.changed(small, {}, []) == []


def test_of_several_shocks_the_first_is_named(small: Scenario) -> None:
    storm = load("perfect-storm")
    first = storm.shocks[0].name
    assert captions.first_meant(storm, ["shock.size"]) == f"shock means the first of 3: {first}"
    assert captions.first_meant(storm, [f"shocks.{first}.size", "horizon.months"]) is None
    assert captions.first_meant(small, ["shock.size"]) is None
    assert captions.changed(storm, {"shock.size": 0}, []) == [f"with shocks.{first}.size = 0"]


def test_what_is_set_beside_a_mechanism_that_is_off_is_said_to_do_nothing(small: Scenario) -> None:
    keys = ["parameters.repair_worth", "parameters.trust_gain"]
    told = captions.idle(off(small, ["repair"]), keys)
    assert told == "parameters.repair_worth: without effect while repair is off"
    several = captions.idle(off(small, ["repair"]), ["parameters.repair_worth", "parameters.repair_speed"])
    assert several is not None
    assert several.endswith("parameters.repair_speed: without effect while repair is off")
    assert captions.idle(small, keys) is None
    assert captions.idle(off(small, ["repair"]), [*keys, "switches.repair"]) is None  # it is varied, too
    assert captions.idle(small, ["parameters.softness"]) is not None  # `smooth` is off as shipped


@pytest.mark.parametrize(("name", "month"), [("ttc-2021-2024", 29), ("chip-shortage-2021", 29)])
def test_the_launch_of_the_council_is_an_event(name: str, month: int) -> None:
    scenario = load(name)
    held = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert captions.events(held) == {"council launched": month}
    since = np.datetime64("2021-06", "M") - np.datetime64(scenario.start, "M")
    assert since.astype(int) == month


def test_a_scenario_without_context_has_no_events(small: Scenario) -> None:
    assert captions.events(small.model_dump(mode="json", by_alias=True, exclude_none=True)) == {}


def test_a_map_by_level_names_the_month_all_points_share() -> None:
    manifest = {"scenario": {"horizon": {"months": 180}}, "vary": {"shock.size": [0, 1]}}
    assert captions.judged("outcome", manifest) == "outcome by level, month 180"
    assert captions.judged("outcome_rest", manifest) == "outcome by rest"
    assert "month" not in captions.judged("outcome", {**manifest, "vary": {"horizon.months": [60, 90]}})


def test_many_shocks_stand_in_lanes_by_weight_or_kind_and_few_in_none() -> None:
    shocks = [
        {"name": "one", "kind": "blockade", "from": "2025-03", "months": 4},
        {
            "name": "two",
            "kind": "unilateral-turn",
            "weight": "measure-ally",
            "from": "2025-02",
            "until": "2025-08",
        },
        {"name": "three", "target": "council.open", "from": 5, "profile": "pulse"},
        {"name": "four", "kind": "blockade", "from": 9},
    ]
    scenario = {"start": "2025-01", "shocks": shocks}
    assert captions.causes(scenario) == {
        "blockade of a route": [(2, 6), (9, None)],
        "measure-ally": [(1, 7)],
        "three": [(5, 6)],
    }
    assert captions.causes({**scenario, "shocks": shocks[:3]}) == {}
