"""Words in a panel find places where they cover nothing."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.figures import style
from analysis.figures.marks import label_places
from analysis.figures.marks.label_places import Label, place_labels

X = np.linspace(0, 10, 200)


def panel() -> tuple[Figure, Axes]:
    figure = style.blank(3)
    axes = figure.add_subplot()
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 1)
    return figure, axes


def boxes(figure: Figure, axes: Axes, labels: list[Label], curve: np.ndarray | None = None) -> list[Bbox]:
    with style.sheet():
        written = place_labels(axes, labels, [] if curve is None else [curve])
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
        return [Bbox(Text.get_window_extent(text, renderer).get_points()) for text in written]


def overlapping(them: list[Bbox]) -> int:
    shared = [Bbox.intersection(first, second) for first, second in combinations(them, 2)]
    return sum(both is not None and min(both.width, both.height) > 0 for both in shared)


CROWDS = {
    "all in a corner": [Label(f"a mark that has a name, {i}", 9.8, 0.97, ) for i in range(4)],
    "all at one place": [Label(f"label {i}", 5 + 0.3 * i, 0.5) for i in range(5)],
    "lines and a mark": [
        Label("council launched", 5, None), Label("an administration that values allies", 5.2, None),
        Label("a chip law", 4.9, None), Label("lowest: 0.78, after 232 months", 5, 0.06),
    ],
    "lines at both edges": [Label("an event with a long name", 0.0, None), Label("at the end", 10, None)],
}  # fmt: skip


@pytest.mark.parametrize("labels", CROWDS.values(), ids=CROWDS.keys())
def test_words_are_neither_over_one_another_nor_beyond_the_panel(labels: list[Label]) -> None:
    figure, axes = panel()
    found = boxes(figure, axes, labels)
    assert overlapping(found) == 0
    room = axes.bbox.padded(0.5)
    assert all(room.x0 <= box.x0 and box.x1 <= room.x1 for box in found)
    assert all(room.y0 <= box.y0 and box.y1 <= room.y1 for box in found)


def test_words_that_are_not_placed_do_overlap() -> None:
    """Control."""
    figure, axes = panel()
    written = [axes.annotate(label.words, (label.x, 0.03)) for label in CROWDS["lines and a mark"]]
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    assert overlapping([Bbox(text.get_window_extent().get_points()) for text in written]) > 0


def test_a_curve_is_left_in_sight_and_words_stay_near() -> None:
    figure, axes = panel()
    wave = np.column_stack([X, 0.5 + 0.3 * np.sin(X)])
    (box,) = boxes(figure, axes, [Label("lowest", 4.7, 0.2)], wave)
    dots = axes.transData.transform(wave)
    assert not any(box.contains(*dot) for dot in dots)
    mark = axes.transData.transform((4.7, 0.2))
    assert np.hypot(*(np.clip(mark, box.min, box.max) - mark)) < 30 * figure.dpi / 72


def test_words_far_from_their_mark_are_led_to_it_and_near_ones_are_not() -> None:
    _, axes = panel()
    with style.sheet():
        (near,) = place_labels(axes, [Label("lowest", 5, 0.5)])
        crowd = place_labels(axes, [Label(f"label {i}", 5, 0.5) for i in range(9)])
    assert near.arrow_patch is None
    assert any(text.arrow_patch is not None for text in crowd)


LONG = (
    "lowest: 0.68, after 47 months; not at 1 by the end",
    "back after 143 months, 96 from the lowest",
    "an administration that values allies",
)
MARKS = {
    "the first stands in the way": ((7.8, 0.91), (7.0, 1.0), (7.0, 0.91)),
    "another must begin": ((8.4, 0.85), (7.8, 0.88), (8.0, 0.97)),
}


def struck(marks: tuple[tuple[float, float], ...]) -> int:
    """Points of lines that lead to marks which lie in words."""
    figure, axes = panel()
    labels = [Label(words, x, y) for words, (x, y) in zip(LONG, marks, strict=True)]
    with style.sheet():
        written = place_labels(axes, labels)
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    boxes = [Bbox(Text.get_window_extent(text).get_points()) for text in written]
    found = 0
    for text, mark, own in zip(written, marks, boxes, strict=True):
        if text.arrow_patch is not None:
            middle = (np.array(own.min) + np.array(own.max)) / 2
            way = np.linspace(axes.transData.transform(mark), middle, 50)
            found += sum(bool(other.contains(*dot)) for other in boxes if other is not own for dot in way)
    return found


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS.keys())
def test_a_line_that_leads_to_a_mark_runs_through_no_words(
    marks: tuple[tuple[float, float], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert struck(marks) == 0
    monkeypatch.setattr(label_places, "STRUCK", 0.0)  # control
    assert struck(marks) > 0


def test_words_beyond_another_line_are_led_to_their_own_and_no_others_are() -> None:
    _, axes = panel()
    with style.sheet():
        crowd = [Label("an administration that values allies", 0.5, None), Label("a council", 0.6, None)]
        first, second = place_labels(axes, crowd)
        (alone,) = place_labels(axes, crowd[:1])
    assert [first.arrow_patch is not None, second.arrow_patch is not None].count(True) == 1
    assert alone.arrow_patch is None


def test_words_without_a_figure_are_refused() -> None:
    _, axes = panel()
    axes.remove()
    with pytest.raises(ValueError, match="in no figure"):
        place_labels(axes, [Label("a", 1, 0.5)])
