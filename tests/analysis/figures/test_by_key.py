"""The outcomes along each varied key."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.arrays import FloatArray
from analysis.figures.by_key import BINS, MOST, by_key_figure
from analysis.outcomes import BACK, COLLAPSED, PARTIAL

N = 600
RNG = np.random.default_rng(1)
NUMBER = RNG.random(N)
SWITCH = np.where(np.arange(N) % 2 == 0, "on", "off")
OUTCOME = np.where(NUMBER > 0.5, COLLAPSED, BACK)
UNIT = np.arange(N) % 20


def panels(figure: Figure) -> list[Axes]:
    return [axes for axes in figure.axes if axes.get_xlabel()]


def heights(axes: Axes, number: int) -> FloatArray:
    bars = axes.containers[number]
    assert isinstance(bars, BarContainer)
    return np.array([bar.get_height() for bar in bars.patches], dtype=np.float64)


def test_the_key_that_moves_the_outcome_comes_first_and_shows_it() -> None:
    figure = by_key_figure({"switch": SWITCH, "size": NUMBER}, OUTCOME, UNIT, title="?", settings=N, seed=1)
    first, second = panels(figure)
    assert "medians of bins" in " ".join(figure.get_supxlabel().split())
    assert (first.get_xlabel(), second.get_xlabel()) == ("size", "switch")
    assert first.get_title(loc="left") == "collapsed: up from 0 to 100 %"
    assert len(heights(first, 0)) == BINS
    assert [heights(first, 0)[end] for end in (0, -1)] == [0, 100]
    collapsed = [100 * np.mean(OUTCOME[word == SWITCH] == COLLAPSED) for word in ("on", "off")]
    assert list(heights(second, 0)) == pytest.approx(collapsed)
    assert [tick.get_text() for tick in second.get_xticklabels()] == ["on", "off"]


def test_shares_of_a_level_come_to_all_its_runs_and_stand_on_one_another_the_worst_at_the_foot() -> None:
    outcome = np.where(NUMBER > 0.7, PARTIAL, OUTCOME)
    (axes,) = panels(
        by_key_figure({"size": np.round(NUMBER, 1) // 0.25}, outcome, UNIT, title="?", settings=9, seed=1)
    )
    total = np.sum([heights(axes, number) for number in range(3)], axis=0)
    assert total == pytest.approx(np.full(len(total), 100.0))
    feet = [
        [patch.get_y() for patch in bars.patches]
        for bars in axes.containers
        if isinstance(bars, BarContainer)
    ]
    assert feet[0] == pytest.approx(np.zeros(len(total)))
    assert feet[2] == pytest.approx(heights(axes, 0) + heights(axes, 1))
    assert {"C", "P", "B"} >= {text.get_text() for text in axes.texts} > {"C", "B"}


def test_a_key_that_moves_nothing_and_steps_that_are_unequal_are_said() -> None:
    steps = np.resize([1.0, 2.0, 10.0], N)
    alike = np.resize([COLLAPSED, COLLAPSED, COLLAPSED, BACK, BACK, BACK], N)
    (axes,) = panels(by_key_figure({"size": steps}, alike, UNIT, title="?", settings=3, seed=1))
    assert axes.get_title(loc="left") == "moves no outcome"
    assert axes.get_xlabel() == "size; steps are unequal"
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["1", "2", "10"]


def test_few_keys_are_drawn_and_the_caption_says_so() -> None:
    columns = {f"key {k}": RNG.random(N) for k in range(MOST + 3)}
    figure = by_key_figure(columns, OUTCOME, UNIT, title="?", settings=N, seed=1)
    assert len(panels(figure)) == MOST
    assert "6 of 9 keys" in " ".join(figure.get_supxlabel().split())


def test_hostile_names_are_text_and_nothing_is_cut_off() -> None:
    names = {"a": "$x^2$ <script> " + "W" * 80}
    words = np.where(NUMBER > 0.5, "unilateral-turn-2025-and-more", "_x$")
    figure = by_key_figure(
        {"a": words}, OUTCOME, UNIT, title="$y$ " * 30, settings=N, seed=1, names=names, note="x" * 200
    )
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    (axes,) = panels(figure)
    assert r"\$x^2\$" in axes.get_xlabel().replace("\n", "")
    inside = figure.bbox
    own = [text for text in figure.texts if isinstance(text, Text)]  # its title and its caption
    assert len(own) >= 2
    for text in (axes.xaxis.label, *axes.get_xticklabels(), *own):
        box = text.get_window_extent()
        assert box.x0 >= inside.x0 - 1
        assert box.x1 <= inside.x1 + 1


@pytest.mark.parametrize("columns", [{}, {"a": NUMBER}])
def test_nothing_to_draw_is_refused(columns: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="no run"):
        by_key_figure(columns, OUTCOME[:0], UNIT[:0], title="?", settings=0, seed=1)
