"""How a run ended: the order of the questions, and the rest it comes to."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.outcomes import OUTCOMES, Rest, agreement, meanings, outcome_by_level, outcome_by_rest
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
        assert measure(run, np.full((1, 37), twin), t0=0, t1=0, p_star=1.0)["outcome"][0] == outcome


@pytest.mark.parametrize(("slope", "outcome"), [(0.0009, "partial"), (0.0011, "open"), (-0.0011, "open")])
def test_a_slope_tells_partial_from_open(slope: float, outcome: str) -> None:
    assert level([0.7 + slope * month for month in range(40)]) == outcome


def test_fewer_months_than_the_window_use_what_there_is() -> None:
    assert level([0.8, 1.3]) == "bounced forward"
    assert level([0.8]) == "open"


def rest(performance: float, twin: float, dead: float, *, degraded: bool = True, alive: bool = True) -> str:
    given = Rest(np.array([performance]), np.array([twin]), np.array([dead]))
    return str(outcome_by_rest(given, np.array([degraded]), np.array([alive]), p_star=1.0)[0])


def test_each_rest_has_its_name() -> None:
    assert rest(1.06, 1.0, 0.1) == "bounced forward"
    assert rest(1.04, 1.0, 0.1) == "bounced back"
    assert rest(0.95, 1.0, 0.1) == "bounced back"
    assert rest(0.96, 1.0, 0.1, degraded=False) == "not degraded"
    assert rest(0.6, 1.0, 0.1) == "partial"
    assert rest(0.105, 1.0, 0.1) == "collapsed"
    assert rest(0.12, 1.0, 0.1) == "partial"
    assert rest(0.6, 1.0, 0.1, alive=False) == "no baseline"
    assert rest(0.04, 0.04, 0.01) == "no baseline"


def test_where_only_one_rest_exists_nothing_collapses() -> None:
    assert rest(0.1, 0.1, 0.1) == "bounced back"
    assert rest(0.1, 0.108, 0.104) == "partial"


def test_below_the_floor_of_life_is_collapsed_at_whatever_rest() -> None:
    assert rest(0.03, 1.0, 0.2) == "collapsed"


def test_a_rest_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="resting"):
        rest(np.nan, 1.0, 0.1)


def test_measure_takes_the_rest_along() -> None:
    q = np.array([[0.7] * 30, [1.0] * 30])
    given = Rest(np.array([1.0, 1.0]), np.ones(2), np.full(2, 0.1))
    m = measure(q, np.ones_like(q), t0=0, t1=0, p_star=1.0, rest=given)
    assert m["outcome"].tolist() == ["partial", "not degraded"]
    assert m["outcome_rest"].tolist() == ["bounced back", "not degraded"]


def test_agreement_leaves_out_what_cannot_agree() -> None:
    by_level = ["open", "partial", "collapsed", "adapted", "", "bounced back"]
    by_rest = ["collapsed", "bounced back", "collapsed", "bounced back", "", ""]
    assert agreement(by_level, by_rest) == (1, 2)


def test_every_outcome_has_a_meaning() -> None:
    assert tuple(meanings()) == OUTCOMES
    assert all(meanings().values())


def test_the_numbers_are_those_of_the_thresholds() -> None:
    other = meanings(replace(STATED, degraded=0.9, forward=1.2, collapsed=0.3, collapse_months=7))
    assert other["bounced forward"] == "ends at 1.2 of the twin or more"
    assert other["bounced back"] == "fell below 0.9 of the twin and is back at 0.9"
    assert other["collapsed"] == "below 0.3 of the twin for 7 months, and at the end"
