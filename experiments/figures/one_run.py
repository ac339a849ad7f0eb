"""Figures of one run of a folder, looked at closely: where its chips go, who stays and who leaves, and which
series its shock moves.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from analysis.arrays import FloatArray
from analysis.figures.chip_flows import FATES, Flow, chip_figure
from analysis.figures.member_courses import member_figure
from experiments.errors import Without
from experiments.figures import figure_captions as captions
from experiments.figures.key_words import actor_words
from experiments.results.reading.results import FolderResults
from languages import ENGLISH, named, said, spoken, worded
from sim.series import CLASSES, FAMILIES

if TYPE_CHECKING:
    from experiments.engine.trace import RunTrace

ROW = "ROW"
"""The region whose code no reader knows."""
Pair = Callable[[str], tuple[FloatArray, FloatArray]]
"""A series by name in run and twin, float64[replicates, months] each."""

ALWAYS = ("cooperation", "output")
"""What performance is made of is always shown."""
USUALLY = ("trust_USA", "trust_EU", "interoperability_compute", "shortage_USA")
"""What is shown beside it where there is no shock, or where fewer series move."""
PANELS = 6
LEAST_MOVE = 0.005
"""A series whose median stays closer to its twin's, in its own unit, does not move."""
TOLD_ALREADY = ("performance", "cooperation", "output", "output_USA", "output_EU")


def chips(results: FolderResults) -> dict[str, Figure]:
    """Where chips are made and where they go, before the shock and during it. Raises Without."""
    run = _median_run(results)
    if run.t0 == 0:
        raise Without(f"{results.folder} has no month before the shock to hold its chips against")
    periods = {worded("before"): (0, run.t0), worded("during"): (run.t0, run.last + 1)}
    flows: dict[str, dict[str, Flow]] = {name: {} for name in CLASSES}
    for period, months in periods.items():
        made, book = run.made_in(*months), run.ledger(*months)
        for place, name in enumerate(CLASSES):
            regions = {
                _region(region): float(count[place]) for region, count in made.items() if count[place] > 0
            }
            fates = {fate: float(getattr(book, fate)[place]) for fate in FATES}
            flows[name][period] = (regions, fates)
    figure = chip_figure(
        flows,
        title=captions.heading(said("Where do the chips go?"), results.manifest),
        seed=results.manifest.seed,
        note=captions.note(results.manifest),
    )
    return {"chips": figure}


def _median_run(results: FolderResults) -> "RunTrace":
    from experiments.engine.trace import median_run  # loads every rule, which other figures do without

    return median_run(results)


def _region(code: str) -> str:
    """What a region is called in a bar: its code, which is short and known; in another language its name."""
    if code == ROW:
        return said("others")
    return code if spoken() == ENGLISH else actor_words(code)


def members(results: FolderResults) -> dict[str, Figure]:
    """Joint effort and trust of every state, month by month, against before the shock. Raises Without."""
    run = _median_run(results)
    trust, joint = run.joint()
    figure = member_figure(
        {
            said("joint effort with the United States"): joint,
            said("trust in its ally"): trust,
        },
        [named("state", state, state) for state in run.case.world.states],
        t0=run.t0,
        t1=run.t1,
        title=captions.heading(said("Who stays, who leaves, and when?"), results.manifest),
        seed=results.manifest.seed,
        note=captions.note(results.manifest, said("of the United States its own effort")),
    )
    return {"members": figure}


def panels(pair: Pair, first: int | None) -> list[str]:
    """Return the names of six series: cooperation and output, then those whose medians lie furthest from
    their twins' in any month from the shock's `first` on, of every family of series one. Without a shock
    (None) and where fewer move, the usual ones fill up. Series are compared in their own units, nearly all
    of which run from 0 to 1 or are 1 in calm.
    """
    moved: list[str] = []
    if first is not None:
        furthest = [
            max((_move(*pair(series.name), first), series.name) for series in family)
            for family in FAMILIES
            if family[0].name not in TOLD_ALREADY
        ]
        moved = [name for move, name in sorted(furthest, reverse=True) if move >= LEAST_MOVE]
    chosen = dict.fromkeys([*ALWAYS, *moved[: PANELS - len(ALWAYS)], *USUALLY])
    return [*chosen][:PANELS]


def _move(run: FloatArray, twin: FloatArray, first: int) -> float:
    apart = np.abs(np.median(run[:, first:], axis=0) - np.median(twin[:, first:], axis=0))
    return float(apart.max(initial=0.0))
