"""How do several courses lie beside one another? A panel a series, with a line and its band for each."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.marks.ticks import month_ticks
from analysis.figures.text import plain
from languages import said

COLOURS = (style.BLUE, style.VERMILION, style.BLACK, style.GREEN, style.PURPLE, style.ORANGE)
MARKS = "osD^vP"
"""A mark says a second time which line it is, where colours are not to be had."""
MOST = len(COLOURS)
FEW = 3
"""Bands of more courses are drawn paler, since they lie over one another."""
APART = 6
"""So many marks a line has, about."""
MOST_SIDE_BY_SIDE = 3
LEAST_SPAN = 0.02
"""What moves less than this is not drawn as if it moved."""
NAME_COLUMNS = 60
"""Letters of a course's name in a line of the key; a longer one is broken."""
HEIGHTS = {1: 2.3, 2: 1.75, 3: 1.4}
"""Of a panel in inches, by how many stand side by side."""


class MonthlyBand(NamedTuple):
    """One series of some runs: its months x[m] (or years), and lower end, median and upper end of the middle
    90 %, [m] each.
    """

    x: FloatArray
    low: FloatArray
    middle: FloatArray
    high: FloatArray


def overlay_figure(
    panels: Mapping[str, Mapping[str, MonthlyBand]],
    *,
    x_name: str,
    dated: bool,
    shocks: Sequence[tuple[float, float]] = (),
    side_by_side: int = 2,
    title: style.Title,
    runs: str,
    seed: int | None,
    note: str = "",
) -> Figure:
    """Return a panel for each series (by its title and unit) with the course of each of up to six sets of
    runs, by name; so many panels stand `side_by_side`, 1 to 3.

    `x_name` says what is counted along the horizontal axis, in years where it is `dated`; `shocks` are the
    stretches shaded in all panels, `runs` how many of them there are, in words. ValueError without a panel,
    with no or too many courses, or for another number side by side.
    """
    names = list(next(iter(panels.values()), {}))
    if not 0 < len(names) <= MOST or side_by_side not in HEIGHTS:
        raise ValueError(f"need one to {MOST} courses and 1 to {MOST_SIDE_BY_SIDE} panels side by side")
    across = min(side_by_side, len(panels))
    rows, key = -(-len(panels) // across), -(-len(names) // 2) if len(names) > 1 else 0
    with style.sheet():
        figure = style.blank(1.5 + 0.2 * key + HEIGHTS[across] * rows)
        grid = figure.add_gridspec(rows + 1, across, height_ratios=[max(0.16 * key, 0.01), *[1.0] * rows])
        for place, (series, courses) in enumerate(panels.items()):
            axes = figure.add_subplot(grid[1 + place // across, place % across])
            _courses(axes, courses, dated, 8 // across)
            _shade(axes, shocks)
            size = style.BODY if across < MOST_SIDE_BY_SIDE else style.SMALL
            style.fill(axes.set_title("", loc="left", fontsize=size), series, limit=90, room=0.8 / across)
            if place >= len(panels) - across:
                style.fill(axes.set_xlabel(""), x_name, limit=40, room=0.8 / across)
        if key:
            _key(figure.add_subplot(grid[0, :]), names)
        style.head(figure, title)
        reading = [said("lines: medians"), said("bands: middle 90 % of runs")]
        reading += [said("shaded: shock")] if shocks else []
        style.foot(figure, runs, seed, *reading, *filter(None, [note]))
    return figure


def _courses(axes: Axes, courses: Mapping[str, MonthlyBand], dated: bool, ticks: int) -> None:
    shade = 0.16 if len(courses) <= FEW else 0.07
    drawn = zip(courses.values(), COLOURS, MARKS, strict=False)
    for place, (course, colour, mark) in enumerate(drawn):
        every = max(len(course.x) // APART, 1)
        start = place * every // max(len(courses), 1)
        axes.fill_between(course.x, course.low, course.high, color=colour, alpha=shade, linewidth=0)
        axes.plot(
            course.x, course.middle, color=colour, linewidth=1.2, marker=mark, markersize=3.5,
            markevery=(start, every),
        )  # fmt: skip
    first = min(float(course.x[0]) for course in courses.values())
    last = max(float(course.x[-1]) for course in courses.values())
    axes.set_xlim(first, last if last > first else first + 1)
    month_ticks(axes, first, last, ticks, dated=dated)
    axes.locator_params(axis="y", nbins=5)
    low, high = axes.get_ylim()
    if high - low < LEAST_SPAN:
        axes.set_ylim((low + high - LEAST_SPAN) / 2, (low + high + LEAST_SPAN) / 2)


def _shade(axes: Axes, shocks: Sequence[tuple[float, float]]) -> None:
    for first, end in shocks:
        axes.axvspan(first, end, color=style.ORANGE, alpha=0.2, linewidth=0, zorder=0)


def _key(axes: Axes, names: Sequence[str]) -> None:
    axes.axis("off")
    for name, colour, mark in zip(names, COLOURS, MARKS, strict=False):
        words = plain(name, limit=2 * NAME_COLUMNS, width=int(NAME_COLUMNS * paper.current().room))
        axes.plot([], [], color=colour, marker=mark, markersize=3.5, linewidth=1.2, label=words)
    handles, said = axes.get_legend_handles_labels()
    spacing = {"columnspacing": 1.2, "handlelength": 1.8, "borderpad": 0}
    paper.legend(axes, handles, said, ncols=2, loc="center", **spacing)
