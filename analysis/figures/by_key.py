"""Which key moves the outcome? One panel a key, the share of each outcome over the values it took."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.arrays import AnyArray, FloatArray
from analysis.figures import style
from analysis.figures.text import plain
from analysis.intervals import Interval, replicate_share
from analysis.outcomes import ALL

MOST, PER_ROW = 6, 2
MOST_LEVELS, BINS = 8, 6
"""A key with more different values than `MOST_LEVELS` is cut into `BINS` parts with equally many settings."""
RARE = 0.03
"""Outcomes that nowhere reach this share are left out of the picture, and named."""
RESAMPLES = 400


class _Panel(NamedTuple):
    """A key's levels: where each stands, what is written there (words only), and each outcome's shares."""

    place: FloatArray
    words: list[str]
    shares: dict[str, list[Interval]]

    @property
    def swing(self) -> float:
        """How far the key moves the outcome that it moves most."""
        spans = [[share.estimate for share in row] for row in self.shares.values()]
        return float(max(max(row) - min(row) for row in spans))


def by_key_figure(
    columns: Mapping[str, AnyArray],
    outcome: AnyArray,
    unit: AnyArray,
    *,
    title: style.Title,
    settings: int,
    seed: int | None,
    names: Mapping[str, str] | None = None,
    judged: str = "outcome by level",
    resampled: str = "replicates",
    note: str = "",
) -> Figure:
    """Return the shares of outcomes along each of the varied keys, all other keys pooled.

    `columns` are the keys' values, one for each run, in numbers or words; `outcome` what became of it; `unit`
    to which replicate or setting it belongs: whole units are resampled for the 95 % intervals, and
    `resampled` says which. At most six keys are drawn, those that move an outcome most first. `settings` is
    how many there were, `names` how a key is to be written. Raises ValueError without a run or a key.
    """
    if not len(outcome) or not columns:
        raise ValueError("no run, or no key, to draw")
    panels = {key: _panel(np.asarray(values), outcome, unit) for key, values in columns.items()}
    ranked = sorted(panels, key=lambda key: -panels[key].swing)[:MOST]
    seen = [name for name in ALL if (outcome == name).any()]
    shown = [name for name in seen if _highest(panels, name) >= RARE]
    rows, width = -(-len(ranked) // PER_ROW), min(PER_ROW, len(ranked))
    with style.sheet():
        figure = style.blank(1.75 + 1.6 * rows)
        grid = figure.add_gridspec(rows + 1, width, height_ratios=[*[1.0] * rows, 0.2])
        for number, key in enumerate(ranked):
            axes = figure.add_subplot(grid[number // PER_ROW, number % PER_ROW])
            _draw(axes, panels[key], shown)
            written = (names or {}).get(key, key)
            style.fill(axes.set_xlabel(""), written, limit=60, room=0.42)
        _legend(figure.add_subplot(grid[rows, :]), shown)
        style.fill(figure.supylabel("", fontsize=style.BODY), "share of runs (%)", limit=40, room=0.7)
        style.head(figure, title)
        style.foot(figure, *_caption(len(outcome), settings, seed), *_notes(
            judged, resampled, note, len(ranked), len(panels), [name for name in seen if name not in shown]
        ))  # fmt: skip
    return figure


def _caption(runs: int, settings: int, seed: int | None) -> tuple[str, int | None]:
    return f"{style.counted(runs, 'run')} of {style.counted(settings, 'setting')}", seed


def _notes(judged: str, resampled: str, note: str, drawn: int, keys: int, rare: list[str]) -> list[str]:
    few = [f"{drawn} of {keys} keys, those that move an outcome most"] if drawn < keys else []
    left = [f"below {100 * RARE:.0f} % everywhere: {', '.join(rare)}"] if rare else []
    reading = f"{judged}; other keys pooled; bars: 95 % intervals, resampling {resampled}"
    return [reading, *few, *left, *([note] if note else [])]


def _highest(panels: Mapping[str, _Panel], name: str) -> float:
    return max(share.estimate for panel in panels.values() for share in panel.shares[name])


def _panel(values: AnyArray, outcome: AnyArray, unit: AnyArray) -> _Panel:
    level, place, words = _levels(values)
    numbers, member = np.unique(unit, return_inverse=True)
    shares = {}
    for name in ALL:
        hit = outcome == name
        shares[name] = [_share(hit[level == k], member[level == k], len(numbers)) for k in range(len(place))]
    return _Panel(place, words, shares)


def _share(hit: AnyArray, member: AnyArray, units: int) -> Interval:
    """A share of runs, with whole units resampled that have a run here."""
    runs = np.bincount(member, minlength=units).astype(np.float64)
    count = np.bincount(member, weights=hit.astype(np.float64), minlength=units)
    return replicate_share(count[runs > 0], runs[runs > 0], resamples=RESAMPLES)


def _levels(values: AnyArray) -> tuple[AnyArray, FloatArray, list[str]]:
    """Of each run its level; of each level the place on the axis, and the word for what is not a number."""
    if values.dtype.kind not in "iuf":
        said = [str(value) for value in values]
        words = list(dict.fromkeys(said))
        order = {word: k for k, word in enumerate(words)}
        return np.array([order[word] for word in said]), np.arange(len(words), dtype=np.float64), words
    different, level = np.unique(values, return_inverse=True)
    if len(different) <= MOST_LEVELS:
        return level, different.astype(np.float64), []
    cuts = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])
    level = np.searchsorted(np.unique(cuts), values, side="right")
    filled, level = np.unique(level, return_inverse=True)
    return level, np.array([np.median(values[level == k]) for k in range(len(filled))]), []


def _draw(axes: Axes, panel: _Panel, shown: list[str]) -> None:
    worded = bool(panel.words)
    for number, name in enumerate(shown):
        row = panel.shares[name]
        middle = np.array([share.estimate for share in row])
        ends = np.array([[share.low, share.high] for share in row]).T
        aside = (number - (len(shown) - 1) / 2) * 0.11 if worded else 0.0
        reach = np.nan_to_num(np.maximum(0.0, np.stack([middle - ends[0], ends[1] - middle])))
        axes.errorbar(
            panel.place + aside,
            100 * middle,
            100 * reach,
            color=style.OUTCOME_LINES[name],
            marker=_marker(name),
            markersize=5,
            linewidth=0 if worded else 1.2,
            elinewidth=0.7,
        )
    axes.set_ylim(-3, 103)
    axes.set_yticks([0, 50, 100])
    axes.locator_params(axis="x", nbins=5)
    if worded:
        axes.set_xticks(panel.place, [_broken(word, max(11, 33 // len(panel.words))) for word in panel.words])
        axes.set_xlim(-0.6, len(panel.words) - 0.4)


def _broken(word: str, width: int) -> str:
    """A word for a tick, a long one in lines that break behind its hyphens."""
    return plain(word.replace("-", "- ") if len(word) > width else word, limit=32, width=width)


def _marker(name: str) -> str:
    return rf"$\mathrm{{{style.OUTCOME_LETTERS[name]}}}$"


def _legend(axes: Axes, shown: list[str]) -> None:
    axes.axis("off")
    handles = [
        Line2D(
            [],
            [],
            color=style.OUTCOME_LINES[name],
            marker=_marker(name),
            markersize=5,
            label=name,
        )
        for name in shown
    ]
    axes.legend(handles=handles, loc="center", ncols=4, columnspacing=1.2, handlelength=1.8, borderpad=0)
