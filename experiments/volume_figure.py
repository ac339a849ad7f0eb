"""Where does a pattern hold beyond the defaults? Its share of draws from the parameters' ranges."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.figures import style
from experiments.maps_outcomes import SEED
from experiments.maps_starts import Row

HALF = 0.5


def volume_figure(rows: Sequence[Row]) -> Figure:
    """A row a part, and below them the runs that say nothing: share of draws with its 95 % interval."""
    with style.sheet():
        figure = style.blank(1.6 + 0.23 * len(rows))
        grid = figure.add_gridspec(2, 1, height_ratios=[len(rows), 1.1])
        axes = figure.add_subplot(grid[0])
        axes.axvline(HALF, color=style.BLACK, linewidth=0.6, linestyle="--")
        for place, row in enumerate(rows):
            apart = not row["what"].startswith("P")
            colour = style.GREY if apart else style.BLUE if float(row["low"]) >= HALF else style.VERMILION
            axes.plot((float(row["low"]), float(row["high"])), (place, place), color=colour, linewidth=1.4)
            filling = colour if float(row["low"]) >= HALF else "white"
            axes.plot(float(row["share"]), place, "D" if apart else "o", color=colour, markersize=4.5,
                      markerfacecolor=filling, clip_on=False)  # fmt: skip
        axes.set_yticks(range(len(rows)), [row["what"].replace("_", " ") for row in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 1)
        axes.set_xlabel("share of draws")
        _legend(figure.add_subplot(grid[1]))
        style.head(figure, "How often does a pattern hold anywhere?")
        style.foot(figure, f"{int(rows[0]['draws']):,} draws of all parameters from their ranges", SEED,
                   "lines are 95 % intervals")  # fmt: skip
    return figure


def _legend(axes: Axes) -> None:
    axes.set_axis_off()
    marks = (
        _mark(style.BLUE, style.BLUE, "o", "half or more"),
        _mark(style.VERMILION, "white", "o", "less, or not surely"),
        _mark(style.GREY, "white", "D", "runs that say nothing"),
    )
    axes.legend(handles=marks, loc="center", ncols=3)


def _mark(colour: str, filling: str, marker: str, words: str) -> Line2D:
    return Line2D([], [], color=colour, marker=marker, markerfacecolor=filling, markersize=4.5,
                  linestyle="none", label=words)  # fmt: skip
