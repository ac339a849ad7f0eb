"""What outcomes mean is said with the numbers that decide them."""

from dataclasses import replace

from analysis.outcome_definitions import meanings
from analysis.outcomes import OUTCOMES
from analysis.thresholds import STATED


def test_every_outcome_has_a_meaning() -> None:
    assert tuple(meanings()) == OUTCOMES
    assert all(meanings().values())


def test_the_numbers_are_those_of_the_thresholds() -> None:
    other = meanings(replace(STATED, degraded=0.9, forward=1.2, collapsed=0.3, collapse_months=7))
    assert other["bounced forward"] == "ends at 1.2 of the twin or more"
    assert other["bounced back"] == "fell below 0.9 of the twin and is back at 0.9"
    assert other["collapsed"] == "below 0.3 of the twin for 7 months, and at the end"
