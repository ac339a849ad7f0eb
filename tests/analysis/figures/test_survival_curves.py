"""The survival curve: its steps, its marks, its numbers at risk."""

from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from analysis.figures.survival_curves import survival_figure
from analysis.survival import CENSORED, RECOVERED, SUNK

TIME = np.array([2.0, 4.0, 4.0, 10.0, 20.0])
CAUSE = np.array([RECOVERED, RECOVERED, CENSORED, RECOVERED, CENSORED])


def survival(**more: Any) -> Figure:
    given: dict[str, Any] = {
        "groups": {"0.5": (TIME, CAUSE)},
        "key": "shock.size",
        "since": "the end",
        "title": "How soon?",
    }
    return survival_figure(**given | {"n": 9, "seed": 7} | more)


def curve(figure: Figure) -> dict[float, float]:
    line = figure.axes[0].lines[0]
    return dict(
        zip(np.asarray(line.get_xdata()).tolist(), np.asarray(line.get_ydata()).tolist(), strict=True)
    )


def said(figure: Figure) -> list[str]:
    legend = figure.axes[0].get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def test_the_curve_is_that_of_kaplan_and_meier() -> None:
    expected = {0: 1, 2: 0.8, 4: 0.6, 10: 0.3, 20: 0.3}
    assert curve(survival()) == pytest.approx(expected)


def test_a_curve_ends_where_nobody_is_watched_any_more_unless_all_are_back() -> None:
    ends = (5.0, CENSORED), (5.0, RECOVERED), (40.0, CENSORED)
    figure = survival(groups={f"{i}": ([month] * 3, [cause] * 3) for i, (month, cause) in enumerate(ends)})
    last = [float(np.asarray(line.get_xdata())[-1]) for line in figure.axes[0].lines[::2]]
    assert last == [5, 40, 40]


def test_who_is_watched_no_longer_is_marked_where_the_curve_stands() -> None:
    marks = survival().axes[0].lines[1]
    assert marks.get_marker() == "|"
    assert np.asarray(marks.get_xydata()).tolist() == [[4, pytest.approx(0.6)], [20, pytest.approx(0.3)]]
    all_back = survival(groups={"0.5": (TIME, np.full(5, RECOVERED))})
    assert np.asarray(all_back.axes[0].lines[1].get_xdata()).size == 0
    assert "watched no longer" not in all_back.get_supxlabel().replace("\n", " ")


def test_a_collapsed_run_stays_in_the_count_to_the_end() -> None:
    """Were it dropped in month 4, the return of month 10 would halve the curve and not take a third off."""
    sunk = survival(groups={"0.5": (TIME, np.where((TIME == 4) & (CAUSE == CENSORED), SUNK, CAUSE))})
    assert curve(sunk)[10] == pytest.approx(0.4)
    assert curve(survival())[10] == pytest.approx(0.3)
    assert said(sunk) == ["0.5: half are back after 10 months (1 of 5 collapsed)"]


def test_the_numbers_at_risk_stand_below_the_months() -> None:
    figure = survival()
    ticks = [float(tick) for tick in figure.axes[0].get_xticks() if 0 <= tick <= 20]
    written = [text.get_text() for text in figure.axes[0].texts]
    assert written[2:] == [str(int((tick <= TIME).sum())) for tick in ticks]
    assert written[:2] == ["runs not yet back and still watched:", "0.5"]


def test_half_that_never_come_back_have_no_month() -> None:
    assert said(survival(groups={"a": (TIME, np.full(5, CENSORED))})) == ["a: half are never seen back"]


@pytest.mark.parametrize("count", [0, 5])
def test_no_group_or_too_many_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="one to 4 groups"):
        survival(groups={str(place): (TIME, CAUSE) for place in range(count)})
