"""The rules of home politics, regulation, plants, firms' code, controls, satellites and third countries: by
hand, at their limits, and against what can be worked out on paper.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import (
    capacity,
    code,
    controls,
    outside,
    politics,
    regulation,
    relative,
    satellites,
    third_countries,
)
from sim.rules.council import lapse_rate
from sim.rules.data import data_work_possible, transfers_possible
from sim.rules.effort import autonomy_preference
from sim.rules.firms import firms_pressure
from sim.run import simulate
from sim.world.case import Case, World
from sim.world.shock_table import shock_rows

MakeCase = Callable[..., Case]
share = st.floats(0.0, 1.0)


@pytest.mark.parametrize(("concern", "patience"), [(0.0, 0.5), (0.5, 0.6923), (1.0, 0.7778)])
def test_relative_gains_ask_for_the_patience_that_paper_says(concern: float, patience: float) -> None:
    """(T' - R) / (T' - P), T' = T + k (T - S), at T, R, P, S = 5, 3, 1, 0 (Grieco 1990; Axelrod 1984)."""
    assert relative.patience(5.0, 3.0, 1.0, 0.0, concern) == pytest.approx(patience, abs=5e-5)


def test_what_the_partner_is_left_with_tempts_less_the_more_it_is() -> None:
    assert relative.patience(5.0, 3.0, 1.0, 0.5, 1.0) == pytest.approx(6.5 / 8.5)


def test_suspicion_is_nothing_without_concern_or_between_the_very_unequal() -> None:
    assert relative.suspicion(1.0, 0.0) == 0.0
    assert relative.suspicion(0.0, 0.5) == 0.0
    assert relative.suspicion(1.0, 0.5) == pytest.approx(9 / 13 - 0.5)
    assert relative.nearness(3.0, 3.0) == 1.0
    assert relative.nearness(1.0, 3.0) == relative.nearness(3.0, 1.0) == 0.5


def test_home_politics_by_hand() -> None:
    assert politics.allies_valued(0.5, 0.8) == 0.4
    assert politics.pledge_rate_left(0.25, 0.5, 0.5) == 0.1875
    assert politics.pledge_rate_left(0.25, 0.0, 0.5) == 0.25


def test_a_faction_is_believed_in_while_it_governs_and_long_after() -> None:
    believed = 0.1
    for _ in range(48):
        believed = politics.return_likelihood_next(believed, 0.5, 0.006)
    assert believed == 0.5  # as far as it turns away, from the first month on
    left = believed
    for _ in range(48):
        left = politics.return_likelihood_next(left, 0.0, 0.006)
    assert left == pytest.approx(0.5 * 0.994**48)
    # A smaller turn does not add to what is remembered of a larger one, and does not make it forgotten.
    assert politics.return_likelihood_next(0.5, 0.25, 0.1) == pytest.approx(0.45)


@given(share, st.floats(0, 3), st.floats(0, 0.1))
def test_a_likelihood_stays_one(faction: float, turn: float, fade: float) -> None:
    after = politics.return_likelihood_next(faction, turn, fade)
    assert min(turn, 1.0) <= after <= 1.0
    assert after <= max(faction, min(turn, 1.0))


def test_ties_to_others_by_hand() -> None:
    assert outside.ties_sought(0.5, 0.25, 0.5) == 0.5
    assert outside.ties_sought(0.0, 0.9, 0.5) == 1.0
    assert outside.ties_cost(0.5, 2.0) == 1.0


def test_regulation_by_hand() -> None:
    assert regulation.rules_difference(0.25, 0.75, 0.875, 0.25, 0.5, 0.875) == pytest.approx(0.5)
    assert regulation.rules_difference(0.4, 0.4, 0.1, 0.1, 0.9, 0.9) == 0.0
    assert regulation.rules_distance(0.5, 0.5, 0.5, 0.5, 1.0, 0.2) == pytest.approx(1.5 * 0.75 * 0.8)
    assert regulation.rules_distance(0.25, 0.0, 0.0, 0.5, 0.0, 0.2) == 0.5
    assert regulation.rules_distance(0.0, 0.0, 1.0, 0.5, 1.0, 0.2) == 0.0  # rules that are alike
    assert regulation.agency_pace(0.1, 1.0, 0.4) == pytest.approx(0.1)  # as elsewhere at distance 1
    assert regulation.agency_pace(0.1, 3.0, 0.5) == pytest.approx(0.1 * 1.5 / 2.5)
    assert regulation.terms_next(0.5, 0.5, 1.0, 1.0, 0.4, 0.1) == pytest.approx(0.5 + 0.1 - 0.05)
    assert regulation.terms_next(0.5, 0.5, 0.0, 1.0, 0.4, 0.0) == 0.5
    # A threshold of 10^24 reaches all, each order less by e^-t; aligned, the laxer one is the stricter.
    assert regulation.tier_coverage(24.0, 24.0, 0.0, 0.7) == pytest.approx(1.0)
    assert regulation.tier_coverage(26.0, 25.0, 0.0, 0.7) == pytest.approx(math.exp(-1.4))
    assert regulation.tier_coverage(26.0, 25.0, 1.0, 0.7) == regulation.tier_coverage(25.0, 25.0, 0.3, 0.7)
    assert regulation.tier_protection(0.5, 0.4, 0.2) == regulation.tier_protection(0.5, 0.2, 0.4) == 0.1
    assert regulation.tier_output_left(1.0, 0.5, 0.25, 0.08) == pytest.approx(0.97)
    assert regulation.tracking_share(0.5, 1.0, 0.4, 0.7) == 0.2
    assert regulation.tracking_share(0.5, 0.0, 0.4, 0.75) == pytest.approx(0.05)
    assert regulation.incident_rate(0.1, 0.3, 0.5, 0.5) == pytest.approx(0.1)
    assert regulation.output_unharmed(1.0, 0.25) == 0.8


def test_regulation_by_hand_halfway() -> None:
    assert regulation.rules_distance(0.5, 0.0, 0.0, 0.5, 0.5, 0.5) == 0.75
    assert regulation.terms_next(0.5, 0.5, 1.0, 0.5, 0.4, 0.1) == pytest.approx(0.5 + 0.05 - 0.05)
    assert regulation.tier_output_left(0.5, 0.5, 0.25, 0.08) == pytest.approx(
        0.9925
    )  # half as strict, a quarter
    assert regulation.output_unharmed(0.5, 0.5) == 0.8


def test_data_that_leak_stop_plain_transfer_as_far_as_they_can_be_read() -> None:
    assert transfers_possible(1.0, 0.2, 0.0) == pytest.approx(0.2)
    assert transfers_possible(1.0, 0.2, 0.5) == pytest.approx(0.6)
    assert transfers_possible(0.5, 0.2, 1.0) == 0.5
    assert transfers_possible(0.5, 1.0, 0.3) == 0.5
    # Joint modelling goes on, and nothing else.
    assert data_work_possible(transfers_possible(1.0, 0.0, 0.0), 0.4) == 0.4


def test_plants_and_fear_by_hand() -> None:
    assert capacity.support_paid(0.5, 0.25, 0.004, 1.0) == 0.003
    # Half is lost to a full bid; of half coordinated a third; of nothing where both know.
    assert capacity.capacity_bought(0.003, 0.004, 0.004, 1.0, 0.0) == 0.0015
    assert capacity.capacity_bought(0.003, 0.004, 0.004, 1.0, 0.5) == pytest.approx(0.002)
    assert capacity.capacity_bought(0.003, 0.004, 0.004, 1.0, 1.0) == 0.003
    assert capacity.capacity_bought(0.003, 0.002, 0.004, 2.0, 0.0) == 0.0015
    assert capacity.capacity_bought(0.0, 0.0, 0.0, 1.0, 0.0) == 0.0
    assert capacity.capacity_begun(0.002, 0.5, 0.5) == 0.0015
    assert capacity.plants_finished(0.18, 36.0) == 0.01
    assert capacity.plants_rising_next(0.2, 0.05, 0.1) == pytest.approx(0.15)
    assert capacity.capacity_next(0.2, 0.05) == pytest.approx(0.25)
    assert capacity.takeover_fear_next(0.5, 1.0, 0.1, 0.02) == pytest.approx(0.54)
    assert capacity.sales_let_through(0.4, 0.5, 0.5) == pytest.approx(0.3)
    assert capacity.sales_let_through(0.4, 0.0, 0.5) == 0.4
    assert autonomy_preference(0.5, 1.0, 0.5) == 0.75


def test_plants_and_fear_by_hand_halfway() -> None:
    # who has no law to measure bids by races nobody
    assert capacity.capacity_bought(0.003, 0.004, 0.0, 1.0, 0.0) == 0.003
    assert capacity.takeover_fear_next(0.5, 0.5, 0.2, 0.1) == pytest.approx(0.5)


def test_controls_codes_and_satellites_by_hand_halfway() -> None:
    assert controls.lead_left(0.8, 0.5, 0.5, 0.5) == pytest.approx(0.7)
    assert satellites.grip_next(0.5, 0.5, 0.2) == pytest.approx(0.45)
    assert code.code_next(0.5, 0.5, 0.1, 0.2, 0.2) == pytest.approx(0.5)
    assert satellites.seat_share(0.1, 0.3) == pytest.approx(0.25)


def test_controls_and_satellites_by_hand() -> None:
    assert controls.lead_left(0.8, 0.5, 1.0, 0.5) == pytest.approx(0.6)
    assert satellites.grip_next(1.0, 1.0, 0.02) == 0.98
    assert satellites.grip_next(0.5, 0.0, 0.02) == 0.5  # what is worn off does not grow back
    assert controls.control_cost(0.5, 4.0, 0.25) == 0.5
    assert satellites.arms_will(0.5, 0.25, 0.0, 0.4, 1.0) == pytest.approx(0.3)
    assert satellites.arms_will(0.5, 0.25, 0.75, 0.4, 1.0) == pytest.approx(0.075)
    assert satellites.arms_will(0.5, 0.25, 0.5, 0.4, 0.5) == pytest.approx(0.225)
    assert satellites.arms_will(0.5, 0.5, 2.0, 0.4, 1.0) == 0.0  # a veto stops it and no more
    assert satellites.arms_will(0.5, 9.0, 0.0, 0.4, 1.0) == 1.0  # nor is there more than all the will
    assert satellites.seat_share(0.3, 0.1) == pytest.approx(0.75)
    assert satellites.seat_share(0.0, 0.0) == 0.5
    assert satellites.seat_share(0.0, 0.25) == 0.0
    assert lapse_rate(0.05, 1.0, 0.4) == pytest.approx(0.03)
    assert lapse_rate(0.05, 0.0, 0.4) == 0.05
    assert firms_pressure(0.25, 0.5, 2.0, 0.2) == pytest.approx(0.05)


def test_third_countries_follow_by_hand() -> None:
    assert third_countries.market_pull(0.5, 0.75, 0.5) == 0.1875
    # A quarter follows by itself; of the rest half for what is done together, of that a quarter for a club.
    assert third_countries.followers_aim(0.25, 0.5, 0.5, 0.5) == pytest.approx(1 - 0.75 * 0.5 * 0.75)
    assert third_countries.followers_aim(0.25, 0.0, 1.0, 0.0) == 0.25  # a club that reaches nobody
    assert third_countries.followers_aim(0.0, 0.0, 0.0, 0.5) == 0.0
    # Two markets that pull all between them, and a club of more than all, are as much as there is.
    assert third_countries.followers_aim(1.5, 0.0, 0.0, 0.5) == 1.0
    assert third_countries.followers_aim(0.0, 0.0, 3.0, 0.5) == 0.5


@given(share, share, share, share, st.floats(0.0, 0.5))
def test_nothing_that_makes_third_countries_follow_ever_makes_them_follow_less(
    alone: float, joint: float, club: float, reach: float, more: float
) -> None:
    aim = third_countries.followers_aim(alone, joint, club, reach)
    assert -1e-15 <= aim <= 1.0
    for moved in (
        third_countries.followers_aim(alone + more, joint, club, reach),
        third_countries.followers_aim(alone, min(1.0, joint + more), club, reach),
        third_countries.followers_aim(alone, joint, club + more, reach),
    ):
        assert moved >= aim - 1e-15


def test_a_code_spreads_in_an_s_along_a_chain_of_firms() -> None:
    """In a firm whose suppliers do as it does the rise is c a (1 - a): greatest at a half."""
    kept, rises = 0.01, []
    for _ in range(80):
        after = code.code_next(kept, kept, 0.0, 0.2, 0.0)
        rises.append(after - kept)
        kept = after
    assert max(rises) == pytest.approx(0.05, rel=0.02)
    assert rises[0] < 0.1 * max(rises)
    assert rises[-1] < 0.1 * max(rises)
    assert code.code_next(0.0, 0.0, code.code_call(0.5, 0.02), 0.2, 0.0) == 0.01


def test_public_money_builds_or_is_lost_and_nothing_else(make_case: MakeCase, small_world: World) -> None:
    laws = shock_rows("chips.support", {}, "step", 2, 30, 1.0, small_world)
    case = make_case(shocks=laws, months=60)
    run = simulate(case, 1, np.arange(2), shocked=True)
    paid = (run["support"] - run["support_lost"]).sum(axis=1)
    assert (run["support_lost"].sum(axis=1) > 0.001).all()  # control: some of it is lost
    np.testing.assert_allclose(run.end.building.sum(axis=1), paid, rtol=1e-9)


def test_home_capacity_makes_chips_at_home(make_case: MakeCase, small_world: World) -> None:
    closed = shock_rows("chips.route", {"regions": ["TWN", "KOR"]}, "step", 60, 12, 1.0, small_world)
    laws = shock_rows("chips.support", {}, "step", 0, 60, 1.0, small_world)
    both = np.concatenate([closed, laws])
    run, bare = (
        simulate(make_case(shocks=both, months=72, off=off), 1, np.arange(1), shocked=True)
        for off in ([], ["home_capacity"])
    )
    assert run["chips_advanced"][0, -1] > bare["chips_advanced"][0, -1] + 0.02
    assert run["capacity_EU"][0, -1] > 0.02


def test_states_that_act_in_turn_are_near_those_that_act_at_once(make_case: MakeCase) -> None:
    now, turn = (
        simulate(make_case(on=on, months=60, burn_in=60), 1, np.arange(5), shocked=False)
        for on in ([], ["random_order"])
    )
    apart = np.abs(now["performance"] - turn["performance"]).max()
    assert 0 < apart < 0.05 * now["performance"].mean()
