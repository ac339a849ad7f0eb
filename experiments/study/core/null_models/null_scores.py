"""How far null models go: fitted to three sizes of a shock, scored on a fourth."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from analysis.arrays import FloatArray, TextArray
from analysis.intervals import wilson
from analysis.outcomes import BACK, NOT_DEGRADED, outcome_five_years_on
from experiments.engine.run_cache import RunCache
from experiments.study.core.null_models.null_courses import (
    NULLS,
    TYPED_IN,
    Sizes,
    predicted,
    root_mean_square,
    sizes_of,
    unexplained,
)
from experiments.study.report import SEED, Row
from scenarios import compile_case, load, override, window

CASES = Path(__file__).with_name("null_cases.csv")
SERIES = ("performance", "cooperation", "output")
N = 100
AFTER = 120
"""Months after a shock's end over which a course is scored."""
SPLITS: Mapping[str, tuple[tuple[float, ...], float]] = {
    "beyond": ((0.3, 0.5, 0.7), 0.9),
    "between": ((0.3, 0.5, 0.9), 0.7),
}
"""Sizes that are fitted and the size that is scored: beyond what was fitted, and between."""
STILL, ENOUGH, FAILS = 0.01, 0.1, 0.5
"""A course that never departs further is none; at most so much left, and the model adds nothing; at least so
much left, and null models fail."""
NOTHING, ADDS_NOTHING, IN_PART, NULL_FAILS = "nothing happens", "model adds nothing", "in part", "null fails"
OUTCOME_OF = "performance"
"""The series that tells the outcome."""


class NullCase(NamedTuple):
    """A shock whose size is varied: its name, its scenario with what is set, and what is set besides where
    the null models are fitted (empty: nothing).
    """

    case: str
    scenario: str
    set: str
    fitted_with: str
    says: str


def null_cases() -> list[NullCase]:
    """The cases as they were written down."""
    with CASES.open(encoding="utf-8", newline="") as file:
        return [NullCase(**row) for row in csv.DictReader(file)]


def settings(text: str) -> dict[str, Any]:
    """Keys and values of a cell of the table.

    >>> settings("shock.months=12 shock.size=.9")
    {'shock.months': '12', 'shock.size': '.9'}
    """
    return dict(change.split("=", 1) for change in text.split())


class SizedCourse(NamedTuple):
    """Departures from the twin from the first month of a shock on, by series (float64[n, months]), and how
    many months the shock lasts.
    """

    departures: Mapping[str, FloatArray]
    length: int


@cache
def _runs() -> RunCache:
    return RunCache()


def sized_course(scenario: str, changes: Mapping[str, Any], size: float, n: int) -> SizedCourse:
    """Run a scenario at a size, beside its twins. Raises ValueError for a shock without an end."""
    changed = override(load(scenario), {**changes, "shock.size": size})
    first, last = window(changed)
    if first is None or last is None:
        raise ValueError(f"{scenario} has no shock that ends")
    case = compile_case(override(changed, {"horizon.months": last + AFTER + 1}))
    numbers = np.arange(n, dtype=np.int64)
    run, twin = (_runs().run(case, SEED, numbers, shocked=hit) for hit in (True, False))
    departures = {name: (run[name] / twin[name] - 1)[:, first:] for name in SERIES}
    return SizedCourse(departures, last - first + 1)


class Scored(NamedTuple):
    """What a case has to say of a split: what is fitted by series, and the course that is scored."""

    fitted_to: Mapping[str, Sizes]
    course: SizedCourse
    size: float


def scored(case: NullCase, split: str, n: int) -> Scored:
    """Run every size of a split."""
    fitted, size = SPLITS[split]
    changes, beside = settings(case.set), settings(case.fitted_with)
    courses = {s: sized_course(case.scenario, {**changes, **beside}, s, n) for s in fitted}
    fitted_to = {
        name: sizes_of([(s, course.departures[name]) for s, course in courses.items()]) for name in SERIES
    }
    return Scored(fitted_to, sized_course(case.scenario, changes, size, n), size)


def ending(departure: FloatArray, length: int) -> TextArray:
    """The outcome five years on, read from departures of performance; back, whether it ever fell or not."""
    ever = np.ones(len(departure), dtype=np.bool_)
    outcomes = outcome_five_years_on(1 + departure, ever, length - 1)
    return np.where(outcomes == NOT_DEGRADED, BACK, outcomes)


def splits_of(case: NullCase) -> tuple[str, ...]:
    """Which splits a case is asked: what is carried over to another past is scored between sizes alone."""
    return ("between",) if case.fitted_with else tuple(SPLITS)


def rows_of(case: NullCase, n: int = N) -> Iterator[Row]:
    """Rows of a case: by split and series each null model, on the median course and in draws, with what that
    says of the model.
    """
    for split in splits_of(case):
        came = scored(case, split, n)
        for series in SERIES:
            named = {"case": case.case, "split": split, "size": came.size, "series": series}
            rows = [{**named, "null": null, **_score(null, came, series)} for null in NULLS]
            word = verdict(came.course.departures[series], rows)
            yield from ({**row, "verdict": word, "n": n} for row in rows)


def _score(null: str, came: Scored, series: str) -> Row:
    course, fitted_to = came.course.departures[series], came.fitted_to[series]
    said = predicted(null, fitted_to, came.course.length, came.size)
    middle, middle_said = median_course(null, came, series)
    left = unexplained(course, said)
    low, high = np.quantile(left, (0.05, 0.95))
    row: Row = {
        "unexplained": float(unexplained(middle, middle_said)[0]), "q05": float(low), "q95": float(high),
        "error": float(root_mean_square(middle - middle_said)[0]),
        "outcome": "", "null_outcome": "", "right": "", "right_low": "", "right_high": "",
    }  # fmt: skip
    return (
        {**row, **_outcomes(course, said, middle, middle_said, came.course.length)}
        if (series == OUTCOME_OF)
        else row
    )


def median_course(null: str, came: Scored, series: str) -> tuple[FloatArray, FloatArray]:
    """The median course over draws, and what the null model fitted to the medians says: float64[1,
    months].
    """
    sizes, departures = came.fitted_to[series]
    medians = Sizes(sizes, np.median(departures, axis=1, keepdims=True))
    course = np.median(came.course.departures[series], axis=0, keepdims=True)
    return course, predicted(null, medians, came.course.length, came.size)


def _outcomes(
    course: FloatArray, said: FloatArray, middle: FloatArray, middle_said: FloatArray, length: int
) -> Row:
    hits = ending(course, length) == ending(said, length)
    low, high = wilson(hits.sum(), len(hits))
    return {
        "outcome": str(ending(middle, length)[0]), "null_outcome": str(ending(middle_said, length)[0]),
        "right": float(hits.mean()), "right_low": float(low), "right_high": float(high),
    }  # fmt: skip


def verdict(course: FloatArray, rows: Sequence[Row]) -> str:
    """What the better of the two null models that somebody would type in says of the model, by its median
    course: nothing happens; it adds nothing; the null model explains a part; or it fails.
    """
    if float(np.abs(np.median(course, axis=0)).max()) <= STILL:
        return NOTHING
    typed = [row for row in rows if row["null"] in TYPED_IN]
    best = min(typed, key=lambda row: float(row["unexplained"]))
    right = any(row["outcome"] == row["null_outcome"] for row in typed)
    if best["unexplained"] >= FAILS or not right:
        return NULL_FAILS
    is_right = best["outcome"] == best["null_outcome"]
    return ADDS_NOTHING if best["unexplained"] <= ENOUGH and is_right else IN_PART
