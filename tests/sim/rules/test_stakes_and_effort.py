"""What moves effort. The oracle of stakes: a shortage raises effort if and only if T > w / (v + w)."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.rules.dangers import at_stake
from sim.rules.effort import adjusted, bound, burden, desired, gain, mood_next, payoff, threat
from sim.rules.numbers import exponential
from sim.run import simulate
from sim.world.case import Case, World
from sim.world.shock_table import shock_rows

share = st.floats(0.0, 1.0)


def pay(trust: float, short: float, v: float, w: float) -> float:
    stake, risk = (at_stake(short, 0.0, 0.0, weight, 1.0, 1.0) for weight in (v, w))
    worth = gain(trust, 0.3, 0.2, stake, 3.4, 1.0, 0.4)
    return float(payoff(0.7, worth, threat(trust, risk, 3.0), 0.3, 0.01, 0.0))


@given(share, st.floats(0.01, 30), st.floats(0.01, 15), st.floats(1e-3, 1))
def test_a_shortage_raises_the_payoff_if_and_only_if_trust_is_above_the_threshold(
    trust: float, v: float, w: float, short: float
) -> None:
    threshold = w / (v + w)
    assume(abs(trust - threshold) > 1e-6)
    assert (pay(trust, short, v, w) > pay(trust, 0.0, v, w)) == (trust > threshold)


@given(share, share)
def test_without_stakes_a_shortage_changes_nothing(trust: float, short: float) -> None:
    assert pay(trust, short, 0.0, 0.0) == pay(trust, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("v", "w"), [(14.0, 3.5), (3.5, 14.0), (6.0, 6.0)])
@pytest.mark.parametrize("off", [-0.15, -0.01, 0.01, 0.15])
def test_in_a_run_a_shortage_raises_every_effort_if_and_only_if_trust_is_above_the_threshold(
    make_case: Callable[..., Case], small_world: World, v: float, w: float, off: float
) -> None:
    blockade = shock_rows("chips.route", {"regions": ["TWN"]}, "step", 0, 3, 1.0, small_world)
    numbers = {"starting_trust": w / (v + w) + off, "value_at_stake": v, "threat_at_stake": w}
    case = make_case(parameters=numbers, off=["stocks"], shocks=blockade, months=1)
    run, twin = (simulate(case, 1, np.arange(3), shocked=shocked) for shocked in (True, False))
    assert (run.end.shortage > 0.05).all()
    assert (twin.end.shortage == 0).all()
    moved = run.end.effort - twin.end.effort
    assert (moved > 0).all() if off > 0 else (moved < 0).all()


def test_in_a_run_with_stakes_off_a_shortage_moves_no_effort(
    make_case: Callable[..., Case], small_world: World
) -> None:
    """Control of the oracle above."""
    blockade = shock_rows("chips.route", {"regions": ["TWN"]}, "step", 0, 3, 1.0, small_world)
    case = make_case(off=["stocks", "stakes"], shocks=blockade, months=1)
    run, twin = (simulate(case, 1, np.arange(3), shocked=shocked) for shocked in (True, False))
    assert (run.end.shortage > 0.05).all()
    assert (run.end.effort == twin.end.effort).all()


def test_gain_and_threat_by_hand() -> None:
    # .5 (3 + 2 x .25 + .4 x .5 + 10 x .1) = .5 x 4.7
    assert gain(0.5, 0.25, 0.5, 1.0, 3.0, 2.0, 0.4) == pytest.approx(2.35, abs=1e-15)
    # .25 (.25 x 2 + 4 x .5) = .25 x 2.5
    assert threat(0.75, 2.0, 2.0) == 0.625
    assert threat(1.0, 15.0, 6.0) == 0.0
    assert gain(0.0, 1.0, 1.0, 30.0, 8.0, 6.0, 2.0) == 0.0


def test_burden_by_hand_and_rising_in_each_cause_of_cost() -> None:
    # .5 + 2 x .25 + 4 x .25 + 1 x .5 x 3 / (3 + 1) + .1 x 2
    assert burden(0.5, 3.0, 0.5, 2.0, 0.25, 0.5, 2.0, 4.0, 1.0, 1.0, 0.1, 0.0) == pytest.approx(
        2.575, abs=1e-15
    )
    assert burden(0.5, 3.0, 0.5, 2.0, 0.25, 0.5, 2.0, 4.0, 1.0, 1.0, 0.1, 0.25) == pytest.approx(2.825)
    calm = (0.5, 3.0, 0.5, 2.0, 0.25, 0.5, 2.0, 4.0, 1.0, 1.0, 0.1, 0.2)
    for place in range(5):
        higher = [x + 0.1 * (k == place) for k, x in enumerate(calm)]
        assert burden(*higher) > burden(*calm)


def test_payoff_desire_and_effort_by_hand() -> None:
    assert payoff(1.0, 2.0, 0.5, 0.25, -0.125, 0.5) == 2.625
    assert desired(0.0, 2.0, 0.2) == pytest.approx(0.6)
    assert desired(1.5, 2.0, 0.0) == pytest.approx(1 / (1 + np.exp(-3.0)))
    assert bound(0.4, 0.5, 0.5) == pytest.approx(0.55)
    assert adjusted(0.4, 0.6, 0.25) == pytest.approx(0.45)
    assert mood_next(0.2, 0.5, 0.1, -3.0) == pytest.approx(-0.2)


@given(share, share, share)
def test_commitments_never_lower_an_aim_and_zero_binds_nothing(
    desire: float, pledged: float, binding: float
) -> None:
    aim = bound(desire, pledged, binding)
    assert desire <= aim <= 1.0
    assert bound(desire, pledged, 0.0) == desire == bound(desire, 0.0, binding)


@given(st.floats(-30, 30), st.floats(0.5, 4), st.floats(0, 0.4))
def test_effort_desired_never_falls_below_the_routine(pressure: float, slope: float, routine: float) -> None:
    assert routine <= desired(pressure, slope, routine) <= 1.0
    assert desired(pressure + 0.1, slope, routine) >= desired(pressure, slope, routine)
    assert exponential(-slope * pressure) > 0.0
