"""The two maps of the core: an outside and an inside shock by size and length, each cell read five years
after its own end.
"""

from typing import NamedTuple

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from experiments.study.core.courses import Courses, ReadCourse, Shock
from experiments.study.core.criteria import q

SIZES = tuple(round(0.1 * step, 1) for step in range(1, 11))
MONTHS = (6, 12, 24, 36, 48, 60, 84, 96, 108, 132)
"""The grid is tuned for (docs/expectations.md)."""
FIRST, LAST = 55, 66
"""Months after a shock's end over which the outcome five years on is read."""
COLLAPSED, PARTIAL, BACK, FORWARD = range(4)
ENDS = (0.5, 0.95, 1.05)
LEAST, MOST = 0.05, 0.8


class Maps(NamedTuple):
    """Outcomes five years on: int64[replicates, sizes, months] of the outside and of the inside shock."""

    outside: IntArray
    inside: IntArray


def outcome_maps(courses: Courses) -> Maps:
    """Run both maps."""
    return Maps(_map(courses, "blockade"), _map(courses, "turn"))


def _map(courses: Courses, shock: str) -> IntArray:
    calm = courses.run()
    ratios = [
        [_five_years_on(courses, (shock, 0, months, size), calm) for months in MONTHS] for size in SIZES
    ]
    return np.asarray(np.digitize(np.moveaxis(np.array(ratios), 2, 0), ENDS), dtype=np.int64)


def _five_years_on(courses: Courses, shock: Shock, calm: ReadCourse) -> FloatArray:
    end = shock[2]
    run = courses.run(shock, months=end + LAST + 1)
    return np.asarray(q(run, calm)[:, end + FIRST - 1 : end + LAST].mean(axis=1))


def shares(outcomes: IntArray) -> FloatArray:
    """Each outcome's share of a map, float64[replicates, 4]: collapsed, partial, back, forward."""
    flat = outcomes.reshape(len(outcomes), -1)
    return np.stack([(flat == outcome).mean(axis=1) for outcome in range(4)], axis=1)


def keep(maps: Maps) -> BoolArray:
    """Where both maps hold: forward, back and collapsed each fill 5 % of one map, none over 80 %."""
    both = np.stack([shares(maps.outside), shares(maps.inside)])
    best = both.max(axis=0)
    reached = (best[:, [COLLAPSED, BACK, FORWARD]] >= LEAST).all(axis=1)
    return np.asarray(reached & (both.max(axis=(0, 2)) <= MOST), dtype=np.bool_)
