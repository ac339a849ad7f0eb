"""Where does a pattern hold beyond the defaults? Its share of draws from the parameters' ranges."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.figures import style
from experiments.study.report import SEED, Row

HALF = 0.5
_BAND = "#F0F0F0"


def volume_figure(rows: Sequence[Row]) -> Figure:
    """A row a part, those of one pattern on one band, in two columns; last the runs that say nothing. A mark
    is the share of draws, its line the 95 % interval.
    """
    columns = _halves(rows)
    longest = max(len(column) for column in columns)
    with style.sheet():
        figure = style.blank(1.7 + 0.155 * longest)
        grid = figure.add_gridspec(2, len(columns), height_ratios=[longest, 1.6])
        for number, column in enumerate(columns):
            _column(figure.add_subplot(grid[0, number]), column, longest)
        _legend(figure.add_subplot(grid[1, :]))
        style.head(figure, "How often does a pattern hold anywhere?")
        style.foot(figure, _drawn(rows), SEED, "lines, where wider than the mark, are 95 % intervals",
                   "the broken line is at half")  # fmt: skip
    return figure


def group(row: Row) -> str:
    """What a row belongs to: its pattern, or the runs that say nothing."""
    name = str(row["what"])
    return name.split()[0] if name.startswith("P") else ""


def _halves(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """Two columns about as long as each other; a pattern stays in one."""
    starts = [k for k in range(1, len(rows)) if group(rows[k]) != group(rows[k - 1])]
    cut = min(starts, key=lambda k: abs(k - len(rows) / 2), default=len(rows))
    return [part for part in (rows[:cut], rows[cut:]) if part]


def _column(axes: Axes, rows: Sequence[Row], longest: int) -> None:
    dark = False
    for place, row in enumerate(rows):
        dark ^= place > 0 and group(row) != group(rows[place - 1])
        if dark:
            axes.axhspan(place - 0.5, place + 0.5, color=_BAND, linewidth=0, zorder=0)
        _row(axes, place, row)
    axes.axvline(HALF, color=style.BLACK, linewidth=0.6, linestyle="--", zorder=1)
    axes.set_yticks(range(len(rows)), [str(row["what"]).replace("_", " ") for row in rows])
    axes.tick_params(axis="y", length=0, pad=6)
    axes.set_ylim(longest - 0.4, -0.6)
    axes.set_xlim(0, 1)
    axes.set_xticks((0, 0.5, 1), ("0", ".5", "1"))
    axes.set_xlabel("share of draws")


def _row(axes: Axes, place: int, row: Row) -> None:
    apart, widely = not group(row), float(row["low"]) >= HALF
    colour = style.GREY if apart else style.BLUE if widely else style.VERMILION
    axes.plot((float(row["low"]), float(row["high"])), (place, place), color=colour, linewidth=1.4)
    axes.plot(float(row["share"]), place, "D" if apart else "o", color=colour, markersize=4.2, clip_on=False,
              markerfacecolor=colour if widely and not apart else "white")  # fmt: skip


def _drawn(rows: Sequence[Row]) -> str:
    """How many draws there were, and of which patterns fewer."""
    most = max(int(row["draws"]) for row in rows)
    fewer: dict[int, list[str]] = {}
    for row in rows:
        if int(row["draws"]) < most and group(row) not in fewer.setdefault(int(row["draws"]), []):
            fewer[int(row["draws"])].append(group(row))
    told = "".join(f" ({' and '.join(names)}: {many:,})" for many, names in fewer.items())
    return f"{most:,} draws of all parameters from their ranges{told}"


def _legend(axes: Axes) -> None:
    axes.set_axis_off()
    marks = (
        _mark(style.BLUE, style.BLUE, "o", "half or more"),
        _mark(style.VERMILION, "white", "o", "less, or not surely"),
        _mark(style.GREY, "white", "D", "runs that say nothing"),
    )
    axes.legend(handles=marks, loc="center", ncols=3, columnspacing=0.8, handletextpad=0.2)


def _mark(colour: str, filling: str, marker: str, words: str) -> Line2D:
    return Line2D([], [], color=colour, marker=marker, markerfacecolor=filling, markersize=4.5,
                  linestyle="none", label=words)  # fmt: skip
