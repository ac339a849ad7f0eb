"""What becomes of one shock through each lens: what was expected of the theories, as it fell."""

from collections.abc import Iterator

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
from sim.parameters.calm import C_STAR
from sim.parameters.spread import SPREAD
from sim.run import burn_in, simulate

ASKED = ("blockade", "blockade after a turn", "half turn")
"""Scenarios of which something was expected."""
AFTER = 24
"""Months after the shock's last that its doing is read over."""
FIVE_YEARS = (55, 66)
"""First and last month after the shock's last that five years on are read over."""
N = 100
"""Runs through each lens, under common draws."""


def outcome_rows(n: int = N) -> list[Row]:
    """Of every scenario asked, measure and lens: the mean with its interval, and what it is more than through
    the model's own lens, paired by draws.
    """
    return [row for asked in lens_scenarios() if asked.name in ASKED for row in _of_scenario(asked, n)]


def _of_scenario(asked: LensScenario, n: int) -> Iterator[Row]:
    through = {lens: outcomes_of(asked, LensSample(lens, 1.0, SPREAD, 0, n)) for lens in LENSES}
    for what in through[LENSES[0]]:
        for lens in LENSES:
            values, own = through[lens][what], through[LENSES[0]][what]
            mean, more = mean_interval(values), mean_interval(values - own)
            yield {
                "scenario": asked.name, "measure": what, "lens": lens, "n": n,
                "mean": mean.estimate, "low": mean.low, "high": mean.high,
                "more": more.estimate, "more_low": more.low, "more_high": more.high,
            }  # fmt: skip


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
        "cooperation": apart[:, first : last + 1 + AFTER].mean(axis=1),
        "lowest year of cooperation": lowest_year(apart[:, first:]),
        "cooperation five years on": apart[:, last + FIVE_YEARS[0] : last + FIVE_YEARS[1] + 1].mean(axis=1),
        "months until back": np.where(lost, left, np.where(degraded, np.maximum(0.0, back), 0.0)),
        "not back": lost.astype(np.float64),
    }


def lowest_year(values: FloatArray) -> FloatArray:
    """The lowest mean of twelve months running, float64[n] of float64[n, months].

    >>> lowest_year(np.array([[0.0] * 12 + [-1.0] * 12 + [0.0]])).tolist()
    [-1.0]
    """
    windows = np.lib.stride_tricks.sliding_window_view(values, YEAR, axis=1)
    return np.asarray(windows.mean(axis=2).min(axis=1))
