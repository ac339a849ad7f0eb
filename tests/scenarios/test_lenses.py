"""Lenses are numbers over the same mechanisms: each argued, each in its range, all from the same calm."""

import re

import numpy as np
import pytest

from scenarios import Scenario, compile_case, describe_keys, lens_names, load, override, through
from scenarios.lenses import PLAIN, Shift, shifts
from scenarios.reading.faults import KeyFault
from sim.parameters.table import PARAMETERS
from sim.run import simulate

TURN, BLOCKADE = load("unilateral-turn-2017"), load("taiwan-blockade")


def test_there_are_four_and_the_models_own_moves_nothing() -> None:
    assert lens_names() == (PLAIN, "realist", "institutionalist", "constructivist")
    assert not [shift for shift in shifts() if shift.lens == PLAIN]
    assert through(TURN, PLAIN, recalm=False) is TURN


@pytest.mark.parametrize("shift", shifts(), ids=lambda shift: f"{shift.lens}-{shift.key}")
def test_what_a_lens_moves_can_be_set_is_moved_and_is_argued(shift: Shift) -> None:
    key = describe_keys(TURN)[shift.key]
    assert key.low <= shift.value <= key.high
    assert shift.value != PARAMETERS[shift.key.removeprefix("parameters.")].default
    assert re.search(r"\d{4}|as above", shift.argument)


def test_a_number_is_moved_once_by_a_lens() -> None:
    moved = [(shift.lens, shift.key) for shift in shifts()]
    assert len(set(moved)) == len(moved)


def test_what_a_scenario_sets_itself_stays() -> None:
    own = override(TURN, {"parameters.relative_concern": 0.2})
    assert through(own, "realist").parameters["relative_concern"] == 0.2
    assert through(TURN, "realist").parameters["relative_concern"] == 0.6  # control


def test_an_unknown_lens_is_told_the_nearest() -> None:
    with pytest.raises(KeyFault, match="Did you mean realist"):
        through(TURN, "realists")


def calm_cooperation(scenario: Scenario) -> float:
    quiet = override(scenario, {"switches.mood": False, "draw": False, "horizon.months": 240})
    case = compile_case(quiet)
    return float(simulate(case, 1, np.arange(1), shocked=False)["cooperation"][0, -12:].mean())


def test_all_lenses_start_from_the_same_calm() -> None:
    """Where nothing happens: an administration in the context weighs more through some lenses."""
    anew = [calm_cooperation(through(BLOCKADE, lens)) for lens in lens_names()]
    assert anew == pytest.approx([anew[0]] * 4, rel=0.01)
    usual = [override(through(BLOCKADE, lens), {"recalm": False}) for lens in lens_names()]
    as_ever = [calm_cooperation(scenario) for scenario in usual]
    assert np.ptp(as_ever) > 0.05 * as_ever[0]  # control: without calm derived anew they do not
