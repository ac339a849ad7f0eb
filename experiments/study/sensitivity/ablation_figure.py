"""Which mechanism moves which pattern, at a glance."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import SymLogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from analysis.figures import style
from experiments.study.report import SEED, Row

MOST = 20.0
"""Beyond so many smallest effects the colour deepens no more."""
UP, DOWN = "^", "v"


def matrix_figure(rows: Sequence[Row]) -> Figure:
    """A row a mechanism, a column a part: the effect of switching it off in units of the smallest effect; a
    triangle where it moves the part (up: more without the mechanism, as a print in grey does not tell), a
    frame where that was expected.
    """
    mechanisms = list(dict.fromkeys(row["mechanism"] for row in rows))
    names = list(dict.fromkeys(f"{row['id']} {row['part']}" for row in rows))
    values = np.full((len(mechanisms), len(names)), np.nan)
    with style.sheet():
        figure = style.blank(2.2 + 0.16 * len(mechanisms), max(style.WIDTH, 2.2 + 0.16 * len(names)))
        grid = figure.add_gridspec(2, 1, height_ratios=[len(mechanisms), 2.2])
        axes = figure.add_subplot(grid[0])
        for row in rows:
            y, x = mechanisms.index(row["mechanism"]), names.index(f"{row['id']} {row['part']}")
            unit = float(row["smallest"])
            values[y, x] = float(row["estimate"]) / unit if unit else np.nan
            _marks(axes, x, y, row)
        shown = axes.imshow(values, aspect="auto", cmap="RdBu", norm=SymLogNorm(1, vmin=-MOST, vmax=MOST))
        axes.set_xticks(range(len(names)), names, rotation=55, ha="right", rotation_mode="anchor")
        axes.set_yticks(range(len(mechanisms)), mechanisms)
        axes.tick_params(length=0)
        bar = figure.colorbar(shown, ax=axes, ticks=[-MOST, -5, -1, 0, 1, 5, MOST], pad=0.02, aspect=30)
        bar.ax.set_yticklabels([f"{tick:g}".replace("-", "−") for tick in (-MOST, -5, -1, 0, 1, 5, MOST)])
        bar.set_label("without it minus with it, in smallest effects")
        _legend(figure.add_subplot(grid[1]))
        style.head(figure, "Which mechanism moves which pattern?")
        style.foot(figure, f"{max(int(row['n']) for row in rows)} runs a cell", SEED,
                   "each mechanism off in both arms of a part",
                   "a part that must be exactly 0 has no unit and no colour")  # fmt: skip
    return figure


def _marks(axes: Axes, x: int, y: int, row: Row) -> None:
    if row["expected"] == "yes":
        axes.add_patch(Rectangle((x - 0.46, y - 0.46), 0.92, 0.92, fill=False, edgecolor=style.BLACK,
                                 linewidth=0.9))  # fmt: skip
    if row["moved"] == "yes":
        mark = UP if float(row["estimate"]) > 0 else DOWN
        axes.plot(x, y, mark, color=style.BLACK, markersize=5, markeredgecolor="white", markeredgewidth=0.7)
    elif row["moved"] != "no":
        axes.text(x, y, "–", ha="center", va="center", color=style.GREY, fontsize=style.SMALL)


def _legend(axes: Axes) -> None:
    axes.set_axis_off()
    moved = [
        Line2D([], [], color=style.BLACK, marker=mark, markersize=5, linestyle="none", label=words)
        for mark, words in ((UP, "moves it: more without"), (DOWN, "less without"))
    ]
    frame = Patch(facecolor="none", edgecolor=style.BLACK, linewidth=0.9, label="expected to")
    none = Line2D([], [], color=style.GREY, marker="_", linestyle="none", label="nothing to measure")
    axes.legend(handles=[*moved, frame, none], loc="center", ncols=4)
