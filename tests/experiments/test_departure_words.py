"""Why a run ended so: what left the twin's course, in order of time, computed from the series."""

import re
from dataclasses import replace

import numpy as np
import pytest

import scenarios
from analysis.arrays import FloatArray
from analysis.baseline import Departure
from experiments.departure_words import (
    FOLLOWED,
    PARTS,
    Moved,
    looked_at,
    moved,
    parts_moved,
    parts_sentence,
    sentence,
)
from experiments.engine.evaluate import Evaluation, evaluate
from sim.series import PLACE


@pytest.fixture(scope="module")
def turned() -> Evaluation:
    """Three runs of the turn of four years."""
    return evaluate(scenarios.load("unilateral-turn-2025"), 1, np.arange(3, dtype=np.int64))


def planted(turned: Evaluation, series: FloatArray) -> Evaluation:
    """The same runs with these series in place of their own."""
    return replace(turned, run=replace(turned.run, series=series))


def test_after_a_turn_effort_falls_first_then_trust_then_interoperability(turned: Evaluation) -> None:
    names = [one.name for one in moved(turned)]
    assert names[:3] == ["effort", "trust", "interoperability"]
    told = sentence(moved(turned))
    assert told is not None
    assert re.match(
        r"Against the twin, effort fell first \(from month \d+, by up to \d+ %\), then trust", told
    )


def test_where_trust_falls_first_it_is_told_first(turned: Evaluation) -> None:
    """Control: the order is that of the series."""
    series = turned.twin.series.copy()
    series[:, 30:, [PLACE["trust_USA"], PLACE["trust_EU"]]] *= 0.5
    efforts = [place for name, place in PLACE.items() if name.startswith("effort_")]
    series[:, 40:60, efforts] *= 1.3
    trust, effort = moved(planted(turned, series))
    assert (trust.name, trust.departure.first, round(trust.departure.largest, 9)) == ("trust", 30, -0.5)
    assert (effort.name, effort.departure.first, effort.left) == ("effort", 40, 0.0)
    assert sentence([trust, effort]) == (
        "Against the twin, trust fell first (from month 30, by up to 50 %), and then effort rose (month 40, "
        "30 %); five years after the shock trust still stood 50 % below the twin's."
    )


def test_runs_that_are_their_twins_have_moved_nowhere(turned: Evaluation) -> None:
    """Control."""
    told = sentence(moved(planted(turned, turned.twin.series)))
    assert told is not None
    assert told.startswith("Nothing departed from the twin's course by 5 %")


def test_what_happens_before_the_shock_is_not_told(turned: Evaluation) -> None:
    series = turned.twin.series.copy()
    series[:, :5] *= 0.1
    (nearest,) = moved(planted(turned, series))
    assert nearest.departure.first is None


def test_without_a_shock_or_a_living_twin_nothing_is_told(turned: Evaluation) -> None:
    assert sentence(moved(replace(turned, t0=None))) is None
    dead = {**turned.measures, "twin_alive": np.zeros(3, dtype=np.bool_)}
    assert moved(replace(turned, measures=dead)) == []


def test_a_quantity_that_hardly_moves_beside_another_is_left_out(turned: Evaluation) -> None:
    series = turned.twin.series.copy()
    series[:, 30:, PLACE["output"]] *= 0.4
    series[:, 30:, PLACE["chips_mature"]] *= 0.9
    assert [one.name for one in moved(planted(turned, series))] == ["output"]


def test_a_run_that_ends_too_early_says_nothing_of_five_years_on() -> None:
    told = sentence([Moved("trust", Departure(3, 0.2, 4), None)])
    assert told == "Against the twin, trust rose first (from month 3, by up to 20 %)."
    gone = sentence([Moved("trust", Departure(3, 0.2, 4), 0.001)])
    assert gone is not None
    assert gone.endswith("five years after the shock nothing of that was left.")


def test_how_far_cooperation_and_output_fell_is_told_however_little_that_is(turned: Evaluation) -> None:
    """Both are told, also where what moved first is another quantity."""
    series = turned.twin.series.copy()
    series[:, 24:36, PLACE["cooperation"]] *= 0.87
    series[:, 30, PLACE["output"]] *= 0.96
    assert parts_sentence(parts_moved(planted(turned, series))) == (
        "Cooperation fell to as much as 13 % below the twin's (by 5 % or more from month 24 on), and output "
        "fell to as much as 4 % below it."
    )
    still = parts_sentence(parts_moved(planted(turned, turned.twin.series)))
    assert still == "Cooperation hardly moved, and output hardly moved."  # control
    assert parts_sentence(parts_moved(replace(turned, t0=None))) is None


def test_it_is_said_what_may_come_first() -> None:
    assert all(name in looked_at() for name in FOLLOWED.values())
    assert not set(PARTS) <= set(FOLLOWED)  # what is not looked at has a sentence of its own


def test_whatever_is_followed_is_a_series() -> None:
    assert all(any(name.startswith(prefix) for name in PLACE) for prefix in FOLLOWED)
