"""Parts that ask better than one whose measure was wrong: each reads what it says it reads, and can fail."""

import math

import numpy as np
import pytest

from experiments.study.claims.effect_evidence import ASKS
from experiments.study.patterns import parts_from_losses as losses
from experiments.study.patterns.arms import collect_arms, course
from experiments.study.patterns.parts import PAIRED
from experiments.study.patterns.parts_from_arms import exchanged_capability
from experiments.study.patterns.parts_from_dates import launch_month, operating_fields, repairing
from experiments.study.patterns.parts_from_measures import RESTRICTED, speed_censored
from experiments.study.patterns.parts_from_states import division_lowers
from experiments.study.patterns.preregistered import HOLDS, parts
from experiments.study.patterns.verdicts import measurement_of, part_verdict
from scenarios import Scenario, compile_case, load, override, window
from sim.world.shock_table import SHOCK_COLUMNS

FEW = 3
START, MONTHS, SIZE = (SHOCK_COLUMNS.index(name) for name in ("start", "months", "size"))


def few(name: str, **changes: float | bool) -> str:
    """The verdict on a part at few replicates and the centre, with keys changed in all its arms."""
    (part,) = (part for part in parts() if part.name == name)
    keys = {key.replace("__", "."): value for key, value in changes.items()}
    scenario = override(load(part.scenario), {"draw": False, **keys})
    return part_verdict(part, measurement_of(PAIRED[name](scenario, FEW), part.sign, 0.95))


def test_a_part_that_is_asked_better_goes_on_and_names_who_asks_for_each_of_its_claims() -> None:
    claims = {part.name: set(part.claims.split()) - {"X"} for part in parts()}
    repaired = [part for part in parts() if part.repairs]
    assert len(repaired) > 20
    for part in repaired:
        if part.repairs != (ASKS,):
            assert claims[part.name] <= set().union(*(claims[name] for name in part.repairs))
            assert part.name not in part.repairs


@pytest.mark.parametrize(
    "name", ["P71 six", "P73 alone", "P79 binds", "P84 rival", "P86 raises", "P90 commits"]
)
def test_a_part_holds_at_few_runs_as_well(name: str) -> None:
    assert few(name) == HOLDS


@pytest.mark.parametrize(
    ("name", "off"),
    [
        ("P71 six", "early_warning"), ("P73 alone", "home_capacity"), ("P79 binds", "rivalry"),
        ("P84 rival", "rivalry"), ("P86 raises", "who_governs"), ("P90 commits", "who_governs"),
    ],
)  # fmt: skip
def test_and_does_not_without_what_it_is_about(name: str, off: str) -> None:
    assert few(name, **{f"switches__{off}": False}) != HOLDS


def test_what_exceeds_the_twin_is_no_loss() -> None:
    """A blockade raises cooperation from calm, and lowers it right after a turn."""
    blockade = load("chip-laws-and-blockade")
    arm = course(blockade, FEW)
    assert arm.run["cooperation"][:, arm.last].mean() > 1.02 * arm.twin["cooperation"][:, arm.last].mean()
    assert losses.lost_of("cooperation")(blockade, FEW).max() == pytest.approx(0, abs=1e-3)
    assert losses.after_turn(losses.lost_of("cooperation"))(blockade, FEW).mean() > 0.01


def test_a_loss_is_read_over_the_shock_and_two_years() -> None:
    arm = course(load("taiwan-blockade"), FEW)
    read = slice(arm.first, arm.last + 25)
    by_hand = np.maximum(0, 1 - arm.run["output"] / arm.twin["output"])[:, read].mean(axis=1)
    assert losses.lost_of("output")(load("taiwan-blockade"), FEW) == pytest.approx(by_hand)
    assert read == slice(12, 48)


def turned(scenario: Scenario, *, gone: bool) -> tuple[np.ndarray, int, int]:
    """The last row of the context in a part's arm, and the first and last month of the shock."""
    seen: list[Scenario] = []

    def look(given: Scenario, n: int) -> np.ndarray:
        seen.append(given)
        return np.zeros(n)

    (losses.deserted if gone else losses.after_turn)(look)(scenario, 1)
    first, last = window(seen[0])
    assert first is not None
    assert last is not None
    return compile_case(seen[0]).context[-1], first, last


def test_a_turn_ends_as_the_shock_begins_or_lasts_as_long_as_it() -> None:
    blockade = load("chip-laws-and-blockade")
    row, first, _ = turned(blockade, gone=False)
    assert (row[START] + row[MONTHS], row[MONTHS], row[SIZE]) == (first, 48, 0.8)
    row, first, last = turned(blockade, gone=True)
    assert (row[START], row[START] + row[MONTHS], row[SIZE]) == (first - 24, last + 1, 1)


def test_what_is_saved_is_the_loss_without_minus_the_loss_with() -> None:
    with collect_arms() as arms:
        saved = PAIRED["P77 outside"](load("taiwan-blockade"), FEW)
    assert list(arms) == ["lost, without council", "lost"]
    assert saved == pytest.approx(arms["lost, without council"] - arms["lost"])
    with collect_arms() as arms:
        more = PAIRED["P81 both"](load("chip-laws-and-blockade"), FEW)
    bare, whole, alone, beside = arms.values()
    assert more == pytest.approx((bare - whole) - (alone - beside))


def test_a_gap_that_never_halves_counts_ten_years_and_none_at_all_is_no_number() -> None:
    back = np.concatenate([[0.5, 1.0], np.linspace(0.9, 0.1, 9), np.zeros(200)])
    assert speed_censored(back) == 5 / 1
    stays = np.concatenate([[0.5, 1.0], np.full(200, 0.9)])
    assert speed_censored(stays) == RESTRICTED
    widens = np.linspace(0.01, 1.0, 100)
    assert speed_censored(widens) == RESTRICTED / 50
    assert math.isnan(speed_censored(np.zeros(10)))
    late = np.concatenate([[0.5, 1.0], np.full(RESTRICTED - 1, 0.9), [0.5]])
    assert speed_censored(late) == speed_censored(np.append(late[:-1], [0.9, 0.5])) == RESTRICTED


def test_a_council_that_is_never_open_has_nothing_in_operation() -> None:
    council = load("ttc-2021-2024")
    assert launch_month(council) == 29
    assert set(operating_fields(council, FEW)) == {4}
    shut = override(council, {"switches.council": False})
    assert set(operating_fields(shut, FEW)) == {0}


def test_an_administration_governs_in_its_own_four_years() -> None:
    assert repairing(load("unilateral-turn-2017")) == slice(73, 121)


def test_capability_exchanged_is_the_other_sides() -> None:
    turn = load("unilateral-turn-2025")
    given, exchanged = (
        compile_case(scenario).world.arrays.capability
        for scenario in (turn, override(turn, exchanged_capability()))
    )
    assert given[0] > 0.8
    assert exchanged == pytest.approx(given[::-1])


def test_division_lowers_nothing_where_the_union_takes_the_mean_of_its_members() -> None:
    by_mean = override(load("rival-leap"), {"switches.council_vote": False})
    assert division_lowers(by_mean, FEW) == pytest.approx(0, abs=1e-12)
    assert division_lowers(load("rival-leap"), FEW).max() < 0
