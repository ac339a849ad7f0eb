"""What the recovery figure says of the way up: months from the lowest to .95 and to 1, and months below."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.marks.annotations import ways_up
from analysis.figures.recovery_curves import recovery_figure

FALL = np.concatenate([np.ones(12), np.linspace(1, 0.5, 12), np.linspace(0.52, 0.9, 20)])
UP = {
    "both": np.concatenate([FALL, np.linspace(0.91, 1, 40), np.ones(36)]),
    "back": np.concatenate([FALL, np.full(76, 0.97)]),
    "neither": np.concatenate([FALL, np.full(76, 0.9)]),
    "at once": np.concatenate([np.ones(12), np.full(12, 0.5), np.ones(96)]),
    "no fall": np.concatenate([np.ones(12), np.full(108, 0.97)]),
}


def drawn(course: FloatArray) -> Figure:
    twin = np.full((5, len(course)), 2.0)
    figure = recovery_figure(
        np.arange(len(course)), twin * course, twin, 2.0, {}, t0=12, t1=23, title="?", n=5, seed=1
    )
    with style.sheet():
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    return figure


def words(figure: Figure) -> str:
    texts = [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]
    return " ".join(" ".join(texts).split())


@pytest.mark.parametrize(
    ("name", "said", "unsaid"),
    [
        (
            "both",
            ["back after 50 months, 39 from the lowest", "at 1, 60 months from the lowest"],
            "by the end",
        ),
        ("back", ["back after 32 months, 21 from the lowest", "not at 1 by the end"], "at 0.95"),
        ("neither", ["not at 0.95 by the end"], "back after"),
        ("at once", ["back after 12 months, at 1, 12 from the lowest"], "by the end"),
        ("no fall", [], "from the lowest"),
    ],
)
def test_the_way_up_is_told_once_and_what_is_not_reached_is_said(
    name: str, said: list[str], unsaid: str
) -> None:
    shown = words(drawn(UP[name]))
    assert all(each in shown for each in said)
    assert unsaid not in shown


@pytest.mark.parametrize("name", ["both", "back", "at once", "no fall"])
def test_months_below_are_drawn_on_their_level_and_counted(name: str) -> None:
    figure, below = drawn(UP[name]), np.flatnonzero(UP[name] < 0.95 - 1e-12)
    (bar,) = [line for line in figure.axes[0].lines if line.get_marker() == "_"]
    np.testing.assert_array_equal(bar.get_xdata(), below)
    assert set(np.asarray(bar.get_ydata()).tolist()) <= {0.95}
    assert (f"{len(below)} months < 0.95" in words(figure)) is bool(len(below))


def test_a_level_reached_before_the_shock_is_over_is_told_beside_the_recovery() -> None:
    """At .95 in month 3, while the shock lasts to month 9: back only then."""
    q = np.array([0.6, 0.5, 0.8, 0.96, 0.97, *[0.97] * 15])
    marks, missed = ways_up(q, 10)
    assert [(month, mark) for month, mark, _ in marks] == [(3, "s"), (10, "o")]
    assert [text for *_, text in marks] == ["at 0.95, 2 months from the lowest", "back after 10 months"]
    assert missed == "; not at 1 by the end"


@pytest.mark.parametrize("name", [*UP])
def test_no_words_of_the_panel_lie_over_one_another(name: str) -> None:
    figure = drawn(UP[name])
    boxes = [Text.get_window_extent(text) for text in figure.axes[0].texts if text.get_text().strip()]
    assert all(not one.overlaps(other) for one, other in combinations(boxes, 2))
