"""Which mechanisms make one blockade end in two ways: exact Shapley shares over eight groups of them."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import combinations
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import mean_interval
from experiments.study.core.courses import Courses, Shock
from experiments.study.core.criteria import around, q
from experiments.study.effects.shapley import shares
from experiments.study.report import SEED, Row, say
from experiments.study.sensitivity.deciding.factors import mechanism_groups
from experiments.sweep.processes import in_processes
from sim.parameters.spread import SPREAD

N = 50
TURN: Shock = ("turn", 0, 48, 0.8)
LENGTH, SIZE = 36, 0.7
"""The turn and the blockade of the headline (C18, C19 of docs/expectations.md)."""
READINGS = {"a year after": 12, "five years after": 60}
"""Months after the blockade's end around which q is read."""
FROM_CALM, AFTER_TURN, CONTRAST = "from calm", "after the turn", "contrast"
SIDES = (FROM_CALM, AFTER_TURN, CONTRAST)
EVERYTHING, NOTHING = "all of them", "none of them"


class TwoEnds(NamedTuple):
    """What becomes of the blockade under some mechanisms: q by side and reading, float64[n] each."""

    values: Mapping[tuple[str, str], FloatArray]


def subsets() -> list[frozenset[str]]:
    """Every set of groups that may be on, the empty one first."""
    names = [*mechanism_groups()]
    return [frozenset(on) for k in range(len(names) + 1) for on in combinations(names, k)]


def ends(on: frozenset[str], n: int = N) -> TwoEnds:
    """Run the blockade from calm and after the turn with these groups on and all others off, calm derived
    anew; q after the turn is that of turn and blockade over the turn alone.
    """
    off = tuple(name for group, names in mechanism_groups().items() if group not in on for name in names)
    courses = Courses(n, seed=SEED, width=SPREAD, without=off, recalm=True)
    begin, months = TURN[2], TURN[2] + LENGTH + max(READINGS.values()) + 6
    calm, alone = courses.run(months=months), courses.run(TURN, months=months)
    shut = courses.run(("blockade", 0, LENGTH, SIZE), months=months)
    after = courses.run(TURN, ("blockade", begin, LENGTH, SIZE), months=months)
    values = {}
    for reading, later in READINGS.items():
        here = around(q(shut, calm), LENGTH + later)
        there = around(q(after, alone), begin + LENGTH + later)
        for side, level in zip(SIDES, (here, there, here - there), strict=True):
            values[side, reading] = level
    return TwoEnds(values)


def all_ends(n: int = N, jobs: int | None = None) -> dict[frozenset[str], TwoEnds]:
    """Run every subset, in up to `jobs` spawned processes."""
    every = subsets()
    came = []
    arriving = in_processes(partial(ends, n=n), every, jobs, first=lambda: ends(every[0], 1), chunk=8)
    for number, made in enumerate(arriving, start=1):
        came.append(made)
        if number % 64 == 0:
            say(f"shares of the contrast: {number} of {len(every)} subsets")
    return dict(zip(every, came, strict=True))


def contrast_rows(came: Mapping[frozenset[str], TwoEnds]) -> Iterator[Row]:
    """A row a reading, side and group: what it adds to q (of the contrast: to the difference between the
    sides), the mean over draws with its interval; and the levels with none and with all of them on.
    """
    names = [*mechanism_groups()]
    for reading in READINGS:
        for side in SIDES:
            levels = {on: made.values[side, reading] for on, made in came.items()}
            added = shares({on: -values for on, values in levels.items()}, names)
            ends_of = {NOTHING: levels[frozenset()], EVERYTHING: levels[frozenset(names)]}
            for name, values in {**ends_of, **added}.items():
                middle = mean_interval(values)
                yield {"reading": reading, "side": side, "group": name, "mean": middle.estimate,
                       "low": middle.low, "high": middle.high,
                       "draws_above_0": float((np.asarray(values) > 0).mean()), "n": len(values)}  # fmt: skip
