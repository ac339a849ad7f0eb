"""Pictures of the core: both maps, the length of turn that kills by its size, the same blockade twice."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis import outcomes
from analysis.figures import style
from analysis.figures.outcome_map import stepped
from experiments.study.core.core_tables import CENTRE, OUTCOMES
from experiments.study.core.courses import Courses, Shock
from experiments.study.core.criteria import NEVER
from experiments.study.report import SEED, Row
from sim.parameters.spread import SPREAD

COLOURS = dict(
    zip(
        OUTCOMES,
        (outcomes.COLLAPSED, outcomes.PARTIAL, outcomes.BACK, outcomes.FORWARD),
        strict=True,
    )
)
_MAPS = {"outside": "outside: a blockade of Taiwan", "inside": "inside: a turn of the United States"}
TURN: Shock = ("turn", 0, 48, 0.8)
LENGTH, SIZE, FOLLOWED = 36, 0.7, 240


def maps_figure(rows: Sequence[Row]) -> Figure:
    """Both maps at the centre: each cell its most frequent outcome five years after its own end."""
    centre = [row for row in rows if float(row["width"]) == CENTRE]
    with style.sheet():
        figure = style.blank(3.8)
        panels = figure.subplots(1, 2, sharey=True)
        for axes, (name, title) in zip(panels, _MAPS.items(), strict=True):
            _map(axes, [row for row in centre if row["map"] == name])
            axes.set_title(title, loc="left", fontsize=style.SMALL)
            lengths = np.array(sorted({int(row["months"]) for row in centre if row["map"] == name}))
            style.fill(axes.xaxis.label, stepped("length (months)", lengths), limit=60, room=0.42)
        panels[0].set_ylabel("size (0–1)")
        style.head(figure, "Which shock ends how, five years after its end?")
        style.foot(figure, style.counted(int(centre[0]["n"]), "run") + " a cell", SEED,
                   "parameters at their centre",
                   "a cell's most frequent outcome: C collapsed, P partial, B back, F forward")  # fmt: skip
    return figure


def _map(axes: Axes, rows: Sequence[Row]) -> None:
    sizes = sorted({float(row["size"]) for row in rows})
    months = sorted({int(row["months"]) for row in rows})
    for row in rows:
        most = max(OUTCOMES, key=lambda outcome: int(row[outcome]))
        place = months.index(int(row["months"])), sizes.index(float(row["size"]))
        colour = style.OUTCOME_COLOURS[COLOURS[most]]
        axes.add_patch(_square(place, colour))
        axes.text(*place, style.OUTCOME_LETTERS[COLOURS[most]], ha="center", va="center",
                  fontsize=style.SMALL, color=style.ink(colour))  # fmt: skip
    axes.set(xlim=(-0.5, len(months) - 0.5), ylim=(-0.5, len(sizes) - 0.5))
    axes.set_xticks(range(len(months)), [str(month) for month in months], rotation=90)
    axes.set_yticks(range(len(sizes)), [f"{size:g}" for size in sizes])


def _square(place: tuple[int, int], colour: str) -> Rectangle:
    return Rectangle((place[0] - 0.48, place[1] - 0.48), 0.96, 0.96, color=colour, linewidth=0)


def killing_figure(rows: Sequence[Row]) -> Figure:
    """The shortest turn that an alliance does not survive, by its size: the centre, and a band over draws."""
    with style.sheet():
        figure = style.blank(3.4)
        axes = figure.subplots()
        for width, colour, mark in ((SPREAD, style.SKY, "s"), (CENTRE, style.BLACK, "o")):
            line = [row for row in rows if float(row["width"]) == width]
            sizes = [float(row["size"]) for row in line]
            low, middle, high = (
                np.array([float(row[name]) for row in line]) for name in ("q05", "median", "q95")
            )
            top = max((v for v in (*low, *middle, *high) if v < NEVER), default=NEVER) * 1.1
            if width != CENTRE:
                axes.fill_between(
                    sizes, np.minimum(low, top), np.minimum(high, top), color=colour, alpha=0.35
                )
            seen = np.where(middle < NEVER, middle, np.nan)
            axes.plot(sizes, seen, color=colour, marker=mark, markersize=3,
                      label="centre" if width == CENTRE else "median and middle 90 % of draws")  # fmt: skip
        axes.set(xlabel="size of the turn (0–1)", ylabel="length that kills (months)", ylim=(0, None))
        axes.legend(loc="lower left")
        style.head(figure, "How long a turn does an alliance survive?")
        style.foot(figure, style.counted(int(rows[0]["n"]), "run") + " a size", SEED,
                   "band: parameters drawn (± 15 %); it ends where none of the lengths tried kills",
                   "dead: cooperation below a quarter of the twin's twenty years after")  # fmt: skip
    return figure


def headline_figure(n: int) -> Figure:
    """The same blockade from calm and right after a turn, blame on and off beside one another."""
    with style.sheet():
        figure = style.blank(3.6)
        panels = figure.subplots(1, 2, sharey=True)
        for axes, without, title in zip(
            panels, ((), ("blame",)), ("as it is", "without blame (ours)"), strict=True
        ):
            _headline(axes, Courses(n, width=SPREAD, without=without))
            axes.set_title(title, loc="left", fontsize=style.SMALL)
            axes.set_xlabel("months since it began", fontsize=style.SMALL)
        panels[0].set_ylabel("cooperation over that\nof the same run unshocked")
        panels[0].legend(loc="upper right")
        style.head(figure, "One blockade, two ends")
        style.foot(figure, style.counted(n, "run"), SEED,
                   f"blockade of {SIZE:g}, {LENGTH} months (shaded); turn of {TURN[3]:g}, {TURN[2]} months",
                   "line: median; band: middle 90 % over drawn parameters (± 15 %)",
                   "after the turn: over the turn alone")  # fmt: skip
    return figure


def _headline(axes: Axes, courses: Courses) -> None:
    end = TURN[2]
    calm, alone = courses.run(), courses.run(TURN)
    shut = courses.run(("blockade", 0, LENGTH, SIZE))
    after = courses.run(TURN, ("blockade", end, LENGTH, SIZE))
    pairs = (
        ("from calm", (style.BLUE, "-"), shut["cooperation"] / calm["cooperation"]),
        (
            "right after a turn",
            (style.VERMILION, "--"),
            (after["cooperation"] / alone["cooperation"])[:, end:],
        ),
    )
    for label, (colour, line), ratio in pairs:
        low, middle, high = np.quantile(ratio[:, :FOLLOWED], (0.05, 0.5, 0.95), axis=0)
        axes.fill_between(range(len(middle)), low, high, color=colour, alpha=0.2, linewidth=0)
        axes.plot(middle, color=colour, linestyle=line, label=label)
    axes.axvspan(0, LENGTH, color=style.ORANGE, alpha=0.2, linewidth=0, zorder=0)
    axes.axhline(1, color=style.GREY, linewidth=0.6)
    axes.set(xlim=(0, FOLLOWED), ylim=(0, None))
