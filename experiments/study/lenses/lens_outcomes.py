"""What becomes of one shock through each lens: what was expected of the theories, as it fell."""

from functools import partial

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import mean_interval
from analysis.resilience import measure
from experiments.engine.evaluate import course
from experiments.study.lenses.lens_cases import (
    LENSES,
    YEAR,
    LensSample,
    LensScenario,
    case_through,
    lens_scenarios,
    shipped_case,
)
from experiments.study.report import SEED, Row
from experiments.sweep.processes import in_processes
from scenarios.lenses import shifts
from sim.parameters.calm import C_STAR
from sim.parameters.spread import SPREAD
from sim.run import burn_in, simulate

DEEPENS, FALLS, IS_BACK = "cooperation", "lowest year of cooperation", "months until back"
ASKED = {"blockade": DEEPENS, "blockade after a turn": FALLS, "half turn": IS_BACK}
"""Scenarios of which something was expected, and of what."""
AFTER = 24
"""Months after the shock's last that its doing is read over."""
FIVE_YEARS = (55, 66)
"""First and last month after the shock's last that five years on are read over."""
N = 100
"""Runs through each lens, under common draws."""


def outcome_rows(jobs: int | None = None, n: int = N) -> list[Row]:
    """Of every scenario asked, measure and lens: the mean with its interval, and what it is more than through
    the model's own lens, paired by draws.
    """
    made = in_processes(partial(_of_scenario, n=n), _expected_of(), jobs)
    return [row for rows in made for row in rows]


def left_out_rows(jobs: int | None = None, n: int = N) -> list[Row]:
    """Of each scenario asked what was expected of it, through each lens with one of its numbers left at the
    default: the mean, and what it is more than through the whole lens, with its interval, paired by draws.
    """
    lenses = [(asked, lens) for asked in _expected_of() for lens in LENSES[1:]]
    return [row for rows in in_processes(partial(_left_out, n=n), lenses, jobs) for row in rows]


def _expected_of() -> list[LensScenario]:
    return [asked for asked in lens_scenarios() if asked.name in ASKED]


def _of_scenario(asked: LensScenario, n: int) -> list[Row]:
    through = {lens: outcomes_of(asked, LensSample(lens, 1.0, SPREAD, 0, n)) for lens in LENSES}
    rows = []
    for what in through[LENSES[0]]:
        for lens in LENSES:
            values, own = through[lens][what], through[LENSES[0]][what]
            mean, more = mean_interval(values), mean_interval(values - own)
            rows.append({
                "scenario": asked.name, "measure": what, "lens": lens, "n": n,
                "mean": mean.estimate, "low": mean.low, "high": mean.high,
                "more": more.estimate, "more_low": more.low, "more_high": more.high,
            })  # fmt: skip
    return rows


def _left_out(asked_and_lens: tuple[LensScenario, str], n: int) -> list[Row]:
    asked, lens = asked_and_lens
    sample, what = LensSample(lens, 1.0, SPREAD, 0, n), ASKED[asked.name]
    whole = outcomes_of(asked, sample)[what]
    rows = []
    for shift in shifts():
        if shift.lens == lens:
            name = shift.key.removeprefix("parameters.")
            values = outcomes_of(asked, sample._replace(left_out=name))[what]
            more = mean_interval(values - whole)
            rows.append({
                "scenario": asked.name, "measure": what, "lens": lens, "left_out": name, "n": n,
                "whole": float(whole.mean()), "mean": float(values.mean()),
                "more": more.estimate, "low": more.low, "high": more.high,
            })  # fmt: skip
    return rows


def outcomes_of(asked: LensScenario, sample: LensSample) -> dict[str, FloatArray]:
    """What is read of the runs of a sample against their twins, float64[n] each.

    Cooperation as run − twin in shares of the twin's first, calm year: over the shock and two years after, in
    the lowest twelve months, and five years on. Months from the shock's end until the run is back for good
    (performance; 0 where it was never degraded, the rest of the run where it does not come back), and whether
    it is not.
    """
    case, (_, first, last) = case_through(asked, sample), shipped_case(asked)
    start = burn_in(case, SEED, sample.replicates)
    run, twin = (simulate(case, SEED, sample.replicates, shocked=hit, start=start) for hit in (True, False))
    calm = twin["cooperation"][:, :YEAR].mean(axis=1, keepdims=True)
    apart = (run["cooperation"] - twin["cooperation"]) / calm
    measures = measure(course(run), course(twin), t0=first, t1=last, c_star=C_STAR)
    degraded, back = measures["degraded"], measures["recovery_t1"]
    lost = degraded & np.isnan(back)
    left = case.months - 1 - last
    return {
        DEEPENS: apart[:, first : last + 1 + AFTER].mean(axis=1),
        FALLS: lowest_year(apart[:, first:]),
        "cooperation five years on": apart[:, last + FIVE_YEARS[0] : last + FIVE_YEARS[1] + 1].mean(axis=1),
        IS_BACK: np.where(lost, left, np.where(degraded, np.maximum(0.0, back), 0.0)),
        "not back": lost.astype(np.float64),
    }


def lowest_year(values: FloatArray) -> FloatArray:
    """The lowest mean of twelve months running, float64[n] of float64[n, months].

    >>> lowest_year(np.array([[0.0] * 12 + [-1.0] * 12 + [0.0]])).tolist()
    [-1.0]
    """
    windows = np.lib.stride_tricks.sliding_window_view(values, YEAR, axis=1)
    return np.asarray(windows.mean(axis=2).min(axis=1))
