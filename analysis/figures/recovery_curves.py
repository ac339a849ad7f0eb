"""Does the alliance come back? The runs against their twins, month by month, and the parts that make
performance."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FormatStrFormatter
from numpy.typing import ArrayLike

from analysis.arrays import FloatArray
from analysis.bands import bands
from analysis.baseline import as_runs
from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.marks.annotations import draw_lanes, draw_phases, mark_events, mark_turns
from analysis.figures.marks.label_places import place_labels
from analysis.figures.marks.pick import evenly
from analysis.figures.marks.ticks import month_ticks
from analysis.intervals import Interval
from analysis.recovery import below
from analysis.thresholds import STATED, Thresholds
from languages import in_a_row, named, rendered, said, worded

SINGLE_RUNS = 15
"""How many single runs are drawn thin: enough to see two groups where the median shows one."""
LANE = 0.19
"""Height of a lane of causes, in small panels."""
OF_MEDIAN = worded("months at the marks and in the key are those of the median line, not medians of the runs")
"""What the caption says of turning points, which a table of medians over runs has otherwise."""
PER_ROW = 2
"""Small panels side by side."""
Span = tuple[int, int | None]
"""First month of a shock and the month after its last, None where it has no end."""


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
    alive: ArrayLike | None = None,
    calm: ArrayLike | None = None,
    outcome_shares: Mapping[str, Mapping[str, float | Interval]] | None = None,
    events: Mapping[str, int] | None = None,
    causes: Mapping[str, Sequence[tuple[int, int | None]]] | None = None,
    shocks: Sequence[Span] | None = None,
    note: str = "",
    thresholds: Thresholds = STATED,
) -> Figure:
    """Return the recovery curve: q with its bands above, the parts of performance with their twins' medians
    below.

    `months`[m] are numbers (months from the start) or numpy dates (datetime64); `performance` and `twin` are
    [runs, m] in units of P, each part is a pair [runs, m] of run and twin under its name; `t0`, `t1` are the
    first and last month of the shock as indices (t1 None: without end). Without a shock (t0 None) q is 1 and
    says nothing, so performance itself is drawn. Runs whose twin is dead (`alive`[runs] False; all
    live where it is not given) have no q: they are left out of the upper panel and counted in the caption.
    `outcome_shares` answers the title, by when the runs are read, most frequent outcome first. `events` are
    labelled lines at months as indices (outside the months: none); `causes` are lanes of bars below the
    curve, first month and month after the last (None: no end). `shocks` are the months of each of several
    shocks in the same way, shaded each by itself. `note` goes into the caption. `calm`[m] is the
    median performance of the calm reference, drawn against the twins' median; without it, it is the twin.

    Under a shock the phases before, shock, return and after stand over the curve, and its lowest point and
    the month it is back are marked: those of the median line, see `annotations.phases`.
    """
    run, other = as_runs("performance", performance), as_runs("twin", twin)
    x, dated = _axis(months, run.shape[1])
    verdict = answers(outcome_shares or {})
    with style.sheet():
        figure, main, lanes, key, panels = _sheet(len(parts), len(causes or {}), len(verdict))
        q = None if t0 is None else _relative(run, other, t0, alive)
        if q is None:
            _performance(main, x, run, p_star)
        else:
            _quotient(main, x, q, t0 or 0, thresholds)
        for panel in (main, *panels[-PER_ROW:]):
            panel.set_xlabel(said("year") if dated else said("months from the start"))
        apart_from_twin = q is not None and _calm(main, x, calm, other)
        if causes and lanes is not None:
            draw_lanes(lanes, x, causes)
        for panel, (name, (values, reference)) in zip(panels, parts.items(), strict=True):
            beside = None if t0 is None else as_runs("part's twin", reference)
            _part(panel, x, name, as_runs("part", values), beside)
        named, labels = mark_events(main, x, events or {})
        median = np.full(len(x), np.nan) if q is None else bands(q)["q50"]
        spans, turns = mark_turns(main, x, median, t0 or 0, t1, thresholds)
        low = int(below(median, thresholds.degraded, thresholds)[t0 or 0 :].sum())
        _legend(key, t0, _shaded(t0, t1, shocks), bool(parts), apart_from_twin, low, thresholds)
        whole = [] if t0 is None else [(t0, None if t1 is None else t1 + 1)]
        _ruled([(main, 8), *((panel, 3) for panel in panels)], x, dated, whole if shocks is None else shocks)
        if verdict:
            over = style.BODY + 16 if spans else None
            style.fill(main.set_title("", loc="left", pad=over), verdict, limit=150, room=0.86)
        style.head(figure, title)
        draw_phases(main, spans, x)
        read = rendered(OF_MEDIAN) if turns and n > 1 else ""
        style.foot(figure, style.counted(n, "run"), seed, *filter(None, (named, read, note, _left_out(q))))
        levels = [p_star] if q is None else [1.0, *_levels(thresholds)]
        place_labels(main, [*turns, *labels], _covered(x, run if q is None else q, levels))
    return figure


def _levels(thresholds: Thresholds) -> tuple[float, float, float]:
    return thresholds.collapsed, thresholds.degraded, thresholds.forward


def _covered(x: FloatArray, values: FloatArray, levels: Sequence[float]) -> list[FloatArray]:
    """The curves that words should leave in sight: the median, what 90 % of the runs lie between, and the
    lines at these levels.
    """
    table = bands(values)
    curves = [np.column_stack([x, table[name]]) for name in ("q05", "q50", "q50", "q50", "q95")]
    curves += [np.column_stack([x, np.full(len(x), level)]) for level in levels]
    return [curve[np.isfinite(curve).all(axis=1)] for curve in curves]


def _sheet(parts: int, lanes: int, lines: int) -> tuple[Figure, Axes, Axes | None, Axes, list[Axes]]:
    """Return the figure, its curve, room for lanes of causes below it, for the key, and a panel a part."""
    rows, height = -(-parts // PER_ROW), LANE * lanes
    figure = style.blank(3.7 + 1.3 * (rows + height) + 0.2 * (lines + bool(parts)))
    heights = [2.3, *([height] if lanes else []), 0.5, *[1.0] * rows]
    grid = figure.add_gridspec(len(heights), PER_ROW, height_ratios=heights)
    top = len(heights) - rows
    main = figure.add_subplot(grid[0, :])
    below_it = figure.add_subplot(grid[1, :], sharex=main) if lanes else None
    key = figure.add_subplot(grid[top - 1, :])
    panels = [figure.add_subplot(grid[top + i // PER_ROW, i % PER_ROW]) for i in range(parts)]
    return figure, main, below_it, key, panels


def _ruled(panels: Sequence[tuple[Axes, int]], x: FloatArray, dated: bool, shocks: Sequence[Span]) -> None:
    """Shade the shocks and set the ticks, about so many, of every panel with months."""
    for panel, ticks in panels:
        for first, end in joined(shocks, len(x)):
            _shade(panel, x, first, end)
        month_ticks(panel, x[0], x[-1], ticks, dated=dated)
        panel.set_xlim(x[0], x[-1] if len(x) > 1 else x[0] + 1)


def _left_out(q: FloatArray | None) -> str:
    dead = 0 if q is None else int(np.isnan(q).all(axis=1).sum())
    return said("{runs} left out above: no living twin", runs=style.counted(dead, "run")) if dead else ""


def answers(shares: Mapping[str, Mapping[str, float | Interval]]) -> tuple[str, ...]:
    """Return what the figure says below its title, a line for each time at which the runs are read.

    Several lines go without their intervals, which would not let them be read at a glance.

    >>> answers({"five years on": {"collapsed": 1.0}, "in the long run": {"collapsed": 0.2}})
    ('five years on: collapsed 100 %', 'in the long run: collapsed 20 %')
    """
    read = {when: row for when, row in shares.items() if row}
    if len(read) == 1:
        return tuple(_answered(when, row) for when, row in read.items())
    bare = {when: {name: style.estimate(row[name]) for name in row} for when, row in read.items()}
    return tuple(_answered(when, row) for when, row in bare.items())


def _answered(when: str, row: Mapping[str, float | Interval]) -> str:
    return said("{when}: {outcomes}", when=rendered(when), outcomes=answer(row))


def answer(shares: Mapping[str, float | Interval], most: int = 3) -> str:
    """Return the shares of the most frequent outcomes in words, the largest first.

    >>> answer({"collapsed": 0.2, "bounced back": 0.7, "open": 0.1, "partial": 0.0})
    'bounced back 70 %, collapsed 20 %, open 10 %'
    """
    ranked = sorted(shares, key=lambda name: -style.estimate(shares[name]))
    words = [
        f"{named('outcome', name, name)} {style.percent(shares[name])}"
        for name in ranked[:most]
        if style.estimate(shares[name]) > 0
    ]
    return in_a_row(words)


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
    axes.set_ylabel(said("performance P (calm: {calm:.2f})", calm=p_star))
    axes.set_ylim(0, 1.08 * max(np.nanmax(run), p_star))


def _relative(run: FloatArray, twin: FloatArray, t0: int, alive: ArrayLike | None) -> FloatArray:
    """Return q[runs, m], not a number from end to end where the twin is dead from the shock on."""
    q = np.full(run.shape, np.nan)
    given = np.ones(len(run)) if alive is None else np.asarray(alive)
    living = np.logical_and((twin[:, t0:] > 0).all(axis=1), given)
    with np.errstate(divide="ignore", invalid="ignore"):
        q[living] = run[living] / twin[living]
    q[~np.isfinite(q)] = np.nan
    return q


def _quotient(axes: Axes, x: FloatArray, q: FloatArray, t0: int, thresholds: Thresholds) -> None:
    _fan(axes, x, q)
    axes.axhline(1, color=style.BLACK, linewidth=0.8, zorder=1.9)
    for level in _levels(thresholds):
        axes.axhline(level, color=style.VERMILION, linewidth=0.7, linestyle=":")
    axes.set_ylabel(said("performance ÷ its twin's, q"))
    # As wide whatever the distance of the ticks: the layout is made before a low panel takes fewer of them.
    axes.yaxis.set_major_formatter(FormatStrFormatter("%.2f"))
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


def _fan(axes: Axes, x: FloatArray, values: FloatArray) -> None:
    table = bands(values)
    axes.fill_between(x, table["q05"], table["q95"], color=style.BLUE, alpha=0.15, linewidth=0)
    axes.fill_between(x, table["q25"], table["q75"], color=style.BLUE, alpha=0.3, linewidth=0)
    living = np.flatnonzero(np.isfinite(values).any(axis=1))
    for row in living[evenly(len(living), SINGLE_RUNS)]:
        axes.plot(x, values[row], color=style.GREY, linewidth=0.4, alpha=0.6)
    axes.plot(x, table["q50"], color=style.BLUE, linewidth=1.8)


def _part(axes: Axes, x: FloatArray, name: str, values: FloatArray, twin: FloatArray | None) -> None:
    table, beside = bands(values), None if twin is None else bands(twin)["q50"]
    axes.fill_between(x, table["q25"], table["q75"], color=style.BLUE, alpha=0.3, linewidth=0)
    axes.plot(x, table["q50"], color=style.BLUE)
    if beside is not None:
        axes.plot(x, beside, color=style.BLACK, linewidth=1.0, linestyle="--")
    title = axes.set_title("", loc="left", fontsize=style.SMALL if paper.current().narrow else None)
    style.fill(title, name, limit=72, room=0.42)
    axes.margins(y=0.12)
    if not np.any(table["q50"]) and (beside is None or not np.any(beside)):
        axes.set_ylim(-0.05, 1)  # a series that stays at nothing is not noise about nothing
    axes.locator_params(axis="y", nbins=5)


def joined(spans: Sequence[Span], months: int) -> list[tuple[int, int]]:
    """Return spans (first month, month after the last; None: no end) as stretches that do not overlap,
    within so many months.

    >>> joined([(3, 6), (5, 9), (12, None)], 20)
    [(3, 9), (12, 20)]
    """
    inside = [(max(0, first), months if end is None else min(end, months)) for first, end in spans]
    stretches: list[tuple[int, int]] = []
    for first, end in sorted(span for span in inside if span[0] < span[1]):
        if stretches and first <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((first, end))
    return stretches


def _shade(axes: Axes, x: FloatArray, first: int, end: int) -> None:
    half = (x[1] - x[0]) / 2 if len(x) > 1 else 0.5
    axes.axvspan(x[first] - half, x[end - 1] + half, color=style.ORANGE, alpha=0.2, linewidth=0, zorder=0)


def _shaded(t0: int | None, t1: int | None, shocks: Sequence[Span] | None) -> str:
    """What the shade is called."""
    if shocks is not None and len(shocks) > 1:
        return said("a shock at work")
    return said("shock, no end") if t1 is None else said("shock")


def _legend(
    axes: Axes, t0: int | None, shaded: str, parts: bool, calm: bool, low: int, thresholds: Thresholds
) -> None:
    """The key; `low` are the months in which the median is below .95."""
    axes.axis("off")
    levels = in_a_row(f"{x:g}" for x in _levels(thresholds))
    entries: list[tuple[Line2D | Patch, str]] = [
        (Line2D([], [], color=style.BLUE, linewidth=1.8), said("median")),
        (Patch(color=style.BLUE, alpha=0.4, linewidth=0), said("middle half of runs")),
        (Patch(color=style.BLUE, alpha=0.15, linewidth=0), said("90 % of runs")),
        (Line2D([], [], color=style.GREY, linewidth=0.6), said("single runs")),
    ]
    if parts and t0 is not None:
        median = Line2D([], [], color=style.BLACK, linewidth=1.0, linestyle="--")
        entries.append((median, said("twins' median, no shock")))
    level = Line2D([], [], color=style.BLACK, linewidth=0.8)
    if t0 is None:
        entries.append((level, said("P*, the calm level")))
    else:
        entries += [
            (level, said("the twin: q = 1") if calm else said("twin = calm: q = 1")),
            (_dotted(), said("levels {levels}", levels=levels)),
            (Patch(color=style.ORANGE, alpha=0.3, linewidth=0), shaded),
        ]
    if low:
        mark = Line2D([], [], color=style.VERMILION, linewidth=2.4)
        entries.append((mark, f"{style.counted(low, 'month')} < {thresholds.degraded:g}"))
    if calm:
        reference = Line2D([], [], color=style.GREEN, linewidth=1.2, linestyle="--")
        entries.append((reference, said("calm reference")))
    handles, names = zip(*entries, strict=True)
    spacing = {"columnspacing": 1.2, "handlelength": 1.6, "borderpad": 0}
    paper.legend(axes, handles, names, ncols=3, loc="center", **spacing)


def _dotted() -> Line2D:
    return Line2D([], [], color=style.VERMILION, linewidth=0.9, linestyle=":")
