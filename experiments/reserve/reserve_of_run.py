"""The reserve of a scenario's run, month by month, beside that of its twin and that of calm."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from analysis.arrays import FloatArray
from analysis.thresholds import STATED
from experiments.reserve.further_shocks import ALL, FurtherShock, check_can_end
from experiments.reserve.reserve_search import Ground
from experiments.results.reserve_table import CALM, RUN, TWIN, ReserveRow
from scenarios import Scenario, compile_case, window
from sim.world.case import Case

REPLICATES = 20
"""Runs at most of which the reserve is searched for: each month takes some hundred courses."""
EVERY, MOST_MONTHS = 6, 40
"""The reserve is asked for every so many months, or as many times as many as keep it to so many months."""
QUANTILES = (0.1, 0.5, 0.9)
FROM_CALM = (1.0, 1.0, 1.0)
Show = Callable[[int, int], None]
"""Told how many searches of how many are done."""


def months_asked(scenario: Scenario) -> list[int]:
    """The months in which the reserve is asked for: evenly spaced, besides the shock's first and the one
    after its last.
    """
    horizon, (first, last) = scenario.horizon.months, window(scenario)
    every = EVERY * -(-horizon // (EVERY * MOST_MONTHS))
    turning = [month for month in (first, None if last is None else last + 1) if month is not None]
    return sorted({*range(0, horizon, every), *(month for month in turning if 0 <= month < horizon)})


def reserve(
    scenario: Scenario, replicates: int, seed: int, show: Show = lambda done, of: None
) -> list[ReserveRow]:
    """The least further shocks that are the end of a scenario's runs, of its twins and of calm.

    At most `REPLICATES` runs are searched. The twin has no rows where it is calm (without context, from the
    calm start) or the run itself. Raises UsageFault for a shock that strikes at random.
    """
    case, months = compile_case(scenario), months_asked(scenario)
    check_can_end(case.shocks)
    runs = min(replicates, REPLICATES)
    searched = courses(case, months)
    total = len(ALL) * sum(len(asked) for _, asked in searched.values())
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        show(done, total)

    rows = []
    for of, (case_of, asked) in searched.items():
        ground = Ground.of(case_of, seed, runs, longest(asked))
        for further in ALL.values():
            rows += table(of, further, asked, ground.least(further, asked, tell))
    return rows


def longest(months: Sequence[int]) -> int:
    """Months a twin has to go so that every further shock from these months on can be read."""
    return max(months) + max(further.lasts(further.most) for further in ALL.values()) + STATED.dead_after


def courses(case: Case, months: list[int]) -> dict[str, tuple[Case, list[int]]]:
    """What is searched, each with its months."""
    nothing = case.shocks[:0]
    calm = replace(case, shocks=nothing, context=nothing, start=FROM_CALM)
    searched = {RUN: (case, months), CALM: (calm, [0])}
    if len(case.shocks) and (len(case.context) or case.start != FROM_CALM):
        searched[TWIN] = replace(case, shocks=nothing), months
    return searched


def table(of: str, further: FurtherShock, months: Sequence[int], levels: FloatArray) -> list[ReserveRow]:
    """The rows of levels[months, runs]."""
    return [_row(of, further, month, row[~np.isnan(row)]) for month, row in zip(months, levels, strict=True)]


def _row(of: str, further: FurtherShock, month: int, levels: FloatArray) -> ReserveRow:
    read: list[float | None] = [None] * 5
    if len(levels):
        quantiles = np.quantile(levels, QUANTILES, method="inverted_cdf")
        lost, beyond = (levels == 0).mean(), (levels > further.most).mean()
        read = [*(further.amount(float(level)) for level in quantiles), float(lost), float(beyond)]
    low, middle, high, needs_nothing, needs_more = read
    return ReserveRow(
        of=of, further=further.name, unit=further.unit, month=month, q10=low, q50=middle, q90=high,
        lost=needs_nothing, beyond=needs_more, most=further.amount(further.most), n=len(levels),
    )  # fmt: skip
