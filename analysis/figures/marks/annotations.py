"""What is written over a recovery curve: its phases and turning points, and what happens meanwhile."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.marks.label_places import PAPER, Label
from analysis.figures.text import plain
from analysis.recovery import below, months_to_rise, returns
from analysis.thresholds import STATED, Thresholds
from languages import in_a_row, rendered, said, worded

NAMED = 3
"""So many events stand with their names at their lines; more of them have numbers there."""
NEXT_TO = 0.01
"""How far a name stands from its bar, on both sides together, as a share of the months."""
Side = Literal["left", "right", "center"]
AXES_SHARE = 0.85
"""What the labels of the axis leave of the figure's width, about."""

BELOW: Mapping[str, Any] = {
    "color": style.VERMILION,
    "markersize": 3.5,
    "markeredgewidth": 2.4,
    "zorder": 2.2,
}
"""How months below .95 are drawn on that level."""
_TONES = {
    worded("before"): "#BDBDBD",
    worded("shock"): style.ORANGE,
    worded("return"): style.SKY,
    worded("not back"): style.SKY,
    worded("after"): style.BLUE,
}


def phases(
    q: FloatArray, t0: int, t1: int | None, thresholds: Thresholds = STATED
) -> tuple[list[tuple[str, int, int]], int, int | None]:
    """Return the phases of one course q[m] (name, first month, month after the last), its lowest month and
    the month it is back.

    `t0` and `t1` are the first and last month of the shock (None: without end). The return lasts from the
    shock's end until the course is back (see `analysis.recovery.returns`); if it is not by the end of the
    months that phase is `not back`. A course that never fell has neither.

    >>> q = np.array([1.0] * 3 + [0.6, 0.5, 0.8, 0.9] + [1.0] * 8)
    >>> phases(q, 3, 4)
    ([('before', 0, 3), ('shock', 3, 5), ('return', 5, 7), ('after', 7, 15)], 4, 7)
    """
    months = len(q)
    end = months if t1 is None else min(t1 + 1, months)
    back = returns(q[None, t0:], None if t1 is None else t1 - t0, thresholds)["back"][0]
    first = t0 + int(back) if np.isfinite(back) else None
    fell = bool(below(q[t0:], thresholds.degraded, thresholds).any())
    turned = end if t1 is None or not fell else months if first is None else max(first, end)
    way = "return" if turned < months else "not back"
    edges = {"before": (0, t0), "shock": (t0, end), way: (end, turned), "after": (turned, months)}
    spans = [(name, *span) for name, span in edges.items() if span[0] < span[1]]
    return spans, t0 + int(np.nanargmin(q[t0:])), first if fell else None


def mark_turns(
    axes: Axes, x: FloatArray, q: FloatArray, t0: int, t1: int | None, thresholds: Thresholds
) -> tuple[list[tuple[str, int, int]], list[Label]]:
    """Mark the median line's lowest month (its highest, where it never falls below the twin), the one it is
    back in, the first at .95 and at 1 after the lowest, and all months below .95; return its phases, and the
    words for the marks.
    """
    if not np.isfinite(q[t0:]).all():
        return [], []
    spans, lowest, back = phases(q, t0, t1, thresholds)
    turn, marker, turning = (lowest, "v", worded("lowest: {q:.2f}, after {months}"))
    if q[lowest] >= 1:  # a course that only rises has no fall to mark
        turn, marker = t0 + int(q[t0:].argmax()), "^"
        turning = worded("highest: {q:.2f}, after {months}")
    ways, missed = ways_up(q[t0:], back if back is None else back - t0, thresholds)
    marks = [(turn, marker, f"{rendered(turning, q=q[turn], months=_months(turn - t0))}{missed}")]
    marks += [(t0 + month, mark, words) for month, mark, words in ways]
    low = t0 + np.flatnonzero(below(q[t0:], thresholds.degraded, thresholds))
    axes.plot(x[low], np.full(len(low), thresholds.degraded), "_", **BELOW)
    for month, mark, _ in marks:
        axes.plot(x[month], q[month], mark, color=style.BLACK, markersize=4, zorder=3, clip_on=False)
    return spans, [Label(words, float(x[month]), float(q[month])) for month, _, words in marks]


def ways_up(
    q: FloatArray, back: int | None, thresholds: Thresholds = STATED
) -> tuple[list[tuple[int, str, str]], str]:
    """Return where a course q[H] that begins with the shock is back (`back`, None: it is not), and where it
    first comes to .95 and to 1 from its lowest month: month, mark and words of each, those of one month
    together; and what is to be said of a level that it fell from and does not come to.

    >>> ways_up(np.array([1.0, 0.5, 0.9, 0.96, 1.0, 1.0, 1.0, 1.0, 1.0]), 3)[0]
    [(3, 'o', 'back after 3 months, 2 from the lowest'), (4, 'D', 'at 1, 3 months from the lowest')]
    >>> ways_up(np.array([1.0, 0.5, 0.6]), None)
    ([], '; not at 0.95 by the end')
    """
    turn, levels = int(q.argmin()), (thresholds.degraded, 1.0)
    rises = {f"{level:g}": months_to_rise(q[None], level, thresholds)[0] for level in levels}
    reached = {level: turn + int(rise) for level, rise in rises.items() if np.isfinite(rise)}
    low = f"{thresholds.degraded:g}"
    marks = []
    for month in sorted({*reached.values(), *([] if back is None else [back])}):
        there = [level for level, each in reached.items() if each == month]
        if month == back:
            also = [said("at {level}", level=level) for level in there if level != low]
            since = [said("{n} from the lowest", n=month - turn)] if there else []
            marks.append(
                (month, "o", in_a_row([said("back after {months}", months=_months(back)), *also, *since]))
            )
        else:
            at = said("at {level}", level=said(" and ").join(there))
            since = [said("{months} from the lowest", months=_months(month - turn))]
            marks.append((month, "s" if low in there else "D", in_a_row([at, *since])))
    missed = [level for level in rises if level not in reached]
    fell = bool(below(q, thresholds.degraded, thresholds).any())
    return marks, said("; not at {level} by the end", level=missed[0]) if fell and missed else ""


def _months(count: int) -> str:
    return style.counted(count, "month")


def draw_phases(axes: Axes, spans: list[tuple[str, int, int]], x: FloatArray) -> None:
    """Draw the phases as a strip over the axes, with a gap where one ends (their tones are alike in grey),
    their names above it in the same order, pushed apart; a name that no longer stands over its phase is led
    to it by a line.
    """
    step = x[1] - x[0] if len(x) > 1 else 1.0
    length = max(x[-1] - x[0], step)
    edge, bars = axes.transAxes, []
    for name, first, end in spans:
        left, right = (min(1.0, max(0.0, (month - 0.5) * step / length)) for month in (first, end))
        corner, width = (left, 1.015), right - left
        tone = _TONES[name]
        axes.add_patch(
            Rectangle(
                corner,
                width,
                0.025,
                transform=edge,
                facecolor=tone,
                edgecolor="white",
                linewidth=0.8,
                clip_on=False,
            )
        )
        bars.append((left, right))
    written = [
        axes.text(0, 1.07, rendered(name), transform=edge, ha="center", va="bottom", fontsize=style.SMALL)
        for name, _, _ in spans
    ]
    widths = [_width(text) + 0.02 for text in written]
    middles = [(left + right) / 2 for left, right in bars]
    for text, place, (left, right), middle in zip(
        written, apart(middles, widths), bars, middles, strict=True
    ):
        text.set_x(place)
        if not left <= place <= right:
            axes.plot(
                [middle, place], [1.035, 1.07], transform=edge, color=style.GREY, linewidth=0.7, clip_on=False
            )


def _width(text: Text) -> float:
    """The width of a text as drawn, as a share of its panel's, about."""
    return style.width(text) / paper.current().within(AXES_SHARE)


def apart(middles: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Return the middles moved as little as keeps intervals of these widths between 0 and 1, in order and
    apart.

    >>> [round(middle, 2) for middle in apart([0.02, 0.05, 0.5], [0.1, 0.1, 0.1])]
    [0.05, 0.15, 0.5]
    """
    placed, edge = [], 0.0
    for middle, width in zip(middles, widths, strict=True):
        placed.append(max(middle, edge + width / 2))
        edge = placed[-1] + width / 2
    edge = 1.0
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], edge - widths[place] / 2)
        edge = placed[place] - widths[place] / 2
    return placed


def mark_events(axes: Axes, x: FloatArray, events: Mapping[str, int]) -> tuple[str, list[Label]]:
    """Mark what befalls run and twin alike by a line each; return the words for them. Where there are many,
    numbers stand at the lines, and the names are returned for the caption.
    """
    within = [(name, month) for name, month in events.items() if 0 <= month < len(x)]
    shown = sorted(within, key=lambda event: event[1])
    many = len(shown) > NAMED
    labels = []
    for number, (name, month) in enumerate(shown, start=1):
        axes.axvline(x[month], color=style.GREY, linewidth=0.8, linestyle="-.", zorder=1.8)
        labels.append(Label(f"{number}" if many else name, float(x[month]), None, "#444444"))
    named = [
        said("{number}: {event}", number=number, event=plain(name, limit=60))
        for number, (name, _) in enumerate(shown, start=1)
    ]
    return said("in run and twin alike {events}", events=in_a_row(named)) if many else "", labels


def draw_lanes(axes: Axes, x: FloatArray, causes: Mapping[str, Sequence[tuple[int, int | None]]]) -> None:
    """A lane a cause: a bar for each of its events, the first lane on top; its name beside its last bar, or
    its first, or in its widest gap.
    """
    step = x[1] - x[0] if len(x) > 1 else 1.0
    length = max(x[-1] - x[0], step)
    for place, (name, bars) in enumerate(causes.items()):
        spans = [(max(0, first), len(x) if end is None else min(end, len(x))) for first, end in bars]
        shown = sorted((first, end) for first, end in spans if first < end)
        places = [(x[0] + (first - 0.5) * step, (end - first) * step) for first, end in shown]
        axes.broken_barh(places, (place - 0.35, 0.7), facecolors=style.ORANGE, linewidth=0)
        text = axes.text(x[0], place, plain(name, limit=40), va="center", fontsize=style.SMALL, bbox=PAPER)
        wide = _width(text) * length / step + NEXT_TO * len(x)
        month, side = beside(shown, len(x), wide)
        text.set_horizontalalignment(side)
        text.set_x(x[0] + month * step)
    axes.set_ylim(len(causes) - 0.4, -0.6)
    axes.tick_params(left=False, labelleft=False, labelbottom=False, bottom=False)
    for edge in ("left", "bottom"):
        axes.spines[edge].set_visible(False)


def beside(spans: Sequence[tuple[int, int]], months: int, wide: float) -> tuple[float, Side]:
    """Return where a name so many months wide stands, and which of its sides is there: behind the last of the
    spans (in order) where it has room, before the first, or in the middle of the widest gap.

    >>> beside([(10, 20)], 100, 30), beside([(60, 90)], 100, 30), beside([(0, 30), (80, 100)], 100, 30)
    ((20.5, 'left'), (58.5, 'right'), (55.0, 'center'))
    """
    room = NEXT_TO * months / 2
    last = max((end for _, end in spans), default=0)
    if last + wide <= months:
        return last + room, "left"
    if spans[0][0] >= wide:
        return spans[0][0] - room - 1, "right"
    return gap_middle(spans, months), "center"


def gap_middle(spans: Sequence[tuple[int, int]], months: int) -> float:
    """Return the middle of the widest stretch of so many months in which no span (first month, month after
    the last; in order, they may overlap) lies.

    >>> gap_middle([(10, 20), (15, 30)], 100), gap_middle([], 10)
    (65.0, 5.0)
    """
    edge, gaps = 0, []
    for first, end in [*spans, (months, months)]:
        gaps.append((first - edge, (first + edge) / 2))
        edge = max(edge, end)
    return max(gaps)[1]
