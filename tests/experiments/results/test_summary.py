"""What a set of runs came to: the way up counts those that never get there."""

import numpy as np
import pytest

from analysis.bands import QUANTILES
from experiments.results.summary import way_up

NEVER = np.nan


def runs(rise: list[float], window: list[float], outcome: list[str]) -> dict[str, np.ndarray]:
    return {
        "rise_to_back": np.array(rise),
        "rise_window": np.array(window),
        "outcome": np.array(outcome),
    }


def test_runs_that_are_not_back_by_the_end_are_not_left_out_of_the_median() -> None:
    quick = runs([6, 8, NEVER, NEVER, NEVER], [60.0] * 5, ["bounced back"] * 2 + ["partial"] * 3)
    told = way_up(quick, "rise_to_back")
    assert told["q50"] is None  # of those that came back it is 7
    assert (told["q05"], told["q25"]) == (6, 8)
    assert (told["at_risk"], told["reached"], told["censored"], told["until"]) == (5, 2, 3, 60)
    all_back = runs([6, 8, 9], [60.0] * 3, ["bounced back"] * 3)
    assert way_up(all_back, "rise_to_back")["q50"] == 8  # control


def test_a_collapsed_run_at_its_trough_in_the_last_month_holds_the_others_back() -> None:
    """Its window is 0: merely censored there it would count for nothing, and half would seem back."""
    course = runs([6, NEVER, NEVER], [60.0, 0.0, 0.0], ["bounced back", "collapsed", "collapsed"])
    told = way_up(course, "rise_to_back")
    assert (told["q50"], told["collapsed"]) == (None, 2)
    open_ones = course | {"outcome": np.array(["bounced back", "open", "open"])}
    assert way_up(open_ones, "rise_to_back")["q50"] == 6  # control: cut off at once, they say nothing


def test_a_way_up_cut_off_early_is_told_from_one_that_is_long() -> None:
    """Two are back after 10; the third was watched for 5 months and may have been, too."""
    told = way_up(runs([10, 10, NEVER], [50, 50, 5], ["bounced back"] * 2 + ["open"]), "rise_to_back")
    assert told["q95"] == 10
    long = way_up(runs([10, 10, NEVER], [50, 50, 50], ["bounced back"] * 2 + ["open"]), "rise_to_back")
    assert (long["q50"], long["q95"]) == (10, None)


def test_where_nothing_fell_there_is_no_way_up() -> None:
    told = way_up(runs([NEVER], [NEVER], ["not degraded"]), "rise_to_back")
    assert told["at_risk"] == 0
    assert [told[name] for name in QUANTILES] == pytest.approx([None] * len(QUANTILES))
