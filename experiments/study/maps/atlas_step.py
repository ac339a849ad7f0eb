"""The step `atlas` of the study: resilience left in some scenarios, and over a grid of starts."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from analysis.figures.reserve_curve import reserve_figure
from experiments.captions import band
from experiments.figures.reserve_left import NOTE, panels_of
from experiments.results.reserve_table import row_of
from experiments.study.folders import SHIPPED, Folders
from experiments.study.maps.atlas import STARTS, plane_rows, share_rows, start_row
from experiments.study.maps.atlas_figure import atlas_figure
from experiments.study.maps.reserve_cases import CASES, month_rows, order_rows, rows_of_case, summary_rows
from experiments.study.recheck import Recheck, spread, whole
from experiments.study.report import SEED, Row, csv_rows, read, save_figure, save_table, say
from scenarios import window
from scenarios.reading.calendar import first_month

TABLES = ("reserve", "reserve-cases", "reserve-order", "atlas", "atlas-shares", "atlas-plane")
FIGURES = ("reserve", "atlas")


def write_atlas(folders: Folders = SHIPPED, _: int | None = None) -> None:
    """Search the reserve of every case and of every start."""
    reserves = []
    for case in CASES:
        reserves += month_rows(case)
        say(f"{case.name}: its reserve is searched")
    save_table(folders, "reserve", reserves)
    summaries = summary_rows(reserves)
    save_table(folders, "reserve-cases", summaries)
    save_table(folders, "reserve-order", order_rows(summaries))
    starts = [start_row(start) for start in STARTS]
    say("every start is searched")
    for name, rows in zip(TABLES[3:], _of_starts(starts), strict=True):
        save_table(folders, name, rows)
    save_figure(folders, "reserve", case_figure(reserves))
    save_figure(folders, "atlas", atlas_figure(starts))


def _of_starts(starts: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row], Sequence[Row]]:
    return starts, share_rows(starts), plane_rows(starts)


def case_figure(reserves: Sequence[Row]) -> Figure:
    """The reserve of the first case, as the command draws it."""
    case = CASES[0]
    scenario = case.changed
    mine = [row_of(row) for row in csv_rows(reserves) if row["case"] == case.name]
    first, last = window(scenario)
    return reserve_figure(
        np.datetime64(first_month(scenario.start.month), "M") + np.arange(scenario.horizon.months),
        panels_of(mine),
        t0=first,
        t1=last,
        title=("How much more could the alliance take?", scenario.title),
        n=max(row.n for row in mine),
        seed=SEED,
        note="; ".join([*NOTE, band([scenario.draw])]),
    )


def recheck_atlas(folders: Folders, sample: int | None, _: int | None) -> dict[str, Recheck]:
    """Some starts and the first case made anew; what sums them up from the stored tables."""
    chosen = spread(sample or len(STARTS), len(STARTS))
    sizes = [rows_of_case(case) for case in CASES]
    cases = CASES if sample is None else CASES[:1]
    reserves = [row for case in cases for row in month_rows(case)]
    stored, starts = read(folders.tables / "reserve.csv"), read(folders.tables / "atlas.csv")
    return {
        "reserve": Recheck(dict(enumerate(reserves)), sum(sizes)),
        "reserve-cases": whole(summary_rows(stored)),
        "reserve-order": whole(order_rows(summary_rows(stored))),
        "atlas": Recheck({place: start_row(STARTS[place]) for place in chosen}, len(STARTS)),
        "atlas-shares": whole(share_rows(starts)),
        "atlas-plane": whole(plane_rows(starts)),
    }
