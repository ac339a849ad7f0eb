"""How a run ended: the order of the questions, and the rest it comes to."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.baseline import PerformanceCourse
from analysis.outcomes import (
    ALL,
    NAMES,
    OUTCOMES,
    Rest,
    agreement,
    meanings,
    months_short,
    outcome_by_level,
    outcome_by_rest,
    outcome_five_years_on,
)
from analysis.resilience import measure
from analysis.thresholds import STATED


def level(q: list[float], *, alive: bool = True, endless: bool = False) -> str:
    return str(outcome_by_level(np.array([q]), np.array([alive]), endless=endless)[0])


def test_the_names_are_those_of_the_tables() -> None:
    assert set(OUTCOMES) == {
        "not degraded",
        "bounced forward",
        "bounced back",
        "partial",
        "collapsed",
        "open",
        "no baseline",
        "adapted",
    }


def test_each_outcome_is_reached() -> None:
    assert level([1.0] * 30, alive=False) == "no baseline"
    assert level([1.0] * 5 + [0.3] * 25) == "collapsed"
    assert level([0.5] * 5 + [1.1] * 25) == "bounced forward"
    assert level([0.96] * 30) == "not degraded"
    assert level([0.5] * 5 + [0.97] * 25) == "bounced back"
    assert level([0.5] * 5 + [0.97] * 25, endless=True) == "adapted"
    assert level([0.7] * 30) == "partial"
    assert level([0.5 + 0.01 * month for month in range(30)]) == "open"


def test_a_bounce_forward_is_asked_before_not_degraded() -> None:
    assert level([1.06] * 30) == "bounced forward"
    assert level([1.06] * 30, endless=True) == "bounced forward"


def test_collapse_needs_twelve_months_running_and_the_last_month() -> None:
    assert level([1.0] * 10 + [0.4] * 11) != "collapsed"
    assert level([1.0] * 10 + [0.4] * 12) == "collapsed"
    assert level([0.4] * 20 + [0.6]) != "collapsed"
    assert level([0.4] * 12 + [0.6] * 20 + [0.4]) == "collapsed"
    assert level([0.4, 0.6] * 15 + [0.4]) != "collapsed"


@pytest.mark.parametrize(
    ("q", "outcome"),
    [
        (0.5, "partial"),
        (np.nextafter(0.5, 0) - 1e-9, "collapsed"),
        (0.95, "not degraded"),
        (0.9499999, "partial"),
        (1.05, "bounced forward"),
        (1.0499999, "not degraded"),
    ],
)
def test_a_value_on_the_threshold_belongs_to_the_upper_side(q: float, outcome: str) -> None:
    for twin in (1.0, 3.0, 0.7, 1 / 3):
        run = np.full((1, 37), q * twin)
        assert (
            measure(
                PerformanceCourse.of_performance(run),
                PerformanceCourse.of_performance(np.full((1, 37), twin)),
                t0=0,
                t1=0,
                c_star=1.0,
            )["outcome"][0]
            == outcome
        )


@pytest.mark.parametrize(("slope", "outcome"), [(0.0009, "partial"), (0.0011, "open"), (-0.0011, "open")])
def test_a_slope_tells_partial_from_open(slope: float, outcome: str) -> None:
    assert level([0.7 + slope * month for month in range(40)]) == outcome


def test_fewer_months_than_the_window_use_what_there_is() -> None:
    assert level([0.8, 1.3]) == "bounced forward"
    assert level([0.8]) == "open"


def five_years_on(after: float, *, fall: float = 0.6, end: int | None = 23, months: int = 120) -> str:
    """The outcome of a run at `fall` under a shock of 24 months, and at a level of its own from then on."""
    q = np.full((1, months), after)
    q[0, :24] = fall
    return str(outcome_five_years_on(q, np.array([True]), end)[0])


def test_five_years_on_each_outcome_is_reached() -> None:
    assert five_years_on(0.49) == "collapsed"
    assert five_years_on(0.5) == five_years_on(0.94) == "partial"
    assert five_years_on(0.95) == five_years_on(1.04) == "bounced back"
    assert five_years_on(0.95, fall=0.96) == "not degraded"
    assert five_years_on(1.05) == five_years_on(1.05, fall=1.0) == "bounced forward"
    q = np.ones((1, 120))
    assert outcome_five_years_on(q, np.array([False]), 23).tolist() == ["no baseline"]


def test_five_years_on_is_read_over_its_months_and_no_others() -> None:
    q = np.full((1, 200), 0.2)
    q[0, 23 + 55 : 23 + 67] = 1.2
    assert outcome_five_years_on(q, np.array([True]), 23).tolist() == ["bounced forward"]
    q[0, 23 + 55] = -11.0
    assert outcome_five_years_on(q, np.array([True]), 23).tolist() == ["collapsed"]


@pytest.mark.parametrize("months", [90, 200, 400])
def test_five_years_on_does_not_hang_on_the_horizon(months: int) -> None:
    fading = 1 + 0.3 * np.exp(-np.arange(400) / 80)[None, :months]
    assert outcome_five_years_on(fading, np.array([True]), 23).tolist() == ["bounced forward"]
    assert level(fading[0, :400].tolist()) == ("not degraded" if months > 150 else "bounced forward")


def test_where_the_horizon_ends_before_there_is_no_outcome_five_years_on_and_the_months_are_counted() -> None:
    assert five_years_on(1.0, months=23 + 67) == "bounced back"
    assert five_years_on(1.0, months=23 + 66) == ""
    assert (months_short(23 + 67, 23), months_short(23 + 66, 23), months_short(30, 23)) == (0, 1, 60)


def test_under_a_shock_without_end_back_and_forward_read_adapted() -> None:
    assert five_years_on(1.0, end=None) == five_years_on(1.2, end=None) == "adapted"
    assert five_years_on(0.7, end=None) == "partial"
    assert five_years_on(0.3, end=None) == "collapsed"
    assert five_years_on(1.0, fall=1.0, end=None) == "not degraded"


def rest(run: float, twin: float, dead: float, *, alive: bool = True) -> str:
    given = Rest(np.array([run]), np.array([twin]), np.array([dead]))
    return str(outcome_by_rest(given, np.array([alive]), c_star=1.0)[0])


def test_a_rest_tells_who_collapsed_and_no_more() -> None:
    assert rest(1.06, 1.0, 0.1) == rest(0.96, 1.0, 0.1) == rest(0.6, 1.0, 0.1) == "not collapsed"
    assert rest(0.105, 1.0, 0.1) == "collapsed"
    assert rest(0.405, 1.0, 0.4) == "collapsed"
    assert rest(0.42, 1.0, 0.4) == "not collapsed"
    assert rest(0.6, 1.0, 0.1, alive=False) == "no baseline"
    assert rest(0.24, 0.24, 0.01) == "no baseline"


def test_where_only_one_rest_exists_that_one_is_no_collapse() -> None:
    assert rest(0.4, 0.4, 0.4) == "not collapsed"
    assert rest(0.4, 0.408, 0.404) == "not collapsed"


def test_below_a_quarter_of_calm_is_collapsed_at_whatever_rest() -> None:
    assert rest(0.249, 1.0, 0.5) == "collapsed"
    assert rest(0.25, 1.0, 0.5) == "not collapsed"


def test_a_rest_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="resting"):
        rest(np.nan, 1.0, 0.1)


def test_measure_takes_the_rest_along() -> None:
    q = np.array([[0.7] * 30, [1.0] * 30])
    given = Rest(np.array([1.0, 1.0]), np.ones(2), np.full(2, 0.1))
    m = measure(
        PerformanceCourse.of_performance(q),
        PerformanceCourse.of_performance(np.ones_like(q)),
        t0=0,
        t1=0,
        c_star=1.0,
        rest=given,
    )
    assert m["outcome"].tolist() == ["partial", "not degraded"]
    assert m["outcome_rest"].tolist() == ["not collapsed", "not collapsed"]


def test_agreement_asks_who_collapsed_and_leaves_out_what_cannot_agree() -> None:
    by_level = ["open", "partial", "collapsed", "collapsed", "adapted", "", "bounced back", "no baseline"]
    by_rest = [
        "collapsed",
        "not collapsed",
        "collapsed",
        "not collapsed",
        "not collapsed",
        "",
        "",
        "collapsed",
    ]
    assert agreement(by_level, by_rest) == (2, 3)


def test_every_outcome_has_a_meaning() -> None:
    assert tuple(meanings()) == OUTCOMES
    for column, names in NAMES.items():
        assert set(meanings(column=column)) == set(names)
        assert all(meanings(column=column).values())
    assert set(ALL) == {name for names in NAMES.values() for name in names}


def test_the_numbers_are_those_of_the_thresholds() -> None:
    other = meanings(replace(STATED, degraded=0.9, forward=1.2, collapsed=0.3, collapse_months=7))
    assert other["bounced forward"] == "ends 20 % or more above the twin"
    assert other["bounced back"] == "fell below 0.9 of the twin and is back at 0.9"
    assert other["collapsed"] == "below 0.3 of the twin for 7 months, and at the end"
