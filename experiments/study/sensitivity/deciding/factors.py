"""What is drawn: the shock, the state in which it meets the alliance, and every free parameter, in groups."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from sim.parameters.table import PARAMETERS

_HERE = Path(__file__).parent
SIZE, LENGTH, TURN_BEFORE, CHANCE = "size of the shock", "length of the shock", "turn before", "chance"
TRUST, INTEROPERABILITY, EFFORT = (
    "trust at the start",
    "interoperability at the start",
    "effort at the start",
)
STARTS = (TRUST, INTEROPERABILITY, EFFORT)
BOUNDS = {
    SIZE: (0.1, 1.0),
    LENGTH: (6.0, 96.0),
    TRUST: (0.3, 1.0),
    INTEROPERABILITY: (0.5, 1.0),
    EFFORT: (0.5, 1.0),
    TURN_BEFORE: (0.0, 1.0),
    CHANCE: (0.0, 999.0),
}
"""Ranges of the circumstances: size, months, three shares of calm, size of a turn of four years, and the
number of a replicate, which decides all chance within the model."""
TURN_MONTHS = 48


class Crisis(NamedTuple):
    """A shock that meets alliances: its name, its scenario, the size and months it has as *the same
    shock*, and whether a turn comes before it.
    """

    name: str
    scenario: str
    size: float
    months: int
    after_a_turn: bool


CRISES = (
    Crisis("outside", "taiwan-blockade", 0.7, 36, False),
    Crisis("inside", "unilateral-turn-2025", 0.8, 48, False),
    Crisis("after a turn", "blockade-after-a-turn", 0.7, 36, True),
)


class Factor(NamedTuple):
    """A number that is drawn: its name, the group it belongs to, and its range."""

    name: str
    group: str
    low: float
    high: float


@cache
def parameter_groups() -> dict[str, tuple[str, ...]]:
    """The groups of free parameters as they were written down."""
    return grouped("parameter_groups.csv", "parameter")


@cache
def mechanism_groups() -> dict[str, tuple[str, ...]]:
    """The groups of mechanisms as they were written down."""
    return grouped("mechanism_groups.csv", "mechanism")


def grouped(file_name: str, column: str) -> dict[str, tuple[str, ...]]:
    """A table of members with their groups, by group."""
    members: dict[str, tuple[str, ...]] = {}
    with (_HERE / file_name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            members[row["group"]] = (*members.get(row["group"], ()), row[column])
    return members


def circumstances(crisis: Crisis, *, same_shock: bool = False) -> list[str]:
    """What is drawn besides parameters; where all meet the same shock its size and length are not."""
    names = [] if same_shock else [SIZE, LENGTH]
    return [*names, *STARTS, *([TURN_BEFORE] if crisis.after_a_turn else []), CHANCE]


def factors(
    crisis: Crisis, width: float, *, same_shock: bool = False, groups: Sequence[str] | None = None
) -> list[Factor]:
    """All that is drawn, or what belongs to some groups: parameters within `width` of their centre, held in
    their ranges, but for those that have no room there.
    """
    drawn = [Factor(name, name, *BOUNDS[name]) for name in circumstances(crisis, same_shock=same_shock)]
    for group, names in parameter_groups().items():
        for name in names:
            row = PARAMETERS[name]
            ends = sorted(row.default * (1 + sign * width) for sign in (-1, 1))
            drawn.append(Factor(name, group, max(row.low, ends[0]), min(row.high, ends[1])))
    return [
        factor for factor in drawn if factor.low < factor.high and (groups is None or factor.group in groups)
    ]


def groups_of(drawn: Sequence[Factor]) -> list[str]:
    """The groups of some factors, each once, in their order."""
    return list(dict.fromkeys(factor.group for factor in drawn))


def scaled(drawn: Sequence[Factor], unit: FloatArray) -> FloatArray:
    """Points of the unit cube [rows, factors] carried into the ranges."""
    low, high = (np.array([getattr(factor, end) for factor in drawn]) for end in ("low", "high"))
    return np.asarray(low + unit * (high - low), dtype=np.float64)


def problem_of(drawn: Sequence[Factor]) -> dict[str, object]:
    """Factors as SALib reads them, on the unit cube."""
    return {
        "num_vars": len(drawn),
        "names": [factor.name for factor in drawn],
        "bounds": [[0.0, 1.0]] * len(drawn),
        "groups": [factor.group for factor in drawn],
    }
