"""How far each part of a pattern lies from the smallest effect that was asked of it."""

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.figures import style
from experiments.study.report import SEED, Row

FAR = 40.0
"""Beyond so many smallest effects a mark stands at the edge, as an arrow."""
_LOOKS = {
    "holds": (style.BLUE, "o", style.BLUE),
    "undecided": (style.ORANGE, "D", "white"),
    "fails": (style.VERMILION, "s", "white"),
    "not tested": (style.GREY, "x", style.GREY),
}
"""Colour, marker and its filling: filled holds, hollow does not, so that grey tells them apart as well."""
_BAND = "#E3E3E3"
_LINEAR = 2.0


def patterns_figure(rows: Sequence[Row]) -> Figure:
    """One row a part, in two columns: estimate and interval in units of its smallest effect; grey is where it
    holds.
    """
    longest = math.ceil(len(rows) / 2)
    with style.sheet():
        figure = style.blank(2.2 + 0.145 * longest)
        grid = figure.add_gridspec(2, 2, height_ratios=[longest, 2])
        for number, column in enumerate((rows[:longest], rows[longest:])):
            axes = figure.add_subplot(grid[0, number])
            for place, row in enumerate(column):
                _part(axes, place, row)
            _frame(axes, column, longest)
        _legend(figure.add_subplot(grid[1, :]), {row["verdict"] for row in rows})
        style.head(figure, "What was asked of the model, what came")
        style.foot(figure, "runs a row: see the table", SEED,
                   "intervals over replicates (all of them together 95 %), most narrower than the mark",
                   f"logarithmic beyond {_LINEAR:g}; an arrow lies off the scale",
                   "what has to be exactly 0 stands at 0")  # fmt: skip
    return figure


def scaled(row: Row) -> tuple[float, float, float]:
    """Estimate, low and high in units of the smallest effect, turned so that + is the direction asked for.

    A part that has to be zero has no such unit: it stands at 0 if it is, at infinity if not.
    """
    values = [float(row[name]) for name in ("estimate", "low", "high")]
    if row["sign"] == "zero":
        middle, low, high = (math.copysign(math.inf, value) if value else 0.0 for value in values)
        return middle, low, high
    unit = float(row["smallest"]) * (-1 if row["sign"] == "-" else 1)
    middle, *ends = (value / unit for value in values)
    return middle, min(ends), max(ends)


def _part(axes: Axes, place: int, row: Row) -> None:
    colour, marker, filling = _LOOKS[row["verdict"]]
    start, end = {"below": (-FAR, 1.0), "zero": (-0.06, 0.06)}.get(row["sign"], (1.0, FAR))
    axes.fill_betweenx((place - 0.38, place + 0.38), start, end, color=_BAND, linewidth=0, zorder=0)
    middle, low, high = (max(-FAR, min(FAR, value)) for value in scaled(row))
    if math.isnan(middle):
        return
    axes.plot((low, high), (place, place), color=colour, linewidth=1.2, solid_capstyle="butt")
    if abs(middle) == FAR:
        marker = ">" if middle > 0 else "<"
    axes.plot(middle, place, marker=marker, color=colour, markerfacecolor=filling, markersize=4.5,
              markeredgewidth=1.1, clip_on=False, linestyle="none")  # fmt: skip


def _frame(axes: Axes, rows: Sequence[Row], longest: int) -> None:
    axes.set_xscale("symlog", linthresh=_LINEAR, linscale=1.5)
    axes.set_xlim(-FAR, FAR)
    ticks = (-20, -1, 1, 20)
    axes.set_xticks(ticks, [str(tick).replace("-", "−") for tick in ticks])
    axes.minorticks_off()
    axes.set_yticks(range(len(rows)), [f"{row['id']} {row['part']}" for row in rows])
    axes.set_ylim(longest - 0.4, -0.6)
    axes.set_xlabel("in smallest effects")
    axes.axvline(0, color=style.BLACK, linewidth=0.5)


def _legend(axes: Axes, seen: AbstractSet[str]) -> None:
    axes.set_axis_off()
    marks = [_handle(name) for name in _LOOKS if name in seen]
    axes.legend(handles=[*marks, Patch(color=_BAND, label="here it holds")], loc="center",
                ncols=len(marks) + 1)  # fmt: skip


def _handle(name: str) -> Line2D:
    colour, marker, filling = _LOOKS[name]
    return Line2D([], [], color=colour, marker=marker, markerfacecolor=filling, markersize=4.5,
                  markeredgewidth=1.1, linewidth=1.2, label=name)  # fmt: skip
