"""What is written over a recovery curve: its phases and turning points, and what happens meanwhile."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.text import plain
from analysis.recovery import below, returns
from analysis.thresholds import STATED, Thresholds

NAMED = 3
"""So many events stand with their names at their lines; more of them have numbers there."""
AXES_SHARE = 0.85
"""What the labels of the axis leave of the figure's width, about."""

_TONES = {
    "before": "#BDBDBD",
    "shock": style.ORANGE,
    "return": style.SKY,
    "not back": style.SKY,
    "after": style.BLUE,
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
) -> list[tuple[str, int, int]]:
    """Mark the median line's lowest month (its highest, where it never falls below the twin) and the one it
    is back in; return its phases.
    """
    if not np.isfinite(q[t0:]).all():
        return []
    spans, lowest, back = phases(q, t0, t1, thresholds)
    turn, marker, name, down = (lowest, "v", "lowest", -9)
    if q[lowest] >= 1:  # a course that only rises has no fall to mark
        turn, marker, name, down = (t0 + int(q[t0:].argmax()), "^", "highest", 5)
    marks = [(turn, marker, f"{name}: {q[turn]:.2f}, after {_months(turn - t0)}", (6, down))]
    if back is not None:
        marks.append((back, "o", f"back after {_months(back - t0)}", (6, 6)))
    low = 0.12 * axes.get_ylim()[1]
    for month, marker, words, (aside, down) in marks:
        axes.plot(x[month], q[month], marker, color=style.BLACK, markersize=4, zorder=3, clip_on=False)
        early = month < 0.6 * len(x)
        place = (aside if early else -aside, 6 if q[month] < low else down)
        axes.annotate(
            words, (x[month], q[month]), place, textcoords="offset points",
            ha="left" if early else "right", fontsize=style.SMALL,
            bbox={"facecolor": "white", "linewidth": 0, "pad": 0.8, "alpha": 0.7},
        )  # fmt: skip
    return spans


def _months(count: int) -> str:
    return style.counted(count, "month")


def draw_phases(axes: Axes, spans: list[tuple[str, int, int]], x: FloatArray) -> None:
    """Draw the phases as a strip over the axes, their names above it in the same order, pushed apart."""
    step = x[1] - x[0] if len(x) > 1 else 1.0
    length = max(x[-1] - x[0], step)
    edge, middles = axes.transAxes, []
    for name, first, end in spans:
        left, right = (min(1.0, max(0.0, (month - 0.5) * step / length)) for month in (first, end))
        corner, width = (left, 1.015), right - left
        tone = _TONES[name]
        axes.add_patch(
            Rectangle(corner, width, 0.025, transform=edge, facecolor=tone, linewidth=0, clip_on=False)
        )
        middles.append((left + right) / 2)
    written = [
        axes.text(0, 1.05, name, transform=edge, ha="center", va="bottom", fontsize=style.SMALL)
        for name, _, _ in spans
    ]
    widths = [style.width(text) / AXES_SHARE + 0.015 for text in written]
    for text, middle in zip(written, apart(middles, widths), strict=True):
        text.set_x(middle)


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


def mark_events(axes: Axes, x: FloatArray, events: Mapping[str, int]) -> str:
    """Mark what befalls run and twin alike, its name at the foot of the line, towards the wider side; each
    stands over the one before it, so that neighbours can be read. Where there are many, numbers stand at the
    lines, and the names are returned for the caption.
    """
    within = [(name, month) for name, month in events.items() if 0 <= month < len(x)]
    shown = sorted(within, key=lambda event: event[1])
    many = len(shown) > NAMED
    for number, (name, month) in enumerate(shown):
        axes.axvline(x[month], color=style.GREY, linewidth=0.8, linestyle="-.", zorder=1.8)
        early = month < len(x) / 2
        words = f"{number + 1}" if many else plain(name, limit=40)
        place = (x[month], 0.02 + 0.05 * (number % 2) if many else 0.03 + 0.055 * number)
        axes.annotate(
            words, place, (3 if early else -3, 0), xycoords=axes.get_xaxis_transform(),
            textcoords="offset points", ha="left" if early else "right", fontsize=style.SMALL,
            color="#444444",
        )  # fmt: skip
    named = [f"{number}: {plain(name, limit=60)}" for number, (name, _) in enumerate(shown, start=1)]
    return f"in run and twin alike {', '.join(named)}" if many else ""


def draw_lanes(axes: Axes, x: FloatArray, causes: Mapping[str, Sequence[tuple[int, int | None]]]) -> None:
    """A lane a cause: a bar for each of its events, the first lane on top; its name in its widest gap."""
    step = x[1] - x[0] if len(x) > 1 else 1.0
    for place, (name, bars) in enumerate(causes.items()):
        spans = [(max(0, first), len(x) if end is None else min(end, len(x))) for first, end in bars]
        shown = sorted((first, end) for first, end in spans if first < end)
        places = [(x[0] + (first - 0.5) * step, (end - first) * step) for first, end in shown]
        axes.broken_barh(places, (place - 0.35, 0.7), facecolors=style.ORANGE, linewidth=0)
        middle = x[0] + gap_middle(shown, len(x)) * step
        axes.text(middle, place, plain(name, limit=30), ha="center", va="center", fontsize=style.SMALL)
    axes.set_ylim(len(causes) - 0.4, -0.6)
    axes.tick_params(left=False, labelleft=False, labelbottom=False, bottom=False)
    for edge in ("left", "bottom"):
        axes.spines[edge].set_visible(False)


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
