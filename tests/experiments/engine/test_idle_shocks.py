"""A shock that moved nothing is said to have moved nothing, and no other is."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.engine.evaluate import Evaluation, evaluate
from experiments.engine.idle_shocks import MOST_ASKED, IdleShocks, find_idle, same
from scenarios import Scenario, load, override
from sim.series import PLACE

NUMBERS = np.arange(3, dtype=np.int64)


def storm(**sizes: float) -> Scenario:
    """A blockade, a turn and a silent council at once, with few firms, with these sizes of shocks."""
    small = {"population.firms": 12, "horizon.months": 200}
    changes = {f"shocks.{name}.size": size for name, size in sizes.items()}
    scenario: Scenario = override(load("perfect-storm"), {**small, **changes})
    return scenario


def idle(scenario: Scenario) -> IdleShocks:
    return find_idle(scenario, 1, evaluate(scenario, 1, NUMBERS))


def test_of_several_shocks_the_one_that_moves_nothing_is_named() -> None:
    found = idle(storm(turn=0))
    assert (found.names, found.all_of_them) == (("turn",), False)
    assert found.words == "The shock “turn” moved nothing: without it every run is otherwise the same."
    assert idle(storm()).words is None  # control: each of them moves something


def test_a_loss_of_chips_that_is_made_up_for_is_said_to_be_spare() -> None:
    found = idle(storm(blockade=0.02))
    assert found.chips == ("blockade",)
    assert found.words is not None
    assert found.words.endswith("Spare capacity and stocks made up for the chips that were lost.")


def test_shocks_that_together_move_nothing_are_said_together() -> None:
    small = {"population.firms": 12, "shock.size": 0}
    assert idle(override(load("unilateral-turn-2017"), small)).all_of_them
    assert not idle(override(load("unilateral-turn-2017"), {**small, "shock.size": 0.5})).all_of_them


def test_without_a_shock_none_is_idle() -> None:
    assert idle(load("ttc-2021-2024")).words is None


@pytest.fixture(scope="module")
def turned() -> Evaluation:
    """Three runs of the turn of four years."""
    return evaluate(override(load("unilateral-turn-2025"), {"population.firms": 12}), 1, NUMBERS)


@pytest.mark.parametrize(
    ("series", "by", "alike"),
    [("trust_EU", 1e-5, True), ("trust_EU", 1e-3, False), ("chips_mature", 0.5, True)],
)
def test_a_difference_that_no_digit_shows_is_none(
    turned: Evaluation, series: str, by: float, alike: bool
) -> None:
    moved = turned.run.series.copy()
    moved[1, 20, PLACE[series]] *= 1 + by
    assert same(turned.run, replace(turned.run, series=moved)) is alike


def test_each_of_very_many_shocks_is_not_left_out_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The history of 25 years has more than are asked one by one."""
    history = load("history-2001-2026")
    assert len(history.shocks) > MOST_ASKED
    monkeypatch.setattr("experiments.engine.idle_shocks.simulate", None)  # nothing is run again
    assert idle(override(history, {"population.firms": 12})).words is None
