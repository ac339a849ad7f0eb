"""How long is the way up? The share of runs that are back so many months after their lowest point."""

from collections.abc import Mapping, Sequence
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
from analysis.figures.marks import paper
from analysis.figures.marks.ticks import month_ticks
from analysis.figures.text import plain
from analysis.survival import CENSORED, RECOVERED, SUNK, Curve, kaplan_meier
from languages import in_a_row, said

MOST = 4
"""More curves than this cross too often to be told apart."""
LINES: tuple[LineStyleType, ...] = ("-", "--", "-.", ":")
LEAST_MONTHS = 6
LINE = 0.2
"""Height of a line of the key below a panel, in inches."""
SCARCE = 0.1
"""A curve of a smaller share of the largest group's runs says how many they are."""
KEY_COLUMNS = 28
ALIKE = 0.02
"""Curves that nowhere lie further apart are drawn as one, under all their names."""


class Group(NamedTuple):
    """Runs that fell: until when each is watched, in months, and why it then leaves.

    `time`[n] and `cause`[n] as `analysis.point_summary.ascents` gives them, but that a run that collapsed
    stays to the end: it would not have come back had we waited, as a run no longer watched may.
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

    def back(self, months: FloatArray) -> FloatArray:
        """Return the share that is back at these months."""
        curve = self.curve()
        return np.asarray(1 - curve.value[np.searchsorted(curve.time, months, side="right") - 1])


Pairs = Mapping[str, tuple[ArrayLike, ArrayLike]]


def survival_figure(
    levels: Mapping[str, Pairs],
    *,
    key: str,
    title: style.Title,
    n: int,
    seed: int | None,
    banded: bool = True,
    note: str = "",
) -> Figure:
    """Return a panel for each level (by its words) with the share of runs back there, by months after their
    lowest point, for one to four groups of runs.

    A level has under each value of `key` (empty: of none) the times [runs] and causes of leaving, see
    `analysis.survival`; they stand in this order. The curve is that of Kaplan and Meier; a run that collapsed
    counts as not back to the end. Groups whose curves are the same share one. `banded` draws the pointwise
    95 % intervals, which take runs for independent: leave them out where groups pool several settings with
    the same draws. `n` is the number of runs there were, those that never fell included. ValueError without a
    level or a group, with too many, or an empty one.
    """
    if not levels or not all(0 < len(groups) <= MOST for groups in levels.values()):
        raise ValueError(f"need one to {MOST} groups, got {[len(groups) for groups in levels.values()]}")
    watched = {
        level: {name: Group.of(*pair) for name, pair in groups.items()} for level, groups in levels.items()
    }
    until = max(last_month(groups) for groups in watched.values())
    named = plain(key, limit=120, width=_key_columns()) if key else ""
    keyed = [_keyed(groups, until) for groups in watched.values()]
    lines = [f"{named}\n" * bool(named) + "\n".join(words.values()) for words in keyed]
    with style.sheet():
        below = LINE * max(text.count("\n") + 1 for text in lines)
        figure = style.blank(3.5 + below)
        room = 0.76 / len(watched)
        grid = figure.add_gridspec(2, len(watched), height_ratios=[2.2, below])
        for place, (level, groups) in enumerate(watched.items()):
            axes = figure.add_subplot(grid[0, place])
            _panel(axes, [groups[name] for name in keyed[place]], until, banded)
            _key(figure.add_subplot(grid[1, place]), axes, [*keyed[place].values()], named)
            style.fill(axes.set_title("", loc="left", fontsize=style.SMALL), level, limit=90, room=room)
            style.fill(axes.set_xlabel(""), said("months after the lowest point"), limit=40, room=room)
            axes.set_ylabel("" if place else said("share of runs back (%)"))
            axes.tick_params(labelleft=not place)
        style.head(figure, title)
        notes = _reading(watched, n, banded)
        style.foot(figure, style.counted(n, "run"), seed, *notes, *filter(None, [note]))
    return figure


def _panel(axes: Axes, groups: Sequence[Group], until: float, banded: bool) -> None:
    shades = mpl.colormaps["viridis"](np.linspace(0.0, 0.75, len(groups)))
    for group, shade, line in zip(groups, shades, LINES, strict=False):
        _curve(axes, group, shade, line, until, banded)
    axes.set_xlim(0, until)
    axes.set_ylim(-2, 104)
    axes.axhline(50, color=style.GREY, linewidth=0.6, linestyle=":", zorder=1)
    month_ticks(axes, 0, until, 4)


def _key(below: Axes, drawn: Axes, names: list[str], named: str) -> None:
    """What the curves are, below the panel they are drawn in."""
    curves = [line for line in drawn.lines if line.get_drawstyle() == "steps-post"]
    handles = [
        Line2D([], [], color=curve.get_color(), linestyle=curve.get_linestyle(), linewidth=1.6)
        for curve in curves
    ]
    below.axis("off")
    below.legend(
        handles, names, loc="upper left", handlelength=2.2, borderpad=0, borderaxespad=0, alignment="left",
        title=named or None, title_fontsize=style.SMALL,
    )  # fmt: skip


def same_courses(groups: Mapping[str, Group], until: float) -> list[list[str]]:
    """Return the names of the groups, those together whose curves are nowhere apart.

    >>> back, never = Group.of([3.0], [RECOVERED]), Group.of([9.0], [CENSORED])
    >>> same_courses({"a": back, "b": never, "c": back}, 9.0)
    [['a', 'c'], ['b']]
    """
    months = np.arange(until + 1)
    alike: list[tuple[FloatArray, list[str]]] = []
    for name, group in groups.items():
        course = group.back(months)
        for other, names in alike:
            if np.abs(course - other).max() <= ALIKE:
                names.append(name)
                break
        else:
            alike.append((course, [name]))
    return [names for _, names in alike]


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
    value, low, high = (
        100 - 100 * np.append(part, part[-1]) for part in (curve.value, curve.low, curve.high)
    )
    axes.step(time, value, where="post", color=shade, linestyle=line, linewidth=1.6)
    if banded:
        axes.fill_between(time, high, low, step="post", color=shade, alpha=0.15, linewidth=0)
    left = np.unique(group.time[group.cause == CENSORED])
    if len(left):  # an empty line without clipping would count as drawn far outside
        axes.plot(
            left,
            100 * group.back(left),
            "|",
            color=style.BLACK,
            markersize=6,
            markeredgewidth=1.0,
            clip_on=False,
        )


def _keyed(groups: Mapping[str, Group], until: float) -> dict[str, str]:
    """What each line is called, and when half of its runs are back, by the first group that shares it."""
    most = max(len(group.time) for group in groups.values())
    return {
        names[0]: _in_words(
            [plain(name, limit=28) for name in names if name],
            groups[names[0]],
            len(groups[names[0]].time) < SCARCE * most,
        )
        for names in same_courses(groups, until)
    }


def _in_words(names: Sequence[str], group: Group, scarce: bool) -> str:
    month, sunk = half_back(group), int((group.cause == SUNK).sum())
    half = said("fewer than half")
    if month is not None:
        half = said("half in {months}", months=style.counted(round(month), "month"))
    further = [said("{n:,} collapsed", n=sunk)] if sunk else []
    course = in_a_row([half, *further, *([style.counted(len(group.time), "run")] if scarce else [])])
    called = said("{names}: {course}", names=in_a_row(names), course=course) if names else course
    return plain(called, limit=90, width=_key_columns())


def _key_columns() -> int:
    """How many columns of letters fit below a panel."""
    page = paper.current()
    return int(KEY_COLUMNS * page.room * page.within(0.5) / 0.5)


def _reading(levels: Mapping[str, Mapping[str, Group]], n: int, banded: bool) -> list[str]:
    groups = [group for level in levels.values() for group in level.values()]
    fell = sum(len(group.time) for group in next(iter(levels.values())).values())
    unseen = any((group.cause == CENSORED).any() for group in groups)
    drawn = said("{n:,} runs that fell are drawn", n=fell) if fell < n else said("all runs fell")
    words = [said("Kaplan–Meier"), drawn, *[said("|: some are watched no longer")] * unseen]
    return [*words, *[said("band: 95 %")] * banded]
