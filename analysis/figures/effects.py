"""What do the runs behind a claim say? Every paired value against the smallest effect asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.marks import paper
from analysis.intervals import Interval
from languages import said

BAND = "#E3E3E3"
PER_PANEL = 2.1
"""Height of a panel in inches."""


@dataclass(frozen=True)
class Effect:
    """One part of a pattern: what it says, its values[n] (None where it is a share of a map, which has no
    value a run), the estimate with its interval, the smallest effect and the direction asked for (`+`, `-`,
    `below`, `zero` or `map`), what is measured and in what unit, and the verdict.
    """

    name: str
    says: str
    values: FloatArray | None
    interval: Interval
    smallest: float
    sign: str
    measured: str
    verdict: str


def effects_figure(effects: Sequence[Effect], *, title: style.Title, seed: int, note: str = "") -> Figure:
    """Return a panel a part: the share of runs whose value is at most x, the estimate with its interval, and
    in grey where the part holds. ValueError without any part.
    """
    if not effects:
        raise ValueError("there is no part to draw")
    with style.sheet():
        figure = style.blank(1.4 + PER_PANEL * len(effects))
        grid = figure.add_gridspec(len(effects) + 1, 1, height_ratios=[*[PER_PANEL] * len(effects), 0.3])
        for place, effect in enumerate(effects):
            _panel(figure.add_subplot(grid[place]), effect)
        _legend(figure.add_subplot(grid[len(effects)]), any(effect.values is not None for effect in effects))
        style.head(figure, title)
        counts = {0 if effect.values is None else len(effect.values) for effect in effects}
        runs = style.counted(max(counts), "run")
        most = (
            said("{runs} a part", runs=runs) if len(counts) == 1 else said("{runs} a part at most", runs=runs)
        )
        style.foot(figure, most if any(counts) else said("shares of a map"), seed, *filter(None, (note,)))
    return figure


def _panel(axes: Axes, effect: Effect) -> None:
    ends = [value for value in (*effect.interval, effect.smallest, 0.0) if np.isfinite(value)]
    values = np.empty(0) if effect.values is None else np.sort(effect.values[np.isfinite(effect.values)])
    low, high = min([*ends, *values]), max([*ends, *values])
    room = 0.08 * (high - low) or 1.0
    axes.set_xlim(low - room, high + room)
    start, end = _holds(effect, low - room, high + room)
    axes.axvspan(start, end, color=BAND, linewidth=0, zorder=0)
    axes.axvline(0, color=style.BLACK, linewidth=0.5)
    if len(values):
        share = np.arange(1, len(values) + 1) / len(values)
        axes.step(values, share, where="post", color=style.SKY, linewidth=1.4)
    if np.isfinite(effect.interval.estimate):
        ends_of = [[value] for value in np.abs(np.array(effect.interval[1:]) - effect.interval.estimate)]
        axes.errorbar(effect.interval.estimate, 0.5, xerr=ends_of, fmt="o", color=style.BLUE, markersize=4.5,
                      capsize=2.5, linewidth=1.2)  # fmt: skip
    axes.set_ylim(0, 1.04)
    axes.set_yticks((0, 0.5, 1), ("0", "½", "1") if len(values) else ("", "", ""))
    if len(values):
        axes.set_ylabel(said("share of runs"))
    else:
        axes.tick_params(left=False)
    style.fill(axes.xaxis.label, effect.measured, limit=200, room=0.95)
    style.fill(axes.title, f"{effect.name}, {effect.verdict}: {effect.says}", limit=170, room=0.95)


def _holds(effect: Effect, low: float, high: float) -> tuple[float, float]:
    """Where the part holds, within the panel."""
    if effect.sign == "zero":
        width = 0.004 * (high - low)
        return -width, width
    if effect.sign == "-":
        return low, -effect.smallest
    return (low, effect.smallest) if effect.sign == "below" else (effect.smallest, high)


def _legend(axes: Axes, runs: bool) -> None:
    axes.set_axis_off()
    handles: list[Line2D | Patch] = [Patch(color=BAND, label=said("holds here"))]
    estimate = said("mean, joint interval")
    handles.append(Line2D([], [], color=style.BLUE, marker="o", markersize=4.5, label=estimate))
    if runs:
        handles.append(Line2D([], [], color=style.SKY, linewidth=1.4, label=said("runs at or below")))
    paper.legend(axes, handles, [handle.get_label() for handle in handles], ncols=3, loc="center")
