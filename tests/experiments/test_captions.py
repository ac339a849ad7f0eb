"""Captions say what was changed and which shock is meant."""

from experiments import captions
from scenarios import Scenario, load, off, override


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
    keys = ["parameters.pledge_share", "parameters.trust_gain"]
    told = captions.idle(off(small, ["pledge"]), keys)
    assert told == "parameters.pledge_share: without effect while pledge is off"
    several = captions.idle(off(small, ["pledge"]), ["parameters.pledge_share", "parameters.solidarity"])
    assert several is not None
    assert several.endswith("parameters.solidarity: without effect while pledge is off")
    assert captions.idle(small, keys) is None
    assert captions.idle(off(small, ["pledge"]), [*keys, "switches.pledge"]) is None  # it is varied, too
    assert captions.idle(small, ["parameters.softness"]) is not None  # `smooth` is off as shipped


def test_the_kind_of_band_is_said_and_differs_between_drawn_and_fixed(small: Scenario) -> None:
    drawn, fixed, both = (captions.band(draws) for draws in ([True, True], [False], [True, False]))
    assert "parameters drawn within 15 %" in drawn
    assert fixed == "bands and intervals: chance alone"
    assert "in some scenarios" in both
    assert captions.band([small.draw]) == drawn
    assert captions.band([override(small, {"draw": False}).draw]) == fixed
