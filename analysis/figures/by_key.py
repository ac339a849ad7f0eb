"""Which key moves the outcome? One panel a key: at each value it took, all runs by what became of them."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis import outcomes
from analysis.arrays import AnyArray, FloatArray
from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.outcome_map import stepped
from analysis.figures.text import plain
from analysis.intervals import Interval, replicate_share
from languages import named, said

MOST, PER_ROW = 6, 2
MOST_LEVELS, BINS = 8, 6
"""A key with more different values than `MOST_LEVELS` is cut into `BINS` parts with equally many settings."""
TICK_COLUMNS = 30
"""Digits below a panel that do not run into one another; of longer numbers some are left out."""
LETTERED = 0.09
"""A part of a bar that is at least so high has its outcome's letter in it."""
WORST_FIRST = (
    outcomes.NO_BASELINE,
    outcomes.COLLAPSED,
    outcomes.PARTIAL,
    outcomes.OPEN,
    outcomes.ADAPTED,
    outcomes.LIVES,
    outcomes.BACK,
    outcomes.NOT_DEGRADED,
    outcomes.FORWARD,
)
"""From the foot of a bar to its top, so that a bar that darkens from below says that things get worse."""
LEAST_MOVE = 0.05
"""A key that moves every outcome by less moves none."""
RESAMPLES = 400


class _Panel(NamedTuple):
    """A key's levels: the number each stands for, or the words, and each outcome's shares."""

    numbers: FloatArray
    words: list[str]
    shares: dict[str, list[Interval]]
    binned: bool

    @property
    def moved(self) -> tuple[str, float, float]:
        """The outcome that the key moves most, with its lowest and highest share, as they come."""
        spans = {name: [share.estimate for share in row] for name, row in self.shares.items()}
        name = max(spans, key=lambda each: max(spans[each]) - min(spans[each]))
        row = spans[name]
        low, high = min(row), max(row)
        return (name, low, high) if row.index(low) <= row.index(high) else (name, high, low)

    @property
    def swing(self) -> float:
        """How far the key moves the outcome that it moves most."""
        _, first, last = self.moved
        return abs(last - first)


def by_key_figure(
    columns: Mapping[str, AnyArray],
    outcome: AnyArray,
    unit: AnyArray,
    *,
    title: style.Title,
    settings: int,
    seed: int | None,
    names: Mapping[str, str] | None = None,
    judged: str = "",
    resampled: str = "",
    note: str = "",
) -> Figure:
    """Return the shares of outcomes along each of the varied keys, all other keys pooled.

    `columns` are the keys' values, one for each run, in numbers or words; `outcome` what became of it; `unit`
    to which replicate or setting it belongs: whole units are resampled for the 95 % intervals, and
    `resampled` says which. Bars are equally wide; the axis says so where steps are unequal. At most six keys
    are drawn, those that move an outcome most first. `settings` is how many there were, `names` how a key is
    to be written. Raises ValueError without a run or a key.
    """
    if not len(outcome) or not columns:
        raise ValueError("no run, or no key, to draw")
    panels = {key: _panel(np.asarray(values), outcome, unit) for key, values in columns.items()}
    ranked = sorted(panels, key=lambda key: -panels[key].swing)[:MOST]
    seen = [name for name in WORST_FIRST if (outcome == name).any()]
    rows, width = -(-len(ranked) // PER_ROW), min(PER_ROW, len(ranked))
    with style.sheet():
        figure = style.blank(1.75 + 2.0 * rows)
        grid = figure.add_gridspec(rows + 1, width, height_ratios=[*[1.0] * rows, 0.2])
        for number, key in enumerate(ranked):
            axes = figure.add_subplot(grid[number // PER_ROW, number % PER_ROW])
            _draw(axes, panels[key], seen)
            axes.tick_params(labelleft=number % PER_ROW == 0)
            written = _axis_words((names or {}).get(key, key), panels[key])
            size = style.SMALL if paper.current().narrow else style.BODY
            style.fill(axes.set_xlabel("", fontsize=size), written, limit=130, room=0.42)
            moves = axes.set_title("", loc="left", fontsize=style.SMALL)
            style.fill(moves, _moves(panels[key]), limit=110, room=0.42)
        _legend(figure.add_subplot(grid[rows, :]), seen)
        style.fill(figure.supylabel("", fontsize=style.BODY), said("share of runs (%)"), limit=40, room=0.7)
        style.head(figure, title)
        drawn = [panels[key] for key in ranked]
        notes = _notes(judged, resampled, note, drawn, len(panels))
        style.foot(figure, *_caption(len(outcome), settings, seed), *notes)
    return figure


def _moves(panel: _Panel) -> str:
    """What a key does, in words."""
    name, first, last = panel.moved
    if panel.swing < LEAST_MOVE:
        return said("moves no outcome")
    values = {"outcome": named("outcome", name, name), "first": 100 * first, "last": style.percent(last)}
    if last > first:
        return said("{outcome}: up from {first:.0f} to {last}", **values)
    return said("{outcome}: down from {first:.0f} to {last}", **values)


def _axis_words(name: str, panel: _Panel) -> str:
    return name if panel.binned else stepped(name, panel.numbers)


def _caption(runs: int, settings: int, seed: int | None) -> tuple[str, int | None]:
    return style.runs_of_settings(runs, settings), seed


def _notes(judged: str, resampled: str, note: str, drawn: list[_Panel], keys: int) -> list[str]:
    bins = [said("below bars: medians of bins")] if any(panel.binned for panel in drawn) else []
    some = said("{shown} of {all} keys, those that move an outcome most", shown=len(drawn), all=keys)
    few = [some] if len(drawn) < keys else []
    shares = [share for panel in drawn for row in panel.shares.values() for share in row]
    reach = [(share.high - share.low) / 2 for share in shares if share.low <= share.high]
    sure = ""
    if reach:
        sure = said(
            "95 % intervals reach ±{points:.0f} points at most, resampling {units}",
            points=100 * max(reach),
            units=resampled or said("replicates"),
        )
    return [
        judged or said("outcome by level"),
        said("over each panel what its key moves most"),
        said("other keys pooled"),
        *bins,
        *filter(None, (sure,)),
        *few,
        *([note] if note else []),
    ]


def _panel(values: AnyArray, outcome: AnyArray, unit: AnyArray) -> _Panel:
    level, numbers, words = _levels(values)
    units, member = np.unique(unit, return_inverse=True)
    shares = {}
    for name in WORST_FIRST:
        hit = outcome == name
        shares[name] = [
            _share(hit[level == k], member[level == k], len(units))
            for k in range(max(len(numbers), len(words)))
        ]
    return _Panel(numbers, words, shares, binned=not words and len(np.unique(values)) > MOST_LEVELS)


def _share(hit: AnyArray, member: AnyArray, units: int) -> Interval:
    """A share of runs, with whole units resampled that have a run here."""
    runs = np.bincount(member, minlength=units).astype(np.float64)
    count = np.bincount(member, weights=hit.astype(np.float64), minlength=units)
    return replicate_share(count[runs > 0], runs[runs > 0], resamples=RESAMPLES)


def _levels(values: AnyArray) -> tuple[AnyArray, FloatArray, list[str]]:
    """Of each run its level; of each level its number, or the word for what is not one."""
    if values.dtype.kind not in "iuf":
        said = [str(value) for value in values]
        words = list(dict.fromkeys(said))
        order = {word: k for k, word in enumerate(words)}
        return np.array([order[word] for word in said]), np.empty(0), words
    different, level = np.unique(values, return_inverse=True)
    if len(different) <= MOST_LEVELS:
        return level, different.astype(np.float64), []
    cuts = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])
    level = np.searchsorted(np.unique(cuts), values, side="right")
    filled, level = np.unique(level, return_inverse=True)
    return level, np.array([np.median(values[level == k]) for k in range(len(filled))]), []


def _draw(axes: Axes, panel: _Panel, seen: list[str]) -> None:
    count = max(len(panel.numbers), len(panel.words))
    foot = np.zeros(count)
    for name in seen:
        height = np.array([100 * share.estimate for share in panel.shares[name]])
        colour = style.OUTCOME_COLOURS[name]
        axes.bar(np.arange(count), height, 0.86, foot, color=colour, edgecolor="white", linewidth=0.5)
        for place in np.flatnonzero(height >= 100 * LETTERED).tolist():
            axes.text(
                place, foot[place] + height[place] / 2, style.OUTCOME_LETTERS[name], ha="center", va="center",
                fontsize=style.SMALL, color=style.ink(colour),
            )  # fmt: skip
        foot += height
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 50, 100])
    page = paper.current()
    fit = int(TICK_COLUMNS * page.room)
    words = [plain(word, limit=40, width=max(11, 33 // count)) for word in panel.words]
    words = words or [_number(number, 2 if panel.binned else 3) for number in panel.numbers]
    every = 1 if panel.words else -(-sum(len(word) + 1 for word in words) // fit)
    upright = page.narrow and max(map(len, panel.words), default=0) > fit // count
    axes.set_xticks(np.arange(count)[::every], words[::every], rotation=90 if upright else 0)
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, count - 0.4)


def _number(value: float, digits: int) -> str:
    """A number for a tick, to so many digits.

    >>> _number(120.0, 2), _number(0.25, 2), _number(1e6, 3)
    ('120', '0.25', '1e+06')
    """
    return f"{float(f'{value:.{digits}g}'):g}"


def _legend(axes: Axes, seen: list[str]) -> None:
    axes.axis("off")
    handles = [Patch(facecolor=style.OUTCOME_COLOURS[name], linewidth=0) for name in reversed(seen)]
    names = [f"{style.OUTCOME_LETTERS[name]}  {named('outcome', name, name)}" for name in reversed(seen)]
    spacing = {"columnspacing": 1.2, "handlelength": 1.4, "borderpad": 0}
    paper.legend(axes, handles, names, ncols=4, loc="center", **spacing)
