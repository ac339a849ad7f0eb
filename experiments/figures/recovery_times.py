"""How soon a sweep's runs are back: what a folder's table of runs says of it, as the figure wants it."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from analysis.arrays import AnyArray, FloatArray, IntArray
from analysis.figures.pick import evenly
from analysis.figures.survival_curves import MOST, survival_figure
from analysis.point_summary import exits
from analysis.thresholds import STATED
from experiments.errors import Without
from experiments.figures import figure_captions as captions
from experiments.results.manifest import RunManifest, SweepManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import RUNS

_MEASURED = ("point", "status", "robustness", "recovery_t1", "outcome")


def survival(results: FolderResults) -> dict[str, Figure]:
    """The curve of recovery, one for up to four values of the first key, over all values of the others.

    Months count from the shock's end, before which no run can be back, so that shocks of different length
    can be pooled. Raises Without where no shock ends or no run fell.
    """
    folder, manifest = results.folder, results.manifest
    if not isinstance(manifest, RunManifest | SweepManifest):
        raise Without(f"{folder} compares scenarios; a survival curve is drawn for a run or a sweep")
    keys = list(manifest.vary) if manifest.tried_all else []
    table = results.table(RUNS, [*_MEASURED, *keys])
    runs = {name: np.asarray(table[name]) for name in table.column_names}
    left = _left(runs, manifest)
    if not left:
        ended = f"no run whose shock ends fell below {STATED.degraded:g} of its twin's performance"
        raise Without(f"{folder} has no survival curve: {ended}")
    values = dict.fromkeys(manifest.vary[keys[0]] if keys else ["all"])
    point_value = dict(zip(runs["point"].tolist(), runs[keys[0]].tolist() if keys else [], strict=False))
    groups: dict[str, tuple[AnyArray, AnyArray]] = {}
    for value in values:
        mine = [pair for point, pair in left.items() if not keys or point_value[point] == value]
        if mine:
            time, cause = (np.concatenate(parts) for parts in zip(*mine, strict=True))
            groups[_name(value)] = (time, cause)
    chosen = [list(groups)[place] for place in evenly(len(groups), MOST)]
    pooled = [f"pooled over {', '.join(captions.key(key, manifest) for key in keys[1:])}"] if keys[1:] else []
    shown = [] if len(chosen) == len(groups) else [f"{len(chosen)} of {len(groups)} values are shown"]
    figure = survival_figure(
        {name: groups[name] for name in chosen},
        title=captions.heading("How soon is the alliance back?", manifest),
        key=captions.key(keys[0], manifest) if keys else "",
        since="the shock's last month",
        n=len(runs["point"]),
        seed=manifest.seed,
        banded=not keys[1:],
        note=captions.note(manifest, *pooled, *shown),
    )
    return {"survival": figure}


def _name(value: float | bool | str) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else f"{value:.4g}"


def _left(
    runs: Mapping[str, AnyArray], manifest: RunManifest | SweepManifest
) -> dict[int, tuple[FloatArray, IntArray]]:
    """Time since the shock's last month and cause of leaving, by point, of the runs that fell."""
    by_point = {}
    for point in np.unique(runs["point"]).tolist():
        mine = {name: column[runs["point"] == point] for name, column in runs.items()}
        first, last, months = _window(point, mine, manifest)
        if first is None or last is None or last >= months - 1:
            continue
        ok = mine["status"] == "ok"
        measured = {
            "robustness": mine["robustness"][ok].astype(np.float64),
            "recovery": mine["recovery_t1"][ok].astype(np.float64),
            "outcome": mine["outcome"][ok].astype(np.str_),
        }
        time, cause = exits(measured, months - last)
        if len(time):
            by_point[point] = (time, cause)
    return by_point


def _window(
    point: int, runs: Mapping[str, AnyArray], manifest: RunManifest | SweepManifest
) -> tuple[int | None, int | None, int]:
    """First and last month of a point's shock, and its months."""
    if isinstance(manifest, RunManifest):
        return manifest.shock["first"], manifest.shock["last"], manifest.months
    first, last = manifest.windows[point]
    varied = runs.get("horizon.months")
    return first, last, manifest.horizon if varied is None else int(varied[0])
