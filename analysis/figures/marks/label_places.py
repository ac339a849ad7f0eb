"""Words in a panel, put where they cover neither one another nor, where there is a choice, a curve."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

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
NOWHERE = np.empty((0, 2))
HOPELESS = 1e4
"""Evil from which on words lie over words, or beyond the edge."""
PAPER = {"facecolor": "white", "linewidth": 0, "pad": 0.8, "alpha": 0.75}
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
class _Place:
    """Where words would stand, in pixels: their box, the offset in points and how they hang on it; how far
    they are from what they name, and points of the way there.
    """

    box: Bbox
    offset: tuple[float, float]
    height: float
    far: float
    beside_its_line: bool
    lead: FloatArray


@dataclass(frozen=True)
class _Covered:
    """What words could cover, in pixels: boxes of other words and of marks, those of other words
    alone, the marks of others, points of curves, upright lines, points of lines that lead to marks.
    """

    boxes: Sequence[Bbox]
    words: Sequence[Bbox]
    foreign: Sequence[Bbox]
    points: FloatArray
    lines: Sequence[float]
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
    dot = figure.dpi / 72
    drawn = np.concatenate([NOWHERE, *(axes.transData.transform(points) for points in curves)])
    around = {place: _around(axes, label, dot) for place, label in enumerate(labels) if label.y is not None}
    marks = list(around.values())
    lines = [float(axes.transData.transform((label.x, 0))[0]) for label in labels if label.y is None]
    placed: list[Annotation] = []
    taken: list[Bbox] = []
    leads: list[FloatArray] = []
    for number, label in enumerate(labels):
        foreign = [mark for other, mark in around.items() if other != number]
        covered = _Covered([*marks, *taken], taken, foreign, drawn, lines, np.concatenate([NOWHERE, *leads]))
        words, place = _best(axes, label, covered, dot)
        taken.append(place.box)
        if place.far >= LED and label.y is not None:
            leads.append(place.lead)
        placed.append(_write(axes, label, words, place))
    figure.set_layout_engine(None)  # places were found for this layout, and it is not made a second time
    return placed


def _around(axes: Axes, label: Label, dot: float) -> Bbox:
    """The box of a mark that must stay visible."""
    x, y = axes.transData.transform((label.x, label.y or 0.0))
    return Bbox.from_extents(x - 3 * dot, y - 3 * dot, x + 3 * dot, y + 3 * dot)


def _best(axes: Axes, label: Label, covered: _Covered, dot: float) -> tuple[str, _Place]:
    """The words, broken into lines or not, and the best of their places."""
    chosen: dict[str, tuple[float, _Place]] = {}
    for columns in COLUMNS:
        words = plain(label.words, limit=90, width=columns)
        if words not in chosen:
            size = _size(axes, words)
            each = [
                (_evil(place, axes.bbox, covered, dot), place) for place in _places(axes, label, size, dot)
            ]
            evil, place = min(each, key=lambda pair: pair[0])
            chosen[words] = (evil + BREAK * words.count("\n"), place)
    words = min(chosen, key=lambda broken: chosen[broken][0])
    return words, chosen[words][1]


def _evil(place: _Place, panel: Bbox, covered: _Covered, dot: float) -> float:
    """What is wrong with a place: words over words or beyond the edge, then lines and points covered, then
    distance.
    """
    drawn = covered.points
    box = place.box.padded(GAP * dot)
    outside = max(0.0, panel.x0 - box.x0, box.x1 - panel.x1, panel.y0 - box.y0, box.y1 - panel.y1)
    over = sum(_shared(box, other) for other in covered.boxes)
    hard = HOPELESS * ((outside > 0) + (over > 0)) + 100 * outside + over
    inside = (drawn[:, 0] > box.x0) & (drawn[:, 0] < box.x1) & (drawn[:, 1] > box.y0) & (drawn[:, 1] < box.y1)
    crossed = sum(box.x0 - 3 * dot < x < box.x1 + 3 * dot for x in covered.lines) - place.beside_its_line
    mistaken = sum(_apart(box, mark) < place.far * dot for mark in covered.foreign)
    struck = sum(_runs_through(place.lead, other) for other in covered.words) if place.far >= LED else 0
    struck += _runs_through(covered.leads, box)
    return float(
        hard + 150.0 * struck + 40.0 * (crossed + mistaken) + 12.0 * np.sqrt(inside.sum()) + place.far
    )


def _runs_through(line: FloatArray, box: Bbox) -> bool:
    """Whether any of a line's points [n, 2] lies in the box."""
    inside = (line[:, 0] > box.x0) & (line[:, 0] < box.x1) & (line[:, 1] > box.y0) & (line[:, 1] < box.y1)
    return bool(inside.any())


def _apart(box: Bbox, other: Bbox) -> float:
    """How far two boxes are from one another."""
    across = max(box.x0 - other.x1, other.x0 - box.x1, 0.0)
    return float(np.hypot(across, max(box.y0 - other.y1, other.y0 - box.y1, 0.0)))


def _shared(box: Bbox, other: Bbox) -> float:
    both = Bbox.intersection(box, other)
    return 0.0 if both is None else max(both.width, 0.0) * max(both.height, 0.0)


def _size(axes: Axes, words: str) -> tuple[float, float]:
    figure = axes.get_figure(root=True)
    assert figure is not None
    text = figure.text(0, 0, words, fontsize=style.SMALL)
    extent = text.get_window_extent(FigureCanvasAgg(figure).get_renderer())  # type: ignore[no-untyped-call]
    text.remove()
    return float(extent.width), float(extent.height)


def _places(axes: Axes, label: Label, size: tuple[float, float], dot: float) -> Iterator[_Place]:
    """Every place tried: around a point, or up and down either side of a line."""
    width, height = size
    if label.y is None:
        x = float(axes.transData.transform((label.x, 0.0))[0])
        for up in HEIGHTS:
            bottom = axes.bbox.y0 + up * axes.bbox.height
            for side in (1, -1):
                left = x + 3 * dot if side > 0 else x - 3 * dot - width
                box = Bbox.from_bounds(left, bottom, width, height)
                yield _Place(box, (3 * side, 0), up, 20 * up, True, NOWHERE)
        return
    x, y = axes.transData.transform((label.x, label.y))
    for near in NEAR:
        for across, up in DIRECTIONS:
            left = x + across * near * dot - width * (1 - across) / 2
            bottom = y + up * near * dot - height * (1 - up) / 2
            offset = (across * near - width * (1 - across) / 2 / dot, up * near - height * (1 - up) / 2 / dot)
            middle = np.array([left + width / 2, bottom + height / 2])
            lead = np.linspace((x, y), middle, 24)
            yield _Place(Bbox.from_bounds(left, bottom, width, height), offset, label.y, near, False, lead)


def _write(axes: Axes, label: Label, words: str, place: _Place) -> Annotation:
    if label.y is None:
        return axes.annotate(
            words, (label.x, place.height), place.offset, xycoords=axes.get_xaxis_transform(),
            textcoords="offset points", ha="left" if place.offset[0] > 0 else "right", va="bottom",
            fontsize=style.SMALL, color=label.colour, zorder=5, bbox=PAPER,
        )  # fmt: skip
    led = (
        {"arrowstyle": "-", "linewidth": 0.5, "color": label.colour}
        if place.far >= LED and label.y is not None
        else None
    )
    return axes.annotate(
        words, (label.x, label.y), place.offset, textcoords="offset points", ha="left", va="bottom",
        fontsize=style.SMALL, color=label.colour, zorder=5, bbox=PAPER, arrowprops=led,
    )  # fmt: skip
