"""Does the alliance come back? The runs against their twins, month by month, and the parts that make
performance."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from numpy.typing import ArrayLike

from analysis.arrays import FloatArray
from analysis.bands import bands
from analysis.baseline import as_runs, relative
from analysis.figures import style
from analysis.figures.pick import evenly
from analysis.figures.text import plain
from analysis.figures.ticks import month_ticks
from analysis.intervals import Interval
from analysis.recovery import below, returns
from analysis.thresholds import STATED, Thresholds

SINGLE_RUNS = 15
"""How many single runs are drawn thin: enough to see two groups where the median shows one."""
NAMED = 3
"""So many events stand with their names at their lines; more of them have numbers there."""
LANE = 0.13
"""Height of a lane of causes, in small panels."""
PER_ROW = 2
"""Small panels side by side."""
AXES_SHARE = 0.85
"""What the labels of the axis leave of the figure's width, about."""


def recovery_figure(
    months: ArrayLike,
    performance: ArrayLike,
    twin: ArrayLike,
    p_star: float,
    parts: Mapping[str, tuple[ArrayLike, ArrayLike]],
    *,
    t0: int | None,
    t1: int | None,
    title: style.Title,
    n: int,
    seed: int | None,
    calm: ArrayLike | None = None,
    outcome_shares: Mapping[str, float | Interval] | None = None,
    rest_shares: Mapping[str, float | Interval] | None = None,
    events: Mapping[str, int] | None = None,
    causes: Mapping[str, Sequence[tuple[int, int | None]]] | None = None,
    note: str = "",
    thresholds: Thresholds = STATED,
) -> Figure:
    """Return the recovery curve: q with its bands above, the parts of performance with their twins' medians
    below.

    `months`[m] are numbers (months from the start) or numpy dates (datetime64); `performance` and `twin` are
    [runs, m] in units of P, each part is a pair [runs, m] of run and twin under its name; `t0`, `t1` are the
    first and last month of the shock as indices (t1 None: without end). Without a shock (t0 None) q is 1 and
    says nothing, so performance itself is drawn. Runs whose twin is dead have no q: they are left out of the
    upper panel and counted in the caption. `outcome_shares` answers the title, most frequent outcome first,
    and `rest_shares` beside it where the runs were followed to their rest. `events` are labelled lines at
    months as indices (outside the months: none); `causes` are lanes of bars below the curve, first month and
    month after the last (None: no end). `note` goes into the caption. `calm`[m] is the median
    performance of the calm reference, drawn against the twins' median; without it, it is the twin.

    Under a shock the phases before, shock, return and after stand over the curve, and its lowest point and
    the month it is back are marked: those of the median line, see `phases`.
    """
    run, other = as_runs("performance", performance), as_runs("twin", twin)
    x, dated = _axis(months, run.shape[1])
    verdict = answers(outcome_shares, rest_shares)
    with style.sheet():
        figure, main, lanes, key, panels = _sheet(len(parts), len(causes or {}), len(verdict))
        q = None if t0 is None else _relative(run, other, p_star, t0, thresholds)
        if q is None:
            _performance(main, x, run, p_star)
        else:
            _quotient(main, x, q, t0 or 0, thresholds)
        main.set_xlabel("year" if dated else "months from the start")
        apart_from_twin = q is not None and _calm(main, x, calm, other)
        if causes and lanes is not None:
            _lanes(lanes, x, causes)
        _legend(key, t0, t1, bool(parts), apart_from_twin, thresholds)
        for panel, (name, (values, reference)) in zip(panels, parts.items(), strict=True):
            beside = None if t0 is None else as_runs("part's twin", reference)
            _part(panel, x, name, as_runs("part", values), beside)
        named = _events(main, x, events or {})
        spans = [] if q is None else _turns(main, x, bands(q)["q50"], t0 or 0, t1, thresholds)
        _ruled([(main, 8), *((panel, 3) for panel in panels)], x, dated, (t0, t1))
        over = style.BODY + 12 if spans else None
        style.fill(main.set_title("", loc="left", pad=over), verdict or " ", limit=150, room=0.86)
        style.head(figure, title)
        _strip(main, spans, x)
        style.foot(figure, style.counted(n, "run"), seed, *filter(None, (named, note, _left_out(q))))
    return figure


def _sheet(parts: int, lanes: int, lines: int) -> tuple[Figure, Axes, Axes | None, Axes, list[Axes]]:
    """Return the figure, its curve, room for lanes of causes below it, for the key, and a panel a part."""
    rows, height = -(-parts // PER_ROW), LANE * lanes
    figure = style.blank(3.7 + 1.3 * (rows + height) + 0.2 * lines)
    heights = [2.3, *([height] if lanes else []), 0.5, *[1.0] * rows]
    grid = figure.add_gridspec(len(heights), PER_ROW, height_ratios=heights)
    top = len(heights) - rows
    main = figure.add_subplot(grid[0, :])
    below_it = figure.add_subplot(grid[1, :], sharex=main) if lanes else None
    key = figure.add_subplot(grid[top - 1, :])
    panels = [figure.add_subplot(grid[top + i // PER_ROW, i % PER_ROW]) for i in range(parts)]
    return figure, main, below_it, key, panels


def _ruled(
    panels: Sequence[tuple[Axes, int]], x: FloatArray, dated: bool, shock: tuple[int | None, int | None]
) -> None:
    """Shade the shock and set the ticks, about so many, of every panel with months."""
    for panel, ticks in panels:
        _shade(panel, x, *shock)
        month_ticks(panel, x[0], x[-1], ticks, dated=dated)
        panel.set_xlim(x[0], x[-1] if len(x) > 1 else x[0] + 1)


def _left_out(q: FloatArray | None) -> str:
    dead = 0 if q is None else int(np.isnan(q).all(axis=1).sum())
    return f"{dead} left out above, their twin is dead" if dead else ""


def answers(
    level: Mapping[str, float | Interval] | None, rest: Mapping[str, float | Interval] | None
) -> tuple[str, ...]:
    """Return what the figure says below its title, a line for each way of calling the outcomes.

    Two lines go without their intervals, which would not let them be read at a glance.

    >>> answers({"collapsed": 1.0}, {"bounced back": 0.8, "collapsed": 0.2})
    ('at the end: collapsed 100 %', 'once at rest: bounced back 80 %, collapsed 20 %')
    """
    if not rest:
        return (answer(level),) if level else ()
    asked = {"at the end": level or {}, "once at rest": rest}
    bare = {when: {name: style.estimate(row[name]) for name in row} for when, row in asked.items()}
    return tuple(f"{when}: {answer(row)}" for when, row in bare.items() if row)


def answer(shares: Mapping[str, float | Interval], most: int = 3) -> str:
    """Return the shares of the most frequent outcomes in words, the largest first.

    >>> answer({"collapsed": 0.2, "bounced back": 0.7, "open": 0.1, "partial": 0.0})
    'bounced back 70 %, collapsed 20 %, open 10 %'
    """
    found = sorted(shares, key=lambda name: -style.estimate(shares[name]))
    words = [
        f"{name} {style.percent(shares[name])}" for name in found[:most] if style.estimate(shares[name]) > 0
    ]
    return ", ".join(words)


def _axis(months: ArrayLike, count: int) -> tuple[FloatArray, bool]:
    """Return the months as numbers (years, for dates) and whether they are dates."""
    values = np.asarray(months)
    if values.shape != (count,):
        raise ValueError(f"{count} months of performance, but a month axis of shape {values.shape}")
    if np.issubdtype(values.dtype, np.datetime64):
        return values.astype("datetime64[M]").astype(np.float64) / 12 + 1970, True
    return values.astype(np.float64), False


def _performance(axes: Axes, x: FloatArray, run: FloatArray, p_star: float) -> None:
    """Draw performance itself: without a shock q is 1 and says nothing."""
    _fan(axes, x, run)
    axes.axhline(p_star, color=style.BLACK, linewidth=0.8, zorder=1.9)
    axes.set_ylabel("performance P")
    axes.set_ylim(0, 1.08 * max(np.nanmax(run), p_star))


def _relative(
    run: FloatArray, twin: FloatArray, p_star: float, t0: int, thresholds: Thresholds
) -> FloatArray:
    """Return q[runs, m], not a number from end to end where the twin is dead from the shock on."""
    q = np.full(run.shape, np.nan)
    _, living = relative(run[:, t0:], twin[:, t0:], p_star, thresholds)
    with np.errstate(divide="ignore", invalid="ignore"):
        q[living] = run[living] / twin[living]
    q[~np.isfinite(q)] = np.nan
    return q


def _quotient(axes: Axes, x: FloatArray, q: FloatArray, t0: int, thresholds: Thresholds) -> None:
    _fan(axes, x, q)
    axes.axhline(1, color=style.BLACK, linewidth=0.8, zorder=1.9)
    for level in (thresholds.collapsed, thresholds.degraded, thresholds.forward):
        axes.axhline(level, color=style.VERMILION, linewidth=0.7, linestyle=":")
    axes.set_ylabel("performance ÷ its twin's, q")
    top = np.nanquantile(q[:, t0:], 0.99) if np.isfinite(q[:, t0:]).any() else 1.0
    axes.set_ylim(0, 1.08 * max(top, thresholds.forward + 0.05))


def _calm(axes: Axes, x: FloatArray, calm: ArrayLike | None, twin: FloatArray) -> bool:
    """Draw the calm reference against the twins' median where it is another line than the twin; whether it
    is.
    """
    if calm is None:
        return False
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.asarray(calm, dtype=np.float64) / np.median(twin, axis=0)
    if np.allclose(ratio, 1, equal_nan=True):
        return False
    axes.plot(x, ratio, color=style.GREEN, linewidth=1.2, linestyle="--", zorder=2.1)
    top = np.nanmax(ratio[np.isfinite(ratio)], initial=0.0)
    axes.set_ylim(0, max(axes.get_ylim()[1], min(1.08 * float(top), 3.0)))
    return True


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


def _turns(
    axes: Axes, x: FloatArray, q: FloatArray, t0: int, t1: int | None, thresholds: Thresholds
) -> list[tuple[str, int, int]]:
    """Mark the median line's lowest month (its highest, where it never falls below the twin) and the one it
    is back in; return its phases.
    """
    if not np.isfinite(q[t0:]).all():
        return []
    spans, lowest, back = phases(q, t0, t1, thresholds)
    turn, shape, name, down = (lowest, "v", "lowest", -9)
    if q[lowest] >= 1:  # a course that only rises has no fall to mark
        turn, shape, name, down = (t0 + int(q[t0:].argmax()), "^", "highest", 5)
    marks = [(turn, shape, f"{name}: {q[turn]:.2f}, after {_months(turn - t0)}", (6, down))]
    if back is not None:
        marks.append((back, "o", f"back after {_months(back - t0)}", (6, 6)))
    low = 0.12 * axes.get_ylim()[1]
    for month, shape, words, (aside, down) in marks:
        axes.plot(x[month], q[month], shape, color=style.BLACK, markersize=4, zorder=3, clip_on=False)
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


_TONES = {
    "before": "#BDBDBD",
    "shock": style.ORANGE,
    "return": style.SKY,
    "not back": style.SKY,
    "after": style.BLUE,
}


def _strip(axes: Axes, spans: list[tuple[str, int, int]], x: FloatArray) -> None:
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


def _fan(axes: Axes, x: FloatArray, values: FloatArray) -> None:
    table = bands(values)
    axes.fill_between(x, table["q05"], table["q95"], color=style.BLUE, alpha=0.15, linewidth=0)
    axes.fill_between(x, table["q25"], table["q75"], color=style.BLUE, alpha=0.3, linewidth=0)
    kept = np.flatnonzero(np.isfinite(values).any(axis=1))
    for row in kept[evenly(len(kept), SINGLE_RUNS)]:
        axes.plot(x, values[row], color=style.GREY, linewidth=0.4, alpha=0.6)
    axes.plot(x, table["q50"], color=style.BLUE, linewidth=1.8)


def _events(axes: Axes, x: FloatArray, events: Mapping[str, int]) -> str:
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
    told = [f"{number}: {plain(name, limit=60)}" for number, (name, _) in enumerate(shown, start=1)]
    return f"in run and twin alike {', '.join(told)}" if many else ""


def _lanes(axes: Axes, x: FloatArray, causes: Mapping[str, Sequence[tuple[int, int | None]]]) -> None:
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


def _part(axes: Axes, x: FloatArray, name: str, values: FloatArray, twin: FloatArray | None) -> None:
    table, beside = bands(values), None if twin is None else bands(twin)["q50"]
    axes.fill_between(x, table["q25"], table["q75"], color=style.BLUE, alpha=0.3, linewidth=0)
    axes.plot(x, table["q50"], color=style.BLUE)
    if beside is not None:
        axes.plot(x, beside, color=style.BLACK, linewidth=1.0, linestyle="--")
    title = axes.set_title("", loc="left")
    style.fill(title, name, limit=60, room=0.42)
    axes.margins(y=0.12)
    if not np.any(table["q50"]) and (beside is None or not np.any(beside)):
        axes.set_ylim(-0.05, 1)  # a series that stays at nothing is not noise about nothing
    axes.locator_params(axis="y", nbins=5)


def _shade(axes: Axes, x: FloatArray, t0: int | None, t1: int | None) -> None:
    if t0 is None:
        return
    half = (x[1] - x[0]) / 2 if len(x) > 1 else 0.5
    end = x[-1] if t1 is None else x[min(t1, len(x) - 1)]
    axes.axvspan(x[t0] - half, end + half, color=style.ORANGE, alpha=0.2, linewidth=0, zorder=0)


def _legend(
    axes: Axes, t0: int | None, t1: int | None, parts: bool, calm: bool, thresholds: Thresholds
) -> None:
    axes.axis("off")
    levels = ", ".join(f"{x:g}" for x in (thresholds.collapsed, thresholds.degraded, thresholds.forward))
    entries: list[tuple[Line2D | Patch, str]] = [
        (Line2D([], [], color=style.BLUE, linewidth=1.8), "median"),
        (Patch(color=style.BLUE, alpha=0.4, linewidth=0), "middle half of runs"),
        (Patch(color=style.BLUE, alpha=0.15, linewidth=0), "90 % of runs"),
        (Line2D([], [], color=style.GREY, linewidth=0.6), "single runs"),
    ]
    if parts and t0 is not None:
        median = Line2D([], [], color=style.BLACK, linewidth=1.0, linestyle="--")
        entries.append((median, "twins' median, no shock"))
    level = Line2D([], [], color=style.BLACK, linewidth=0.8)
    if t0 is None:
        entries.append((level, "P*, the calm level"))
    else:
        entries += [
            (level, "the twin: q = 1" if calm else "twin = calm: q = 1"),
            (Line2D([], [], color=style.VERMILION, linewidth=0.9, linestyle=":"), f"levels {levels}"),
            (Patch(color=style.ORANGE, alpha=0.3, linewidth=0), "shock, no end" if t1 is None else "shock"),
        ]
    if calm:
        entries.append((Line2D([], [], color=style.GREEN, linewidth=1.2, linestyle="--"), "calm reference"))
    handles, names = zip(*entries, strict=True)
    axes.legend(handles, names, loc="center", ncols=3, columnspacing=1.2, handlelength=1.6, borderpad=0)
