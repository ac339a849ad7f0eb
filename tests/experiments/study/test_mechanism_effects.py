"""Every mechanism has a measure that was written down, and a mechanism that does nothing is called idle."""

import numpy as np
import pytest

from experiments.study.core import mechanism_effects
from experiments.study.core.mechanism_effects import (
    AT_WORK,
    BUILT_IN,
    HIT,
    IDLE,
    MEANS,
    NOT_TESTED,
    OVER,
    Arm,
    Expected,
    at_work,
    effect_row,
    expected,
    level,
    moves,
    scenario_called,
    verdict,
)
from scenarios import causes, window
from sim.parameters.table import MECHANISMS
from sim.series import PLACE

FEW = 2


def of(mechanism: str) -> Expected:
    return next(row for row in expected() if row.mechanism == mechanism)


def test_every_mechanism_there_is_was_written_down_and_no_other() -> None:
    assert {row.mechanism for row in expected()} == set(MECHANISMS)


def test_what_was_written_down_can_be_read() -> None:
    for row in expected():
        if row.sign == "none":
            assert row.shows
            continue
        assert row.series in {*PLACE, *MEANS, HIT}, row
        assert row.over in OVER, row
        assert (
            row.reading in ("run", "twin", "ratio"),
            row.sign in "+-",
            row.scale in ("level", "share"),
        ) == (
            True,
            True,
            True,
        ), row
        assert row.built_in in ("yes", "no"), row
        assert scenario_called(row.scenario)


def test_the_two_scenarios_made_here_are_as_the_page_says() -> None:
    turning = scenario_called("member-turns")
    (turn,) = causes(turning, turning.shocks)
    assert turn.selection["states"] == ("DEU",)
    both = scenario_called("blockade-after-turn")
    turn, blockade = causes(both, both.shocks)
    assert turn.end is not None
    assert (blockade.start, blockade.size) == (turn.end + 1, 0.7)
    assert window(both)[1] == turn.end + 36


def test_a_mechanism_at_work_moves_its_measure_and_another_does_not() -> None:
    """The control is the same measure with a mechanism off that has no hand in it."""
    stakes = of("stakes")
    assert effect_row(stakes, FEW, FEW)["verdict"] == AT_WORK
    idle = effect_row(stakes._replace(mechanism="smooth"), FEW, FEW)
    assert (idle["difference"], idle["verdict"]) == (0.0, IDLE)


def test_the_wrong_sign_is_no_evidence() -> None:
    row = of("stakes")
    wrong = row._replace(sign="-")
    assert effect_row(wrong, FEW, FEW)["verdict"] == IDLE


def test_an_effect_counts_from_two_per_cent_of_the_level_or_two_hundredths_of_a_share() -> None:
    row = of("stakes")
    assert moves(row, np.array([1.0, 1.0, 0.0]), np.array([0.97, 0.99, 0.0])).tolist() == [True, False, False]
    share = row._replace(scale="share", sign="-")
    assert moves(share, np.array([0.1, 0.1]), np.array([0.13, 0.11])).tolist() == [True, False]


def test_what_restates_its_rule_is_marked() -> None:
    row = of("synergy")
    assert row.built_in == "yes"
    assert verdict(row, True, 1.0) == BUILT_IN
    assert verdict(row, True, 0.4) == IDLE
    assert verdict(row, False, 1.0) == IDLE


def test_a_mechanism_has_the_best_of_its_verdicts() -> None:
    rows = [
        {"mechanism": "a", "verdict": IDLE},
        {"mechanism": "a", "verdict": AT_WORK},
        {"mechanism": "b", "verdict": BUILT_IN},
        {"mechanism": "b", "verdict": IDLE},
        {"mechanism": "c", "verdict": NOT_TESTED},
    ]
    assert at_work(rows) == {"a": AT_WORK, "b": BUILT_IN, "c": NOT_TESTED}


def test_a_check_on_the_model_and_a_scenario_that_is_not_there_are_not_tested() -> None:
    assert effect_row(of("smooth"))["verdict"] == NOT_TESTED
    missing = effect_row(of("stakes")._replace(scenario="no-such-scenario"))
    assert missing["verdict"] == NOT_TESTED
    assert "cannot be run" in missing["note"]
    with pytest.raises(KeyError):
        effect_row(of("stakes")._replace(over="some time"), FEW, FEW)


def test_the_output_of_who_is_hit_is_part_of_its_sides() -> None:
    arm = Arm("ally-singled-out", "", (), FEW, 0.0)
    hit, side = level(arm, HIT), level(arm, "output_EU")
    assert hit.run.shape == side.run.shape
    assert (hit.run < side.run).all()
    assert (hit.run[:, hit.first : hit.last + 1] < hit.twin[:, hit.first : hit.last + 1]).any()


def test_chunks_of_replicates_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    arm = Arm("ally-singled-out", "", (), FEW, 0.15)
    whole = level(arm, HIT)
    monkeypatch.setattr(mechanism_effects, "CHUNK", 1)
    assert (level(arm, HIT).run == whole.run).all()
