"""Figures of a results folder, drawn from its tables and manifest alone."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from analysis.arrays import AnyArray
from analysis.figures import style
from analysis.figures.curves import curves_figure
from analysis.figures.outcome_map import outcome_map_figure
from analysis.figures.recovery import recovery_figure
from analysis.intervals import Interval
from analysis.outcomes import OUTCOMES
from analysis.table import map_shares
from experiments import captions
from experiments.errors import NotResults, UsageFault
from experiments.store import CURVES, RUNS, TRAJECTORIES, commit, read_manifest, read_table, saying
from experiments.summary import called
from sim.calm import P_STAR
from sim.series import SERIES

KINDS = ("all", "curves", "map")
PARTS = ("cooperation", "output", "trust_USA", "trust_EU", "interoperability_compute", "shortage_USA")
"""What is drawn below the recovery curve of a single scenario."""
_TITLES = {series.name: series.title for series in SERIES}


def draw(folder: Path, kind: str = "all") -> list[Path]:
    """Draw a results folder's figures (PNG and SVG) into it, the main one first.

    `curves` are the recovery curves, `map` the outcome map of a sweep over two keys, `all` what there is.
    Raises NotResults for a folder without finished results, UsageFault for a kind it cannot have.
    """
    manifest = read_manifest(folder)
    if kind not in KINDS:
        raise UsageFault(f"no such kind of figure: {kind!r}; there are {', '.join(KINDS)}")
    if manifest.get("kind") == "compare":
        return _side_by_side(folder, manifest)
    keys = manifest.get("vary", {})
    if kind == "map" and len(keys) < 2:
        raise UsageFault(f"{folder} varies {len(keys)} keys; an outcome map needs two")
    drawn: list[Path] = []
    if kind in ("all", "map") and len(keys) >= 2 and manifest["ok"]:
        drawn += _outcome_map(folder, manifest, "outcome", "outcome-map")
        if manifest.get("rest"):
            drawn += _outcome_map(folder, manifest, "outcome_rest", "outcome-map-rest")
    if kind in ("all", "curves") and manifest["ok"]:
        drawn += _sweep_curves(folder, manifest) if keys else _recovery_curve(folder, manifest)
    return drawn


def redraw(folder: Path, kind: str = "all") -> list[Path]:
    """Draw the figures of a folder that others may have touched: tables and manifest must fit one another.

    Raises NotResults where they do not, and what `draw` raises.
    """
    manifest = read_manifest(folder)
    expected = manifest.get("ok" if manifest.get("kind") == "run" else "runs")
    found = read_table(folder, RUNS, columns=["index"]).num_rows
    if found != expected:
        raise NotResults(f"{folder}: the table runs has {found} rows, its manifest says {expected}")
    try:
        return draw(folder, kind)
    except UsageFault:
        raise
    except (AttributeError, LookupError, TypeError, ValueError) as fault:
        what = f"{type(fault).__name__}: {fault}"
        raise NotResults(f"{folder}: manifest and tables do not fit one another ({what})") from fault


def _keep(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write a figure as PNG and SVG, each file whole or not at all."""
    with saying(Path(tempfile.gettempdir())), tempfile.TemporaryDirectory() as aside:
        drawn = style.save(figure, Path(aside) / name, ("png", "svg"))
        for file in drawn:
            commit(folder / file.name, file.read_bytes())
    return [folder / file.name for file in drawn]


def _recovery_curve(folder: Path, manifest: Mapping[str, Any]) -> list[Path]:
    table = read_table(folder, TRAJECTORIES)
    replicates, months = manifest["replicates"], manifest["months"]
    shocked = np.asarray(table["shocked"])

    def pair(name: str) -> tuple[AnyArray, AnyArray]:
        values = np.asarray(table[name])
        return values[shocked].reshape(replicates, months), values[~shocked].reshape(replicates, months)

    performance, twin = pair("performance")
    measures = manifest["measures"] or {}
    rest = measures.get("outcome_rest") or {"outcomes": {}}
    figure = recovery_figure(
        np.datetime64(manifest["scenario"]["start"], "M") + np.arange(months),
        performance,
        twin,
        P_STAR,
        {_TITLES[name]: pair(name) for name in PARTS},
        t0=manifest["shock"]["first"],
        t1=manifest["shock"]["last"],
        title=captions.heading("Does the alliance come back?", manifest),
        n=replicates,
        seed=manifest["seed"],
        calm=_calm(folder),
        outcome_shares=_intervals(measures.get("outcome", {})),
        rest_shares=_intervals(rest["outcomes"]),
        events=captions.events(manifest["scenario"]),
        note="; ".join(manifest.get("changed", ())),
    )
    return _keep(figure, folder, "recovery-curve")


def _calm(folder: Path) -> AnyArray | None:
    """The calm reference's median performance, month by month; None in a folder written before it was
    kept.
    """
    found = read_table(folder, CURVES, ["month", "q50"], filters=[("series", "=", "performance_calm")])
    if not found.num_rows:
        return None
    return np.asarray(found["q50"])[np.argsort(np.asarray(found["month"]))]


def _intervals(outcomes: Mapping[str, Mapping[str, float]]) -> dict[str, float | Interval]:
    return {name: Interval(row["share"], row["low"], row["high"]) for name, row in outcomes.items()}


def _key(manifest: Mapping[str, Any], key: str) -> str:
    return captions.full_key(key, [shock["name"] for shock in manifest["scenario"].get("shocks", ())])


def _outcome_map(folder: Path, manifest: Mapping[str, Any], judged: str, name: str) -> list[Path]:
    """The map of the outcomes in column `judged`, over the first two keys."""
    (across, x), (up, y), *others = manifest["vary"].items()
    names = ["point", "replicate", "status", judged, across, up]
    table = read_table(folder, RUNS, names)
    outcome = np.asarray(table[judged].fill_null(""), dtype=np.str_)
    runs = called(table, judged)
    n = len(runs["outcome"])
    if not n:
        return []
    column = np.searchsorted(np.sort(x), np.asarray(table[across]))
    row = np.searchsorted(np.sort(y), np.asarray(table[up]))
    cells = _counts(column, row, outcome, len(x), len(y))
    unsettled = [f"{manifest['ok'] - n:,} more never came to rest"] if n < manifest["ok"] else []
    pooled = [f"pooled over {', '.join(_key(manifest, key) for key, _ in others)}"] if others else []
    figure = outcome_map_figure(
        np.sort(x),
        np.sort(y),
        cells,
        x_name=_key(manifest, across),
        y_name=_key(manifest, up),
        title=captions.heading("What becomes of the alliance?", manifest),
        n=n,
        seed=manifest["seed"],
        map_wide=map_shares(runs),
        judged=captions.judged(judged, manifest),
        note="; ".join([*unsettled, *pooled, *manifest.get("changed", ())]),
    )
    return _keep(figure, folder, name)


def _counts(column: AnyArray, row: AnyArray, outcome: AnyArray, nx: int, ny: int) -> dict[str, AnyArray]:
    """Each outcome's share[ny, nx] of a cell's runs that have one; NaN in a cell without any."""
    hits = np.zeros((len(OUTCOMES), ny, nx))
    for number, name in enumerate(OUTCOMES):
        chosen = outcome == name
        np.add.at(hits[number], (row[chosen], column[chosen]), 1)
    with np.errstate(invalid="ignore"):
        return dict(zip(OUTCOMES, hits / hits.sum(axis=0), strict=True))


def _sweep_curves(folder: Path, manifest: Mapping[str, Any]) -> list[Path]:
    """The recovery along the first key, the other keys held at their middle values."""
    keys = list(manifest["vary"])
    held = {key: manifest["vary"][key][len(manifest["vary"][key]) // 2] for key in keys[1:]}
    runs = read_table(folder, RUNS, ["point", "status", *keys])
    chosen = np.asarray(runs["status"]) == "ok"
    for key, value in held.items():
        chosen &= np.asarray(runs[key]) == value
    points = dict(
        zip(
            np.asarray(runs["point"])[chosen].tolist(),
            np.asarray(runs[keys[0]])[chosen].tolist(),
            strict=True,
        )
    )
    if not points:
        return []
    curves = read_table(folder, CURVES, filters=[("point", "in", list(points)), ("series", "=", "q")])
    windows = {tuple(manifest["windows"][point]) for point in points}
    there = [f"{_key(manifest, key)} = {value:g}" for key, value in held.items()]
    figure = curves_figure(
        {name: np.asarray(curves[name]) for name in curves.column_names},
        points,
        key=_key(manifest, keys[0]),
        title=captions.heading("How does the recovery change?", manifest),
        n=manifest["replicates"],
        seed=manifest["seed"],
        shock=_window(windows),
        note="; ".join([*there, *manifest.get("changed", ())]),
    )
    return _keep(figure, folder, "recovery-curves")


def _side_by_side(folder: Path, manifest: Mapping[str, Any]) -> list[Path]:
    """The recovery of each scenario of a comparison in a panel of its own, all medians behind each."""
    curves = read_table(folder, CURVES, filters=[("series", "=", "q")])
    figure = curves_figure(
        {name: np.asarray(curves[name]) for name in curves.column_names},
        dict(enumerate(manifest["compared"])),
        key="scenario",
        title="Which scenario takes performance furthest from its twin's?",
        n=manifest["replicates"],
        seed=manifest["seed"],
        shock=_window({tuple(window) for window in manifest["windows"]}),
        note="the same draws in all",
    )
    return _keep(figure, folder, "comparison")


def _window(windows: set[tuple[int | None, ...]]) -> tuple[float, float | None] | None:
    """The shock's months where all points drawn share them, else None."""
    if len(windows) != 1:
        return None
    first, last = next(iter(windows))
    return None if first is None else (first, last)
