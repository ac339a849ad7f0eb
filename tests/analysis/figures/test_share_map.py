"""The shares of outcomes over a map: shades, contours, and how sure they are."""

from typing import Any

import numpy as np
import pytest
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure

from analysis.figures.share_map import share_map_figure

BACK = np.array([[40.0, 30.0, 10.0], [35.0, 20.0, 0.0]])


def shares(back: np.ndarray = BACK, runs: float = 40, **more: Any) -> Figure:
    hits = {"bounced back": back, "collapsed": runs - back, "open": np.zeros(back.shape)}
    given: dict[str, Any] = {
        "x": [0.1, 0.5, 1],
        "y": [3, 6],
        "hits": hits,
        "x_name": "size",
        "y_name": "months",
        "title": "Where?",
    }
    return share_map_figure(**given | {"seed": 7} | more)


def contours(figure: Figure) -> list[float]:
    return sorted(
        float(np.asarray(lines.levels)[0])
        for lines in figure.axes[0].findobj(QuadContourSet)
        if isinstance(lines, QuadContourSet)
    )


def caption(figure: Figure) -> str:
    return figure.get_supxlabel().replace("\n", " ")


def test_a_panel_shows_the_share_of_its_outcome_the_most_frequent_first() -> None:
    figure = shares()
    titles = [panel.get_title(loc="left") for panel in figure.axes if panel.images]
    assert titles == ["B bounced back, 56 % of all", "C collapsed, 44 % of all"]
    shade = np.asarray(figure.axes[0].images[0].get_array(), dtype=np.float64)
    np.testing.assert_allclose(shade, BACK / 40)


def test_contours_stand_at_the_quarters_that_are_crossed() -> None:
    assert contours(shares()) == [0.25, 0.5, 0.75]
    assert contours(shares(np.array([[40.0, 40, 40], [40, 16, 16]]))) == [0.5, 0.75]
    assert contours(shares(np.full((2, 3), 20.0))) == []


def test_cells_with_a_wide_interval_are_hatched_and_only_those() -> None:
    few = np.array([[40.0, 30.0, 3.0], [35.0, 20.0, 0.0]])
    hits = {"bounced back": few, "collapsed": np.array([[0.0, 10, 3], [5, 20, 40]])}
    figure = shares(hits=hits)
    cells = [(patch.get_x(), patch.get_y()) for patch in figure.axes[0].patches]  # type: ignore[attr-defined]
    assert cells == [(1.5, -0.5)]
    assert "6–40 runs a cell" in caption(figure)
    sure = shares()
    assert not sure.axes[0].patches
    assert "no share's 95 % interval is wider than ±20 points" in caption(sure)


def test_where_no_share_is_sure_words_say_it_and_not_hatches() -> None:
    figure = shares(np.array([[2.0, 1, 0], [2, 1, 0]]), runs=2)
    assert not figure.axes[0].patches
    assert "interval of every share wider than ±20 points" in caption(figure)


def test_a_cell_without_runs_is_grey_and_needs_no_interval() -> None:
    back = BACK.copy()
    back[0, 0] = 0
    figure = shares(hits={"bounced back": back, "collapsed": np.where(back == 0, 0, 40 - back)})
    assert np.isnan(np.asarray(figure.axes[0].images[0].get_array(), dtype=float)[0, 0])


def test_unknown_outcomes_wrong_shapes_and_no_runs_are_refused() -> None:
    for hits, why in (
        ({"exploded": BACK}, "outcomes"),
        ({"open": BACK.T}, "shape 2 × 3"),
        ({"open": np.zeros((2, 3))}, "no run"),
    ):
        with pytest.raises(ValueError, match=why):
            shares(hits=hits)
