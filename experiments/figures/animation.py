"""A run as it goes, month by month: an animation for a lecture, made from the table of trajectories alone."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.animation import PillowWriter
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.arrays import AnyArray, FloatArray
from analysis.bands import bands
from analysis.figures import style
from analysis.figures.marks.ticks import month_ticks
from analysis.figures.recovery_curves import joined
from experiments.errors import Without
from experiments.figures import figure_captions as captions
from experiments.results.manifest import RunManifest
from experiments.results.places import check_aside, check_place
from experiments.results.reading.results import FolderResults
from experiments.results.store import TRAJECTORIES, commit, saying
from languages import in_a_row, named, said
from sim.series import PLACE, SERIES

FILE = "animation.gif"
MOST_FRAMES, A_SECOND, DOTS = 72, 8, 110
"""Frames at most, frames a second, and dots to an inch."""
BARS = ("trust_USA", "trust_EU", "commitments_standards", "pledges", "shortage_USA", "shortage_EU")
"""Series between 0 and 1 that stand as bars below the curve."""


class _Shown(NamedTuple):
    """What the frames are made of: bands of performance, the twin's median, and of every bar the run's and
    the twin's median[months].
    """

    performance: dict[str, FloatArray]
    twin: FloatArray
    bars: list[tuple[FloatArray, FloatArray]]


def animate(results: FolderResults, show: Callable[[int, int], None] = lambda done, of: None) -> Path:
    """Write the animation of a run into its folder and return the file: performance as it goes against the
    twin's, and below it trust, commitments and shortage of the month. `show` is told how many frames of how
    many are drawn. Raises Without for other results than a run's.
    """
    manifest = results.manifest
    if not isinstance(manifest, RunManifest):
        raise Without(f"{results.folder} holds many settings; an animation is of one: an `alliance run`")
    check_aside()
    check_place(results.folder)
    with saying(Path(tempfile.gettempdir())), tempfile.TemporaryDirectory() as aside, style.sheet():
        figure, draw = scene(results, manifest)
        FigureCanvasAgg(figure)  # what a frame is drawn on
        months = frames(manifest.months)
        writer, drawn = PillowWriter(fps=A_SECOND), Path(aside) / FILE
        with writer.saving(figure, str(drawn), dpi=DOTS):
            for number, month in enumerate(months):
                draw(month)
                writer.grab_frame()
                show(number + 1, len(months))
        commit(results.folder / FILE, drawn.read_bytes())
    return results.folder / FILE


def frames(months: int) -> list[int]:
    """The months that have a frame, the last among them.

    >>> frames(5), len(frames(600)), frames(600)[-1]
    ([0, 1, 2, 3, 4], 68, 599)
    """
    step = -(-months // MOST_FRAMES)
    return sorted({*range(0, months, step), months - 1})


def scene(results: FolderResults, manifest: RunManifest) -> tuple[Figure, Callable[[int], None]]:
    """The figure, and what draws a month into it."""
    shown = _shown(results, manifest)
    figure = style.blank(4.6)
    grid = figure.add_gridspec(2, 1, height_ratios=[1.5, 1.0])
    curve, below = (figure.add_subplot(grid[row]) for row in range(2))
    line, moment, bars = _stage(curve, below, shown, manifest)
    style.head(figure, captions.heading(said("How does it go?"), manifest))
    causes = in_a_row(captions.causes(manifest.scenario))
    shaded = [said("shaded: {causes}", causes=causes)] if _single(manifest) else []
    note = captions.note(manifest, said("broken line: the twin, without the shock"), *shaded)
    reading = (said("line and bars: medians"), said("band: middle 90 % of runs"))
    style.foot(figure, style.counted(manifest.replicates, "run"), manifest.seed, *reading, note)
    figure.draw_without_rendering()
    figure.set_layout_engine(None)  # no frame may stand elsewhere than the one before

    def draw(month: int) -> None:
        line.set_data(np.arange(month + 1), shown.performance["q50"][: month + 1])
        moment.set_xdata([month, month])
        for bar, (values, _) in zip(bars, shown.bars, strict=True):
            bar.set_width(float(values[month]))
        for mark, (_, twins) in zip(below.lines, shown.bars, strict=True):
            mark.set_xdata([twins[month]])
        below.set_title(said("month {month}", month=month), loc="left")

    return figure, draw


def _stage(curve: Axes, below: Axes, shown: _Shown, manifest: RunManifest) -> tuple[Any, Any, Any]:
    """What stands in every frame, and what moves: the curve, the moment and the bars."""
    months, wide = np.arange(manifest.months), shown.performance
    curve.fill_between(months, wide["q05"], wide["q95"], color=style.BLUE, alpha=0.12, linewidth=0)
    curve.plot(months, shown.twin, color=style.GREY, linewidth=1.0, linestyle="--")
    for first, end in joined(captions.shocks(manifest.scenario) or _single(manifest), manifest.months):
        curve.axvspan(first - 0.5, end - 0.5, color=style.ORANGE, alpha=0.2, linewidth=0, zorder=0)
    (line,) = curve.plot([], [], color=style.BLUE, linewidth=1.8)
    moment = curve.axvline(0, color=style.BLACK, linewidth=0.7)
    curve.set(xlim=(0, manifest.months - 1), ylim=(0, 1.05 * max(np.nanmax(wide["q95"]), shown.twin.max())))
    curve.set(xlabel=said("months from the start"), ylabel=said("performance (index)"))
    month_ticks(curve, 0, manifest.months - 1, 6)
    bars = below.barh(range(len(BARS)), [0.0] * len(BARS), color=style.BLUE, height=0.7)
    for place in range(len(BARS)):
        below.plot([0], [place], "|", color=style.BLACK, markersize=11, markeredgewidth=1.2)
    titles = [named("series_title", name, SERIES[PLACE[name]].title) for name in BARS]
    below.set_yticks(range(len(BARS)), [title.removesuffix(said(", mean of domains")) for title in titles])
    below.set(xlim=(0, 1), ylim=(len(BARS) - 0.4, -0.6), xlabel=said("0–1; black: the twin's median"))
    below.set_title(said("month {month}", month=0), loc="left")
    return line, moment, bars


def _single(manifest: RunManifest) -> list[tuple[int, int | None]]:
    first, last = manifest.shock["first"], manifest.shock["last"]
    return [] if first is None else [(first, None if last is None else last + 1)]


def _shown(results: FolderResults, manifest: RunManifest) -> _Shown:
    table = results.table(TRAJECTORIES, ["shocked", "performance", *BARS])
    shocked = np.asarray(table["shocked"])

    def pair(name: str) -> tuple[AnyArray, AnyArray]:
        values = np.asarray(table[name])
        run, twin = (
            values[side].reshape(manifest.replicates, manifest.months) for side in (shocked, ~shocked)
        )
        return run, twin

    run, twin = pair("performance")
    bars = [tuple(np.median(side, axis=0) for side in pair(name)) for name in BARS]
    return _Shown(bands(run), np.median(twin, axis=0), [(mine, its) for mine, its in bars])
