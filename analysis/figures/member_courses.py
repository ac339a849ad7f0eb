"""Who stays, who leaves, and when? Every state a row, every month a column, coloured by its change."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.marks.ticks import month_ticks
from analysis.figures.text import plain
from languages import said

ROW = 0.125
"""Height of a row in inches: room for a state's code."""
LEAST_SPAN = 1.0
"""Per cent: changes within so much of nothing fill no more of the scale than they deserve."""
SHADES = "cividis"
"""Rises in lightness all the way, so that it can be read in grey and with any colour blindness."""


def member_figure(
    measures: Mapping[str, ArrayLike],
    names: Sequence[str],
    *,
    t0: int,
    t1: int | None,
    title: style.Title,
    seed: int | None,
    note: str = "",
) -> Figure:
    """Return a panel for each measure: the change of every state against its own mean before the shock, in
    per cent, month by month.

    `measures` has under each title values[months, states], 0 or more; `names`[states] are short; `t0` and
    `t1` are the first and last month of the shock (None: without end); where it begins at once, changes are
    against the first month. Rows stand by what the first measure loses at most, the steadiest on top.
    ValueError for shapes that do not fit.
    """
    values = {words: np.asarray(part, dtype=np.float64) for words, part in measures.items()}
    if not values or any(part.ndim != 2 or part.shape[1] != len(names) for part in values.values()):
        raise ValueError(f"each measure needs months of {len(names)} states")
    changes = {words: change(part, t0) for words, part in values.items()}
    order = np.argsort(-next(iter(changes.values())).min(axis=0), kind="stable")
    low, high = _span(list(changes.values()))
    with style.sheet():
        figure = style.blank(2.2 + ROW * len(names))
        grid = figure.add_gridspec(2, len(changes), height_ratios=[ROW * len(names), 0.1])
        for place, (words, part) in enumerate(changes.items()):
            axes = figure.add_subplot(grid[0, place])
            _courses(axes, part[:, order], (low, high), t0, t1)
            axes.set_yticks(range(len(names)), [plain(names[state], limit=12) for state in order])
            axes.tick_params(axis="y", length=0, labelleft=not place)
            style.fill(axes.set_title("", loc="left"), words, limit=90, room=0.8 / len(changes))
        bar = figure.colorbar(
            ScalarMappable(Normalize(low, high), mpl.colormaps[SHADES]),
            cax=figure.add_subplot(grid[1, :]),
            orientation="horizontal",
        )
        change_words = said("change against the state's own mean before the shock (%)")
        style.fill(bar.ax.xaxis.label, change_words, limit=90, room=0.9)
        style.head(figure, title)
        reading = [
            said("the steadiest on top"),
            said("broken lines: the shock's first month and the month after its last"),
        ]
        style.foot(figure, said("1 run, the median one"), seed, *reading, *filter(None, [note]))
    return figure


def change(values: FloatArray, t0: int) -> FloatArray:
    """Return values[months, states] as changes in per cent of each state's mean before month `t0`, or of its
    first month where there is none before; 0 where a state began with nothing and keeps it.

    >>> change(np.array([[0.5], [0.5], [0.25]]), 2).ravel().tolist()
    [0.0, 0.0, -50.0]
    """
    before = values[: max(t0, 1)].mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = values / before
    return np.asarray(100 * (np.nan_to_num(ratio, nan=1.0, posinf=1.0) - 1))


def _span(changes: Sequence[FloatArray]) -> tuple[float, float]:
    """The ends of the common scale: no change has the same shade in every figure, and no tremor fills it."""
    most = max(LEAST_SPAN, *(float(np.abs(part).max()) for part in changes))
    return -most, most


def _courses(axes: Axes, changes: FloatArray, span: tuple[float, float], t0: int, t1: int | None) -> None:
    months = len(changes)
    axes.imshow(
        changes.T, aspect="auto", cmap=SHADES, vmin=span[0], vmax=span[1], interpolation="nearest",
        extent=(-0.5, months - 0.5, changes.shape[1] - 0.5, -0.5),
    )  # fmt: skip
    for month in (t0, None if t1 is None else t1 + 1):
        if month is not None and 0 < month < months:
            axes.axvline(month - 0.5, color="white", linewidth=2.2)
            axes.axvline(month - 0.5, color=style.BLACK, linewidth=0.9, linestyle="--")
    month_ticks(axes, 0, months - 1, 4)
    axes.set_xlabel(said("months from the start"))
