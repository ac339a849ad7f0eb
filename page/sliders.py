"""The sliders of the page: which keys, how far they go, and where they stand in a setting."""

import csv
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from scenarios import Scenario, causes
from scenarios.reading.names import members
from sim.actors.tables import figures
from sim.parameters.table import PARAMETERS

TABLE = Path(__file__).with_name("sliders.csv")


class Slider(NamedTuple):
    """A slider: its key, the group it stands in, its ends and its step."""

    key: str
    group: str
    low: float
    high: float
    step: float


@cache
def sliders() -> tuple[Slider, ...]:
    """Every slider, in the order of the page."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Slider(row["key"], row["group"], float(row["low"]), float(row["high"]), float(row["step"]))
        for row in rows
    )


def standing(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Of each slider that does something in a scenario its value (None: a shock without end) and its ends."""
    return {
        slider.key: {"value": value, "low": slider.low, "high": _high(scenario, slider)}
        for slider in sliders()
        for there, value in [_value(scenario, slider.key)]
        if there
    }


def _high(scenario: Scenario, slider: Slider) -> float:
    if slider.key != "shock.months" or not scenario.shocks:
        return slider.high
    first = causes(scenario, scenario.shocks[:1])[0]
    return min(slider.high, scenario.horizon.months - first.start)


def _value(scenario: Scenario, key: str) -> tuple[bool, float | None]:
    """Whether a key does something in a scenario, and its value there."""
    part, _, name = key.partition(".")
    if part == "shock":
        return _of_shock(scenario, name)
    if part == "start":
        return True, getattr(scenario.start, name)
    if part == "actors":
        return True, _autonomy(scenario)
    return True, scenario.parameters.get(name, PARAMETERS[name].default)


def _of_shock(scenario: Scenario, name: str) -> tuple[bool, float | None]:
    if not scenario.shocks:
        return False, None
    first = causes(scenario, scenario.shocks[:1])[0]
    if name == "size":
        return True, first.size
    return first.profile != "pulse", first.months


def _autonomy(scenario: Scenario) -> float:
    """The autonomy of the Union's members: what is set for all of them, or the mean of their figures."""
    own = scenario.actors.get("EU", {}).get("autonomy")
    if own is not None:
        return own
    return _mean_autonomy()


@cache
def _mean_autonomy() -> float:
    own = [figures()[member, "autonomy"] for member in members()]
    return sum(own) / len(own)
