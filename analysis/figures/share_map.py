"""How often which outcome, and how sure is that? Each outcome's share over a map of two varied keys."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.typing import LineStyleType
from numpy.typing import ArrayLike

from analysis.arrays import BoolArray, FloatArray
from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.outcome_map import key_ticks, stepped
from analysis.intervals import wilson
from analysis.outcomes import ALL
from languages import named, said

MOST, PER_ROW = 6, 2
"""Panels, and those side by side."""
LEVELS: tuple[tuple[float, LineStyleType], ...] = ((0.25, ":"), (0.5, "-"), (0.75, "--"))
LEAST_SHARE = 0.005
"""An outcome that fewer runs have is not drawn: its panel would be white."""
WIDE = 0.2
"""A share whose 95 % interval reaches further to either side, on average, is hatched."""
TICK_COLUMNS, MOST_TICKS = 24, 6


def share_map_figure(
    x: ArrayLike,
    y: ArrayLike,
    hits: Mapping[str, ArrayLike],
    *,
    x_name: str,
    y_name: str,
    title: style.Title,
    seed: int | None,
    judged: str = "",
    note: str = "",
) -> Figure:
    """Return a small map for each outcome that at least one run in two hundred has, the most frequent first,
    six at most.

    `x`[nx] and `y`[ny] are the values of the two keys; `hits` gives for each outcome in how many of a
    cell's runs it came out, [ny, nx]; together they are the cell's runs. A panel shows the share as a shade,
    contours at a quarter, a half and three quarters, and hatches the cells whose share has an interval wider
    than ±20 points (Wilson's, 95 %). ValueError for unknown outcomes, wrong shapes or no run at all.
    """
    across, up = np.asarray(x), np.asarray(y)
    if not hits or set(hits) - set(ALL):
        raise ValueError(f"hits must be of the outcomes {', '.join(ALL)}")
    counts = {name: np.asarray(values, dtype=np.float64) for name, values in hits.items()}
    if any(count.shape != (len(up), len(across)) for count in counts.values()):
        raise ValueError(f"hits must have the shape {len(up)} × {len(across)} of the map")
    runs = np.sum([*counts.values()], axis=0)
    if not runs.any():
        raise ValueError("no run has an outcome")
    seen = sorted((name for name in counts if counts[name].any()), key=lambda name: -counts[name].sum())
    total = float(sum(counts[name].sum() for name in seen))
    shown = [name for name in seen if counts[name].sum() >= LEAST_SHARE * total][:MOST]
    rows, width = -(-len(shown) // PER_ROW), min(PER_ROW, len(shown))
    with style.sheet():
        figure = style.blank(1.9 + 2.1 * rows)
        grid = figure.add_gridspec(rows + 1, width, height_ratios=[*[2.1] * rows, 0.45])
        panels = [figure.add_subplot(grid[i // width, i % width]) for i in range(len(shown))]
        unsure = [_panel(panel, name, counts[name], runs) for panel, name in zip(panels, shown, strict=False)]
        everywhere = all(wide[runs > 0].all() for wide in unsure)
        for panel, wide in zip(panels, unsure, strict=False):
            key_ticks(panel, across, up, columns=TICK_COLUMNS, most=MOST_TICKS)
            if not everywhere:
                _hatch(panel, wide)
        for panel in panels[:-width]:
            panel.tick_params(labelbottom=False)
        for place, panel in enumerate(panels):
            panel.tick_params(labelleft=place % width == 0)
        for panel in panels[-width:]:
            style.fill(panel.xaxis.label, stepped(x_name, across), limit=110, room=0.4)
        style.fill(figure.supylabel("", fontsize=style.BODY), stepped(y_name, up), limit=110, room=0.6)
        doubtful = any(wide.any() for wide in unsure)
        contoured = any(panel.collections for panel in panels)
        _legend(figure.add_subplot(grid[rows, :]), contoured, doubtful and not everywhere)
        style.head(figure, title)
        sure = _sure(doubtful, everywhere)
        some = said("{shown} of {all} outcomes are shown", shown=len(shown), all=len(seen))
        shade = said("white: no run, full colour: all runs of a cell")
        rest = some if len(shown) < len(seen) else ""
        notes = filter(None, (judged, shade, _each(runs), sure, rest, note))
        style.foot(figure, style.counted(int(runs.sum()), "run"), seed, *notes)
    return figure


def _sure(doubtful: bool, everywhere: bool) -> str:
    """What the caption says of how well shares are known; nothing where some cells are hatched."""
    points = f"{100 * WIDE:.0f}"
    if not doubtful:
        return said("no share's 95 % interval is wider than ±{points} points", points=points)
    if everywhere:
        return said("95 % interval of every share wider than ±{points} points", points=points)
    return ""


def _each(runs: FloatArray) -> str:
    """How many runs a cell has."""
    few, many = int(runs.min()), int(runs.max())
    if few == many:
        return said("{runs} a cell", runs=style.counted(many, "run"))
    return said("{few:,}–{many:,} runs a cell", few=few, many=many)


def _panel(axes: Axes, name: str, hits: FloatArray, runs: FloatArray) -> BoolArray:
    """Draw one outcome; return where its share is hardly known."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / runs
        low, high = wilson(hits, runs)
    colour = style.OUTCOME_COLOURS[name]
    shades = LinearSegmentedColormap.from_list(name, ["#FFFFFF", colour]).with_extremes(bad="#DDDDDD")
    axes.imshow(share, origin="lower", aspect="auto", cmap=shades, vmin=0, vmax=1, interpolation="nearest")
    inside = np.nanmin(share) < LEVELS[-1][0] and np.nanmax(share) > LEVELS[0][0]
    if inside and min(share.shape) > 1:
        for level, line in LEVELS:
            if np.nanmin(share) < level < np.nanmax(share):
                axes.contour(share, levels=[level], colors=style.BLACK, linestyles=[line], linewidths=1.0)
    letter, mean = style.OUTCOME_LETTERS[name], hits.sum() / runs.sum()
    heading = axes.set_title("", loc="left", fontsize=style.SMALL)
    words = said(
        "{letter} {outcome}, {share} of all",
        letter=letter,
        outcome=named("outcome", name, name),
        share=style.percent(mean),
    )
    style.fill(heading, words, limit=80, room=0.46)
    return np.asarray((high - low) / 2 > WIDE, dtype=np.bool_)


def _hatch(axes: Axes, wide: BoolArray) -> None:
    for row, column in np.argwhere(wide):
        corner = (column - 0.5, row - 0.5)
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, hatch="////", edgecolor="#555555", linewidth=0))


def _legend(axes: Axes, contoured: bool, hatched: bool) -> None:
    axes.axis("off")
    levels = LEVELS if contoured else ()
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=style.BLACK, linestyle=line, linewidth=1.0) for _, line in levels
    ]
    names = [said("{share} of runs", share=style.percent(level)) for level, _ in levels]
    if hatched:
        handles.append(Patch(fill=False, hatch="////", edgecolor="#555555", linewidth=0))
        names.append(said("interval wider than ±{points} points", points=f"{100 * WIDE:.0f}"))
    if handles:
        paper.legend(axes, handles, names, ncols=2 if hatched else 3, loc="center", borderpad=0)
