"""What a run's report says where the scenario ends before the recovery does, and where a mechanism is off."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
TURN = ("--set", "shock.months=24", "--set", "population.firms=12", "--replicates", 3)


def told(alliance: Command, *words: object) -> str:
    return " ".join(alliance("run", "unilateral-turn-2025", *TURN, *words).out.split())


def test_why_the_judgements_part_is_said_with_the_time_of_return(alliance: Command, tmp_path: Path) -> None:
    shown = told(alliance, "--set", "horizon.months=100")
    assert "In 3 of 3 runs the scenario ends before the recovery does" in shown
    assert "Interoperability is furthest behind" in shown
    assert "months after the scenario ends" in shown
    assert "ends before the recovery" not in told(alliance, "--set", "horizon.months=300")  # control


def test_a_way_up_that_the_horizon_cuts_off_is_longer_than_what_was_seen(
    alliance: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    document = alliance("run", "unilateral-turn-2025", *TURN, "--set", "horizon.months=100", "--json").json()
    way = document["measures"]["way_up"]["rise_to_back"]
    assert (way["at_risk"], way["reached"], way["q50"], way["until"]) == (3, 0, None, 64)
    shown = told(alliance, "--set", "horizon.months=100")
    assert "rise_to_back not within 64 not within 64 … not within 64" in shown
    assert "of the 3 runs that fell, 0 reached it" in shown


def test_a_run_without_a_mechanism_is_held_against_the_calm_alliance_first(alliance: Command) -> None:
    shown = told(alliance, "--off", "interoperability")
    assert shown.index("loss_calm") < shown.index("A mechanism that is off is also missing in the twin")
    assert "of the calm alliance. Judge a design first by what it loses against the calm alliance" in shown
    assert "is also missing in the twin" not in told(alliance)  # control
