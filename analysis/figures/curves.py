"""How does the recovery change along a varied key? One small panel a value, all medians behind each. And what
would tell theories apart? One panel a series, with the runs of every theory.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from analysis.arrays import AnyArray, FloatArray
from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.marks.pick import evenly
from analysis.figures.marks.ticks import month_ticks
from analysis.thresholds import STATED, Thresholds
from languages import in_a_row, said

MOST = 6
"""More panels than this do not fit a column of a journal."""
PER_ROW = 2
Window = tuple[float, float | None]
COLOURS = (style.BLACK, style.VERMILION, style.BLUE, style.GREEN, style.ORANGE, style.PURPLE)
MARKS = "osD^vP"
"""Of theories in their order; a mark says it a second time, where lines cover one another."""
APART = 48
"""Months between the marks of a line."""


HIGH = 0.7
"""Share of the axis; what lies all above it would leave most of a panel empty, and hardly move in it."""


class _Band(NamedTuple):
    month: AnyArray
    q05: AnyArray
    q25: AnyArray
    q50: AnyArray
    q75: AnyArray
    q95: AnyArray


def curves_figure(
    curves: Mapping[str, ArrayLike],
    values: Mapping[int, float | str],
    *,
    key: Callable[[float | str], str],
    title: style.Title,
    n: int,
    seed: int | None,
    series: str = "q",
    unit: str = "",
    dashed: tuple[str, str] | None = None,
    shock: Window | Mapping[int, Window] | None = None,
    from_shock: bool = False,
    note: str = "",
    thresholds: Thresholds = STATED,
) -> Figure:
    """Return the quantile bands of one series for up to six points of a sweep, picked evenly along the key.

    `curves` are the columns of a curves table (`point`, `series`, `month`, `q05`, `q25`, `q50`, `q75`,
    `q95`); `values` says which value of the varied key each point to choose from has, and `key` puts
    one into words: where more than one key is varied, give the points that share the others and say so in
    `note`. Numbers are ordered, texts keep their order. `n` is the runs per point, `unit` the label of the
    vertical axis, `dashed` a series whose median is drawn beside, and what it is; `shock` has the shock's
    first and last month (None: without end), shaded in every panel, or those of every point that has one;
    months are counted from the start or, with `from_shock`, from its shock.
    """
    points = sorted(values, key=lambda point: float(values[point])) if _numeric(values) else list(values)
    if not points:
        raise ValueError("no point to draw")
    chosen = [points[i] for i in evenly(len(points), MOST)]
    drawn = {point: _band(curves, point, series) for point in chosen}
    shades = mpl.colormaps["viridis"](np.linspace(0.0, 0.75, len(chosen)))
    beside = {point: _band(curves, point, dashed[0]) for point in chosen} if dashed else {}
    top = max(_top(each, thresholds if series == "q" else None) for each in (drawn, beside))
    foot = _foot([*drawn.values(), *beside.values()], top)
    shocks = shock if isinstance(shock, Mapping) else dict.fromkeys(chosen, shock)
    first = min(float(band.month[0]) for band in drawn.values())
    last = max(float(band.month[-1]) for band in drawn.values())
    rows, width = -(-len(chosen) // PER_ROW), min(PER_ROW, len(chosen))
    with style.sheet():
        figure = style.blank(1.35 + 1.55 * rows)
        panels = figure.subplots(rows, width, sharex=True, sharey=True, squeeze=False).ravel()
        for panel, point, shade in zip(panels, chosen, shades, strict=False):
            _panel(panel, drawn, point, shade, thresholds if series == "q" else None, shocks.get(point))
            _dashed(panel, beside.get(point))
            panel.set_ylim(foot, top)
            panel.set_xlim(first, last if last > first else first + 1)
            month_ticks(panel, first, last, 4)
            style.fill(panel.set_title("", loc="left"), key(values[point]), limit=110, room=0.42)
        for spare in panels[len(chosen) :]:
            spare.axis("off")
        for panel in panels[: len(chosen)][-width:]:
            panel.tick_params(labelbottom=True)
            panel.set_xlabel(months_from(from_shock))
        upwards = unit or said("performance ÷ its twin's, q")
        style.fill(figure.supylabel("", fontsize=style.BODY), upwards, limit=60, room=0.7)
        style.head(figure, title)
        some = said("{shown} of {all} points are shown", shown=len(chosen), all=len(points))
        shown = [] if len(chosen) == len(points) else [some]
        reading = _reading(thresholds if series == "q" else None, any(shocks.values()), foot)
        reading += [said("dashed: {series}", series=dashed[1])] if dashed else []
        reading += [said("axes do not begin at 0")] if foot else []
        runs = said("{runs} a point", runs=style.counted(n, "run"))
        style.foot(figure, runs, seed, *reading, *([note] if note else []), *shown)
    return figure


def months_from(shock: bool) -> str:
    """Return what months are counted from, for an axis: the shock, or the start."""
    return said("months from its shock") if shock else said("months from the start")


def _levels(thresholds: Thresholds) -> tuple[float, float, float]:
    return thresholds.collapsed, thresholds.degraded, thresholds.forward


def _reading(thresholds: Thresholds | None, shock: bool, foot: float) -> list[str]:
    """Return how to read a panel, since a legend in each would leave no room for the curve."""
    words = [
        said("line: median"),
        said("bands: middle half and 90 % of runs"),
        said("grey: medians of the other panels"),
    ]
    if thresholds is not None:
        levels = in_a_row(f"{x:g}" for x in _levels(thresholds) if x >= foot)
        words.append(said("dotted: q = {levels}", levels=levels))
    return [*words, *([said("shaded: shock")] if shock else [])]


def _top(drawn: Mapping[int, _Band], thresholds: Thresholds | None) -> float:
    """Return where the panels' shared axis ends: above every band, and above the levels drawn."""
    highest = max(
        (float(np.nanmax(band.q95)) for band in drawn.values() if np.isfinite(band.q95).any()), default=1
    )
    return 1.05 * max(highest, thresholds.forward if thresholds else 0) or 1.0


def _foot(drawn: Sequence[_Band], top: float) -> float:
    """Return where the panels' shared axis begins: at 0, or where all lies high above it, close below."""
    lowest = min((float(np.nanmin(band.q05)) for band in drawn if np.isfinite(band.q05).any()), default=0.0)
    return max(0.0, lowest - 0.1 * (top - lowest)) if lowest > HIGH * top else 0.0


def _numeric(values: Mapping[int, float | str]) -> bool:
    return all(isinstance(value, int | float | np.number) for value in values.values())


def _band(curves: Mapping[str, ArrayLike], point: int, series: str) -> _Band:
    here = (np.asarray(curves["point"]) == point) & (np.asarray(curves["series"]) == series)
    if not here.any():
        raise ValueError(f"the table has no series {series!r} for point {point}")
    columns = [np.asarray(curves[name], dtype=np.float64)[here] for name in _Band._fields]
    order = columns[0].argsort(kind="stable")
    return _Band(*(column[order] for column in columns))


def _panel(
    axes: Axes,
    drawn: Mapping[int, _Band],
    point: int,
    shade: AnyArray,
    thresholds: Thresholds | None,
    shock: Window | None,
) -> None:
    band = drawn[point]
    for other in drawn:
        if other != point:
            axes.plot(drawn[other].month, drawn[other].q50, color=style.GREY, linewidth=0.6, alpha=0.7)
    axes.fill_between(band.month, band.q05, band.q95, color=shade, alpha=0.18, linewidth=0)
    axes.fill_between(band.month, band.q25, band.q75, color=shade, alpha=0.35, linewidth=0)
    axes.plot(band.month, band.q50, color=shade, linewidth=1.8)
    if thresholds is not None:
        axes.axhline(1, color=style.BLACK, linewidth=0.7, zorder=1.9)
        for level in _levels(thresholds):
            axes.axhline(level, color=style.VERMILION, linewidth=0.6, linestyle=":")
    if shock is not None:
        end = band.month[-1] if shock[1] is None else shock[1]
        axes.axvspan(shock[0] - 0.5, end + 0.5, color=style.ORANGE, alpha=0.22, linewidth=0, zorder=0)
    axes.locator_params(axis="y", nbins=5)


def _dashed(axes: Axes, band: _Band | None) -> None:
    """A median beside the curve's own, and the level 1 of the reference that all panels share."""
    if band is not None:
        axes.axhline(1, color=style.BLACK, linewidth=0.7, zorder=1.9)
        axes.plot(band.month, band.q50, color=style.BLACK, linewidth=1.1, linestyle="--")


class TheoryPanel(NamedTuple):
    """A series: its title and unit, the month in which two theories lie furthest apart in it, and of every
    theory lower end, median and upper end of the middle 90 % of its runs, float64[3, months].
    """

    title: str
    unit: str
    month: int
    bands: Mapping[str, FloatArray]


def theories_figure(
    panels: Sequence[TheoryPanel],
    months: FloatArray,
    *,
    title: style.Title,
    n: int,
    seed: int | None,
    shock: Window | None,
    from_shock: bool = False,
    note: str = "",
) -> Figure:
    """Return a panel a series, with the bands of all theories over `months`, float64[months], counted from
    the start or, with `from_shock`, from the shock; the shock's first and last month are shaded (last None:
    without end).
    """
    rows = -(-len(panels) // PER_ROW)
    with style.sheet():
        figure = style.blank(1.9 + 1.75 * rows)
        grid = figure.add_gridspec(rows + 1, PER_ROW, height_ratios=[0.12, *[1.0] * rows])
        for place, seen in enumerate(panels):
            axes = figure.add_subplot(grid[1 + place // PER_ROW, place % PER_ROW])
            _bands_of_all(axes, seen, months, shock)
            if place >= len(panels) - PER_ROW:
                axes.set_xlabel(months_from(from_shock))
        _key(figure.add_subplot(grid[0, :]), panels)
        style.head(figure, title)
        reading = [
            said("lines: medians"),
            said("bands: middle 90 % of runs"),
            said("thin line: the month in which two lie furthest apart"),
            *([said("shaded: shock")] if shock else []),
        ]
        runs = said("{runs} of each", runs=style.counted(n, "run"))
        style.foot(figure, runs, seed, *reading, *([note] if note else []))
    return figure


def _key(axes: Axes, panels: Sequence[TheoryPanel]) -> None:
    axes.axis("off")
    for theory, colour, mark in zip(panels[0].bands if panels else (), COLOURS, MARKS, strict=False):
        axes.plot([], [], color=colour, marker=mark, markersize=3.5, label=theory)
    handles, names = axes.get_legend_handles_labels()
    spacing = {"columnspacing": 1.2, "handlelength": 1.6}
    paper.legend(axes, handles, names, ncols=len(COLOURS), loc="center", **spacing)


def _bands_of_all(axes: Axes, seen: TheoryPanel, months: FloatArray, shock: Window | None) -> None:
    drawn = zip(seen.bands.values(), COLOURS, MARKS, strict=False)
    for place, ((low, middle, high), colour, mark) in enumerate(drawn):
        axes.fill_between(months, low, high, color=colour, alpha=0.16, linewidth=0)
        every = (6 + place * APART // len(seen.bands), APART)
        axes.plot(months, middle, color=colour, linewidth=0.9, marker=mark, markersize=3.5, markevery=every)
    if shock is not None:
        end = months[-1] if shock[1] is None else shock[1]
        axes.axvspan(shock[0] - 0.5, end + 0.5, color=style.ORANGE, alpha=0.22, linewidth=0, zorder=0)
    axes.axvline(seen.month, color=style.GREY, linewidth=0.8)
    axes.set_xlim(months[0], months[-1] if len(months) > 1 else months[0] + 1)
    month_ticks(axes, float(months[0]), float(months[-1]), 4)
    style.fill(axes.set_title("", loc="left", fontsize=style.SMALL), seen.title, limit=120, room=0.4)
    axes.set_ylabel(seen.unit, fontsize=style.SMALL)
    axes.locator_params(axis="y", nbins=5)
