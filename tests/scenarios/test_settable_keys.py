"""Scenarios changed by key: what exists can be set within its bounds, what does not is refused with its
neighbours.
"""

import pickle
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import scenarios
from scenarios.change import Value

BLOCKADE = scenarios.load("taiwan-blockade")
STORM = scenarios.load("perfect-storm")


def refused(changes: Mapping[str, Value], scenario: scenarios.Scenario = STORM) -> list[str]:
    with pytest.raises(scenarios.KeyFault) as caught:
        scenarios.override(scenario, changes)
    return [str(fault) for fault in caught.value.faults]


def test_the_first_shock_goes_by_shock_and_every_one_by_its_name() -> None:
    changed = scenarios.override(STORM, {"shock.size": 0.25, "shocks.turn.months": 24})
    assert [shock.size for shock in changed.shocks] == [0.25, 0.8, None]
    assert [shock.months for shock in changed.shocks] == [12, 24, 48]
    assert STORM.shocks[0].size == 1


def test_numbers_may_come_as_text_or_from_arrays() -> None:
    typed = scenarios.override(BLOCKADE, {"shock.size": "0.3", "shock.months": "18", "horizon.months": "2e2"})
    counted: dict[str, Any] = {
        "shock.size": np.float64(0.3),
        "shock.months": np.int64(18),
        "horizon.months": np.float64(200),
    }
    assert typed == scenarios.override(BLOCKADE, counted)
    assert isinstance(typed.shocks[0].months, int)


def test_every_key_can_be_set_to_both_its_bounds() -> None:
    for key in scenarios.describe_keys(BLOCKADE).values():
        if key.form != "switch" and key.path[-1] not in ("months", "from"):
            for value in (key.low, key.high):
                assert scenarios.override(BLOCKADE, {key.name: value}), key.name
                assert scenarios.is_whole(BLOCKADE, key.name) == (key.form == "whole"), key.name


def test_no_key_can_be_set_past_its_bounds() -> None:
    for key in scenarios.describe_keys(BLOCKADE).values():
        for value in (key.low - 1, key.high + 1):
            with pytest.raises(scenarios.KeyFault):
                scenarios.override(BLOCKADE, {key.name: value})


def test_an_unknown_key_names_the_nearest() -> None:
    assert refused({"shock.sise": 1})[0].endswith(
        "Did you mean shock.size, shocks.turn.size or shock.months?"
    )
    assert "parameters.trust_gain" in refused({"parameters.trust_gian": 0})[0]
    assert "actors.FRA.autonomy" in refused({"actors.FRA.autonomi": 0})[0]


def test_the_key_of_a_shock_that_is_not_there_says_so() -> None:
    assert "has no shock" in refused({"shock.size": 1}, scenarios.load("ttc-2021-2024"))[0]


def test_all_faults_come_at_once() -> None:
    wrong: dict[str, Value] = {
        "shock.size": 2,
        "shock.months": 1.5,
        "parameters.nothing": 1,
        "population.firms": "1_000",
    }
    assert len(refused(wrong)) == 4


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("shock.months", 1.5, "whole number"),
        ("shock.months", "1.5", "whole number"),
        ("shock.months", "six", "whole number"),
        ("shock.months", True, "whole number"),
        ("shock.months", -1, "at least 1"),
        ("shock.months", 500, "past the end"),
        ("shock.size", float("nan"), "finite"),
        ("shock.size", "nan", "finite"),
        ("shock.size", "", "no value"),
        ("shock.size", None, "no value"),
        ("shock.size", "0,5", "comma"),
        ("shock.size", "50%", "per cent"),
        ("shock.from", "2060-01", "after the end"),
        ("shock.from", "soon", "year and month"),
        ("population.firms", 10**12, "at most"),
        ("parameters.trust_gain", 3, "must lie from 0 to 0.1"),
        ("actors.FRA.autonomy", 7, "must lie from 0 to 1"),
        ("actors.FRA.trust", 0.5, "not a key"),
        ("start.trust", 0, "at least 0.01"),
        ("start.effort", 3, "at most 2"),
        ("start.month", "2025-01", "not a key"),
        ("draw", 0.15, "on or off"),
        ("switches.council", "no", "on or off"),
        ("switches.council", 0.5, "on or off"),
        ("title", "x", "not a key"),
        ("shock.trust", 1, "not a key"),
        ("shock.ramp", 3, "not a key"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key(key: str, value: Value, words: str) -> None:
    (fault,) = refused({key: value}, BLOCKADE)
    assert fault.startswith(f"{key}: ")
    assert words in fault


def test_two_keys_of_one_place_are_refused() -> None:
    assert "the same as shock.size" in refused({"shock.size": 0.1, "shocks.blockade.size": 0.2})[0]


def test_a_length_takes_the_place_of_until() -> None:
    shortage = scenarios.load("chip-shortage-2021")
    assert scenarios.window(shortage) == (23, 47)
    assert scenarios.window(scenarios.override(shortage, {"shock.months": 3})) == (23, 25)


def test_a_shorter_horizon_need_not_fit_the_default_sweep() -> None:
    assert scenarios.override(BLOCKADE, {"horizon.months": 30}).horizon.months == 30


def test_off_switches_off_and_refuses_what_is_no_mechanism() -> None:
    assert scenarios.off(BLOCKADE, ["council", "mood"]).switches == {"council": False, "mood": False}
    with pytest.raises(scenarios.KeyFault, match="Did you mean council"):
        scenarios.off(BLOCKADE, ["counsil"])


def test_the_default_sweep_has_both_ends() -> None:
    months = (6, 12, 24, 36, 48, 60, 84, 96, 108, 132)
    sizes = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    assert scenarios.axes(BLOCKADE) == {"shock.size": sizes, "shock.months": months}
    assert scenarios.axes(scenarios.load("ttc-2021-2024")) == {}


def test_every_point_of_a_default_sweep_can_be_set() -> None:
    for name in scenarios.shipped():
        scenario = scenarios.load(name)
        for key, values in scenarios.axes(scenario).items():
            for value in values:
                scenarios.override(scenario, {key: value})


def test_a_scenario_and_its_faults_travel_between_processes() -> None:
    changed = scenarios.override(STORM, {"shock.size": 0.5})
    assert pickle.loads(pickle.dumps(changed)) == changed
    with pytest.raises(scenarios.KeyFault) as caught:
        scenarios.override(STORM, {"shock.sise": 0.5})
    assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults


def test_a_fingerprint_changes_with_what_is_asked_and_with_nothing_else() -> None:
    same = scenarios.override(STORM, {"shock.size": 1.0, "horizon.months": 324})
    assert scenarios.digest(same) == scenarios.digest(STORM)
    assert scenarios.digest(scenarios.override(STORM, {"shock.size": 0.9})) != scenarios.digest(STORM)
    default = scenarios.override(STORM, {"burn_in.months": 60})
    assert scenarios.digest(default) == scenarios.digest(STORM)
