"""The criteria of the core (docs/expectations.md), measured replicate by replicate.

With parameters at their centre a criterion is asked of the median; with drawn ones the share of draws that
keep it is what is reported. Their bounds stand in `criteria.csv`, committed before any of them was measured
here.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.arrays import BoolArray, FloatArray
from experiments.study.core.courses import LONGEST, Courses, ReadCourse

BOUNDS = Path(__file__).with_name("criteria.csv")
YEAR = 12
LENGTHS = tuple(range(36, 133, 6))
"""Lengths in months among which the one that kills is looked for."""
NEVER = 999.0
DEAD = 0.25
"""An alliance is dead whose cooperation, twenty years after the shock, is below this share of its twin's."""
WEAK = (0.27, 0.8, 0.5)
"""A weak start: trust near .25, and shares of calm interoperability and effort."""
HISTORY = (("turn", 0, 96, 0.45), ("turn", 192, 48, 0.5), ("turn", 288, 24, 0.8))
"""The dated turns alone, month 0 = January 2001."""


@dataclass(frozen=True)
class Criterion:
    """A criterion: its id, what is measured, and the bounds it has to keep (either may be open)."""

    id: str
    what: str
    low: float
    high: float

    def keeps(self, values: FloatArray) -> BoolArray:
        """Which values lie within the bounds."""
        return np.asarray((values >= self.low) & (values <= self.high), dtype=np.bool_)


def criteria() -> list[Criterion]:
    """The criteria as they were written down."""
    with BOUNDS.open(encoding="utf-8", newline="") as file:
        return [
            Criterion(row["id"], row["what"], float(row["low"] or "-inf"), float(row["high"] or "inf"))
            for row in csv.DictReader(file)
        ]


def q(run: ReadCourse, twin: ReadCourse) -> FloatArray:
    """Performance over the twin's, as far as both go."""
    months = min(run.months, twin.months)
    return np.asarray(run["performance"][:, :months] / twin["performance"][:, :months])


def around(values: FloatArray, month: int) -> FloatArray:
    """The mean of six months around a month."""
    return np.asarray(values[:, max(0, month - 3) : month + 3].mean(axis=1))


def _trust(run: ReadCourse) -> FloatArray:
    return np.asarray((run["trust_USA"] + run["trust_EU"]) / 2)


def _alive(run: ReadCourse, twin: ReadCourse, month: int) -> FloatArray:
    """Cooperation over the twin's in the year that ends in a month."""
    year = slice(month - YEAR, month)
    return np.asarray((run["cooperation"] / twin["cooperation"][:, : run.months])[:, year].mean(axis=1))


def measured(courses: Courses) -> Mapping[str, FloatArray]:
    """Every criterion's value, float64[replicates]."""
    return {**_turns(courses), **dated_turns(courses), **_council(courses), **_blockades(courses)}


def _turns(courses: Courses) -> dict[str, FloatArray]:
    calm, half = courses.run(), courses.run(("turn", 0, 48, 0.5))
    ratio, fall = q(half, calm), _trust(calm) - _trust(half)
    year = q(courses.run(("turn", 0, 12, 1.0)), calm)
    both = courses.run(("turn", 0, 96, 1.0), ("blockade", 12, 60, 0.9))
    return {
        "C1": around(ratio, 48),
        "C2": around(ratio, 48 + 36),
        "C3": around(ratio, 48 + 120),
        "C4": fall[:, 96] / fall[:, 50],
        "C5": around(year, 12 + 60),
        "C6": length_that_kills(courses),
        "C7": _alive(both, calm, 96 + 240),
    }


def length_that_kills(courses: Courses, size: float = 1.0, lengths: tuple[int, ...] = LENGTHS) -> FloatArray:
    """The shortest turn of this size, of those tried, that an alliance does not survive; NEVER if none is."""
    calm = courses.run(months=max(LONGEST, max(lengths) + 240))
    shortest = np.full(courses.replicates, NEVER)
    for months in reversed(lengths):
        run = courses.run(("turn", 0, months, size), months=months + 240)
        shortest[_alive(run, calm, months + 240) < DEAD] = months
    return shortest


def dated_turns(courses: Courses) -> dict[str, FloatArray]:
    """C8 to C10: what the dated turns of 2001 to 2026 do, each float64[replicates]."""
    calm, run = courses.run(), courses.run(*HISTORY, months=312)
    ratio = q(run, calm)
    below = _trust(run)[:, 287] < _trust(calm)[:, 287]
    return {
        "C8": (run["cooperation"] / calm["cooperation"][:, :312]).min(axis=1),
        "C9": around(ratio, 191),
        "C10": np.where(below, around(ratio, 287), 0.0),
    }


def _council(courses: Courses) -> dict[str, FloatArray]:
    calm, alone = courses.run(), courses.run(off=("council",))
    last = slice(-10 * YEAR, None)
    with_it, without = (
        courses.run(("turn", 0, 48, 0.5), off=off)["cooperation"][:, 48] for off in ((), ("council",))
    )
    return {
        "C11": calm["cooperation"][:, last].mean(axis=1) / alone["cooperation"][:, last].mean(axis=1),
        "C12": (with_it - without) / calm["cooperation"][:, 48],
    }


def _blockades(courses: Courses) -> dict[str, FloatArray]:
    calm, five = courses.run(), courses.run(("blockade", 0, 60, 0.9))
    ratio, lift = q(five, calm), five["cooperation"] / calm["cooperation"]
    weak, weak_twin = courses.run(("blockade", 0, 60, 0.9), start=WEAK), courses.run(start=WEAK)
    back = around(q(weak_twin, calm), 400) >= 0.9
    turn = ("turn", 0, 48, 0.8)
    after, alone = courses.run(turn, ("blockade", 48, 36, 0.7)), courses.run(turn)
    return {
        "C13": ratio[:, :24].mean(axis=1),
        "C14": lift[:, :60].mean(axis=1),
        "C15": around(ratio, 60 + 12),
        "C16": around(ratio, 60 + 60),
        "C17": np.where(back, around(q(weak, weak_twin), 60 + 12), np.inf),
        "C18": around(q(courses.run(("blockade", 0, 36, 0.7)), calm), 36 + 12),
        "C19": around(q(after, alone), 48 + 36 + 12),
    }
