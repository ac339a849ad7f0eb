"""Theories to look through: numbers over the same mechanisms, each argued from its literature."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from scenarios.change import override
from scenarios.reading.faults import Fault, KeyFault
from scenarios.reading.safe_text import echo, either, nearest
from scenarios.schema import Scenario

TABLE = Path(__file__).with_name("lenses.csv")
PLAIN = "resilience"
"""The theory that the model implements: it moves nothing."""


class Shift(NamedTuple):
    """One number that a lens moves, and why."""

    lens: str
    key: str
    value: float
    argument: str


@cache
def shifts() -> tuple[Shift, ...]:
    """Every number of every lens, in the order of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(Shift(row["lens"], row["key"], float(row["value"]), row["argument"]) for row in rows)


def lens_names() -> tuple[str, ...]:
    """The names of the lenses, the model's own theory first."""
    return tuple(dict.fromkeys((PLAIN, *(shift.lens for shift in shifts()))))


def through(scenario: Scenario, lens: str, *, recalm: bool = True) -> Scenario:
    """A scenario through a lens, with calm derived anew (so that all lenses start from the same cooperation).
    What the scenario sets itself stays as it is set.

    Raises `KeyFault`, with the nearest, for a lens that is not there.
    """
    known = lens_names()
    if lens not in known:
        raise KeyFault((Fault("", 0, 0, "lens", f"is none; there are {either(known)}", echo(lens),
                              either(nearest(lens, known))),))  # fmt: skip
    own = {f"parameters.{name}" for name in scenario.parameters}
    moved = {shift.key: shift.value for shift in shifts() if shift.lens == lens and shift.key not in own}
    if not moved and not recalm:
        return scenario
    return override(scenario, {**moved, "recalm": True})
