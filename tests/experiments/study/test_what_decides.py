"""What decides: everything is drawn once, each method finds what is known to be there, and chance is not
taken for a cause.
"""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from analysis.arrays import FloatArray
from experiments.study.core.courses import Courses
from experiments.study.core.criteria import measured
from experiments.study.folders import Folders
from experiments.study.recheck import differences
from experiments.study.report import read
from experiments.study.sensitivity.deciding import contrast_shares, deciding_step, outcome_trees
from experiments.study.sensitivity.deciding.answer_table import answer_rows, built_in
from experiments.study.sensitivity.deciding.contrast_shares import CONTRAST, TwoEnds, contrast_rows, subsets
from experiments.study.sensitivity.deciding.drawn_alliances import (
    READ,
    Batch,
    OtherRules,
    case_of,
    read_all,
)
from experiments.study.sensitivity.deciding.drawn_alliances import read as read_alliance
from experiments.study.sensitivity.deciding.factors import (
    BOUNDS,
    CRISES,
    LENGTH,
    SIZE,
    TRUST,
    TURN_BEFORE,
    TURN_MONTHS,
    Factor,
    factors,
    groups_of,
    mechanism_groups,
    parameter_groups,
    scaled,
)
from experiments.study.sensitivity.deciding.free_draws import FreeDraws, batch_of, shifts
from experiments.study.sensitivity.deciding.outcome_trees import Cases, accuracy_rows, cases_of, in_words
from experiments.study.sensitivity.deciding.screening import chosen_groups, effects_of_groups, trajectories
from experiments.study.sensitivity.deciding.variance_shares import indices_of, sample
from sim.parameters.spread import SPREAD, is_free
from sim.parameters.table import MECHANISMS, PARAMETERS

OUTSIDE, INSIDE, AFTER = CRISES
MADE_UP = [Factor("a", "large", 0, 1), Factor("b", "large", 0, 1), Factor("c", "small", 0, 1)]


def members(groups: dict[str, tuple[str, ...]]) -> list[str]:
    return sorted(name for names in groups.values() for name in names)


def test_every_free_parameter_and_every_mechanism_that_is_on_is_in_one_group() -> None:
    assert members(parameter_groups()) == sorted(name for name, row in PARAMETERS.items() if is_free(row))
    assert members(mechanism_groups()) == sorted(name for name, row in MECHANISMS.items() if row.default)
    assert len(mechanism_groups()) == 8


def test_of_every_group_it_is_said_how_far_it_is_built_in() -> None:
    every = {group for crisis in CRISES for group in groups_of(factors(crisis, SPREAD))}
    assert every == set(built_in())
    assert {row["built_in"] for row in built_in().values()} == {"in the rule", "in part"}


def test_what_is_drawn_keeps_to_its_range_and_the_same_shock_has_one_size() -> None:
    drawn = factors(AFTER, SPREAD)
    ends = scaled(drawn, np.array([[0.0] * len(drawn), [1.0] * len(drawn)]))
    for place, factor in enumerate(drawn):
        low, high = BOUNDS.get(factor.name) or (PARAMETERS[factor.name].low, PARAMETERS[factor.name].high)
        assert low <= ends[0, place] < ends[1, place] <= high
    same = [factor.name for factor in factors(AFTER, SPREAD, same_shock=True)]
    assert {factor.name for factor in drawn} - {*same} == {SIZE, LENGTH}
    assert TURN_BEFORE not in [factor.name for factor in factors(OUTSIDE, SPREAD)]


def test_the_shock_is_where_the_alliance_says() -> None:
    case, first, last = case_of(AFTER, {SIZE: 0.4, LENGTH: 20.4, TURN_BEFORE: 0.3, TRUST: 0.5, "blame": 2.0})
    assert (first, last) == (TURN_MONTHS, TURN_MONTHS + 19)
    assert case.shocks[0, 3:6].tolist() == [TURN_MONTHS, 20, 0.4]
    assert {tuple(row[3:6]) for row in case.context.tolist()} == {(0, TURN_MONTHS, 0.3)}
    assert case.start == (0.5, 1.0, 1.0)
    assert case.parameters[[*PARAMETERS].index("blame")] == 2.0
    shipped, first, last = case_of(INSIDE, {})
    assert (first, last, shipped.shocks[0, 5]) == (0, INSIDE.months - 1, INSIDE.size)


def test_an_alliance_is_read_as_the_criteria_read_it() -> None:
    """A turn of .5 at the centre: q five years on beside the core's own courses."""
    came = dict(zip(READ, read_alliance(INSIDE, {SIZE: 0.5}), strict=True))
    courses = Courses(1)
    ratio = courses.run(("turn", 0, 48, 0.5))["performance"] / courses.run()["performance"]
    assert came["q"] == pytest.approx(ratio[0, 48 + 54 : 48 + 66].mean(), abs=0.01)
    harder = dict(zip(READ, read_alliance(INSIDE, {SIZE: 1.0}), strict=True))
    assert harder["q"] < came["q"] - 0.05  # control
    assert came["outcome"] == 1  # partial


def test_other_rules_and_a_weak_start_are_felt() -> None:
    values = {SIZE: 0.8, LENGTH: 36.0}
    here, without = (
        read_alliance(OUTSIDE, values),
        read_alliance(OUTSIDE, values, OtherRules("", ("stakes",))),
    )
    weak = read_alliance(OUTSIDE, {**values, TRUST: 0.3})
    assert here[0] > without[0] + 0.02
    assert weak[0] < here[0] - 0.02
    assert weak[READ.index("trust as it begins")] < 0.5 < here[READ.index("trust as it begins")]


def test_few_draws_are_the_first_of_many_and_the_processes_do_not_matter() -> None:
    many, few = batch_of(OUTSIDE, 6), batch_of(OUTSIDE, 2)
    assert (many.rows[:2] == few.rows).all()
    assert not (batch_of(INSIDE, 2).rows == few.rows).all()
    batches = [Batch(few.crisis, few.names, few.rows), batch_of(INSIDE, 1)]
    alone, shared = read_all(batches, "", 1), read_all(batches, "", 2)
    assert [values.tobytes() for values in alone] == [values.tobytes() for values in shared]


def test_elementary_effects_and_indices_find_a_known_function() -> None:
    unit = trajectories(MADE_UP, 20)
    effects = effects_of_groups(MADE_UP, unit, unit @ [2.0, 2.0, 0.5])
    assert effects["large"] > effects["small"] == pytest.approx(0.5)
    points = sample(MADE_UP, 512)
    shares = indices_of(MADE_UP, points @ [2.0, 2.0, 1.0])
    assert shares["large"]["total"] == pytest.approx(8 / 9, abs=0.03)
    assert shares["small"]["first"] == pytest.approx(1 / 9, abs=0.03)
    assert all(row["total_low"] <= row["total"] <= row["total_high"] for row in shares.values())
    together = indices_of(MADE_UP, (points[:, 0] - 0.5) * (points[:, 2] - 0.5))
    assert together["small"]["total"] > 0.9 > 0.1 > together["small"]["first"]  # an interaction
    assert indices_of(MADE_UP, np.ones(len(points)))["large"]["total"] == 0


def test_the_fifteen_largest_go_on() -> None:
    rows = [{"group": f"g{k}", "share": 1 / k} for k in range(1, 30)]
    rows.append({"group": "g29", "share": 0.9})
    assert chosen_groups(rows) == ["g1", "g29", *(f"g{k}" for k in range(2, 15))]


def test_shifts_tell_a_cause_from_chance() -> None:
    values = np.random.default_rng(5).random((600, 4))
    moved = shifts(values, values[:, 2] ** 2 + 0.1 * values[:, 0])
    assert moved[2] > 0.5 > 0.2 > max(moved[1], moved[3])


def draws_of(outcome: FloatArray) -> FreeDraws:
    """Made-up draws of the outside crisis with these outcomes."""
    batch = batch_of(OUTSIDE, len(outcome))
    came = np.random.default_rng(1).random((len(outcome), len(READ)))
    came[:, READ.index("outcome")] = outcome
    return FreeDraws(OUTSIDE, factors(OUTSIDE, SPREAD), batch.rows, came)


def told_right(cases: Cases, teller: str, target: str = outcome_trees.OUTCOMES) -> float:
    """The share of alliances held out that somebody tells right."""
    ended = cases.ended if target == outcome_trees.OUTCOMES else (cases.ended == 3).astype(np.int64)
    return float(outcome_trees.TELLERS[target][teller](cases, ended).mean() / cases.held_out.sum())


def test_a_tree_tells_what_can_be_told_and_shuffled_outcomes_teach_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = batch_of(OUTSIDE, 600)
    size, length = (rows.rows[:, rows.names.index(name)] for name in (SIZE, LENGTH))
    ended = np.where(size > 0.7, np.where(length > 50, 3.0, 2.0), 0.0)
    monkeypatch.setattr(outcome_trees, "SHUFFLES", 3)
    shares = {row["teller"]: row["share"] for row in accuracy_rows(cases_of(draws_of(ended)))
              if row["target"] == outcome_trees.OUTCOMES}  # fmt: skip
    assert shares[outcome_trees.TREE] > 0.97
    assert shares[outcome_trees.ONE_CUT] < 0.9
    usual = shares[outcome_trees.MAJORITY]
    assert shares[outcome_trees.SHUFFLED] - usual < 0.03 < 0.2 < shares[outcome_trees.TREE] - usual


def test_the_rule_is_read_by_its_text_alone() -> None:
    drawn = draws_of(np.zeros(300))
    cases = cases_of(drawn)
    trust, worth, threat = (
        cases.column(name) for name in ("trust as it begins", "value_at_stake", "threat_at_stake")
    )
    follows = np.where(worth * trust > threat * (1 - trust), 3.0, 2.0)
    target = outcome_trees.FORWARD_OR_NOT
    assert told_right(cases_of(draws_of(follows)), outcome_trees.RULE, target) == 1
    assert told_right(cases_of(draws_of(5 - follows)), outcome_trees.RULE, target) == 0  # control


def test_alliances_without_a_baseline_are_left_out() -> None:
    outcome = np.where(np.arange(90) % 9 == 0, -1.0, 2.0)
    cases = cases_of(draws_of(outcome))
    assert len(cases.ended) == 80
    assert cases.held_out.sum() == pytest.approx(80 / 3, abs=4)
    leaf = [*outcome_trees.leaf_rows(cases)]
    assert [(row["if"], row["then"], row["back"]) for row in leaf] == [("always", "back", 1.0)]


def test_a_leaf_is_told_in_words() -> None:
    assert in_words([(SIZE, -np.inf, 0.5)]) == "size of the shock below 0.5"
    assert in_words([("inside", 0.5, np.inf)]) == "the shock comes from inside"


def test_shares_of_the_contrast_add_up() -> None:
    draw = np.random.default_rng(3)
    every = [*product(contrast_shares.SIDES, contrast_shares.READINGS)]
    came = {on: TwoEnds({each: draw.random(4) for each in every}) for on in subsets()}
    rows = [row for row in contrast_rows(came) if (row["reading"], row["side"]) == ("a year after", CONTRAST)]
    means = {row["group"]: row["mean"] for row in rows}
    all_of_them, none = means.pop(contrast_shares.EVERYTHING), means.pop(contrast_shares.NOTHING)
    assert len(means) == 8
    assert sum(means.values()) == pytest.approx(all_of_them - none)


def test_with_everything_on_the_contrast_is_the_headline() -> None:
    whole = contrast_shares.ends(frozenset(mechanism_groups()), 2).values
    core = measured(Courses(2, width=SPREAD))
    assert whole["from calm", "a year after"] == pytest.approx(core["C18"])
    assert whole["after the turn", "a year after"] == pytest.approx(core["C19"])
    blameless = contrast_shares.ends(frozenset(mechanism_groups()) - {"blame"}, 2).values
    assert (blameless["after the turn", "a year after"] > whole["after the turn", "a year after"]).all()


def variance_row(group: str, low: float) -> dict[str, object]:
    return {"crisis": "outside", "design": "any shock", "measure": "q", "group": group,
            "total": low + 0.1, "total_low": low}  # fmt: skip


def test_a_group_decides_where_its_whole_interval_is_above_a_tenth() -> None:
    variance = [variance_row("chance", 0.09), variance_row("blame", 0.11)]
    pawn = [{"crisis": "outside", "measure": "q", "group": "blame", "beyond": "yes"}] * 2
    answer = {row["group"]: row for row in answer_rows(variance, pawn)}
    assert [*answer] == ["blame", "chance"]
    assert answer["blame"]["decides"] == "outside (any shock)"
    assert answer["chance"]["decides"] == ""
    assert (answer["blame"]["shifts"], answer["chance"]["shifts"]) == (1, 0)


@pytest.mark.slow
def test_the_step_writes_what_a_recheck_finds_again(tmp_path: Path) -> None:
    few, folders = deciding_step.SampleSizes(1, 2, 30, 3, 1), Folders.under(tmp_path)
    deciding_step.write_deciding(folders, 1, few)
    again = deciding_step.recheck_deciding(folders, 2, 1, few)
    faults = {
        name: [*differences(read(folders.tables / f"{name}.csv"), check)] for name, check in again.items()
    }
    assert faults == {name: [] for name in deciding_step.TABLES}
    assert 0 < len(again["deciding-variance"].rows) < again["deciding-variance"].of
    assert all((folders.figures / f"{name}.png").exists() for name in deciding_step.FIGURES)
