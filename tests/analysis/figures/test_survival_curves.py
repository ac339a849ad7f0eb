"""The survival curve: its steps, its marks, its numbers at risk."""

from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from analysis.figures.survival_curves import survival_figure
from analysis.survival import CENSORED, RECOVERED, SUNK

TIME = np.array([2.0, 4.0, 4.0, 10.0, 20.0])
CAUSE = np.array([RECOVERED, RECOVERED, CENSORED, RECOVERED, CENSORED])


def survival(groups: Any = None, **more: Any) -> Figure:
    levels = {"to 95 %": {"0.5": (TIME, CAUSE)} if groups is None else groups}
    given: dict[str, Any] = {"levels": levels, "key": "size of the shock (0–1)", "title": "How long?"}
    return survival_figure(**given | {"n": 9, "seed": 7} | more)


def curve(figure: Figure) -> dict[float, float]:
    line = figure.axes[0].lines[0]
    return dict(
        zip(np.asarray(line.get_xdata()).tolist(), np.asarray(line.get_ydata()).tolist(), strict=True)
    )


def said(figure: Figure) -> list[str]:
    legend = figure.axes[1].get_legend()
    assert legend is not None
    return [text.get_text().replace("\n", " ") for text in legend.get_texts()]


def drawn(figure: Figure) -> list[Any]:
    return [line for line in figure.axes[0].lines if line.get_drawstyle() == "steps-post"]


def marks(figure: Figure) -> list[Any]:
    return [line for line in figure.axes[0].lines if line.get_marker() == "|"]


def test_the_curve_is_that_of_kaplan_and_meier() -> None:
    expected = {0: 0, 2: 20, 4: 40, 10: 70, 20: 70}
    assert curve(survival()) == pytest.approx(expected)


def test_a_curve_ends_where_nobody_is_watched_any_more_unless_all_are_back() -> None:
    ends = (5.0, CENSORED), (5.0, RECOVERED), (40.0, CENSORED)
    figure = survival(
        {
            f"{i}": ([1.0 + i, month, month], [RECOVERED, cause, cause])
            for i, (month, cause) in enumerate(ends)
        }
    )
    assert [float(np.asarray(line.get_xdata())[-1]) for line in drawn(figure)] == [5, 40, 40]


def test_who_is_watched_no_longer_is_marked_where_the_curve_stands() -> None:
    (mark,) = marks(survival())
    assert np.asarray(mark.get_xydata()).tolist() == [[4, pytest.approx(40)], [20, pytest.approx(70)]]
    all_back = survival({"0.5": (TIME, np.full(5, RECOVERED))})
    assert not marks(all_back)
    assert "watched no longer" not in all_back.get_supxlabel().replace("\n", " ")


def test_a_collapsed_run_stays_in_the_count_to_the_end() -> None:
    """Were it dropped in month 4, the return of month 10 would halve the curve and not take a third off."""
    sunk = survival({"0.5": (TIME, np.where((TIME == 4) & (CAUSE == CENSORED), SUNK, CAUSE))})
    assert curve(sunk)[10] == pytest.approx(60)
    assert curve(survival())[10] == pytest.approx(70)
    assert said(sunk) == ["0.5: half in 10 months, 1 collapsed"]


def test_curves_that_are_the_same_share_a_line_and_others_do_not() -> None:
    same = (TIME, np.full(5, RECOVERED))
    figure = survival({"0.1": same, "0.2": (3 * TIME, np.full(5, RECOVERED)), "0.4": same})
    assert len(drawn(figure)) == 2
    assert said(figure) == ["0.1, 0.4: half in 4 months", "0.2: half in 12 months"]


def test_a_curve_of_few_runs_beside_many_says_how_many() -> None:
    many = (np.tile(TIME, 20), np.full(100, RECOVERED))
    figure = survival({"0.1": (3 * TIME, np.full(5, RECOVERED)), "0.2": many})
    assert said(figure) == ["0.1: half in 12 months, 5 runs", "0.2: half in 4 months"]


def test_each_level_has_a_panel_of_its_own_and_the_months_of_both_are_the_same() -> None:
    figure = survival(levels={"to 95 %": {"": (TIME, CAUSE)}, "to 100 %": {"": (3 * TIME, CAUSE)}}, key="")
    first, second = figure.axes[0], figure.axes[2]
    assert [axes.get_title(loc="left") for axes in (first, second)] == ["to 95 %", "to 100 %"]
    assert first.get_xlim() == second.get_xlim()
    assert said(figure) == ["half in 10 months"]


def test_half_that_never_come_back_have_no_month() -> None:
    assert said(survival({"a": (TIME, np.full(5, CENSORED))})) == ["a: fewer than half"]


@pytest.mark.parametrize("count", [0, 5])
def test_no_group_or_too_many_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="one to 4 groups"):
        survival({str(place): (TIME, CAUSE) for place in range(count)})
