"""Chips and firms by hand: two firms, one class, exact fractions."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters.table import switches, vector
from sim.rules import chips, firms, shocks
from sim.rules.interoperability import depth_benefit, group_work, interoperability_next, joint_effort
from sim.rules.performance import active_cooperation, performance
from sim.rules.shocks import amount_added, event_level, share_left
from sim.rules.strengths import dissimilarity
from sim.run import Trajectories, burn_in, simulate
from sim.state.run_state import RunState
from sim.world.build import build_world
from sim.world.case import Case, World
from sim.world.causes import PROFILES
from sim.world.shock_table import shock_rows


@pytest.fixture(scope="module")
def two_firms() -> World:
    """A firm on each side, needing 3/4 and 1/4 of advanced chips, all made in one region."""
    world = build_world(firms=2)
    arrays = world.arrays._replace(
        capacity=np.array([1.0, 1.0, *[0.0] * (len(world.arrays.capacity) - 2)]),
        firm_home=np.array([0, 5]),
        firm_kind=np.array([0, 0]),
        firm_class=np.array([0, 0]),
        firm_size=np.array([0.5, 0.5]),
        firm_need=np.array([0.75, 0.25]),
        firm_stake=np.array([1.0, 1.0]),
        firm_dependence=np.array([1.0, 1.0]),
        suppliers=np.zeros(6, dtype=np.int64),
        supply=np.zeros(6),
        alone=np.ones(2),
    )
    return replace(world, arrays=arrays)


def blockaded(world: World, months: int, relief: float) -> Trajectories:
    """The world makes 2, the others want 1/2, three quarters of the route are closed."""
    rows = shock_rows("chips.route", {"regions": [world.regions[0]]}, "step", 0, None, 0.75, world)
    numbers = {"world_advanced": 2.0, "utilisation": 0.75, "stock_months": 1.0, "restocking": 0.5}
    values = vector({**numbers, "answer_relief": relief, "chip_need": 1.0})
    off = switches(["home_capacity", "early_warning", "substitution"])
    case = Case(world, values, off, rows[:0], rows, months, 0)
    start = burn_in(case, 1, np.arange(1))
    start.stock[:], start.joint[:] = world.arrays.firm_need, 0.5
    return simulate(case, 1, np.arange(1), shocked=True, start=start, full=True)


def by_hand(months: int) -> tuple[list[Fraction], Fraction, Fraction]:
    """Stocks, the share of the need that stays unmet, and chips delivered in the last month."""
    need, stock = [Fraction(3, 4), Fraction(1, 4)], [Fraction(3, 4), Fraction(1, 4)]
    others, available = Fraction(1, 2), Fraction(1, 2)
    short = share = wanted = Fraction(0)
    for _ in range(months):
        order = [n + (n - s) / 2 for n, s in zip(need, stock, strict=True)]
        wanted = sum(order, Fraction(0))
        share = min(Fraction(1), available / (wanted + others))
        there = [s + share * o for s, o in zip(stock, order, strict=True)]
        used = [min(n, t) for n, t in zip(need, there, strict=True)]
        stock = [t - u for t, u in zip(there, used, strict=True)]
        short = (need[0] - used[0]) / need[0]
    return stock, short, share * wanted


def test_the_two_firms_by_hand_are_what_paper_says() -> None:
    assert by_hand(1) == ([Fraction(1, 4), Fraction(1, 12)], Fraction(0), Fraction(1, 3))
    assert by_hand(2)[1] == Fraction(10, 33)


@pytest.mark.parametrize("months", [1, 2, 3, 6])
def test_two_firms_are_rationed_as_by_hand(two_firms: World, months: int) -> None:
    run = blockaded(two_firms, months, 0.0)
    stock, short, arrived = by_hand(months)
    np.testing.assert_allclose(run.end.stock[0], [float(s) for s in stock], rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(run.end.shortage[0], [float(short)] * 2, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(run.end.activity[0], [1 - float(short)] * 2, rtol=1e-13)
    assert run.end.delivered[0, 0] == pytest.approx(float(arrived), rel=1e-13)
    assert run.end.delivered[0, 1] == 0.0


def test_chips_that_go_elsewhere_are_what_others_would_get(two_firms: World) -> None:
    made, stranded, elsewhere, idle, delivered, used = blockaded(two_firms, 1, 0.0).ledger[0, :, 0]
    expected = [2.0, 1.5, 1 / 6, 0.0, 1 / 3, 1.0]
    np.testing.assert_allclose([made, stranded, elsewhere, idle, delivered, used], expected, atol=1e-15)


def test_a_joint_answer_spares_output_and_what_states_feel_and_makes_no_chips(
    two_firms: World, parts: Callable[[Case, np.ndarray], RunState]
) -> None:
    run, alone = (blockaded(two_firms, 2, relief) for relief in (0.6, 0.0))
    case = Case(two_firms, vector({}), switches(), np.zeros((0, 10)), np.zeros((0, 10)), 2, 0)
    joint = parts(case, run.states).joint[0, 0, 2]  # in compute, after the first month
    short, answered = 10 / 33, 0.6 * joint
    assert answered > 0.1
    np.testing.assert_allclose(run.end.activity[0], [1 - short * (1 - answered)] * 2, rtol=1e-12)
    np.testing.assert_allclose(alone.end.activity[0], [1 - short] * 2, rtol=1e-12)  # control
    np.testing.assert_allclose(run.end.felt[0, [0, 5]], short * (1 - answered), rtol=1e-12)
    np.testing.assert_allclose(alone.end.felt[0, [0, 5]], short, rtol=1e-12)  # control
    assert run.ledger.tobytes() == alone.ledger.tobytes()
    assert run.end.shortage.tobytes() == alone.end.shortage.tobytes()


def test_without_the_blockade_the_two_firms_lack_nothing(two_firms: World) -> None:
    """Control: the shortage above comes from the blockade."""
    run = blockaded(two_firms, 6, 0.0)
    values = replace(
        Case(two_firms, vector({}), switches(), np.zeros((0, 10)), np.zeros((0, 10)), 6, 0), burn_in=0
    )
    calm = simulate(values, 1, np.arange(1), shocked=True)
    assert (calm.end.shortage == 0).all()
    assert (run.end.shortage > 0.3).all()


amount = st.floats(0, 5).map(lambda x: x if x > 1e-9 else 0.0)


@given(amount, amount, amount, st.sampled_from([0.0, 0.05, 0.3]))
def test_allies_and_others_never_get_more_than_there_is(
    available: float, wanted: float, others: float, softness: float
) -> None:
    fill = chips.fill_share(available, wanted + others, softness)
    ours, theirs = fill * wanted, fill * others
    assert 0 <= fill <= 1
    assert ours <= wanted * (1 + 1e-12) + 1e-300
    assert ours + theirs <= available * (1 + 1e-12) + 1e-300


def test_chips_and_firms_rule_by_rule() -> None:
    assert chips.chips_made(2.0, 0.25) == 0.5
    assert chips.chips_shipped(0.5, 0.5) == 0.25
    assert chips.fill_share(0.0, 0.0, 0.0) == 0.0
    assert firms.chip_order(2.0, 1.0, 1.5, 0.5, 0.0) == 3.0
    assert firms.chip_order(2.0, 9.0, 1.0, 0.5, 0.0) == 0.0  # never less than nothing
    assert firms.chips_delivered(3.0, 0.5) == 1.5
    assert firms.chips_used(2.0, 0.25, 1.5, 0.0) == 1.75
    assert firms.stock_next(0.25, 1.5, 1.75) == 0.0
    assert firms.unmet_share(2.0, 1.75) == 0.125
    assert firms.unmet_share(0.0, 0.0) == 0.0
    assert firms.suppliers_activity(1.0, 0.5, 0.0, 0.25, 0.25, 0.25, 0.25) == 0.625
    # (1 - .8 x .5 x .5)(1 - .25 x .5)
    assert firms.activity_share(0.5, 0.5, 1.0, 0.5, 0.8, 0.25) == pytest.approx(0.7)
    assert firms.activity_share(0.0, 1.0, 0.25, 0.9, 1.0, 0.3) == 0.25
    # .5 x 2 (1 + .5 x .4), and a quarter more where others follow
    assert firms.cooperation_yield(2.0, 0.4, 0.0, 0.5, 0.5) == pytest.approx(1.2)
    assert firms.cooperation_yield(2.0, 0.4, 0.25, 0.5, 0.5) == pytest.approx(1.5)
    assert firms.output_factor(0.5, 1.0, 1.0, 1.0) == 1.5
    assert firms.output_factor(0.5, 0.5, 0.5, 0.8) == pytest.approx(0.3)
    assert firms.firm_output(2.0, 0.5, 1.5) == 1.5


def test_a_region_makes_its_share_of_the_worlds_chips_and_what_was_built_at_home() -> None:
    assert chips.region_capacity(0.25, 2.0, 0.5) == 1.0


def test_what_firms_learn_to_do_without_is_not_forgotten() -> None:
    assert chips.substitution_next(0.2, 0.5, 0.1) == pytest.approx(0.24)
    assert chips.substitution_next(0.2, 0.0, 0.1) == 0.2
    assert chips.shortage_left(0.5, 0.2, 0.0) == pytest.approx(0.4)


def test_what_a_joint_answer_spares_by_hand() -> None:
    assert chips.answer_share(0.5, 0.25) == 0.125
    assert chips.answer_share(0.0, 0.25) == 0.0  # nobody answers alone
    assert chips.shortage_left(0.5, 0.2, 0.25) == pytest.approx(0.3)
    assert chips.shortage_left(0.5, 0.0, 0.5) == 0.25


def test_in_a_run_a_second_shortage_costs_less_output_than_the_first(
    make_case: Callable[..., Case], small_world: World
) -> None:
    shut = [
        shock_rows("chips.route", {"regions": ["TWN"]}, "step", month, 12, 1.0, small_world)
        for month in (0, 48)
    ]
    lost = {}
    for off in ((), ("substitution",)):
        still = ("mood", "home_capacity", "early_warning", "synergy", "joint_answer", *off)
        faster = {"substitution": 0.05}
        case = make_case(off=still, parameters=faster, shocks=np.concatenate(shut), months=60)
        run, twin = (simulate(case, 1, np.arange(1), shocked=s)["output"][0] for s in (True, False))
        loss = 1 - run / twin
        lost[off] = [loss[:12].mean(), loss[48:].mean()]
    assert lost[()][1] < 0.95 * lost[()][0]
    assert lost[("substitution",)][1] == pytest.approx(lost[("substitution",)][0], rel=1e-2)  # control


def test_buyers_outside_want_what_the_plants_run_for_beyond_the_allies() -> None:
    assert chips.others_demand(4.0, 0.5) == 1.0
    assert chips.others_demand(1.0, 0.5) == 0.0  # the allies alone want more than that


def test_half_of_small_orders_is_half() -> None:
    assert chips.fill_share(0.25, 0.5, 0.0) == 0.5
    assert firms.unmet_share(0.5, 0.25) == 0.5


def test_an_order_is_rounded_in_proportion_to_the_need() -> None:
    # .5 + .5 (.5 - .7) = .4, rounded over .6 x .5: (.4 + sqrt(.16 + .09)) / 2
    assert firms.chip_order(0.5, 0.7, 1.0, 0.5, 0.6) == pytest.approx(0.45)


def test_each_supplier_counts_with_its_weight() -> None:
    assert firms.suppliers_activity(0.5, 0.25, 0.75, 0.2, 0.4, 0.2, 0.2) == pytest.approx(
        0.1 + 0.1 + 0.15 + 0.2
    )


def test_interoperability_rule_by_rule() -> None:
    assert joint_effort(0.25, 1.0, 1.0) == 0.5
    assert joint_effort(0.25, 1.0, 0.5) == 0.25
    assert joint_effort(0.25, 0.25, 1.0) == 0.25
    assert joint_effort(0.0, 1.0, 1.0) == 0.0
    assert depth_benefit(2.9, 2.9) == 0.5
    assert depth_benefit(4.0, 2.0) == pytest.approx(0.8)
    assert group_work(0.5, 0.4) == pytest.approx(1.2)
    assert group_work(0.0, 0.4) == group_work(0.5, 0.0) == 1.0
    # 2 + .15 - .05 x 2
    assert interoperability_next(2.0, 0.15, 0.05) == pytest.approx(2.05)
    assert interoperability_next(2.0, 0.0, 0.25) == 1.5


def test_performance_and_strengths_rule_by_rule() -> None:
    assert active_cooperation(0.5, 1.8) == 1.0
    assert performance(4.0, 0.25) == 1.0
    assert performance(0.0, 5.0) == performance(5.0, 0.0) == 0.0
    assert dissimilarity(np.array([0.5, 0.5]), np.array([0.5, 0.5])) == 0.0
    assert dissimilarity(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == 1.0
    assert dissimilarity(np.array([0.75, 0.25]), np.array([0.25, 0.75])) == 0.5


@pytest.mark.parametrize(
    ("profile", "months", "ramp", "every", "expected"),
    [
        (0, 3, 0, 0, [0, 0, 1, 1, 1, 0, 0, 0, 0, 0]),
        (1, 3, 0, 0, [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
        (2, 5, 4, 0, [0, 0, 0.25, 0.5, 0.75, 1, 1, 0, 0, 0]),
        (2, 3, 1, 0, [0, 0, 1, 1, 1, 0, 0, 0, 0, 0]),
        (3, 1, 0, 3, [0, 0, 1, 0, 0, 1, 0, 0, 1, 0]),
    ],
)
def test_profiles_by_hand(profile: int, months: int, ramp: int, every: int, expected: list[float]) -> None:
    assert [event_level(profile, month, 2, months, ramp, every, 0) for month in range(10)] == expected


def test_a_random_event_is_on_where_one_began_lately_and_never_before_its_start() -> None:
    assert event_level(4, 5, 2, 3, 0, 0, 1) == 1.0
    assert event_level(4, 5, 2, 3, 0, 0, 0) == 0.0
    assert event_level(4, 1, 2, 3, 0, 0, 1) == 0.0
    assert event_level(4, 2, 2, 3, 0, 0, 1) == 1.0  # in the month it starts


def test_profiles_are_numbered_as_they_are_listed() -> None:
    numbered = (shocks.STEP, shocks.PULSE, shocks.RAMP, shocks.REPEATED, shocks.RANDOM)
    assert [PROFILES[number] for number in numbered] == ["step", "pulse", "ramp", "repeated", "random"]


def test_random_events_start_as_often_as_their_hazard_says(
    make_case: Callable[..., Case], small_world: World
) -> None:
    rows = shock_rows("chips.route", {}, "random", 0, 1, 1.0, small_world, hazard=0.25)
    case = make_case(off=["stocks"], shocks=rows, months=400)
    run = simulate(case, 1, np.arange(20), shocked=True)
    struck = (run["chips_mature"] == 0).mean()
    assert abs(struck - 0.25) < 4 * np.sqrt(0.25 * 0.75 / 8000)


def test_losses_multiply_and_costs_add() -> None:
    assert share_left(share_left(1.0, 0.5, 1.0), 0.5, 1.0) == 0.25
    assert amount_added(amount_added(0.0, 0.5, 1.0), 0.25, 1.0) == 0.75
    assert share_left(0.7, 0.0, 1.0) == 0.7 == share_left(0.7, 1.0, 0.0)
    assert amount_added(0.25, 0.5, 0.5) == 0.5  # half on, half its size
