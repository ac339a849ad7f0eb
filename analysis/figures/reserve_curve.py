"""How much more could the alliance take? The least further shock that would be its end, month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import ArrayLike

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.marks.ticks import date, month_ticks
from languages import said

ROOM = 1.12
"""Where an answer beyond the highest level stands, as a multiple of that level."""
HEIGHT = 1.9
"""Of a panel, in inches."""


@dataclass(frozen=True)
class ReserveCurve:
    """The reserve in some months: its median and band[months], infinite beyond the highest level tried."""

    months: Sequence[int]
    low: ArrayLike
    middle: ArrayLike
    high: ArrayLike


@dataclass(frozen=True)
class ReservePanel:
    """One further shock: what its levels are called, the highest and what stands for more than that; the
    reserve of the run, that of its twin (None: it is calm) and the median in calm.
    """

    label: str
    most: float
    beyond: str
    run: ReserveCurve
    twin: ReserveCurve | None
    calm: float | None


def reserve_figure(
    months: ArrayLike,
    panels: Mapping[str, ReservePanel],
    *,
    t0: int | None,
    t1: int | None,
    title: style.Title,
    n: int,
    seed: int | None,
    note: str = "",
) -> Figure:
    """Return a panel for each further shock, by title: medians at the months asked, joined by lines that say
    nothing of the months between, the band of the run, its twin's median and that of calm.

    `months`[m] are all months of the run, as numbers or numpy dates (datetime64); `t0`, `t1` are the first
    and last month of the run's own shock (None: none, no end). ValueError without a panel.
    """
    if not panels:
        raise ValueError("there is no further shock to draw")
    x, is_dated = _axis(months)
    with style.sheet():
        figure = style.blank(1.7 + HEIGHT * len(panels))
        grid = figure.add_gridspec(len(panels) + 1, 1, height_ratios=[*[HEIGHT] * len(panels), 0.3])
        drawn = [figure.add_subplot(grid[place]) for place in range(len(panels))]
        for axes, (name, panel) in zip(drawn, panels.items(), strict=True):
            _panel(axes, x, panel)
            _shade(axes, x, t0, t1)
            month_ticks(axes, x[0], x[-1], 8, dated=is_dated)
            axes.set_xlim(x[0], x[-1])
            style.fill(axes.set_title("", loc="left"), name, limit=120, room=0.8)
        start = date(x[0], whole=False) if is_dated else ""
        drawn[-1].set_xlabel(
            said("year (month 0 is {start})", start=start) if is_dated else said("months from the start")
        )
        twins = any(panel.twin is not None for panel in panels.values())
        _legend(figure.add_subplot(grid[len(panels)]), twins, t0, t1)
        style.head(figure, title)
        between = said("nothing is known between the dots")
        style.foot(figure, style.counted(n, "run"), seed, between, *filter(None, (note,)))
    return figure


def _axis(months: ArrayLike) -> tuple[FloatArray, bool]:
    values = np.asarray(months)
    if np.issubdtype(values.dtype, np.datetime64):
        return values.astype("datetime64[M]").astype(np.float64) / 12 + 1970, True
    return values.astype(np.float64), False


def _panel(axes: Axes, x: FloatArray, panel: ReservePanel) -> None:
    at = x[np.asarray(panel.run.months)]
    low, middle, high = (
        _placed(part, panel.most) for part in (panel.run.low, panel.run.middle, panel.run.high)
    )
    axes.fill_between(at, low, high, color=style.BLUE, alpha=0.2, linewidth=0)
    axes.plot(at, middle, color=style.BLUE, marker="o", markersize=2.5, linewidth=1.2, zorder=3)
    tops = [high]
    if panel.twin is not None:
        twin = _placed(panel.twin.middle, panel.most)
        axes.plot(
            x[np.asarray(panel.twin.months)],
            twin,
            color=style.BLACK,
            linewidth=1.0,
            linestyle="--",
            zorder=2.5,
        )
        tops.append(twin)
    if panel.calm is not None:
        calm = _placed(panel.calm, panel.most)
        axes.axhline(float(calm), color=style.GREEN, linewidth=1.2, linestyle="-.", zorder=2)
        tops.append(np.atleast_1d(calm))
    _ticks(axes, panel, np.concatenate(tops))
    style.fill(axes.yaxis.label, panel.label, limit=60, room=0.3)
    axes.set_ylabel(axes.yaxis.label.get_text())


def _placed(values: ArrayLike, most: float) -> FloatArray:
    """Where values stand: what lies beyond the highest level stands above it."""
    array = np.asarray(values, dtype=np.float64)
    return np.where(np.isposinf(array), ROOM * most, array)


def _ticks(axes: Axes, panel: ReservePanel, tops: FloatArray) -> None:
    """Ticks up to the highest level, and one with words for what lies beyond it, where something does."""
    top = float(np.nanmax(tops, initial=0.0))
    if top <= panel.most:
        axes.set_ylim(0, 1.12 * max(top, panel.most / 20))
        axes.locator_params(axis="y", nbins=6)
        return
    axes.set_ylim(0, 1.05 * ROOM * panel.most)
    marks = np.linspace(0, panel.most, 5)
    axes.set_yticks([*marks, ROOM * panel.most], [*(f"{mark:g}" for mark in marks), panel.beyond])


def _shade(axes: Axes, x: FloatArray, t0: int | None, t1: int | None) -> None:
    if t0 is not None:
        end = x[-1] if t1 is None else x[min(t1 + 1, len(x) - 1)]
        axes.axvspan(x[t0], end, color=style.ORANGE, alpha=0.2, linewidth=0, zorder=0)


def _legend(axes: Axes, twins: bool, t0: int | None, t1: int | None) -> None:
    axes.axis("off")
    entries: list[tuple[Line2D | Patch, str]] = [
        (Line2D([], [], color=style.BLUE, marker="o", markersize=2.5), said("the run, median")),
        (Patch(color=style.BLUE, alpha=0.3, linewidth=0), said("middle 80 % of runs")),
        (Line2D([], [], color=style.GREEN, linewidth=1.2, linestyle="-."), said("calm, median")),
    ]
    if twins:
        twin = Line2D([], [], color=style.BLACK, linewidth=1.0, linestyle="--")
        entries.append((twin, said("its twin, median")))
    if t0 is not None:
        shaded = Patch(color=style.ORANGE, alpha=0.3, linewidth=0)
        entries.append((shaded, said("its own shock, no end") if t1 is None else said("its own shock")))
    handles, names = zip(*entries, strict=True)
    spacing = {"columnspacing": 1.2, "handlelength": 1.8, "borderpad": 0}
    paper.legend(axes, handles, names, ncols=3, loc="center", **spacing)
