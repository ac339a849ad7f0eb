"""What each effect saves, cell by cell, at a glance."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.ticker import MaxNLocator

from analysis.figures import style
from experiments.study.effects.arms import TURNS
from experiments.study.effects.effect_names import AS_IS, COSTS, EFFECTS, NONE, RECENTRED, SAVES
from experiments.study.report import SEED, Row

MOST = 0.1
"""Beyond this share saved the colour deepens no more."""
READ = ((-0.17, RECENTRED, (style.BLUE, "o")), (0.17, AS_IS, (style.ORANGE, "s")))
"""How each reading is drawn: how far from the middle of its row, with which colour and mark."""
SIGNS = {SAVES: "", COSTS: "", NONE: "○"}
"""What stands beside a number: a ring where it is shown to be none, a question mark where it is not told."""


def effects_figure(rows: Sequence[Mapping[str, str] | Row], partition: str) -> Figure:
    """What each effect saves of cooperation and of output, re-centred: a row a cell, a column a start."""
    shown = [row for row in rows if row["reading"] == RECENTRED and row["partition"] == partition
             and row["stakes"] == "as they are"]  # fmt: skip
    cells = list(dict.fromkeys(row["cell"] for row in shown))
    with style.sheet():
        figure = style.blank(6.4)
        panels = figure.subplots(2, len(EFFECTS), sharex=True, sharey=True)
        for line, measure in zip(panels, ("cooperation", "output"), strict=True):
            for axes, effect in zip(line, EFFECTS, strict=True):
                mine = [row for row in shown if (row["measure"], row["what"]) == (measure, effect)]
                picture = _panel(axes, mine, cells)
                if measure == "cooperation":
                    axes.set_title(effect, loc="left", fontsize=style.SMALL)
            line[0].set_ylabel(measure, fontsize=style.SMALL)
        bar = figure.colorbar(
            picture, ax=panels, ticks=[-MOST, 0, MOST], location="bottom", aspect=50, pad=0.02
        )
        bar.ax.set_xticklabels([f"−{100 * MOST:g} or less", "0", f"{100 * MOST:g} or more"])
        bar.set_label("saved, in per cent of normal functioning", fontsize=style.SMALL)
        style.head(figure, "What does each effect save of what a shock takes?")
        style.foot(figure, f"{max(int(row['n']) for row in shown)} draws of all parameters (± 15 %)", SEED,
                   "over the shock and the two years after, calm derived anew for every arm",
                   "○ shown to be within half a per cent of nothing; ? not to be told",
                   "columns: where the shock finds the alliance")  # fmt: skip
    return figure


def _panel(axes: Axes, rows: Sequence[Mapping[str, str] | Row], cells: Sequence[str]) -> AxesImage:
    starts = list(TURNS)
    values = np.full((len(cells), len(starts)), np.nan)
    for row in rows:
        y, x = cells.index(str(row["cell"])), starts.index(str(row["start"]))
        values[y, x] = saved = float(row["mean"])
        if np.isfinite(saved):
            sign = SIGNS.get(str(row["verdict"]), "?")
            ink = "white" if abs(saved) > 0.7 * MOST else style.BLACK
            axes.text(x, y, f"{100 * saved:z.1f}{sign}".replace("-", "−"), ha="center", va="center",
                      fontsize=style.SMALL, color=ink)  # fmt: skip
    picture = axes.imshow(values, aspect="auto", cmap="PuOr", vmin=-MOST, vmax=MOST)
    axes.set_xticks(range(len(starts)), starts, rotation=30, ha="right")
    axes.set_yticks(range(len(cells)), cells)
    axes.tick_params(length=0)
    return picture


def one_scenario_figure(rows: Sequence[Row], title: str, draws: str, seed: int) -> Figure:
    """What each effect saves of cooperation and of output in one scenario, re-centred and as it is, with
    intervals.
    """
    with style.sheet():
        figure = style.blank(3.0)
        grid = figure.add_gridspec(2, 2, height_ratios=[1.0, 0.1])
        first = figure.add_subplot(grid[0, 0])
        panels = (first, figure.add_subplot(grid[0, 1], sharex=first, sharey=first))
        for axes, measure in zip(panels, ("cooperation", "output"), strict=True):
            axes.xaxis.set_major_locator(MaxNLocator(4))
            for shift, reading, look in READ:
                mine = [row for row in rows if (row["measure"], row["reading"]) == (measure, reading)]
                _bars(axes, [row for row in mine if row["what"] in EFFECTS], shift, look, reading)
            axes.axvline(0, color=style.GREY, linewidth=0.6)
            axes.set_title(measure, loc="left", fontsize=style.SMALL)
            label = axes.set_xlabel("", fontsize=style.SMALL)
            style.fill(label, "share of normal functioning saved", limit=60, room=0.3)
        panels[0].set_yticks(range(len(EFFECTS)), EFFECTS)
        panels[0].invert_yaxis()
        panels[1].tick_params(labelleft=False)
        key = figure.add_subplot(grid[1, :])
        key.set_axis_off()
        key.legend(*panels[0].get_legend_handles_labels(), loc="center", ncols=2, borderpad=0)
        style.head(figure, ("What does each effect save?", title))
        style.foot(figure, draws, seed,
                   "bars: intervals of the mean (95 % for six together)",
                   "re-centred: calm derived anew for every arm")  # fmt: skip
    return figure


def _bars(axes: Axes, rows: Sequence[Row], shift: float, look: tuple[str, str], label: str) -> None:
    colour, mark = look
    places = np.array([EFFECTS.index(row["what"]) + shift for row in rows])
    middle, low, high = (np.array([row[name] for row in rows]) for name in ("mean", "low", "high"))
    axes.errorbar(middle, places, xerr=[middle - low, high - middle], fmt=mark, color=colour, markersize=3.5,
                  capsize=2, linewidth=1, label=label)  # fmt: skip
