"""Captions say what was changed and which shock is meant."""

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
