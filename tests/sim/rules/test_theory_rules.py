"""The rules of home politics, dangers, regulation, plants, firms' code, controls, arms and norms: by hand, at
their limits, and against what can be worked out on paper.
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
    defence,
    norms,
    outside,
    politics,
    regulation,
    relative,
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
        believed = politics.return_likelihood_next(believed, 1.0, 0.1, 0.03, 0.006)
    assert believed > 0.6
    left = believed
    for _ in range(48):
        left = politics.return_likelihood_next(left, 0.0, 0.1, 0.03, 0.006)
    assert 0.1 < left < believed
    assert left - 0.1 == pytest.approx((believed - 0.1) * 0.994**48)


@given(share, st.floats(0, 3), share, st.floats(0, 0.3), st.floats(0, 0.1))
def test_a_likelihood_stays_one(
    faction: float, turn: float, standing: float, rise: float, fade: float
) -> None:
    assert 0.0 <= politics.return_likelihood_next(faction, turn, standing, rise, fade) <= 1.0


def test_ties_to_others_by_hand() -> None:
    assert outside.ties_sought(0.5, 0.25, 0.5) == 0.5
    assert outside.ties_sought(0.0, 0.9, 0.5) == 1.0
    assert outside.ties_cost(0.5, 2.0) == 1.0


def test_regulation_by_hand() -> None:
    assert regulation.rules_difference(0.25, 0.75, 0.875, 0.25, 0.5, 0.875) == pytest.approx(0.5)
    assert regulation.rules_difference(0.4, 0.4, 0.1, 0.1, 0.9, 0.9) == 0.0
    assert regulation.rules_distance(1.0, 0.5, 0.5, 0.5, 1.0, 0.2) == pytest.approx(1.5 * 0.75 * 0.8)
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
    assert regulation.rules_distance(1.0, 0.0, 0.0, 0.5, 0.5, 0.5) == 0.75
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
    assert data_work_possible(transfers_possible(1.0, 0.0, 0.0), 0.4, 0.9) == pytest.approx(
        0.36
    )  # joint modelling goes on


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
    assert capacity.capacity_next(0.2, 0.05, 0.5) == pytest.approx(0.15)
    assert capacity.capacity_pride(1.0, 0.5) == 0.25
    assert capacity.takeover_fear_next(0.5, 1.0, 0.1, 0.02) == pytest.approx(0.54)
    assert capacity.sales_let_through(0.4, 0.5, 0.5) == pytest.approx(0.3)
    assert capacity.sales_let_through(0.4, 0.0, 0.5) == 0.4
    assert autonomy_preference(0.5, 1.0, 0.5, 0.5) == pytest.approx(0.875)


def test_plants_and_fear_by_hand_halfway() -> None:
    # who has no law to measure bids by races nobody
    assert capacity.capacity_bought(0.003, 0.004, 0.0, 1.0, 0.0) == 0.003
    assert capacity.capacity_pride(3.0, 0.5) == 0.375
    assert capacity.takeover_fear_next(0.5, 0.5, 0.2, 0.1) == pytest.approx(0.5)


def test_controls_codes_and_norms_by_hand_halfway() -> None:
    assert controls.lead_left(0.8, 0.5, 0.5, 0.5) == pytest.approx(0.7)
    assert controls.grip_next(0.5, 0.5, 0.2, 0.2) == pytest.approx(0.55)
    assert code.code_next(0.5, 0.5, 0.1, 0.2, 0.2) == pytest.approx(0.5)
    assert norms.norm_tendency(0.25, 0.25, 0.5) == 0.5
    assert norms.seat_share(0.1, 0.3) == pytest.approx(0.25)


def test_controls_arms_and_norms_by_hand() -> None:
    assert controls.lead_left(0.8, 0.5, 1.0, 0.5) == pytest.approx(0.6)
    assert controls.grip_next(1.0, 1.0, 0.02, 0.1) == 0.98
    assert controls.grip_next(0.5, 0.0, 0.02, 0.1) == 0.55
    assert controls.control_cost(0.5, 4.0, 0.25) == 0.5
    assert defence.arms_will(0.5, 0.5, 0.0, 0.4, 0.4, 1.0) == pytest.approx(0.4)
    assert defence.arms_will(0.5, 0.5, 0.75, 0.4, 0.4, 1.0) == pytest.approx(0.1)
    assert defence.arms_will(0.5, 0.5, 2.0, 0.4, 0.4, 1.0) == 0.0  # a veto stops it and no more
    assert defence.club_contribution(0.2, 0.2) == pytest.approx(0.1)
    assert norms.norm_worth(0.5, 0.4) == 0.2
    assert norms.widened_use(2.0, 0.5, 0.1) == pytest.approx(2.1)
    assert norms.seat_share(0.3, 0.1) == pytest.approx(0.75)
    assert norms.seat_share(0.0, 0.0) == 0.5
    assert lapse_rate(0.05, 1.0, 0.4) == pytest.approx(0.03)
    assert lapse_rate(0.05, 0.0, 0.4) == 0.05
    assert firms_pressure(0.25, 0.5, 2.0, 0.2) == pytest.approx(0.05)


def test_a_norm_spreads_from_above_its_bar_and_dies_below() -> None:
    """x^4 / (x^4 + .5^4) = x at 0, at .5 and at .9196: the middle one is the tipping point."""

    def left(start: float) -> float:
        norm = start
        for _ in range(600):
            norm += 0.05 * (norms.norm_tendency(norm, 0.0, 0.5) - norm)
        return norm

    assert left(0.48) < 0.01
    assert left(0.52) == pytest.approx(0.9196, abs=1e-3)


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
    case = make_case(shocks=laws, months=60, parameters={"capacity_wear": 0.0})
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
