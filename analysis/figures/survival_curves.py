"""How long until a run is back? The share that is not yet, with how many are still watched."""

from collections.abc import Mapping
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.typing import LineStyleType
from numpy.typing import ArrayLike

from analysis.arrays import AnyArray, FloatArray, IntArray
from analysis.figures import style
from analysis.figures.text import plain
from analysis.figures.ticks import month_ticks
from analysis.survival import CENSORED, RECOVERED, SUNK, Curve, kaplan_meier

MOST = 4
"""More curves than this cross too often to be told apart, and their numbers at risk fill the page."""
LINES: tuple[LineStyleType, ...] = ("-", "--", "-.", ":")
LEAST_MONTHS = 6
FIRST_LINE, LEADING = 36, 11
"""Points below the axis where the numbers at risk begin, and from line to line."""


class Group(NamedTuple):
    """Runs that fell: until when each is watched, in months, and why it then leaves.

    `time`[n] and `cause`[n] as `analysis.point_summary.exits` gives them, but that a run that collapsed stays
    to the end: it would not have come back had we waited, as a run no longer watched may.
    """

    time: FloatArray
    cause: IntArray

    @classmethod
    def of(cls, time: ArrayLike, cause: ArrayLike) -> "Group":
        """Return a group from times and causes of leaving."""
        left, why = np.asarray(time, dtype=np.float64), np.asarray(cause, dtype=np.int64)
        return cls(np.where(why == SUNK, left.max(initial=0.0), left), why)

    def curve(self) -> Curve:
        """Return the share not yet back."""
        return kaplan_meier(self.time, self.cause == RECOVERED)


def survival_figure(
    groups: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    key: str,
    title: style.Title,
    since: str,
    n: int,
    seed: int | None,
    banded: bool = True,
    note: str = "",
) -> Figure:
    """Return the Kaplan-Meier curve of recovery for one to four groups of runs.

    `groups` has under each value of `key` (empty: of none) the times [runs] (months after what `since`
    says) and causes of leaving, see `analysis.survival`; they stand in this order. A run that collapsed
    counts as not back to the end. `banded` draws the pointwise 95 % intervals, which take runs for
    independent: leave them out where groups pool several settings with the same draws. `n` is the number of
    runs there were, those that never fell included. ValueError without a group, with too many, or an empty
    one.
    """
    if not 0 < len(groups) <= MOST:
        raise ValueError(f"need one to {MOST} groups, got {len(groups)}")
    watched = {name: Group.of(*pair) for name, pair in groups.items()}
    shades = mpl.colormaps["viridis"](np.linspace(0.0, 0.75, len(watched)))
    until = last_month(watched)
    with style.sheet():
        figure = style.blank(4.1 + 0.34 * len(watched))
        axes = figure.add_subplot()
        handles = []
        for group, shade, line in zip(watched.values(), shades, LINES, strict=False):
            _curve(axes, group, shade, line, until, banded)
            handles.append(Line2D([], [], color=shade, linestyle=line, linewidth=1.6))
        axes.set_xlim(0, until)
        axes.set_ylim(-0.02, 1.04)
        axes.set_ylabel("share not yet back")
        month_ticks(axes, 0, until, 8)
        axes.set_xlabel(f"months after {since}")
        names = [f"{plain(name, limit=12)}: {_half(group)}" for name, group in watched.items()]
        axes.legend(
            handles, names, loc="lower left", bbox_to_anchor=(0, 1), handlelength=3, borderpad=0.2,
            title=plain(key, limit=60) if key else None, title_fontsize=style.SMALL, alignment="left",
        )  # fmt: skip
        _at_risk(axes, watched, [tick for tick in axes.get_xticks() if 0 <= tick <= until])
        style.head(figure, title)
        style.foot(
            figure, style.counted(n, "run"), seed, *_reading(watched, n, banded), *filter(None, [note])
        )
    return figure


def last_month(groups: Mapping[str, Group]) -> float:
    """Return where the axis ends: at the last month watched, or soon after the last return if all came
    back.
    """
    last = max(float(group.time.max()) for group in groups.values())
    if any((group.cause != RECOVERED).any() for group in groups.values()):
        return max(last, 1.0)
    return max(1.15 * last, LEAST_MONTHS)


def half_back(group: Group) -> float | None:
    """Return the month by which half of a group is back by Kaplan and Meier, None if half never are."""
    curve = group.curve()
    months = np.flatnonzero(curve.value <= 0.5)
    return float(curve.time[months[0]]) if len(months) else None


def _curve(
    axes: Axes, group: Group, shade: AnyArray, line: LineStyleType, until: float, banded: bool
) -> None:
    curve = group.curve()
    # Beyond its last month a curve says nothing, unless everybody is back.
    end = until if curve.value[-1] == 0 else curve.time[-1]
    time = np.append(curve.time, end)
    value, low, high = (np.append(part, part[-1]) for part in (curve.value, curve.low, curve.high))
    axes.step(time, value, where="post", color=shade, linestyle=line, linewidth=1.6)
    if banded:
        axes.fill_between(time, low, high, step="post", color=shade, alpha=0.15, linewidth=0)
    left = np.unique(group.time[group.cause == CENSORED])
    height = curve.value[np.searchsorted(curve.time, left, side="right") - 1]
    axes.plot(left, height, "|", color=style.BLACK, markersize=6, markeredgewidth=1.0, clip_on=False)


def _half(group: Group) -> str:
    month, sunk = half_back(group), int((group.cause == SUNK).sum())
    collapsed = f" ({sunk:,} of {len(group.time):,} collapsed)" if sunk else ""
    if month is None:
        return f"half are never seen back{collapsed}"
    return f"half are back after {style.counted(round(month), 'month')}{collapsed}"


def _at_risk(axes: Axes, groups: Mapping[str, Group], ticks: list[float]) -> None:
    """Write below the months how many runs of each group are not yet back and still watched."""
    below = axes.get_xaxis_transform()

    def write(words: str, month: float, line: int, offset: float, side: str) -> None:
        axes.annotate(
            words, (month, 0), (offset, -(FIRST_LINE + LEADING * line)), xycoords=below,
            textcoords="offset points", ha=side, va="top", fontsize=style.SMALL,
        )  # fmt: skip

    write("runs not yet back and still watched:", 0, 0, -16, "left")
    for row, (name, group) in enumerate(groups.items(), start=1):
        write(plain(name, limit=10), 0, row, -16, "right")
        for tick in ticks:
            write(f"{int((group.time >= tick).sum()):,}", tick, row, 0, "center")


def _reading(groups: Mapping[str, Group], n: int, banded: bool) -> list[str]:
    fell = sum(len(group.time) for group in groups.values())
    unseen = any((group.cause == CENSORED).any() for group in groups.values())
    words = ["Kaplan–Meier", f"{fell:,} runs that fell are drawn" if fell < n else "all runs fell"]
    words += ["|: some are watched no longer"] * unseen
    return [*words, *["band: 95 %"] * banded]
