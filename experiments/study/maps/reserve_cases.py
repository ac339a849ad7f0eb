"""The reserve of some scenarios, month by month, and what each comes to."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from experiments.reserve.further_shocks import ALL, BLOCKADE, TURN, FurtherShock
from experiments.reserve.reserve_of_run import REPLICATES, courses, longest, months_asked, reserve
from experiments.reserve.reserve_search import Ground
from experiments.results.reserve_table import CALM, RUN, TWIN, ReserveRow
from experiments.study.report import SEED, Row
from scenarios import Scenario, compile_case, load, override, window

TRIED = {TURN.name: tuple(range(0, 151, 3)), BLOCKADE.name: tuple(range(BLOCKADE.most + 1))}
"""Levels of which every one is tried where the search's assumption is looked at."""
LATER = 120
"""Months after the month in which a reserve is lowest at which it is read again."""


class ReserveCase(NamedTuple):
    """A scenario whose reserve is searched, and what is set in it."""

    scenario: str
    changes: tuple[tuple[str, float], ...] = ()

    @property
    def name(self) -> str:
        """The scenario with what is set, as a table names it."""
        return " ".join([self.scenario, *(f"{key}={value:g}" for key, value in self.changes)])

    @property
    def changed(self) -> Scenario:
        """The scenario itself."""
        return override(load(self.scenario), dict(self.changes))


CASES = (
    ReserveCase("unilateral-turn-2017"),
    ReserveCase("unilateral-turn-2025"),
    ReserveCase("taiwan-blockade", (("shock.months", 60), ("shock.size", 0.9))),
    ReserveCase("blockade-after-a-turn"),
    ReserveCase("history-2001-2026"),
    ReserveCase("taiwan-blockade", (("shock.size", 0.0),)),
)
"""The last one is calm, month by month: how far its reserve wanders by itself."""


def month_rows(case: ReserveCase) -> list[Row]:
    """The reserve of a case in every month asked."""
    rows = reserve(case.changed, REPLICATES, SEED)
    return [{"case": case.name, **_written(row)} for row in rows]


def _written(row: ReserveRow) -> Row:
    return {name: "" if cell is None else cell for name, cell in row._asdict().items()}


def rows_of_case(case: ReserveCase) -> int:
    """How many rows a case has."""
    scenario = case.changed
    searched = courses(compile_case(scenario), months_asked(scenario)).values()
    return len(ALL) * sum(len(months) for _, months in searched)


def summary_rows(rows: Sequence[Mapping[str, str] | Row]) -> list[Row]:
    """A row for each case and further shock: calm; the lowest month, what the twin has then and the run ten
    years later; the highest.
    """
    return [_summary(case, further, rows) for case in CASES for further in (TURN, BLOCKADE)]


def _summary(case: ReserveCase, further: FurtherShock, rows: Sequence[Mapping[str, str] | Row]) -> Row:
    mine = [row for row in rows if (row["case"], row["further"]) == (case.name, further.name)]
    by = {of: {int(row["month"]): row for row in mine if row["of"] == of} for of in (RUN, TWIN, CALM)}
    medians = {month: float(row["q50"]) for month, row in by[RUN].items() if row["q50"] != ""}
    lowest, highest = (
        min(medians, key=lambda month: medians[month]),
        max(medians, key=lambda month: medians[month]),
    )
    later = min((month for month in medians if month >= lowest + LATER), default=None)
    first, last = window(case.changed)
    calm, low, twin = by[CALM][0], by[RUN][lowest], by[TWIN].get(lowest, {})
    return {
        "case": case.name, "further": further.name, "shock_first": first, "shock_last": last,
        **{f"calm_{name}": calm[name] for name in ("q10", "q50", "q90")},
        "lowest_month": lowest, **{f"lowest_{name}": low[name] for name in ("q10", "q50", "q90")},
        "twin_then": twin.get("q50", ""), "later_month": "" if later is None else later,
        "later": "" if later is None else medians[later], "highest_month": highest,
        "highest": medians[highest], "most": further.amount(further.most), "n": low["n"],
    }  # fmt: skip


def order_rows(summaries: Sequence[Mapping[str, str] | Row]) -> list[Row]:
    """A row for each case and further shock: every level tried, one by one, in the month in which the case is
    lowest. `spared` are the runs that some level ends and a higher one does not; `agree` those of which the
    search found the level between the two tried ones where life ends.
    """
    return [
        _order(case, ALL[str(row["further"])], int(row["lowest_month"]))
        for case in CASES
        for row in summaries
        if row["case"] == case.name
    ]


def _order(case: ReserveCase, further: FurtherShock, month: int) -> Row:
    ground = Ground.of(compile_case(case.changed), SEED, REPLICATES, longest([month]))
    places, tried = np.arange(REPLICATES), np.array(TRIED[further.name])
    ended = np.array([ground.ends(further, month, np.full(REPLICATES, level), places) for level in tried])
    least = ground.least(further, [month])[0]
    as_found = tried[:, None] >= least
    return {
        "case": case.name, "further": further.name, "month": month, "levels": len(tried),
        "spared": int((ended[:-1] & ~ended[1:]).any(axis=0).sum()),
        "agree": int((ended == as_found).all(axis=0).sum()), "n": REPLICATES,
    }  # fmt: skip
