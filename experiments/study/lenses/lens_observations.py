"""What would tell two theories apart: a scenario, a month and a series at which the middle 90 % of their runs
do not touch.
"""

from collections.abc import Iterator
from functools import partial
from itertools import combinations

import numpy as np

from analysis.arrays import FloatArray
from experiments.engine.observations import OBSERVABLE
from experiments.study.lenses.lens_cases import (
    LENSES,
    YEAR,
    LensSample,
    LensScenario,
    lens_scenarios,
    seen_months,
    shipped_case,
)
from experiments.study.lenses.observers import measured, usual_level
from experiments.study.report import SEED, Row
from experiments.sweep.processes import in_processes
from sim.parameters.spread import SPREAD

N = 100
"""Runs through each lens, under common draws."""
MIDDLE = (0.05, 0.5, 0.95)


def observation_rows(jobs: int | None = None, n: int = N) -> list[Row]:
    """For each scenario and pair of lenses every series, at the month after the first year in which the two
    lie furthest apart; best first.
    """
    places = range(len(lens_scenarios()))
    return [row for rows in in_processes(partial(_of_scenario, n=n), places, jobs) for row in rows]


def _of_scenario(place: int, n: int) -> list[Row]:
    return list(_observations(lens_scenarios()[place], place, n))


def _observations(asked: LensScenario, place: int, n: int) -> Iterator[Row]:
    seen = np.stack([seen_months(asked, LensSample(lens, 1.0, SPREAD, 0, n)) for lens in LENSES])
    read = measured(seen, usual_level(seen), np.random.default_rng([SEED, place]))
    bands = np.moveaxis(np.quantile(read, MIDDLE, axis=1), 1, 0)
    _, first, _ = shipped_case(asked)
    for one_lens, other_lens in combinations(range(len(LENSES)), 2):
        pair = {"scenario": asked.name, "lens": LENSES[one_lens], "other": LENSES[other_lens]}
        ranked = enumerate(furthest_apart(bands[one_lens], bands[other_lens]), start=1)
        for rank, row in ranked:
            yield {**pair, "rank": rank, **row, "since_shock": int(row["month"]) - first, "n": n}


def furthest_apart(here: FloatArray, other: FloatArray) -> list[Row]:
    """Every series at the month, after the first year, in which two sets of runs lie furthest apart, the best
    first. Bands are float64[3, months, series]: lower end, median, upper end.

    `gap` is the distance of the medians in mean widths of the bands; `apart` whether the bands do not touch,
    which `at_once` says of the last month of the first year, before anything has happened.
    """
    (low, middle, high), (other_low, other_middle, other_high) = here, other
    width = 0.5 * ((high - low) + (other_high - other_low))
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.where(width > 0, np.abs(middle - other_middle) / width, 0.0)
    apart = np.maximum(low - other_high, other_low - high) > 0
    months = YEAR + gap[YEAR:].argmax(axis=0)
    rows = [
        {
            "series": name, "month": int(month), "gap": float(gap[month, place]),
            "apart": _yes(apart[month, place]), "at_once": _yes(apart[YEAR - 1, place]),
            **_band("here", here[:, month, place]), **_band("there", other[:, month, place]),
        }
        for place, (name, month) in enumerate(zip(OBSERVABLE, months, strict=True))
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -float(str(row["gap"])))


def _yes(holds: np.bool_) -> str:
    return "yes" if holds else "no"


def _band(whose: str, ends: FloatArray) -> Row:
    return {f"{whose}_{name}": float(end) for name, end in zip(("low", "middle", "high"), ends, strict=True)}
