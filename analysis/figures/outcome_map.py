"""Which outcome where? The most frequent one in each cell of a map over two varied keys."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from numpy.typing import ArrayLike

from analysis.arrays import AnyArray, FloatArray
from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.text import plain
from analysis.intervals import Interval
from analysis.outcomes import ALL
from languages import named, said

MOST_LETTERS = 14
"""With more cells in a row a letter in each is too small to read."""
HALF = 0.5
HATCH = "////"
MOST_TICKS = 12
"""Values written along an axis, if they are short."""
TICK_COLUMNS = 60
"""Letters and digits along an axis that do not run into one another."""


def outcome_map_figure(
    x: ArrayLike,
    y: ArrayLike,
    shares: Mapping[str, ArrayLike],
    *,
    x_name: str,
    y_name: str,
    title: style.Title,
    n: int,
    seed: int | None,
    map_wide: Mapping[str, float | Interval] | None = None,
    judged: str = "",
    note: str = "",
) -> Figure:
    """Return a map whose cells show the most frequent outcome: its colour and letter, its share as the
    square's size.

    `x`[nx] and `y`[ny] are the values of the two keys, written at the cells as they are (cells are equally
    wide, and the axis says so where the steps are not); `shares` gives for each outcome its share[ny, nx] of
    the cell's runs, not a number where there are none. A full square is an outcome of every run; the area
    shrinks with the share. On a tie the outcome asked first is drawn, and hatched. `map_wide` are the
    shares over the whole map, with intervals if bootstrapped over replicates; they stand in the legend. `n`
    is the number of runs of the whole map, `judged` says by what the outcomes were called.
    """
    across, up = np.asarray(x), np.asarray(y)
    known = [name for name in ALL if name in shares]
    if not known or set(shares) - set(ALL):
        raise ValueError(f"shares must be of the outcomes {', '.join(ALL)}")
    stack = np.array([np.asarray(shares[name], dtype=np.float64) for name in known])
    if stack.shape[1:] != (len(up), len(across)):
        raise ValueError(f"shares of shape {stack.shape[1:]} for {len(up)} × {len(across)} cells")
    with style.sheet():
        figure = style.blank(5.4)
        grid = figure.add_gridspec(2, 1, height_ratios=[4.2, 0.75])
        axes = figure.add_subplot(grid[0])
        seen = _cells(axes, known, stack)
        key_ticks(axes, across, up)
        style.fill(axes.xaxis.label, stepped(x_name, across), limit=110, room=0.66)
        style.fill(axes.yaxis.label, stepped(y_name, up), limit=110, room=0.6)
        _legend(figure.add_subplot(grid[1]), seen, map_wide)
        style.head(figure, title)
        tied = _ties(axes, stack)
        rare = bool((np.nanmax(np.nan_to_num(stack), axis=0)[~np.isnan(stack).all(axis=0)] < HALF).any())
        empty = said("–: no run") if np.isnan(stack).all(axis=0).any() else ""
        notes = filter(None, (judged, *_reading(rare, tied), empty, note))
        style.foot(figure, style.counted(n, "run"), seed, *notes)
    return figure


def _reading(rare: bool, tied: bool) -> list[str]:
    """How the map is read, in its caption."""
    square = said("each square: the cell's most frequent outcome, its area that outcome's share")
    if rare:
        square = said(
            "each square: the cell's most frequent outcome, its area that outcome's share, which may be "
            "under half of the cell's runs"
        )
    hatched = said("hatched: another outcome is as frequent; drawn is the one that is judged first")
    return [square, *([hatched] if tied else [])]


def _cells(axes: Axes, known: list[str], stack: FloatArray) -> list[str]:
    """Draw the squares; return the outcomes that occur in any cell, in the order of `outcomes.ALL`."""
    _, rows, columns = stack.shape
    lettered = max(rows, columns) <= MOST_LETTERS
    squares, colours = [], []
    for row in range(rows):
        for column in range(columns):
            here = stack[:, row, column]
            if np.isnan(here).all():
                axes.text(column, row, "–", ha="center", va="center", color=style.GREY)
                continue
            best = int(np.nanargmax(here))
            side = 0.96 * float(np.sqrt(here[best]))
            colour = style.OUTCOME_COLOURS[known[best]]
            squares.append(Rectangle((column - side / 2, row - side / 2), side, side))
            colours.append(colour)
            if lettered:
                letter = style.OUTCOME_LETTERS[known[best]]
                axes.text(
                    column,
                    row,
                    letter,
                    ha="center",
                    va="center",
                    color=style.ink(colour),
                    fontsize=style.SMALL,
                    bbox={"facecolor": colour, "linewidth": 0, "pad": 0.6},  # readable on a hatched square
                )
    axes.add_collection(PatchCollection(squares, facecolors=colours, linewidths=0, zorder=1))
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(-0.5, rows - 0.5)
    return [name for name, share in zip(known, stack, strict=True) if np.nansum(share) > 0]


def _ties(axes: Axes, stack: FloatArray) -> bool:
    """Hatch the squares of cells in which two outcomes are equally frequent; whether there are any."""
    best = np.nan_to_num(stack).max(axis=0)
    tied = (np.isclose(np.nan_to_num(stack), best).sum(axis=0) > 1) & (best > 0)
    for row, column in np.argwhere(tied):
        side = 0.96 * float(np.sqrt(best[row, column]))
        corner = (column - side / 2, row - side / 2)
        axes.add_patch(
            Rectangle(corner, side, side, fill=False, hatch=HATCH, edgecolor="white", linewidth=0, zorder=1.5)
        )
    return bool(tied.any())


def key_ticks(
    axes: Axes, across: AnyArray, up: AnyArray, *, columns: int = TICK_COLUMNS, most: int = MOST_TICKS
) -> None:
    """Write the values of two keys at the cells of a map: at most `most` along an axis, and along the
    horizontal one no more than fit into so many `columns` of letters.
    """
    along = int(columns * paper.current().room)
    for axis, values, room in ((axes.xaxis, across, along), (axes.yaxis, up, None)):
        names = [_name(value) for value in values]
        fit = most if room is None else max(1, min(most, room // max(map(len, names))))
        places = range(0, len(names), -(-len(names) // fit))
        axis.set_ticks(list(places), [names[place] for place in places])
    axes.tick_params(length=2)


def stepped(name: str, values: AnyArray) -> str:
    """Return the name of an axis, with a word of warning where cells of equal width stand for unequal steps.

    >>> stepped("size", np.array([0.1, 0.2, 0.3])), stepped("months", np.array([3, 6, 12]))
    ('size', 'months; steps are unequal')
    """
    if values.dtype.kind not in "iuf" or len(values) < 3:
        return name
    steps = np.diff(values.astype(np.float64))
    return (
        name if np.allclose(steps, steps.mean(), rtol=0.02) else said("{name}; steps are unequal", name=name)
    )


def _name(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, int | float | np.number) else plain(value, limit=10)


def _legend(axes: Axes, seen: list[str], map_wide: Mapping[str, float | Interval] | None) -> None:
    axes.axis("off")
    handles, names = [], []
    for name in seen:
        called = named("outcome", name, name)
        share = f" {style.percent(map_wide[name])}" if map_wide and name in map_wide else ""
        handles.append(Patch(facecolor=style.OUTCOME_COLOURS[name], linewidth=0))
        names.append(f"{style.OUTCOME_LETTERS[name]}  {called}{share}")
    heading = said("over the whole map (95 % interval over replicates)") if map_wide else None
    paper.legend(axes, handles, names, ncols=2, loc="center", title=heading, title_fontsize=style.SMALL)
