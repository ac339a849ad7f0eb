"""How runs recover: month by month (of a run, along a sweep's first key, of scenarios side by side), and how
long the way up takes.
"""

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.figure import Figure

from analysis.arrays import AnyArray, FloatArray, IntArray
from analysis.baseline import alive
from analysis.figures.curves import curves_figure
from analysis.figures.marks.pick import evenly
from analysis.figures.recovery_curves import recovery_figure
from analysis.figures.survival_curves import MOST, survival_figure
from analysis.intervals import Interval
from analysis.point_summary import ascents
from analysis.thresholds import STATED
from experiments.errors import Without
from experiments.figures import figure_captions as captions
from experiments.figures.key_words import series_words, written
from experiments.figures.maps_over_keys import check_numbers, intervals
from experiments.figures.one_run import panels
from experiments.figures.side_by_side import side_by_side
from experiments.figures.theories_apart import lenses_of, theories_apart
from experiments.results.manifest import ComparisonManifest, RunManifest, SweepManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import CURVES, RUNS, TRAJECTORIES
from languages import in_a_row, rendered, said, worded
from scenarios.reading.calendar import first_month
from sim.parameters.calm import C_STAR, P_STAR
from sim.series import PLACE, SERIES

LEVELS = {
    "rise_to_back": worded("to {share:g} % of the twin's performance"),
    "rise_to_twin": worded("to the twin's own performance"),
}
"""The ways up, by the column of the runs that has their months."""
_MEASURED = ("point", "status", "outcome", "rise_window", *LEVELS)


def recovery_in_time(results: FolderResults) -> dict[str, Figure]:
    """The recovery of a run, along a sweep's first key, or of scenarios side by side."""
    folder, manifest = results.folder, results.manifest
    if isinstance(manifest, ComparisonManifest):
        drawn = theories_apart if lenses_of(manifest) else side_by_side
        return {"comparison": drawn(results, manifest)}
    _check_finished(results)
    if isinstance(manifest, RunManifest):
        return {"recovery-curve": _recovery_curve(results, manifest, with_parts=True)}
    if not isinstance(manifest, SweepManifest) or not manifest.vary:
        raise Without(f"{folder} varies no key, and has no recovery along one")
    figure = _sweep_curves(results, manifest)
    return {} if figure is None else {"recovery-curves": figure}


def recovery_alone(results: FolderResults) -> dict[str, Figure]:
    """The recovery of a run, without the panels below it."""
    if not isinstance(results.manifest, RunManifest):
        raise Without(f"{results.folder} holds no single run; the recovery of a run is drawn alone")
    _check_finished(results)
    return {"recovery-alone": _recovery_curve(results, results.manifest, with_parts=False)}


def _check_finished(results: FolderResults) -> None:
    if not results.manifest.ok:
        raise Without(f"{results.folder} has no recovery curve: none of its runs was finished")
    check_numbers(results.folder, results.manifest)


def _recovery_curve(results: FolderResults, manifest: RunManifest, *, with_parts: bool) -> Figure:
    table = results.table(TRAJECTORIES)
    replicates, months = manifest.replicates, manifest.months
    shocked = np.asarray(table["shocked"])

    def pair(name: str) -> tuple[AnyArray, AnyArray]:
        values = np.asarray(table[name])
        return values[shocked].reshape(replicates, months), values[~shocked].reshape(replicates, months)

    performance, twin = pair("performance")
    first = manifest.shock["first"]
    return recovery_figure(
        np.datetime64(first_month(manifest.scenario["start"]), "M") + np.arange(months),
        performance,
        twin,
        P_STAR,
        {_titled(name): pair(name) for name in panels(pair, first)} if with_parts else {},
        t0=first,
        t1=manifest.shock["last"],
        title=captions.heading(said("Does the alliance come back?"), manifest),
        n=replicates,
        seed=manifest.seed,
        alive=None if first is None else alive(pair("cooperation")[1][:, first:], C_STAR),
        calm=_calm(results),
        outcome_shares=_readings(manifest.measures or {}),
        events=captions.events(manifest.scenario),
        causes=captions.causes(manifest.scenario),
        shocks=captions.shocks(manifest.scenario),
        note=captions.note(manifest, *([_below()] if with_parts and first is not None else [])),
    )


def _titled(name: str) -> str:
    """What the panel of a series is headed with."""
    series = SERIES[PLACE[name]]
    return series_words(name, series.title, series.unit)


def _below() -> str:
    """What the caption of a recovery curve says of the panels below it."""
    return said("panels below: cooperation, output and what the shock moves furthest from the twin")


def _readings(measures: Mapping[str, Any]) -> dict[str, dict[str, float | Interval]]:
    """What a run's outcomes came to, by when they are read; the first leads."""
    rest = measures.get("outcome_rest") or {"outcomes": {}}
    read = {
        worded("five years on"): measures.get("outcome_60", {}),
        worded("at the end"): measures.get("outcome", {}),
        worded("in the long run"): rest["outcomes"],
    }
    return {when: intervals(shares) for when, shares in read.items()}


def _calm(results: FolderResults) -> AnyArray | None:
    """The calm reference's median performance, month by month; None in a folder written before it was
    kept.
    """
    calm = results.table(CURVES, ["month", "q50"], filters=[("series", "=", "performance_calm")])
    if not calm.num_rows:
        return None
    return np.asarray(calm["q50"])[np.argsort(np.asarray(calm["month"]))]


def _sweep_curves(results: FolderResults, manifest: SweepManifest) -> Figure | None:
    """The recovery along the first key, the other keys held at their middle values."""
    keys = list(manifest.vary)
    wanted = {"status": "ok", **captions.held(manifest)}
    chosen = reduce(and_, (pc.field(key) == value for key, value in wanted.items()))
    points: dict[int, float] = {}
    for runs in results.parts(RUNS, ["point", "status", *keys]):
        there = runs.filter(chosen)
        points |= zip(there["point"].to_pylist(), there[keys[0]].to_pylist(), strict=True)
    if not points:
        return None
    chunks = sorted({point // manifest.points_a_chunk for point in points})
    drawn = pc.field("point").isin(list(points)) & (pc.field("series") == "q")
    curves = pa.concat_tables(part.filter(drawn) for part in results.parts(CURVES, None, chunks))
    windows = {tuple(manifest.windows[point]) for point in points}
    return curves_figure(
        {name: np.asarray(curves[name]) for name in curves.column_names},
        points,
        key=captions.words(keys[0], manifest).at,
        title=captions.heading(said("How does the recovery change?"), manifest),
        n=manifest.replicates,
        seed=manifest.seed,
        shock=_window(windows),
        note=captions.note(manifest, *captions.held_words(manifest)),
    )


def _window(windows: set[tuple[int | None, ...]]) -> tuple[float, float | None] | None:
    """The shock's months where all points drawn share them, else None."""
    if len(windows) != 1:
        return None
    first, last = next(iter(windows))
    return None if first is None else (first, last)


def survival(results: FolderResults) -> dict[str, Figure]:
    """The share of runs that are back at each level, by months after their lowest point: a curve for up to
    four values of the first key, over all values of the others.

    From the lowest point and not from the shock's end: where a return takes as long as the shock lasts, the
    latter would be the same for all. Raises Without where no run fell.
    """
    folder, manifest = results.folder, results.manifest
    if not isinstance(manifest, RunManifest | SweepManifest):
        raise Without(f"{folder} compares scenarios; a survival curve is drawn for a run or a sweep")
    keys = list(manifest.vary) if manifest.tried_all else []
    table = results.table(RUNS, [*_MEASURED, *keys])
    finished = np.asarray(table["status"]) == "ok"
    runs = {name: table[name].to_numpy(zero_copy_only=False)[finished] for name in table.column_names}
    if not np.isfinite(runs["rise_window"].astype(np.float64)).any():
        fell = f"no run fell below {STATED.degraded:g} of its twin's performance"
        raise Without(f"{folder} has no survival curve: {fell}")
    drawn, count = _ways_up(runs, keys[0] if keys else None)
    pooled = in_a_row(captions.words(key, manifest).name for key in keys[1:])
    notes = [said("pooled over {keys}", keys=pooled)] if pooled else []
    notes += [said("{shown} of {all} values are shown", shown=MOST, all=count)] if count > MOST else []
    figure = survival_figure(
        drawn,
        title=captions.heading(said("How long is the way up?"), manifest),
        key=captions.key(keys[0], manifest) if keys else "",
        n=len(finished),
        seed=manifest.seed,
        banded=not keys[1:],
        note=captions.note(manifest, *notes),
    )
    return {"survival": figure}


def _ways_up(
    runs: Mapping[str, AnyArray], key: str | None
) -> tuple[dict[str, dict[str, tuple[FloatArray, IntArray]]], int]:
    """Time since the lowest point and cause of leaving, by level and by value of the key, of the runs that
    fell; and at how many values some did.
    """
    fell = np.isfinite(runs["rise_window"].astype(np.float64))
    values = dict.fromkeys(runs[key][fell].tolist() if key else [""])
    chosen = [[*values][place] for place in evenly(len(values), MOST)]
    levels = {}
    for column, words in LEVELS.items():
        groups = {}
        for value in chosen:
            mine = runs[key] == value if key else np.ones(len(fell), dtype=np.bool_)
            groups[written(value)] = ascents({name: runs[name][mine] for name in _MEASURED[2:]}, column)
        levels[rendered(words, share=100 * STATED.degraded)] = groups
    return levels, len(values)
