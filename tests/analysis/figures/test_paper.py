"""Figures for a journal: letters of a stated size, words beside them, and captions that say what is drawn."""

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.outcome_map import outcome_map_figure
from analysis.figures.recovery_curves import OF_MEDIAN
from tests.analysis.figures import test_legible as kinds
from tests.analysis.figures.legibility import faults, printed

pytestmark = pytest.mark.filterwarnings("ignore:no installed font:UserWarning")

KINDS = [kinds.recovery, kinds.outcome_map, kinds.share_map, kinds.survival, kinds.chips, kinds.members]


@pytest.mark.parametrize("make", KINDS, ids=[make.__name__ for make in KINDS])
def test_letters_of_seven_points_fit_a_column_of_a_journal(make: Callable[[], Figure]) -> None:
    with paper.drawn_for(8, 7):
        figure = make()
    scale = 8 / 2.54 / figure.get_size_inches()[0]
    assert min(text.get_fontsize() for text, _ in printed(figure)) * scale == pytest.approx(7)
    assert faults(figure) == []


def test_a_bare_figure_is_lower_and_keeps_its_words_for_the_caption() -> None:
    usual = kinds.outcome_map()
    with paper.drawn_for(bare=True):
        bare = kinds.outcome_map()
    words = paper.caption(bare)
    assert words.startswith("How does the alliance fare? A shock with a name that is fairly long")
    assert words.endswith(f"{style.NO_FORECAST}.")
    said = [text.get_text() for text, _ in printed(bare)]
    assert not any(style.NO_FORECAST in text or "alliance fare" in text for text in said)
    assert any("alliance fare" in text.get_text() for text, _ in printed(usual))
    assert bare.get_size_inches()[1] < usual.get_size_inches()[1]


def test_a_page_is_left_as_it_was_found() -> None:
    with pytest.raises(ValueError, match="stop"), paper.drawn_for(8, 7, bare=True):
        raise ValueError("stop")
    assert paper.current() == paper.USUAL
    assert style.blank(2).get_size_inches()[0] == pytest.approx(style.WIDTH)


def test_a_caption_is_not_cut_and_dollars_are_dollars() -> None:
    with style.sheet(), paper.drawn_for(bare=True):
        figure = style.blank(2)
        style.head(figure, ("What does it cost?", "costs $5"))
        style.foot(figure, "2 runs", 1, "a long note " * 60)
    assert paper.caption(figure).startswith("What does it cost? Costs $5. 2 runs; seed 1; a long note")
    assert "…" not in paper.caption(figure)


def shares(tied: bool) -> dict[str, FloatArray]:
    back = np.array([[0.5 if tied else 0.6, 0.9]])
    return {"bounced back": back, "collapsed": 1 - back}


def test_a_cell_with_two_leading_outcomes_is_hatched_and_the_caption_says_so() -> None:
    for tied in (True, False):
        figure = outcome_map_figure([1, 2], [1], shares(tied), x_name="x", y_name="y", title="?", n=9, seed=1)
        hatches = [patch for patch in figure.axes[0].patches if patch.get_hatch()]
        words = figure.get_supxlabel().replace("\n", " ")
        assert (len(hatches) == 1) == ("hatched: another outcome is as frequent" in words) == tied
        assert "may be under half" not in words


def test_a_leading_outcome_of_under_half_of_the_runs_is_said() -> None:
    three = {"bounced back": [[0.4]], "collapsed": [[0.35]], "open": [[0.25]]}
    figure = outcome_map_figure([1], [1], three, x_name="x", y_name="y", title="?", n=9, seed=1)
    assert "which may be under half of the cell's runs" in figure.get_supxlabel().replace("\n", " ")


def test_months_of_the_median_line_are_said_to_be_its_own() -> None:
    assert OF_MEDIAN in kinds.recovery().get_supxlabel().replace("\n", " ")
