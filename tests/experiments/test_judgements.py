"""Where the outcome at the horizon and the long-run outcome part: why, and how long the way would take."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.thresholds import STATED
from experiments import judgements
from experiments.engine.evaluate import Evaluation, evaluate
from experiments.judgements import RETURNS, SINKS, UNDER_THE_SHOCK, partings
from scenarios import Scenario, load, override

SEED, RUNS = 1, np.arange(3, dtype=np.int64)


@pytest.fixture(scope="module")
def short() -> Scenario:
    """A turn whose horizon ends before the alliance is back."""
    small = override(load("unilateral-turn-2025"), {"horizon.months": 100, "population.firms": 12})
    return override(small, {"shock.months": 24})


@pytest.fixture(scope="module")
def judged(short: Scenario) -> Evaluation:
    return evaluate(short, SEED, RUNS, resting=True)


def test_the_time_of_return_is_that_of_the_same_runs_followed_further(
    short: Scenario, judged: Evaluation
) -> None:
    (parting,) = partings(short, SEED, judged)
    assert (parting.kind, parting.runs, parting.of) == (RETURNS, 3, 3)
    longer = evaluate(override(short, {"horizon.months": 600}), SEED, RUNS)
    np.testing.assert_array_equal(longer.q[:, :100], judged.q)
    back = []
    for q in longer.q[:, 100:]:
        held = [bool((q[month : month + 6] >= STATED.degraded).all()) for month in range(len(q) - 5)]
        back.append(held.index(True) + 1)
    assert parting.q50 == sorted(back)[1]
    assert (parting.arrived, parting.followed) == (3, 3)
    assert f"within {parting.q50:.0f} months after the scenario ends" in parting.words


def test_one_month_is_no_plural(short: Scenario, judged: Evaluation) -> None:
    (parting,) = partings(short, SEED, judged)
    assert "within 1 month after" in replace(parting, q50=1.0).words
    assert "within 2 months after" in replace(parting, q50=2.0).words  # control


def test_one_run_is_no_plural(short: Scenario, judged: Evaluation) -> None:
    (parting,) = partings(short, SEED, judged)
    alone = replace(parting, runs=1, followed=1, q50=2.0).words
    assert "at its end it is not back" in alone
    assert "but in the long run it does not collapse" in alone
    assert "It takes 2 months beyond the scenario's end until it is back" in alone
    assert "they are not back" in parting.words  # control


def test_what_lies_furthest_behind_is_named_with_its_share_of_the_twins(
    short: Scenario, judged: Evaluation
) -> None:
    (parting,) = partings(short, SEED, judged)
    names = [f"interoperability_{field}" for field in ("data", "algorithms", "compute", "standards")]
    run, twin = (
        np.mean([side[name][:, -12:] for name in names], axis=(0, 2)) for side in (judged.run, judged.twin)
    )
    assert parting.behind == "interoperability"
    assert parting.at == pytest.approx(float(np.median(run / twin)))
    assert f"Interoperability is furthest behind, at {parting.at:.2f} of the twin's" in parting.words


def test_where_the_judgements_agree_nothing_is_said(short: Scenario) -> None:
    long = override(short, {"horizon.months": 300})
    assert partings(long, SEED, evaluate(long, SEED, RUNS, resting=True)) == ()


def test_without_a_rest_or_a_shock_nothing_is_said(short: Scenario) -> None:
    assert partings(short, SEED, evaluate(short, SEED, RUNS)) == ()
    calm = load("ttc-2021-2024")
    assert partings(calm, SEED, evaluate(calm, SEED, RUNS, resting=True)) == ()


def outcomes(judged: Evaluation, level: str, rest: str) -> Evaluation:
    told = judged.measures | {"outcome": np.array([level] * 3), "outcome_rest": np.array([rest] * 3)}
    return replace(judged, measures=told)


def test_a_run_that_stands_and_sinks_later_is_told_the_other_way_about(
    short: Scenario, judged: Evaluation
) -> None:
    (parting,) = partings(short, SEED, outcomes(judged, "bounced back", "collapsed"))
    assert (parting.kind, parting.arrived) == (SINKS, 0)
    assert "they have not collapsed, but in the long run they do" in parting.words
    assert f"{parting.until} months after the scenario's end, 0 of 3 are below 0.5 for good" in parting.words


def test_under_a_shock_without_end_no_time_is_told(short: Scenario, judged: Evaluation) -> None:
    endless = replace(outcomes(judged, "collapsed", "not collapsed"), t1=None)
    (parting,) = partings(short, SEED, endless)
    assert (parting.kind, parting.q50, parting.until) == (UNDER_THE_SHOCK, None, None)
    assert "shock that has no end" in parting.words


def test_of_many_runs_the_first_are_followed(
    short: Scenario, judged: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judgements, "MOST_FOLLOWED", 2)
    (parting,) = partings(short, SEED, judged)
    assert (parting.runs, parting.followed) == (3, 2)
