"""Which groups decide each crisis, and which mechanisms make one blockade end in two ways."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from analysis.figures import style
from experiments.study.report import SEED
from experiments.study.sensitivity.deciding.contrast_shares import (
    AFTER_TURN,
    CONTRAST,
    EVERYTHING,
    FROM_CALM,
    NOTHING,
)
from experiments.study.sensitivity.deciding.drawn_alliances import LEVEL
from experiments.study.sensitivity.deciding.factors import CRISES
from experiments.study.sensitivity.deciding.variance_shares import ANY_SHOCK, SAME_SHOCK

Rows = Sequence[Mapping[str, object]]
_TITLES = {
    "outside": "a blockade",
    "inside": "a turn",
    "after a turn": "a blockade\nafter a turn",
}
_LOOKS = {ANY_SHOCK.name: (-0.17, style.BLUE, "o"), SAME_SHOCK.name: (0.17, style.ORANGE, "s")}
_SIDES = {FROM_CALM: (style.BLUE, "o"), AFTER_TURN: (style.VERMILION, "s"), CONTRAST: (style.BLACK, "D")}


def variance_figure(rows: Rows, groups: Sequence[str]) -> Figure:
    """Total indices of q with their intervals, first indices as ticks: a panel a crisis, a row a group."""
    with style.sheet():
        figure = style.blank(5.8)
        grid = figure.add_gridspec(2, len(CRISES), height_ratios=[1, 0.06])
        panels = _side_by_side(figure, grid)
        for axes, crisis in zip(panels, CRISES, strict=True):
            for design in (ANY_SHOCK, SAME_SHOCK):
                mine = [
                    row
                    for row in rows
                    if (row["crisis"], row["design"], row["measure"]) == (crisis.name, design.name, LEVEL)
                ]
                _indices(axes, mine, groups, design.name)
            axes.set_title(_TITLES[crisis.name], loc="left", fontsize=style.SMALL)
            axes.set(xlim=(-0.06, _widest(rows)), ylim=(len(groups) - 0.5, -0.5))
            axes.set_xticks((0, 0.5, 1), ("0", ".5", "1"))
            axes.grid(axis="y", color="#EEEEEE", linewidth=0.6)
        panels[0].set_yticks(range(len(groups)), groups)
        for axes in panels[1:]:
            axes.tick_params(labelleft=False)
        panels[1].set_xlabel("share of the variance of q, five years on", fontsize=style.SMALL)
        below = figure.add_subplot(grid[1, :])
        below.set_axis_off()
        below.legend(*panels[0].get_legend_handles_labels(), loc="center", ncols=2)
        style.head(figure, "What decides how an alliance comes out of a crisis?")
        style.foot(figure, f"Sobol' indices, {_alliances(rows)}", SEED,
                   "marks: total index with its 95 % interval; ticks: the part that a group has by itself",
                   "any shock: size and length drawn, too; parameters drawn within ± 15 %")  # fmt: skip
    return figure


def _side_by_side(figure: Figure, grid: GridSpec) -> list[Axes]:
    first = figure.add_subplot(grid[0, 0])
    return [first, *(figure.add_subplot(grid[0, k], sharey=first) for k in range(1, len(CRISES)))]


def _indices(axes: Axes, rows: Rows, groups: Sequence[str], design: str) -> None:
    shift, colour, marker = _LOOKS[design]
    places = np.array([groups.index(str(row["group"])) + shift for row in rows])
    first, total, low, high = (
        np.array([float(str(row[name])) for row in rows])
        for name in ("first", "total", "total_low", "total_high")
    )
    axes.hlines(places, low, high, color=colour, linewidth=1)
    axes.plot(total, places, marker, color=colour, markersize=3.2, label=f"total, {design}", linestyle="none")
    axes.plot(first, places, "|", color=colour, markersize=5, linestyle="none")


def _widest(rows: Rows) -> float:
    """Room for the longest interval: estimates of a share may lie beyond 1."""
    shown = [row for row in rows if row["measure"] == LEVEL and row["design"] in _LOOKS]
    return 0.05 + max(1.0, *(float(str(row["total_high"])) for row in shown))


def _alliances(rows: Rows) -> str:
    many = [int(str(row["n"])) for row in rows]
    return f"{min(many):,} to {max(many):,} alliances a panel and colour"


def contrast_figure(rows: Rows, reading: str) -> Figure:
    """What each group of mechanisms adds to q from calm, after the turn, and to the difference of the two."""
    mine = [row for row in rows if row["reading"] == reading]
    names = [name for name in dict.fromkeys(str(row["group"]) for row in mine)
             if name not in (NOTHING, EVERYTHING)]  # fmt: skip
    with style.sheet():
        figure = style.blank(4.0)
        grid = figure.add_gridspec(2, 1, height_ratios=[1.0, 0.08])
        axes, key = (figure.add_subplot(grid[row]) for row in range(2))
        for number, (side, (colour, marker)) in enumerate(_SIDES.items()):
            shown = [row for row in mine if row["side"] == side and row["group"] in names]
            places = np.array([names.index(str(row["group"])) + 0.25 * (number - 1) for row in shown])
            middle, low, high = (
                np.array([float(str(row[name])) for row in shown]) for name in ("mean", "low", "high")
            )
            axes.errorbar(middle, places, xerr=[middle - low, high - middle], fmt=marker, color=colour,
                          markersize=3.5, capsize=2, linewidth=1, label=side)  # fmt: skip
        axes.axvline(0, color=style.GREY, linewidth=0.6)
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.set_xlabel(f"added to q, {reading}")
        key.set_axis_off()
        key.legend(*axes.get_legend_handles_labels(), loc="center", ncols=3, borderpad=0)
        style.head(figure, "Which mechanisms give one blockade two ends?")
        draws = style.counted(int(str(mine[0]["n"])), "draw")
        style.foot(figure, f"{draws} of all parameters (± 15 %)", SEED,
                   "exact Shapley shares over all subsets, calm derived anew for each",
                   "bars: 95 % intervals of the mean",
                   "after the turn: over the turn alone",
                   "contrast: from calm minus after the turn")  # fmt: skip
    return figure
