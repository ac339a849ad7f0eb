"""Where do the chips go? What regions make and what becomes of it, before the shock and during it."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.text import columns, plain
from languages import in_a_row, rendered, said, worded

FATES: Mapping[str, tuple[str, str]] = {
    "delivered": (style.BLUE, worded("delivered to US and EU firms")),
    "elsewhere": (style.SKY, worded("to buyers elsewhere")),
    "idle": ("#BDBDBD", worded("wanted by nobody")),
    "stranded": (style.VERMILION, worded("stranded on the way")),
}
"""What becomes of a chip: its colour and words, in the order drawn."""
HATCHES: Mapping[str, str] = {FATES["stranded"][0]: "////", FATES["idle"][0]: "...."}
"""Hatched, too: in grey the stranded are as dark as the delivered, the unwanted as those elsewhere."""
TONES = ("#E3E3E3", "#C9C9C9")
LEGEND_ROOM = 0.72
"""Share of the figure's width that the key has, since it stands in the middle of the bars."""
LETTER = 0.023
"""Share of the axis that a letter or digit of a name takes, with room at its sides."""

Flow = tuple[Mapping[str, float], Mapping[str, float]]
"""Chips made by region, and chips by fate; the two sums are the same."""


def chip_figure(
    flows: Mapping[str, Mapping[str, Flow]],
    *,
    title: style.Title,
    seed: int | None,
    note: str = "",
) -> Figure:
    """Return two bars for each class of chips and period: where chips are made, and where they go.

    `flows` has by class and by period (`before`, `during`) what regions make and what becomes of it, in
    units of the allies' calm need of the class a month. Regions stand in the order given; both bars of a
    period have the same length, since no chip appears or is lost unnamed. ValueError where they do not.
    """
    for name, periods in flows.items():
        for period, (made, fates) in periods.items():
            if set(fates) != set(FATES):
                raise ValueError(f"fates must be {', '.join(FATES)}")
            if not np.isclose(sum(made.values()), sum(fates.values()), rtol=1e-6, atol=1e-9):
                raise ValueError(
                    f"{name} chips {period}: {sum(made.values())} made, {sum(fates.values())} gone"
                )
    with style.sheet():
        figure = style.blank(1.9 + 1.75 * len(flows))
        grid = figure.add_gridspec(len(flows) + 1, 1, height_ratios=[*[1.75] * len(flows), 0.45])
        for row, (name, periods) in enumerate(flows.items()):
            axes = figure.add_subplot(grid[row])
            _bars(axes, periods)
            axes.set_title(said("{class_name} chips", class_name=plain(rendered(name))), loc="left")
            axes.set_xlabel(said("chips a month, the allies' calm need = 1"))
        _legend(figure.add_subplot(grid[len(flows)]), flows)
        style.head(figure, title)
        same = said("both bars of a period are of one length: no chip is lost unnamed")
        narrow = in_a_row(unnamed(flows))
        left_out = said("parts too narrow for their names: {parts}", parts=narrow) if narrow else ""
        style.foot(figure, said("1 run, the median one"), seed, same, *filter(None, [left_out, note]))
    return figure


def unnamed(flows: Mapping[str, Mapping[str, Flow]]) -> list[str]:
    """Return the regions whose part is somewhere too narrow for a name, in their order.

    >>> fates = {"delivered": 1.0, "elsewhere": 0.0, "idle": 0.0, "stranded": 0.0}
    >>> unnamed({"mature": {"before": ({"TWN": 0.95, "ROW": 0.05}, fates)}})
    ['ROW']
    """
    narrow: dict[str, None] = {}
    for periods in flows.values():
        full = _longest(periods)
        for made, _ in periods.values():
            narrow |= dict.fromkeys(
                plain(region) for region, x in made.items() if x > 0 and not _fits(region, x / full)
            )
    return [*narrow]


def _fits(words: str, share: float) -> bool:
    return share * paper.current().within(1.0) > LETTER * columns(words)


def _longest(periods: Mapping[str, Flow]) -> float:
    """The length of the longest bar."""
    return max(max(sum(made.values()) for made, _ in periods.values()), 1e-9)


def _bars(axes: Axes, periods: Mapping[str, Flow]) -> None:
    full = _longest(periods)
    places, names = [], []
    for number, (period, (made, fates)) in enumerate(periods.items()):
        top = 2.5 * number
        _stack(axes, top, [(region, TONES[i % 2], x) for i, (region, x) in enumerate(made.items())], full)
        _stack(axes, top + 1, [("", FATES[name][0], fates[name]) for name in FATES], full)
        places += [top, top + 1]
        names += [said("{period}: made in", period=rendered(period)), said("goes to")]
    axes.set_yticks(places, names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(places[-1] + 0.6, -0.6)
    axes.set_xlim(0, 1.02 * full)
    axes.spines["left"].set_visible(False)


def _stack(axes: Axes, place: float, parts: list[tuple[str, str, float]], full: float) -> None:
    """Draw parts end to end, each with its name or its size where there is room for it."""
    left = 0.0
    for name, colour, width in parts:
        hatch = HATCHES.get(colour)
        axes.barh(
            place, width, left=left, height=0.85, color=colour, edgecolor="white", linewidth=0.6, hatch=hatch
        )
        words = name or f"{width:.2f}"
        if _fits(words, width / full):
            axes.text(
                left + width / 2, place, words, ha="center", va="center", fontsize=style.SMALL,
                color=style.ink(colour),
                bbox={"facecolor": colour, "linewidth": 0, "pad": 2} if hatch else None,
            )  # fmt: skip
        left += width


def _legend(axes: Axes, flows: Mapping[str, Mapping[str, Flow]]) -> None:
    """What becomes of chips, where any have that fate."""
    axes.axis("off")
    met = [
        fate
        for name, fate in FATES.items()
        if any(fates[name] > 0 for periods in flows.values() for _, fates in periods.values())
    ]
    handles = [
        Patch(facecolor=colour, edgecolor="white", linewidth=0, hatch=HATCHES.get(colour))
        for colour, _ in met
    ]
    names = [rendered(words) for _, words in met]
    paper.legend(axes, handles, names, ncols=2, room=LEGEND_ROOM, loc="center", borderpad=0)
