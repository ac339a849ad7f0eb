"""Designs held against one calm alliance and against their own twins: which number leads, and what is said
where the two disagree.
"""

import re
from dataclasses import replace

import numpy as np
import pytest

from analysis.baseline import signs_differ
from analysis.intervals import Interval
from experiments.comparison import Comparison, compare, tables
from experiments.yardsticks import DesignVerdict, Difference, over_first_calm
from scenarios import Scenario, load, off, override

CALM, TWIN = Interval(0.43, 0.40, 0.46), Interval(-0.1, -0.12, -0.08)


def weaker(scenario: Scenario, *others: Scenario) -> Comparison:
    """A scenario beside itself without interoperability, and others."""
    without = (off(scenario, ["interoperability"]), ("without interoperability",))
    more = [(other, ("another",)) for other in others]
    return compare([(scenario, ()), without, *more], replicates=3, seed=1)


@pytest.fixture(scope="module")
def turn() -> Scenario:
    """A turn of two years with few firms, without the burn-in."""
    changes = {"horizon.months": 80, "population.firms": 12, "shock.months": 24}
    scenario: Scenario = override(load("unilateral-turn-2025"), changes)
    return scenario


def test_without_the_council_less_is_lost_against_the_twin_and_more_against_the_calm_alliance(
    turn: Scenario,
) -> None:
    found = compare([(turn, ()), (off(turn, ["council"]), ("without council",))], replicates=3, seed=1)
    told = {row["measure"]: row["estimate"] for row in found.differences()}
    assert told["loss"] < 0 < told["loss_first_calm"]
    words = next(row["words"] for row in found.disagreements() if row["measure"] == "loss")
    assert f"loses less ({told['loss']:+.3g}) than unilateral-turn-2025" in words
    assert f"against the calm alliance it loses more ({told['loss_first_calm']:+.3g})" in words
    same = compare([(turn, ()), (override(turn, {"shock.size": 0.2}), ("smaller",))], replicates=3, seed=1)
    assert same.disagreements() == []  # control: one twin for both


def test_level_and_resilience_are_judged_each_for_itself(turn: Scenario) -> None:
    """Also where they agree; of what is read off the tables the level is the twins' and the rest the loss."""
    found = compare([(turn, ()), (off(turn, ["council"]), ("without council",))], replicates=3, seed=1)
    (told,) = found.verdicts.values()
    curves = over_first_calm([replace(one.evaluation, run=one.evaluation.twin) for one in found.results])
    assert told.level.estimate == pytest.approx(float((curves[1] - curves[0]).mean()))
    assert told.level.estimate < 0 > told.resilience.estimate
    words = told.words("it", "the first")
    assert re.search(
        r"^Level: without the shocks it performs worse than the first, by 0\.\d+ of the calm", words
    )
    assert "Resilience: the shocks take a smaller share of its own level than of the first's, by 0." in words
    smaller = compare([(turn, ()), (override(turn, {"shock.size": 0.2}), ("smaller",))], replicates=3, seed=1)
    (agreed,) = smaller.verdicts.values()
    assert agreed.words("it", "the first").startswith("Level: the two are alike. Resilience: the shocks take")


@pytest.mark.parametrize(
    ("resilience", "said"),
    [
        (Interval(0.01, -0.02, 0.04), "the two cannot be told apart (+0.01, from -0.02 to +0.04)."),
        (
            Interval(-0.03, -0.04, -0.02),
            "the shocks take a smaller share of its own level than of b's, by 0.03 (0.02 to 0.04).",
        ),
        (
            Interval(0.03, np.nan, np.nan),
            "the shocks take a larger share of its own level than of b's, by 0.03.",
        ),
        (Interval(1e-6, 1e-7, 2e-6), "the two are alike."),
    ],
)
def test_a_verdict_says_how_sure_it_is(resilience: Interval, said: str) -> None:
    words = DesignVerdict(Interval(0.0, 0.0, 0.0), resilience).words("it", "b")
    assert words.endswith(said)
    unknown = Interval(np.nan, np.nan, np.nan)
    assert "Resilience" not in DesignVerdict(Interval(0.0, 0.0, 0.0), unknown).words("it", "b")


def test_where_switches_alone_differ_the_first_calm_alliance_is_each_ones_own(turn: Scenario) -> None:
    for measured in weaker(turn).measures:
        np.testing.assert_allclose(measured["loss_first_calm"], measured["loss_calm"], rtol=1e-12)


def test_a_setting_moves_the_own_calm_alliance_and_not_the_first_ones(turn: Scenario) -> None:
    other = override(turn, {"parameters.cooperation_gain": 0.2})
    found = compare([(turn, ()), (other, ("other",))], replicates=3, seed=1)
    held = found.measures[1]
    assert np.abs(held["loss_first_calm"] - held["loss_calm"]).min() > 1e-3


def test_months_are_laid_over_one_another_by_the_shock_and_are_those_all_have(turn: Scenario) -> None:
    later = override(turn, {"shock.from": 30, "horizon.months": 90})
    found = compare([(turn, ()), (later, ("later",))], replicates=2, seed=1)
    designs = [result.evaluation for result in found.results]
    first, other = over_first_calm(designs)
    assert first.shape == other.shape == (2, 60)
    calm = designs[0].calm["performance"][:, 12:72]
    np.testing.assert_allclose(other, designs[1].run["performance"][:, 30:90] / calm)
    calm_one = load("ttc-2021-2024")
    beside = [compare([(calm_one, ())] * 2, replicates=2, seed=1).results[0].evaluation, designs[0]]
    assert over_first_calm(beside)[1].shape[1] == calm_one.horizon.months  # from the start, not month 12


def test_a_dead_twin_is_said_and_the_calm_alliance_speaks_alone(turn: Scenario) -> None:
    found = weaker(turn)
    (row,) = [row for row in found.disagreements() if row["measure"] == "loss"]
    assert "in 100 % of runs a twin is dead" in row["words"]
    assert "against the calm alliance it loses more" in row["words"]
    numbers = {row["measure"]: row["estimate"] for row in found.differences()}
    assert numbers["loss"] is None
    assert numbers["loss_first_calm"] > 0.1


def test_tables_hold_what_is_told(turn: Scenario) -> None:
    found = weaker(turn)
    runs, curves = (tables(found)[name].to_pandas() for name in ("runs", "curves"))
    by_name = runs.pivot_table(index="replicate", columns="scenario", values="loss_first_calm")
    apart = by_name[found.names[1]] - by_name[found.names[0]]
    assert found.differences()[0]["estimate"] == pytest.approx(apart.mean())
    drawn = curves[(curves["series"] == "q_first_calm") & (curves["point"] == 0)]
    shortfall = np.maximum(0, 1 - over_first_calm([found.results[0].evaluation])[0])
    assert list(drawn["month"]) == list(range(12, 80))
    np.testing.assert_allclose(np.maximum(0, 1 - drawn["q50"]), np.median(shortfall, axis=0), atol=1e-12)
    twin = curves[(curves["series"] == "twin_first_calm") & (curves["point"] == 1)]
    assert twin["q50"].max() < 0.5  # the twin is weaker, too


@pytest.mark.parametrize(
    ("calm", "twin", "differ"),
    [
        (CALM, TWIN, True),
        (TWIN, CALM, True),
        (CALM, CALM, False),
        (CALM, Interval(-0.01, -0.03, 0.01), True),
        (Interval(0.01, -0.02, 0.04), Interval(-0.01, -0.03, 0.01), False),
        (CALM, Interval(np.nan, np.nan, np.nan), False),
        (CALM, Interval(0.0, 0.0, 0.0), False),
        (CALM, Interval(-4e-5, -5e-5, -3e-5), False),
        (Interval(0.1, np.nan, np.nan), Interval(-0.1, np.nan, np.nan), True),
    ],
)
def test_signs_differ_where_either_can_be_told_from_nothing(
    calm: Interval, twin: Interval, differ: bool
) -> None:
    assert signs_differ(calm, twin) is differ


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("loss", "loses more (+0.43)"),
        ("robustness", "falls less low (+0.43)"),
        ("gain", "gains more (+0.43)"),
    ],
)
def test_each_measure_has_its_own_words(measure: str, said: str) -> None:
    words = Difference(measure, CALM, TWIN).words("a", "b")
    assert words is not None
    assert f"against the calm alliance it {said}" in words
    assert Difference(measure, CALM, CALM).words("a", "b") is None
