"""What does the loss do where a mechanism is off? A row a mechanism: against the calm alliance, and beside it
against each run's own twin.
"""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.baseline import signs_differ
from analysis.figures import style
from analysis.figures.text import plain
from analysis.intervals import Interval
from languages import named, rendered, said, worded

ROW = 0.36
"""Height of a row in inches."""
DEAD = worded("twin dead")
TONE = "#6E6E6E"
CALM = worded("against the calm alliance (judge by this)")
TWIN = worded("against each run's own twin")


def two_references_figure(
    rows: Mapping[str, tuple[Interval, Interval]],
    *,
    title: style.Title,
    settings: int,
    n: int,
    seed: int | None,
    resampled: str = "",
    note: str = "",
) -> Figure:
    """Return how much more is lost without each mechanism, `rows` by its name: the difference in loss against
    the calm alliance, and that against the twin (not a number: the twin is dead), the largest first.

    A row whose two signs differ is named in colour, with a line between its marks. ValueError without a row.
    """
    if not rows:
        raise ValueError("there is no mechanism to draw")
    ranked = sorted(rows, key=lambda name: -abs(rows[name][0].estimate))
    with style.sheet():
        figure = style.blank(2.0 + ROW * len(ranked))
        grid = figure.add_gridspec(2, 1, height_ratios=[0.5, ROW * len(ranked)])
        axes = figure.add_subplot(grid[1])
        apart = [name for place, name in enumerate(ranked) if _row(axes, place, *rows[name])]
        axes.axvline(0, color=style.BLACK, linewidth=0.8, zorder=1)
        axes.set_yticks(range(len(ranked)), [_without(name) for name in ranked])
        for label, name in zip(axes.get_yticklabels(), ranked, strict=True):
            label.set_color(style.VERMILION if name in apart else style.BLACK)
        axes.set_ylim(len(ranked) - 0.4, -0.6)
        axes.margins(x=0.08)
        style.fill(
            axes.set_xlabel(""), said("loss without it less loss with it (shares of performance)"),
            limit=90, room=0.6,
        )  # fmt: skip
        axes.locator_params(axis="x", nbins=5)
        _key(figure.add_subplot(grid[0]), bool(apart))
        style.head(figure, title)
        bars = said("bars: 95 % intervals over {units}", units=resampled or said("replicates"))
        runs = style.runs_of_settings(n, settings)
        style.foot(figure, runs, seed, said("other keys pooled"), bars, *filter(None, (note,)))
    return figure


def _without(mechanism: str) -> str:
    called = named("mechanism", mechanism, mechanism.replace("_", " "))
    return plain(said("without {mechanism}", mechanism=called), limit=40)


def _row(axes: Axes, place: int, calm: Interval, twin: Interval) -> bool:
    """Draw a mechanism's two differences, one over the other; whether their signs differ."""
    apart = signs_differ(calm, twin)
    if apart:
        between = [calm.estimate, twin.estimate]
        axes.plot(between, [place - 0.14, place + 0.14], color=style.VERMILION, linewidth=1.0, zorder=2)
    for by, at, filled in ((calm, place - 0.14, True), (twin, place + 0.14, False)):
        axes.annotate(
            f"{by.estimate:+.2g}" if np.isfinite(by.estimate) else rendered(DEAD), (1.02, at),
            xycoords=axes.get_yaxis_transform(), va="center", fontsize=style.SMALL,
            color=style.BLACK if filled else TONE, annotation_clip=False,
        )  # fmt: skip
        if np.isfinite(by.estimate):
            reach = np.nan_to_num([[by.estimate - by.low], [by.high - by.estimate]])
            axes.errorbar(
                by.estimate, at, xerr=np.maximum(0.0, reach), marker="o", markersize=5, linewidth=0,
                elinewidth=1.0, color=style.BLACK if filled else TONE,
                markerfacecolor=style.BLACK if filled else "white", zorder=3,
            )  # fmt: skip
    return apart


def _key(axes: Axes, apart: bool) -> None:
    axes.axis("off")
    axes.plot([], [], "o", color=style.BLACK, markersize=5, label=rendered(CALM))
    axes.plot([], [], "o", color=TONE, markerfacecolor="white", markersize=5, label=rendered(TWIN))
    if apart:
        axes.plot([], [], color=style.VERMILION, linewidth=1.0, label=said("the two disagree"))
    axes.legend(loc="center", handlelength=1.6, borderpad=0)
