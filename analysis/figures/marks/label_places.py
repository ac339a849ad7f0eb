"""Words in a panel, put where they cover neither one another nor, where there is a choice, a curve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation
from numpy.typing import NDArray

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.text import plain

NEAR = (6.0, 10.0, 16.0, 24.0, 34.0, 46.0, 60.0, 78.0)
"""Distances from what is named, in points, the nearest first."""
DIRECTIONS = ((1, 1), (1, -1), (-1, 1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1))
LED = 12.0
"""From so many points on a thin line leads from the words to what they name."""
GAP = 1.5
"""Points that words keep from one another and from the edge of the panel."""
COLUMNS = (60, 26, 16)
"""Words are broken into shorter lines where they find no room."""
BREAK = 6.0
"""What it costs to break words once more, in points of distance."""
STRUCK = 150.0
"""What it costs that a line which leads to what is named runs through other words or another mark."""
CROSSED = 40.0
"""What it costs to lie across an upright line, or nearer to what others name."""
COVERED = 12.0
"""What it costs to cover a point of a curve; four points cost twice as much."""
ROUNDS = 6
"""How often each is placed again, at most."""
STEPS = 24
"""Points of a line that leads to a mark at which it is asked what it runs through."""
NOWHERE = np.empty((0, 2))
HOPELESS = 1e4
"""Evil from which on words lie over words, or beyond the edge."""
PAPER = {"facecolor": "white", "linewidth": 0, "pad": 0.8, "alpha": 0.75}
ASIDE = (3.0, 10.0, 18.0, 28.0)
"""Distances of words from the line from bottom to top that they name, in points: beyond another line beside
it, with a line that leads to their own.
"""
HEIGHTS = tuple(np.linspace(0.02, 0.9, 18))
"""Where words may stand beside a line from bottom to top, as shares of its height."""


@dataclass(frozen=True)
class Label:
    """Words for a point of the data, `x` and `y`, or with `y` None for a line from bottom to top at `x`."""

    words: str
    x: float
    y: float | None
    colour: str = style.BLACK


@dataclass(frozen=True)
class _Places:
    """Where a label's words may stand: k places.

    `words`[k] as they are broken into lines; `boxes`[k, 4] in pixels: left, bottom, right, top; `offsets`
    [k, 2] in points from what is named, which is at `heights`[k] of the data, or of the panel beside an
    upright line; `far`[k], the distance in points; `leads`[k, STEPS, 2], points of the line that leads to the
    mark, in pixels, NaN where there is none.
    """

    words: list[str]
    boxes: FloatArray
    offsets: FloatArray
    heights: FloatArray
    far: FloatArray
    leads: FloatArray


def place_labels(axes: Axes, labels: Sequence[Label], curves: Sequence[FloatArray] = ()) -> list[Annotation]:
    """Write the labels into the panel and return them, in order.

    Everything else must be in the figure: its layout is made now, and stays. Words stay inside the panel
    and apart from one another and from what is named; of the places left they take the one that covers least
    of `curves` (points [n, 2] of the data) and is nearest. Where nothing is free they take the least evil.
    """
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("the panel is in no figure")
    if (layout := figure.get_layout_engine()) is not None:
        layout.execute(figure)
    figure.set_layout_engine(None)  # places are found for this layout, and it is not made a second time
    dot = figure.dpi / 72
    drawn = np.concatenate([NOWHERE, *(axes.transData.transform(points) for points in curves)])
    open_to = [_places(axes, label, dot) for label in labels]
    alone = [_evil_alone(axes, labels, number, open_to[number], drawn, dot) for number in range(len(labels))]
    chosen = _least_evil(open_to, alone, dot)
    return [_write(axes, *each) for each in zip(labels, open_to, chosen, strict=True)]


def _least_evil(open_to: Sequence[_Places], alone: Sequence[FloatArray], dot: float) -> list[int]:
    """The place of each label. They are placed one after another, and again, each with all others known,
    until none moves. Where some are still in each other's way another one begins.
    """
    settled: list[tuple[float, list[int]]] = []
    for first in range(len(open_to)):
        order = [*range(first, len(open_to)), *range(first)]
        chosen = _placed_in_turn(open_to, alone, order, dot)
        places = [chosen[number] for number in range(len(open_to))]
        between = sum(_evil_between(open_to, chosen, number, dot)[places[number]] for number in order) / 2
        settled.append(
            (between + sum(evil[place] for evil, place in zip(alone, places, strict=True)), places)
        )
        if between == 0:
            break
    return min(settled, default=(0.0, []))[1]


def _placed_in_turn(
    open_to: Sequence[_Places], alone: Sequence[FloatArray], order: Sequence[int], dot: float
) -> dict[int, int]:
    chosen: dict[int, int] = {}
    for _ in range(ROUNDS):
        before = dict(chosen)
        for number in order:
            evil = alone[number] + _evil_between(open_to, chosen, number, dot)
            chosen[number] = int(evil.argmin())
        if chosen == before:
            break
    return chosen


def _evil_alone(
    axes: Axes, labels: Sequence[Label], number: int, places: _Places, drawn: FloatArray, dot: float
) -> FloatArray:
    """What is wrong with each place [k], wherever other words stand: beyond the edge or over a mark, then
    lines and points covered, then distance.
    """
    own = labels[number]
    boxes = _padded(places.boxes, GAP * dot)
    left, bottom, right, top = boxes.T
    panel = axes.bbox
    beyond = np.max([panel.x0 - left, right - panel.x1, panel.y0 - bottom, top - panel.y1], axis=0).clip(0)
    marks = {other: _around(axes, label, dot) for other, label in enumerate(labels) if label.y is not None}
    shared = _shared(boxes, np.array([*marks.values()]).reshape(-1, 4)).sum(axis=1)
    foreign = np.array([mark for other, mark in marks.items() if other != number]).reshape(-1, 4)
    mistaken = (_apart(boxes, foreign) < places.far[:, None] * dot).sum(axis=1)
    others = [label.x for label in labels if label.y is None and label is not own]
    lines = np.array([axes.transData.transform((x, 0))[0] for x in others])
    wide = _padded(boxes, 3 * dot)
    crossed = ((wide[:, :1] < lines) & (lines < wide[:, 2:3])).sum(axis=1)
    covered = _within(drawn[None], boxes[:, None]).sum(axis=1)
    struck = _within(places.leads[:, :, None], foreign[None, None]).any(axis=1).sum(axis=1)
    hard = HOPELESS * ((beyond > 0).astype(float) + (shared > 0)) + 100 * beyond + shared
    soft = STRUCK * struck + CROSSED * (crossed + mistaken) + COVERED * np.sqrt(covered) + places.far
    return np.asarray(hard + soft + BREAK * np.array([words.count("\n") for words in places.words]))


def _evil_between(
    open_to: Sequence[_Places], chosen: Mapping[int, int], number: int, dot: float
) -> FloatArray:
    """What is wrong with each place [k] of one label given where the others stand: words over words, then
    lines that lead through words.
    """
    places, others = open_to[number], [other for other in chosen if other != number]
    boxes = _padded(places.boxes, GAP * dot)
    evil = np.zeros(len(boxes))
    for other in others:
        box, lead = open_to[other].boxes[chosen[other]], open_to[other].leads[chosen[other]]
        shared = _shared(boxes, box[None])[:, 0]
        strikes = _within(places.leads, box).any(axis=1)
        struck = _within(lead, boxes[:, None]).any(axis=1)
        evil += HOPELESS * (shared > 0) + shared + STRUCK * (strikes.astype(float) + struck)
    return evil


def _padded(boxes: FloatArray, by: float) -> FloatArray:
    return boxes + by * np.array([-1, -1, 1, 1])


def _around(axes: Axes, label: Label, dot: float) -> FloatArray:
    """The box [4] of a mark that must stay visible."""
    x, y = axes.transData.transform((label.x, label.y or 0.0))
    return _padded(np.array([x, y, x, y]), 3 * dot)


def _within(points: FloatArray, boxes: FloatArray) -> NDArray[np.bool_]:
    """Whether points [..., 2] lie in boxes [..., 4]; those that are NaN do not."""
    x, y = points[..., 0], points[..., 1]
    return (x > boxes[..., 0]) & (x < boxes[..., 2]) & (y > boxes[..., 1]) & (y < boxes[..., 3])


def _apart(boxes: FloatArray, others: FloatArray) -> FloatArray:
    """How far each of k boxes is from each of m others: [k, m]."""
    gaps = np.maximum(boxes[:, None, :2] - others[None, :, 2:], others[None, :, :2] - boxes[:, None, 2:])
    return np.asarray(np.hypot(*np.moveaxis(gaps.clip(0), -1, 0)))


def _shared(boxes: FloatArray, others: FloatArray) -> FloatArray:
    """The area that each of k boxes shares with each of m others: [k, m]."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.asarray((high - low).clip(0).prod(axis=-1))


def _size(axes: Axes, words: str) -> tuple[float, float]:
    figure = axes.get_figure(root=True)
    assert figure is not None
    text = figure.text(0, 0, words, fontsize=style.SMALL)
    extent = text.get_window_extent(FigureCanvasAgg(figure).get_renderer())  # type: ignore[no-untyped-call]
    text.remove()
    return float(extent.width), float(extent.height)


def _places(axes: Axes, label: Label, dot: float) -> _Places:
    """Every place tried, with the words broken into lines or not."""
    tried = _beside_a_line if label.y is None else _around_a_mark
    broken = dict.fromkeys(plain(label.words, limit=90, width=columns) for columns in COLUMNS)
    each = [tried(axes, label, words, dot) for words in broken]
    words = [words for places in each for words in places.words]
    fields = ("boxes", "offsets", "heights", "far", "leads")
    return _Places(words, *(np.concatenate([getattr(places, name) for places in each]) for name in fields))


def _beside_a_line(axes: Axes, label: Label, words: str, dot: float) -> _Places:
    """Up and down either side of a line."""
    width, height = _size(axes, words)
    x = float(axes.transData.transform((label.x, 0.0))[0])
    shares = np.meshgrid(HEIGHTS, (1.0, -1.0), ASIDE, indexing="ij")
    up, side, aside = (grid.ravel() for grid in shares)
    left = np.where(side > 0, x + aside * dot, x - aside * dot - width)
    bottom = axes.bbox.y0 + up * axes.bbox.height
    boxes = np.column_stack([left, bottom, left + width, bottom + height])
    middle = bottom + height / 2
    leads = np.linspace((x + 0 * left, middle), (x + side * aside * dot, middle), STEPS).transpose(2, 0, 1)
    leads[aside == ASIDE[0]] = np.nan
    heights = (middle - axes.bbox.y0) / axes.bbox.height
    far = 20 * up + aside - ASIDE[0]
    return _Places([words] * len(up), boxes, np.column_stack([side * aside, 0 * up]), heights, far, leads)


def _around_a_mark(axes: Axes, label: Label, words: str, dot: float) -> _Places:
    """In every direction from a point, near and far."""
    assert label.y is not None
    size = np.array(_size(axes, words))
    mark = axes.transData.transform((label.x, label.y))
    near = np.repeat(NEAR, len(DIRECTIONS))
    way = np.tile(DIRECTIONS, (len(NEAR), 1))
    corner = near[:, None] * way * dot - size * (1 - way) / 2
    low = mark + corner
    leads = mark + np.linspace(0, 1, STEPS)[:, None] * (low + size / 2 - mark)[:, None]
    leads[near < LED] = np.nan
    heights = np.full(len(near), label.y)
    return _Places([words] * len(near), np.hstack([low, low + size]), corner / dot, heights, near, leads)


def _write(axes: Axes, label: Label, places: _Places, chosen: int) -> Annotation:
    words, height = places.words[chosen], float(places.heights[chosen])
    across, up = (float(part) for part in places.offsets[chosen])
    is_led = not np.isnan(places.leads[chosen]).any()
    led = {"arrowstyle": "-", "linewidth": 0.5, "color": label.colour} if is_led else None
    if label.y is None:
        return axes.annotate(
            words, (label.x, height), (across, up), xycoords=axes.get_xaxis_transform(),
            textcoords="offset points", ha="left" if across > 0 else "right", va="center",
            fontsize=style.SMALL, color=label.colour, zorder=5, bbox=PAPER, arrowprops=led,
        )  # fmt: skip
    return axes.annotate(
        words, (label.x, label.y), (across, up), textcoords="offset points", ha="left", va="bottom",
        fontsize=style.SMALL, color=label.colour, zorder=5, bbox=PAPER, arrowprops=led,
    )  # fmt: skip
