"""How often a theory is named rightly: over the shift and the spread, by lens, by scenario, and what for."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures import style
from experiments.study.lenses.lens_cases import LENSES, lens_scenarios
from experiments.study.lenses.observers import ALL_SERIES, WITHOUT_BOOKS
from experiments.study.lenses.theory_recovery import ALL, ALL_SIX, ANY
from experiments.study.report import SEED

Rows = Sequence[Mapping[str, str]]
AS_ARGUED, AS_DRAWN = "1", "0.15"
"""Size of the shift and spread of the draws at which the lower panels stand (the spread of b, too)."""
SPREAD_LOOKS = {
    "0": (style.BLACK, "o"),
    "0.05": (style.BLUE, "s"),
    "0.15": (style.VERMILION, "D"),
    "0.3": (style.ORANGE, "^"),
}
LENS_COLOURS = dict(zip(LENSES, (style.BLACK, style.VERMILION, style.BLUE, style.GREEN), strict=True))
MARKS = dict(zip(LENSES, "osD^", strict=True))
CHANCE = 1 / len(LENSES)
PAPER: Mapping[str, Any] = {"frameon": True, "facecolor": "white", "edgecolor": "none", "framealpha": 1.0}
"""Behind a key, so that no line runs through its words."""


def recovery_figure(rows: Rows) -> Figure:
    """Four panels: the mean share named rightly over the shift, a line a spread; that of each lens at ± 15 %;
    of each scenario at the shifts as argued; and there, how runs through each lens are named.
    """
    with style.sheet():
        figure = style.blank(6.3)
        (by_spread, by_lens), (by_scenario, named) = figure.subplots(2, 2)
        _by_spread(by_spread, rows)
        _by_lens(by_lens, rows)
        _by_scenario(by_scenario, rows)
        _named(named, rows)
        style.head(figure, "Can a theory be named from what is seen?")
        n = next(int(row["n"]) for row in rows if row["truth"] == ALL)
        style.foot(figure, f"{n} runs named at each point", SEED,
                   "named from yearly changes with an error of 2 %, without the commitments",
                   "a, b, d: one scenario seen at a time, mean of six", "b, c, d: draws of ± 15 %",
                   "c, d: shifts as argued", "all series: with the commitments",
                   "bars: 95 % intervals", "dotted: chance")  # fmt: skip
    return figure


def _at(rows: Rows, **where: str) -> list[Mapping[str, str]]:
    return [row for row in rows if all(row[name] == value for name, value in where.items())]


def _curve(axes: Axes, rows: Rows, colour: str, label: str, line: str = "-", mark: str = "o") -> None:
    size, right, low, high = (
        np.array([float(row[name]) for row in rows]) for name in ("size", "right", "low", "high")
    )
    axes.errorbar(size, right, yerr=[right - low, high - right], color=colour, label=label, linestyle=line,
                  marker=mark, markersize=3, linewidth=1.1, elinewidth=0.6)  # fmt: skip


def _frame(axes: Axes, title: str) -> None:
    """Title, axes and chance of a panel over the size of the shift."""
    axes.set_title(title, loc="left", fontsize=style.SMALL)
    axes.set_ylim(0, 1.03)
    axes.set_xlabel("size of the shift", fontsize=style.SMALL)
    axes.set_xticks([0, 1, 2], ["0", "as argued", "2 ×"])
    axes.axhline(CHANCE, color=style.GREY, linewidth=0.6, linestyle=":")


def _by_spread(axes: Axes, rows: Rows) -> None:
    for spread, (colour, mark) in SPREAD_LOOKS.items():
        mine = _at(rows, spread=spread, observer=WITHOUT_BOOKS.name, scenario=ANY, truth=ALL)
        _curve(axes, mine, colour, f"± {100 * float(spread):.0f} %", mark=mark)
    _frame(axes, "a  by spread of all parameters")
    axes.legend(loc="lower right", borderpad=0.1, handlelength=1.4, **PAPER)
    axes.set_ylabel("named rightly, share", fontsize=style.SMALL)


def _by_lens(axes: Axes, rows: Rows) -> None:
    for lens, colour in LENS_COLOURS.items():
        mine = _at(rows, spread=AS_DRAWN, observer=WITHOUT_BOOKS.name, scenario=ANY, truth=lens)
        _curve(axes, mine, colour, lens, mark=MARKS[lens])
    _frame(axes, "b  by lens")
    axes.legend(loc="center right", bbox_to_anchor=(-0.3, 0.5), borderpad=0, handlelength=1.4)


def _by_scenario(axes: Axes, rows: Rows) -> None:
    names = [*(asked.name for asked in lens_scenarios()), ALL_SIX]
    for observer, colour, shift, mark in (
        (WITHOUT_BOOKS, style.VERMILION, 0.14, "o"), (ALL_SERIES, style.BLUE, -0.14, "s"),
    ):  # fmt: skip
        mine = {
            row["scenario"]: row
            for row in _at(rows, size=AS_ARGUED, spread=AS_DRAWN, observer=observer.name, truth=ALL)
        }
        right, low, high = (
            np.array([float(mine[name][end]) for name in names]) for end in ("right", "low", "high")
        )
        axes.errorbar(right, np.arange(len(names)) + shift, xerr=[right - low, high - right], fmt=mark,
                      color=colour, markersize=3.5, elinewidth=0.8, label=observer.name)  # fmt: skip
    axes.legend(loc="upper center", bbox_to_anchor=(0.3, -0.22), handletextpad=0.2, handlelength=1)
    axes.set_title("c  by scenario", loc="left", fontsize=style.SMALL)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.03)
    axes.set_xlabel("named rightly, share", fontsize=style.SMALL)
    axes.axvline(CHANCE, color=style.GREY, linewidth=0.6, linestyle=":")


def _named(axes: Axes, rows: Rows) -> None:
    mine = _at(rows, size=AS_ARGUED, spread=AS_DRAWN, observer=WITHOUT_BOOKS.name, scenario=ANY)
    by_truth = {row["truth"]: row for row in mine}
    shares = np.array([[float(by_truth[lens][f"as_{name}"]) for name in LENSES] for lens in LENSES])
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (y, x), share in np.ndenumerate(shares):
        axes.text(x, y, f"{share:.2f}".removeprefix("0"), ha="center", va="center", fontsize=style.SMALL,
                  color="white" if share > 0.6 else style.BLACK)  # fmt: skip
    axes.set_xticks(range(len(LENSES)), LENSES, rotation=30, ha="right")
    axes.set_yticks(range(len(LENSES)), LENSES)
    axes.tick_params(length=0)
    axes.set_title("d  named as", loc="left", fontsize=style.SMALL)
    axes.set_ylabel("lens that was true", fontsize=style.SMALL)
