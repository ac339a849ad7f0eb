"""Any series of one results folder or several, laid over one another: what `alliance plot --series` draws."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc
from matplotlib.figure import Figure

from analysis.arrays import AnyArray
from analysis.figures import style
from analysis.figures.curves import months_from
from analysis.figures.marks.pick import evenly
from analysis.figures.overlay import MOST, MOST_SIDE_BY_SIDE, MonthlyBand, overlay_figure
from analysis.figures.recovery_curves import joined
from experiments.errors import NotResults, UsageFault
from experiments.figures import figure_captions as captions
from experiments.figures.key_words import series_words, written
from experiments.results.manifest import ComparisonManifest, Manifest, RunManifest, SweepManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import CURVES
from languages import in_a_row, said, worded
from scenarios.reading.calendar import first_month
from scenarios.reading.safe_text import either, nearest
from sim.series import SERIES

USUAL = ("q",)
TITLES = {
    "q": ("performance ÷ its twin's, q", worded("twin = 1")),
    "performance_twin": ("performance of the twin", worded("calm = P*")),
    "performance_calm": ("performance of the calm alliance", worded("calm = P*")),
    **{series.name: (series.title, series.unit) for series in SERIES},
}
"""What can be drawn: of the tables of curves, each series with its unit."""


FOREVER = 1_000_000
"""Months beyond the end of every scenario."""
Window = tuple[int | None, int | None]


class _Part(NamedTuple):
    """One line of the figure: a point of a folder, what it is called, its start and its shock's months."""

    results: FolderResults
    point: int
    name: str
    start: str
    window: Window


def check_series(names: Sequence[str], panels: int) -> None:
    """Raise UsageFault for a series that is not there, and for a number of panels that cannot stand side by
    side.
    """
    unknown = [name for name in names if name not in TITLES]
    if unknown or not names:
        wanted = (*unknown, "")[0]
        near = nearest(wanted, TITLES) or [name for name in TITLES if wanted and name.startswith(wanted)]
        meant = f". Did you mean {either(near)}?" if near else ""
        raise UsageFault(f"no such series: {wanted!r}; alliance list series has them, and there is q{meant}")
    if not 1 <= panels <= MOST_SIDE_BY_SIDE:
        raise UsageFault(f"--panels is 1 to {MOST_SIDE_BY_SIDE}, so many stand side by side (got {panels})")


def series_figure(folders: Sequence[FolderResults], names: Sequence[str] = USUAL, panels: int = 2) -> Figure:
    """The chosen series of all folders: a panel a series, `panels` of them side by side, in each a line for
    every run, every scenario of a comparison, and up to six values along a sweep's first key.

    Lines of one start share years; others count months from their own shock, or from their own start. Raises
    UsageFault for what cannot be drawn, NotResults for tables that do not fit.
    """
    check_series(names, panels)
    parts = _told_apart([part for results in folders for part in _parts(results)])
    if len(parts) > MOST:
        raise UsageFault(
            f"{len(parts)} courses are too many to lie over one another; {MOST} can be told apart"
        )
    dated = len({part.start for part in parts}) == 1
    shocked = all(part.window[0] is not None for part in parts)
    drawn = {
        series_words(name, *TITLES[name]): {part.name: _course(part, name, dated, shocked) for part in parts}
        for name in names
    }
    windows = {part.window for part in parts}
    last = max(float(course.x[-1]) for course in next(iter(drawn.values())).values())
    manifests = [results.manifest for results in folders]
    many = sorted({manifest.replicates for manifest in manifests})
    seeds = {manifest.seed for manifest in manifests}
    return overlay_figure(
        drawn,
        x_name=said("year") if dated else months_from(shocked),
        dated=dated,
        shocks=_shaded(windows, parts[0], dated, last) if len(windows) == 1 and (dated or shocked) else (),
        side_by_side=panels,
        title=_title(manifests),
        runs=_counted(many, len(parts)),
        seed=seeds.pop() if len(seeds) == 1 else None,
        note=captions.note(manifests[0], *_held(manifests[0], len(parts))) if len(manifests) == 1 else "",
    )


def _counted(many: Sequence[int], courses: int) -> str:
    """How many runs there are, in words; `many` in rising order."""
    if courses == 1:
        return style.counted(many[0], "run")
    if len(many) == 1:
        return said("{n:,} runs of each", n=many[0])
    return said("{few:,} to {many:,} runs of each", few=many[0], many=many[-1])


def _held(manifest: Manifest, courses: int) -> list[str]:
    """Of a sweep where its other keys stand, and how many values of the first are drawn of how many."""
    if not isinstance(manifest, SweepManifest) or not manifest.vary:
        return []
    values = len(next(iter(manifest.vary.values())))
    some = [said("{shown} of {all} values are shown", shown=courses, all=values)] if courses < values else []
    return [*captions.held_words(manifest), *some]


def _title(manifests: Sequence[Manifest]) -> tuple[str, ...]:
    if len(manifests) == 1 and not isinstance(manifests[0], ComparisonManifest):
        return captions.heading(said("How does it go, month by month?"), manifests[0])
    return (said("How do they compare, month by month?"),)


def _told_apart(parts: list[_Part]) -> list[_Part]:
    """The same under names that differ: what was changed where titles are the same, or the folders' names."""
    manifests = [part.results.manifest for part in parts]
    changed = [in_a_row(captions.changed(manifest)) or said("as it stands") for manifest in manifests]
    folders = [said("{folder}: {name}", folder=part.results.folder.name, name=part.name) for part in parts]
    numbered = [
        said("{number}: {name}", number=number, name=part.name) for number, part in enumerate(parts, start=1)
    ]
    for names in ([part.name for part in parts], changed, folders, numbered):
        if len({name[:34] for name in names}) == len(parts):
            break
    return [part._replace(name=name) for part, name in zip(parts, names, strict=True)]


def _parts(results: FolderResults) -> list[_Part]:
    manifest = results.manifest
    if isinstance(manifest, RunManifest):
        window = (manifest.shock["first"], manifest.shock["last"])
        return [_Part(results, 0, captions.title(manifest), manifest.scenario["start"], window)]
    if isinstance(manifest, ComparisonManifest):
        return [
            _Part(results, point, name, manifest.scenario_of({}, point)["start"], _window(manifest, point))
            for point, name in enumerate(captions.compared(manifest))
        ]
    if isinstance(manifest, SweepManifest) and manifest.vary:
        return _along(results, manifest)
    raise UsageFault(f"{results.folder} has no series to draw")


def _along(results: FolderResults, manifest: SweepManifest) -> list[_Part]:
    """Points along the first key, the others at their middle values."""
    key = next(iter(manifest.vary))
    table = results.table("runs", ["point", "status", *manifest.vary])
    chosen = pc.equal(table["status"], "ok")
    for name, value in captions.held(manifest).items():
        chosen = pc.and_(chosen, pc.equal(table[name], value))
    there = table.filter(chosen)
    points = dict(zip(there["point"].to_pylist(), there[key].to_pylist(), strict=True))
    ordered = sorted(points, key=lambda point: (isinstance(points[point], str), points[point]))
    if not ordered:
        raise UsageFault(f"{results.folder} has no finished run to draw")
    start = manifest.scenario["start"]
    words = captions.words(key, manifest).name
    return [
        _Part(
            results,
            point,
            said("{name}: {value}", name=words, value=written(points[point])),
            start,
            _window(manifest, point),
        )
        for point in (ordered[place] for place in evenly(len(ordered), MOST))
    ]


def _window(manifest: SweepManifest | ComparisonManifest, point: int) -> Window:
    first, last = manifest.windows[point]
    return first, last


def _course(part: _Part, series: str, dated: bool, shocked: bool) -> MonthlyBand:
    wanted = [("series", "=", series), ("point", "=", part.point)]
    table = part.results.table(CURVES, ["month", "q05", "q50", "q95"], filters=wanted)
    if not table.num_rows:
        raise NotResults(f"{part.results.folder}: its curves have no series {series}")
    month, low, middle, high = (np.asarray(table[name], dtype=np.float64) for name in table.column_names)
    order = month.argsort(kind="stable")
    return MonthlyBand(_placed(month[order], part, dated, shocked), low[order], middle[order], high[order])


def _placed(month: AnyArray, part: _Part, dated: bool, shocked: bool) -> AnyArray:
    """Where months stand along the axis."""
    if dated:
        first = np.datetime64(first_month(part.start), "M").astype(np.float64) / 12 + 1970
        return np.asarray(first + month / 12)
    return np.asarray(month - (part.window[0] or 0)) if shocked else month


def _shaded(windows: set[Window], part: _Part, dated: bool, last: float) -> list[tuple[float, float]]:
    """The stretches of the shocks that all share, within the axis."""
    ((first, end),) = windows
    if first is None:
        return []
    manifest = part.results.manifest
    each = captions.shocks(manifest.scenario) if isinstance(manifest, RunManifest) else None
    spans = joined(each or [(first, None if end is None else end + 1)], FOREVER)
    placed = _placed(np.array(spans) - 0.5, part, dated, not dated)
    return [(float(begin), min(float(over), last)) for begin, over in placed]
