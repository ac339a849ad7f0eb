"""What effects save: losses and gains by hand, arms that start equally calm, shares that add up."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pytest

from analysis.arrays import FloatArray
from experiments.errors import UsageFault
from experiments.study.effects import arms, effect_step, shapley
from experiments.study.effects.answers import MIXED, NOT_SHOWN, SHOWS, across_stakes, answers_of
from experiments.study.effects.arms import OFF_AND_ON, ON, EffectQuestion, all_stakes, cells, switched_off
from experiments.study.effects.effect_names import EFFECTS, PARTITIONS, RECENTRED
from experiments.study.effects.effect_rows import questions, rows_of, table
from experiments.study.effects.losses import factorial, gains, lost, said, verdict, without
from experiments.study.folders import SHIPPED
from experiments.study.patterns.arms import mechanisms_of
from experiments.study.report import Row
from scenarios.reading.faults import KeyFault
from sim.parameters.table import MECHANISMS

FEW = 2
OTHER = len(cells()) * len(arms.TURNS)
"""The place of the first question at other stakes than the shipped ones."""
BLOCKADE = next(cell for cell in cells() if cell.cell == "blockade-12")


def asked(start: str = "calm", n: int = FEW) -> EffectQuestion:
    return EffectQuestion(BLOCKADE, start, "model", all_stakes()[0], n)


def test_what_exceeds_the_twin_pays_for_nothing() -> None:
    run, twin = np.array([[0.5, 1.5], [1.0, 1.0]]), np.ones((2, 2))
    assert lost(run, twin).tolist() == [0.25, 0.0]
    assert (1 - run / twin).mean(axis=1).tolist() == [0.0, 0.0]  # control: as a mean it would


def test_the_whole_interval_decides_and_none_is_a_finding() -> None:
    assert [verdict(0.006, 0.02), verdict(-0.02, -0.006), verdict(-0.004, 0.004)] == [
        "saves",
        "costs",
        "none",
    ]
    assert verdict(-0.001, 0.02) == verdict(0.004, 0.006) == "undecided"
    wide = np.array([-0.3, 0.3, -0.2, 0.2])
    assert said(wide)["verdict"] == "undecided"  # its mean is 0, and nothing is shown by that
    assert said(np.array([np.nan, 0.02, 0.02]))["n"] == 2


def test_gains_and_interactions_by_hand() -> None:
    """Maintenance saves .3, synergy .2, prevention .1, and maintenance and synergy .05 more together."""

    def loss(on: tuple[bool, ...]) -> float:
        maintenance, synergy, prevention = on
        return 1.0 - 0.3 * maintenance - 0.2 * synergy - 0.1 * prevention - 0.05 * (maintenance and synergy)

    by_hand = {on: {"output": np.array([loss(on)])} for on in OFF_AND_ON}
    found = {gain.what: float(gain.values[0]) for gain in gains(by_hand, "output")}
    assert found["maintenance"] == pytest.approx(0.35)
    assert found["maintenance with synergy off"] == pytest.approx(0.3)
    assert found["maintenance with prevention off"] == pytest.approx(0.35)
    assert found["maintenance × synergy"] == pytest.approx(0.05)
    assert found["maintenance × prevention"] == pytest.approx(0.0)
    assert len(found) == 3 + 6 + 3


@pytest.mark.parametrize("partition", PARTITIONS)
def test_an_arm_switches_off_the_mechanisms_of_its_effects_and_no_other(partition: str) -> None:
    assert switched_off(partition, ON) == ()
    every = {name for effect in EFFECTS for name in mechanisms_of(partition, effect)}
    assert set(switched_off(partition, (False, False, False))) == every <= set(MECHANISMS)
    alone = [set(switched_off(partition, without(effect))) for effect in EFFECTS]
    assert all(one and not one & two for one, two in combinations(alone, 2))


def test_the_shock_begins_after_the_turn_in_run_and_twin_alike() -> None:
    for start, size in arms.TURNS.items():
        case, first, last = arms.case_of(asked(start), (), recalm=False)
        assert (case.shocks[:, 3].min(), first, last) == (arms.TURN, arms.TURN, arms.TURN + 11)
        assert case.context[:, 5].max() == size
        assert case.months >= last + 1 + arms.LATER


def test_re_centred_arms_start_equally_calm_and_others_do_not() -> None:
    def calm(recalm: bool) -> FloatArray:
        levels = factorial(asked(n=1), recalm=recalm).levels
        return np.array([levels[on]["cooperation"][0] for on in OFF_AND_ON])

    anew, as_ever = calm(True), calm(False)
    built = np.array(["interoperability" not in switched_off("model", on) for on in OFF_AND_ON])
    assert np.ptp(anew[built]) < 0.02 * anew[built].max()
    assert np.ptp(as_ever[built]) > 0.02 * as_ever[built].max()  # control


def test_a_question_has_the_rows_that_a_recheck_counts_on() -> None:
    shipped, other = questions(FEW)[0], questions(FEW)[OTHER]
    assert (shipped.stakes.name, other.stakes.name) == ("as they are", "1 : 5")
    assert len(rows_of(shipped)) == 66
    assert len(rows_of(other)) == 6
    made = {row["reading"] for row in rows_of(shipped)}
    assert made == {"re-centred", "as it is", "calm reference", "calm"}


def test_the_numbers_do_not_depend_on_the_processes() -> None:
    some = questions(1)[OTHER : OTHER + 2]
    assert str(table(some, 1)) == str(table(some, 2))


@pytest.mark.slow
def test_a_recheck_puts_rows_at_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    every = questions(1)
    whole = [every[0], *every[OTHER : OTHER + 2]]
    monkeypatch.setattr(effect_step, "questions", lambda: whole)
    again = effect_step.recheck_effects(SHIPPED, 2, 1)["effects"]
    rows = table(whole, 1)
    assert again.of == len(rows)
    assert len(again.rows) == 66 + 6
    assert all(str(row) == str(rows[place]) for place, row in again.rows.items())


def answer(
    effect: str, saves: Mapping[str, str], costs: tuple[str, ...] = (), stakes: str = "s"
) -> list[Row]:
    """Rows in which an effect saves in some cells (name → where) and costs in others."""
    named = {
        "partition": "model",
        "stakes": stakes,
        "reading": RECENTRED,
        "measure": "output",
        "what": effect,
    }
    saving = [{**named, "cell": cell, "where": where, "verdict": "saves"} for cell, where in saves.items()]
    return saving + [{**named, "cell": cell, "where": "outside", "verdict": "costs"} for cell in costs]


def said_of(rows: list[Row], effect: str) -> str:
    return next(row.verdict for row in answers_of(rows) if (row.partition, row.effect) == ("model", effect))


def test_three_cells_outside_and_for_two_effects_two_inside() -> None:
    three = dict.fromkeys("abc", "outside")
    assert said_of(answer("maintenance", three), "maintenance") == SHOWS
    assert said_of(answer("maintenance", dict.fromkeys("ab", "outside")), "maintenance") == NOT_SHOWN
    assert said_of(answer("synergy", three), "synergy") == NOT_SHOWN
    assert said_of(answer("synergy", {**three, "d": "inside", "e": "inside"}), "synergy") == SHOWS
    assert said_of(answer("maintenance", three, costs=("d",)), "maintenance") == MIXED


def test_one_word_at_all_stakes_or_it_depends_on_them() -> None:
    three = dict.fromkeys("abc", "outside")
    alike = [*answer("maintenance", three), *answer("maintenance", three, stakes="t")]
    apart = [*answer("maintenance", three), *answer("maintenance", {}, ("a",), stakes="t")]
    of = ("model", "maintenance")
    assert across_stakes([*answers_of(alike)])[of] == SHOWS
    assert across_stakes([*answers_of(apart)])[of] == "depends on the stakes"


def test_shapley_shares_add_up_to_what_all_save_together() -> None:
    names = ("stocks", "council", "blame")
    losses = shapley.saved_by(asked(n=1), names)
    assert len(losses) == 8
    output = {on: parts["output"] for on, parts in losses.items()}
    shares = shapley.shares(output, names)
    together = output[frozenset()] - output[frozenset(names)]
    assert sum(shares.values()) == pytest.approx(together)
    assert abs(shares["stocks"][0]) > 0.001  # control: there is something to share out


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["no_such"], "no such mechanism"),
        (["stocks", "stocks"], "twice"),
        ([], "1 to 12"),
        (list(MECHANISMS)[:13], "1 to 12"),
    ],
)
def test_shapley_refuses_what_cannot_be_shared_out(names: list[str], words: str) -> None:
    with pytest.raises(UsageFault, match=words):
        shapley.checked(names)


@pytest.mark.parametrize(
    ("name", "words"), [("ttc-2021-2024", "has no shock"), ("history-2001-2026", "without a last month")]
)
def test_a_scenario_without_a_shock_that_ends_is_refused(name: str, words: str) -> None:
    with pytest.raises(UsageFault, match=words):
        arms.asked_of(name, {}, "calm", "model", FEW, 1)


def test_context_moves_with_the_shock_that_it_belongs_to() -> None:
    """The council of chip-shortage-2021 is launched as late after its shortage as in the scenario itself."""
    shortage = next(cell for cell in cells() if cell.cell == "shortage")
    own, _ = arms._shipped(shortage.scenario, shortage.set)
    case, first, _ = arms.case_of(asked()._replace(cell=shortage), (), recalm=False)
    moved = first - int(own.shocks[:, 3].min())
    assert moved > 0
    ends = [rows[0, 3] + rows[0, 4] for rows in (own.context, case.context)]
    assert ends[1] - ends[0] == moved
    assert own.context[0, 3] == case.context[0, 3] < 0  # it is absent from the start of the burn-in


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recalm": "on"}, "recalm cannot be set"),
        ({"horizon.months": "60"}, "horizon.months cannot be set"),
        ({"shock.size": "0.5=1"}, "number"),
        ({"shock.size": "0.5 shock.months=24"}, "number"),
    ],
)
def test_keys_that_a_question_decides_and_values_that_are_none_are_refused(
    changes: dict[str, str], words: str
) -> None:
    with pytest.raises((UsageFault, KeyFault), match=words):
        arms.asked_of("taiwan-blockade", changes, "calm", "model", FEW, 1)


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(UsageFault, match="seed must be 0 to"):
        arms.asked_of("taiwan-blockade", {}, "calm", "model", FEW, seed)


def test_a_scenario_that_draws_nothing_is_run_without_draws() -> None:
    still = arms.asked_of("taiwan-blockade", {"draw": "off"}, "calm", "model", FEW, 1)
    drawn = arms.asked_of("taiwan-blockade", {}, "calm", "model", FEW, 1)
    assert [arms.case_of(one, (), recalm=False)[0].width > 0 for one in (still, drawn)] == [False, True]
