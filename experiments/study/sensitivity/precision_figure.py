"""How much an estimate may be off, over the number of runs: a panel a measure, a line a scenario."""

from collections.abc import Mapping, Sequence
from math import isfinite

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures import style
from experiments.study.report import SEED, Row

TOLERATED: Mapping[str, float] = {"robustness": 0.01, "loss": 0.01, "gain": 0.01, "outcome": 0.15}
"""What an estimate from the usual number of runs may be off: means in units of q, the share of an outcome."""
USUAL = {"a point of a sweep": 20, "alliance run": 50}
_TITLES = {
    "robustness": "lowest performance",
    "loss": "loss",
    "gain": "gain",
    "outcome": "share of an outcome",
}
_LEAST = 1e-5


def precision_figure(rows: Sequence[Row]) -> Figure:
    """Four panels: how far the estimate from n runs may be off in every scenario; the worst one is named."""
    with style.sheet():
        figure = style.blank(5.4)
        panels = figure.subplots(2, 2, sharex=True)
        for axes, measure in zip(panels.flat, _TITLES, strict=True):
            _panel(axes, measure, [row for row in rows if row["measure"] == measure])
        for axes in panels[1]:
            axes.set_xlabel("number of runs")
        style.fill(figure.supylabel("", fontsize=style.BODY),
                   "may be off by (mean: share of the twin's performance)", limit=80, room=0.8)  # fmt: skip
        style.head(figure, "How many runs are enough?")
        style.foot(figure, f"{len({row['scenario'] for row in rows})} shipped scenarios; "
                   f"{style.counted(int(rows[0]['runs']), 'run')} each", SEED,
                   "half the width of the middle 95 % of estimates from n of them",
                   "blue: the worst scenario at the default",
                   "dashed: what was tolerated; dotted: the defaults",
                   *_left_out(rows))  # fmt: skip
    return figure


def worst(rows: Sequence[Row], n: int) -> Row:
    """The row of the scenario whose estimate from n runs may be off the most."""
    return max((row for row in known(rows) if int(row["n"]) == n), key=lambda row: float(row["off"]))


def known(rows: Sequence[Row]) -> list[Row]:
    """The rows that say how far an estimate may be off: of a scenario in which no run has the measure, since
    every twin is dead, nothing can be said.
    """
    return [row for row in rows if isfinite(float(row["off"]))]


def _left_out(rows: Sequence[Row]) -> list[str]:
    """What the caption says of runs without a measure: at most how many, of the runs of a scenario."""
    most = max(int(row["runs"]) - int(row.get("measured") or row["runs"]) for row in rows)
    return [f"left out of means: runs whose twin is dead, at most {most}"] if most else []


def _panel(axes: Axes, measure: str, rows: Sequence[Row]) -> None:
    named = worst(rows, USUAL["alliance run"])
    drawn = list(dict.fromkeys(row["scenario"] for row in known(rows)))
    for scenario in drawn:
        line = [row for row in known(rows) if row["scenario"] == scenario]
        first = scenario == named["scenario"]
        axes.plot([int(row["n"]) for row in line], [max(_LEAST, float(row["off"])) for row in line],
                  color=style.BLUE if first else "#B8B8B8", linewidth=1.6 if first else 0.8,
                  marker="o" if first else None, markersize=3, zorder=3 if first else 2)  # fmt: skip
    axes.axhline(TOLERATED[measure], color=style.VERMILION, linewidth=0.9, linestyle="--", zorder=1)
    for n in USUAL.values():
        axes.axvline(n, color=style.BLACK, linewidth=0.7, linestyle=":", zorder=1)
    axes.set(xscale="log", yscale="log")
    ticks = sorted({int(row["n"]) for row in rows})
    axes.set_xticks(ticks, [str(n) for n in ticks])
    axes.minorticks_off()
    axes.set_ylim(_LEAST, 1)
    every = len({row["scenario"] for row in rows})
    told = "" if len(drawn) == every else f" ({len(drawn)} of {every})"
    axes.set_title(f"{_TITLES[measure]}{told}\nworst: {named['scenario']}", loc="left", fontsize=style.SMALL)
