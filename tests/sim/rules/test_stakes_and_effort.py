"""What moves effort. The oracle of stakes: a danger raises effort if and only if T > w / (v + w)."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.parameters.table import PARAMETERS
from sim.rules.dangers import at_stake, danger, rival_lead_felt, security_weight
from sim.rules.effort import (
    autonomy_preference,
    effort_next,
    home_politics,
    mood_next,
    partner_worth,
    payoff,
    sovereignty_cost,
    stock_towards,
    trust_gate,
    wished_effort,
)
from sim.rules.numbers import exponential
from sim.run import burn_in, simulate
from sim.state.run_state import RunState
from sim.world.case import Case, World
from sim.world.shock_table import shock_rows

MakeCase = Callable[..., Case]
share = st.floats(0.0, 1.0)


def place_of(name: str) -> int:
    """The place of a parameter in the table."""
    return list(PARAMETERS).index(name)


def pay(trust: float, endangered: float, v: float, w: float) -> float:
    return float(payoff(0.7, 0.2, at_stake(trust, endangered, v, w), 0.3, 0.01, 0.0, 0.1))


@given(share, st.floats(0.01, 8), st.floats(0.01, 10), st.floats(1e-3, 1))
def test_a_danger_raises_the_payoff_if_and_only_if_trust_is_above_the_threshold(
    trust: float, v: float, w: float, endangered: float
) -> None:
    threshold = w / (v + w)
    assume(abs(trust - threshold) > 1e-6)
    assert (pay(trust, endangered, v, w) > pay(trust, 0.0, v, w)) == (trust > threshold)


@given(share, share)
def test_without_stakes_a_danger_changes_nothing(trust: float, endangered: float) -> None:
    assert pay(trust, endangered, 0.0, 0.0) == pay(trust, 0.0, 0.0, 0.0)


@given(share, share, share, share)
def test_dangers_add_up_to_what_any_of_them_leaves_unhurt(
    shortage: float, lead: float, attack: float, incidents: float
) -> None:
    together = danger(shortage, lead, attack, incidents)
    unhurt = (1 - shortage) * (1 - lead) * (1 - attack) * (1 - incidents)
    assert together == pytest.approx(1 - unhurt, abs=1e-15)
    assert together >= max(shortage, lead, attack, incidents) - 1e-15
    assert danger(1.0, lead, attack, incidents) == 1.0
    assert danger(incidents, shortage, lead, attack) == pytest.approx(together, abs=1e-15)


def test_dangers_by_hand() -> None:
    assert danger(0.5, 0.0, 0.0, 0.0) == danger(0.0, 0.5, 0.0, 0.0) == danger(0.0, 0.0, 0.5, 0.0) == 0.5
    assert danger(0.0, 0.0, 0.0, 0.5) == 0.5
    assert danger(0.0, 3.0, 0.0, 0.0) == 1.0  # a lead of three is felt as the fullest there is
    assert rival_lead_felt(0.8, 0.5, 1.0) == 0.4
    assert rival_lead_felt(0.8, 0.5, 0.0) == 0.8
    assert at_stake(0.75, 0.5, 4.0, 2.0) == pytest.approx(1.25)  # .5 (3 - .5)


@pytest.mark.parametrize(("v", "w"), [(6.0, 2.0), (2.0, 6.0), (4.0, 4.0)])
@pytest.mark.parametrize("off", [-0.05, -0.01, 0.01, 0.15])
def test_in_a_run_a_shortage_raises_every_effort_if_and_only_if_trust_is_above_the_threshold(
    make_case: MakeCase, small_world: World, v: float, w: float, off: float
) -> None:
    blockade = shock_rows("chips.route", {"regions": ["TWN"]}, "step", 0, 3, 1.0, small_world)
    numbers = {"value_at_stake": v, "threat_at_stake": w, "gate_trust": 0.2, "routine": 0.02}
    case = make_case(parameters=numbers, off=["stocks", "outside_options"], shocks=blockade, months=1)
    start = burn_in(case, 1, np.arange(3))
    start.trust[:] = w / (v + w) + off
    run, twin = (simulate(case, 1, np.arange(3), shocked=s, start=start) for s in (True, False))
    assert (run.end.shortage > 0.05).all()
    assert (twin.end.shortage == 0).all()
    moved = run.end.effort - twin.end.effort
    assert (moved > 0).all() if off > 0 else (moved < 0).all()


def test_in_a_run_with_stakes_off_a_shortage_moves_no_effort(make_case: MakeCase, small_world: World) -> None:
    """Control of the oracle above."""
    blockade = shock_rows("chips.route", {"regions": ["TWN"]}, "step", 0, 3, 1.0, small_world)
    case = make_case(off=["stocks", "stakes"], shocks=blockade, months=1)
    run, twin = (simulate(case, 1, np.arange(3), shocked=shocked) for shocked in (True, False))
    assert (run.end.shortage > 0.05).all()
    assert (run.end.effort == twin.end.effort).all()


def test_a_shortage_is_felt_in_full_in_compute_and_in_part_elsewhere(
    make_case: MakeCase, small_world: World
) -> None:
    blockade = shock_rows("chips.route", {"regions": ["TWN"]}, "step", 0, 3, 1.0, small_world)
    for part in (0.0, 0.5, 1.0):
        numbers = {"stakes_elsewhere": part, "slope": 0.8}
        case = make_case(parameters=numbers, off=["stocks"], shocks=blockade, months=1)
        run, twin = (simulate(case, 1, np.arange(1), shocked=s) for s in (True, False))
        moved = (run.end.effort - twin.end.effort).reshape(4, -1)[:, 0]
        assert moved[2] > 0
        for other in (0, 1, 3):
            assert (0 < moved[other] < moved[2]) if part == 0.5 else True
            assert (moved[other] == 0) if part == 0.0 else True
            assert moved[other] == pytest.approx(moved[2], rel=0.2) if part == 1.0 else True


def test_the_gate_by_hand_and_its_limits() -> None:
    assert trust_gate(0.3, 0.3) == 0.5
    assert trust_gate(0.6, 0.3) == pytest.approx(64 / 65)
    assert trust_gate(0.15, 0.3) == pytest.approx(1 / 65)
    assert trust_gate(0.0, 0.3) == 0.0


@given(st.floats(0.0, 0.95), st.floats(0.2, 0.5))
def test_the_gate_opens_with_trust_and_shuts_with_what_it_asks(trust: float, half: float) -> None:
    assert 0.0 <= trust_gate(trust, half) < trust_gate(trust + 0.05, half) < 1.0
    assert trust_gate(trust, half + 0.1) <= trust_gate(trust, half)


def test_payoff_and_efforts_by_hand() -> None:
    assert payoff(1.0, 2.0, 0.5, 0.25, 0.125, -0.5, 0.25) == 2.875
    assert wished_effort(1.0, 1.5, 2.0, 0.05) == pytest.approx(1 / (1 + np.exp(-3.0)))
    assert wished_effort(0.5, 0.0, 2.0, 0.05) == 0.25
    assert wished_effort(0.02, 0.0, 2.0, 0.05) == 0.05
    assert effort_next(0.4, 0.6, 0.25) == pytest.approx(0.45)
    assert stock_towards(0.4, 0.6, 0.25) == pytest.approx(0.45)
    assert mood_next(0.2, 0.5, 0.1, -3.0) == pytest.approx(-0.2)
    assert home_politics(0.5, 0.25, 0.125, 0.0625) == 0.5625
    assert sovereignty_cost(0.5, 0.5, 0.4) == pytest.approx(0.1)
    assert autonomy_preference(0.5, 0.8, 0.25) == pytest.approx(0.7)


def test_what_a_partner_brings_by_hand() -> None:
    # .2 x 2 x .75 (.29 / .58 - 1)
    assert partner_worth(0.29, 0.58, 0.75, 0.2) == pytest.approx(-0.15)
    assert partner_worth(0.75, 0.5, 0.75, 0.2) == pytest.approx(0.15)
    assert partner_worth(0.0, 0.5, 0.0, 0.2) == 0.0  # who has neither models nor chips is not missed


@given(share, st.floats(0.3, 0.9), share, st.floats(0.0, 1.0))
def test_a_partner_that_gives_what_it_gives_in_calm_is_worth_neither_more_nor_less(
    position: float, calm: float, capability: float, weight: float
) -> None:
    assert partner_worth(calm, calm, capability, weight) == 0.0
    worth = partner_worth(position, calm, capability, weight)
    assert worth <= 0.0 if position < calm else worth >= 0.0
    # The more it has, the more it is missed or welcomed.
    assert abs(worth) <= abs(partner_worth(position, calm, 1.0, weight))


def test_priorities_by_hand() -> None:
    assert security_weight(1.0, 1.0) == 1.5
    assert security_weight(0.0, 0.5) == 0.75
    assert security_weight(0.25, 0.5) == 0.875
    assert security_weight(0.9, 0.0) == security_weight(0.5, 1.0) == 1.0


@given(share, st.floats(-30, 30), st.floats(0.5, 4), st.floats(0, 0.4))
def test_a_wish_never_falls_below_the_routine_nor_above_what_trust_lets_through(
    gate: float, pressure: float, slope: float, routine: float
) -> None:
    wish = wished_effort(gate, pressure, slope, routine)
    assert routine <= wish <= max(gate, routine)
    assert wished_effort(gate, pressure + 0.1, slope, routine) >= wish
    assert exponential(-slope * pressure) > 0.0


def payoffs_behind(case: Case, start: RunState, *, shocked: bool = False) -> np.ndarray:
    """The payoff of every state in every field, worked back from the efforts that a month ends with, up to
    the interest derived at the calm rest: [d, s].
    """
    end = simulate(case, 1, np.arange(1), shocked=shocked, start=start).end
    pace, slope, half = (case.parameters[place_of(name)] for name in ("effort_pace", "slope", "gate_trust"))
    before, after = (state.effort[0].reshape(4, -1) for state in (start, end))
    gate = np.array([trust_gate(trust, half) for trust in start.trust[0]])
    wish = ((after - before) / pace + before) / gate
    return np.asarray(np.log(wish / (1 - wish)) / slope)


def test_in_a_run_a_partner_is_missed_as_far_as_it_has_models_and_chips(
    make_case: MakeCase, small_world: World
) -> None:
    capability = small_world.arrays.capability
    assert capability.sum() == pytest.approx(1.0)
    assert capability[0] > 2 * capability[1]  # so that the two sides are told apart
    numbers = {"capability_weight": 0.4}
    case, without = (make_case(parameters=numbers, off=off, months=1) for off in ([], ["ai_capability"]))
    start = burn_in(case, 1, np.arange(1))
    calm = PARAMETERS["calm_effort"].default
    start.position[0] = calm * np.array([0.5, 1.0, 0.75, 1.25, 0.25, 1.5, 1.0, 0.75])
    felt = payoffs_behind(case, start) - payoffs_behind(without, start)
    for state, side in enumerate(small_world.arrays.state_side):
        for field in range(4):
            given = start.position[0, 4 * (1 - side) + field]
            expected = 0.4 * 2 * capability[1 - side] * (given / calm - 1)
            assert felt[field, state] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("target", "field", "more"), [("rival.lead", 1, True), ("chips.route", 2, False)])
def test_in_a_run_a_state_that_puts_security_first_minds_a_lead_more_and_a_shortage_less(
    make_case: MakeCase, small_world: World, target: str, field: int, more: bool
) -> None:
    of = {"regions": ["TWN"]} if target == "chips.route" else {}
    rows = shock_rows(target, of, "step", 0, 3, 1.0, small_world)
    moved = {}
    for off in ((), ("split_views",)):
        for first in (0.0, 1.0):
            arrays = small_world.arrays._replace(security=np.full(len(small_world.states), first))
            world = replace(small_world, arrays=arrays)
            case = make_case(world=world, off=["stocks", *off], shocks=rows, months=1)
            start = burn_in(case, 1, np.arange(1))
            hit, twin = (payoffs_behind(case, start, shocked=shocked) for shocked in (True, False))
            moved[off, first] = (hit - twin)[field]
    assert (moved[(), 0.0] > 0).all()  # trust is above the threshold: a danger makes the partner worth more
    # One and a half of the danger beside a half of it: three times as much, but for what states feel alike.
    ratio = moved[(), 1.0] / moved[(), 0.0]
    np.testing.assert_allclose(ratio, 3.0 if more else 1 / 3, rtol=1e-6)
    assert moved[("split_views",), 0.0].tobytes() == moved[("split_views",), 1.0].tobytes()  # control
