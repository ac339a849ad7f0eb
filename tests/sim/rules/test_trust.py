"""Trust: learned faster from bad news than from good, with a tolerance, and a memory that slows the return
alone.
"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.trust import breach, disappointment, learning, scar_next, seen, trust_next
from sim.run import simulate
from sim.world.case import Case

share = st.floats(0.0, 1.0)
clear = st.floats(1e-6, 1.0)


def test_seeing_by_hand_and_without_error_at_the_ends() -> None:
    assert seen(0.5, 0.1, 2.0) == pytest.approx(0.7)
    assert seen(0.25, 0.1, -1.0) == pytest.approx(0.175)
    assert seen(0.0, 0.2, 5.0) == 0.0
    assert seen(1.0, 0.2, 5.0) == 1.0
    assert seen(0.3, 0.0, 5.0) == 0.3


def test_disappointment_and_breach_by_hand() -> None:
    assert disappointment(0.75, 0.5, 0.0) == 0.25
    assert disappointment(0.5, 0.75, 0.0) == 0.0
    assert breach(0.17, 0.17) == 0.5
    assert breach(0.3, 0.1) == pytest.approx(0.9)
    assert breach(0.0, 0.0) == 0.0
    assert breach(1e-9, 0.0) == 1.0


@given(share, clear, st.floats(0.001, 0.2), st.floats(0, 3), st.floats(0, 8))
def test_bad_news_counts_for_more_than_good_news_of_the_same_size(
    trust: float, gap: float, gaining: float, scar: float, weight: float
) -> None:
    losing = 2 * gaining
    good = learning(0.0, scar, gaining, losing, weight)
    bad = learning(breach(gap, 0.0), scar, gaining, losing, weight)
    assert good < bad
    assert trust_next(trust, trust, bad) == trust


def test_learning_by_hand() -> None:
    # good news .02 / (1 + 2 x .5) = .01; half a breach: .01 + .5 (.11 - .01)
    assert learning(0.0, 0.5, 0.02, 0.11, 2.0) == 0.01
    assert learning(0.5, 0.5, 0.02, 0.11, 2.0) == pytest.approx(0.06)
    assert learning(1.0, 9.0, 0.02, 0.11, 2.0) == pytest.approx(0.11)
    assert trust_next(0.5, 0.9, 0.25) == pytest.approx(0.6)


@given(share, st.floats(0, 5), st.floats(0.01, 5))
def test_a_scar_slows_good_news_and_leaves_a_full_breach_alone(
    trust: float, scar: float, more: float
) -> None:
    assert learning(0.0, scar + more, 0.012, 0.1, 1.75) < learning(0.0, scar, 0.012, 0.1, 1.75)
    assert learning(1.0, scar + more, 0.012, 0.1, 1.75) == pytest.approx(0.1)


def test_a_scar_grows_with_the_depth_of_a_breach_and_fades() -> None:
    assert scar_next(0.5, 0.4, 0.5, 0.1) == pytest.approx(0.65)
    assert scar_next(0.5, 0.0, 0.0, 0.1) == pytest.approx(0.45)


@given(share, share, share)
def test_trust_stays_a_share(trust: float, sight: float, rate: float) -> None:
    assert -1e-16 <= trust_next(trust, sight, rate) <= 1 + 1e-15


def test_in_a_run_trust_falls_faster_after_a_breach_than_it_rises_after_good_news(
    make_case: Callable[..., Case],
) -> None:
    still = {"perception_spread": 0.0, "trust_gain": 0.012, "trust_loss": 0.1, "tolerated": 0.17}
    world = make_case().world
    position = 0.5  # every position starts here, so 0.2 and 0.8 are equally far off
    low = make_case(parameters={**still, "starting_trust": position - 0.3}, months=1)
    high = make_case(parameters={**still, "starting_trust": position + 0.3}, months=1)
    rises = simulate(low, 1, np.arange(1), shocked=False).end.trust - (position - 0.3)
    falls = (position + 0.3) - simulate(high, 1, np.arange(1), shocked=False).end.trust
    np.testing.assert_allclose(rises, np.full((1, len(world.states)), 0.012 * 0.3), rtol=1e-12)
    broken = 0.09 / (0.09 + 0.17**2)
    np.testing.assert_allclose(falls, np.full_like(rises, (0.012 + 0.088 * broken) * 0.3), rtol=1e-12)
    assert (falls > 5 * rises).all()


def test_in_a_run_symmetric_learning_falls_as_it_rises(make_case: Callable[..., Case]) -> None:
    """Control: with equal rates the asymmetry is gone."""
    even = {"perception_spread": 0.0, "trust_gain": 0.05, "trust_loss": 0.05}
    changes = []
    for trust in (0.2, 0.8):
        case = make_case(parameters={**even, "starting_trust": trust}, months=1)
        changes.append(simulate(case, 1, np.arange(1), shocked=False).end.trust - trust)
    np.testing.assert_allclose(changes[0], -changes[1], rtol=1e-12)


@given(st.floats(0, 1e-150), st.sampled_from([0.0, 1e-200, 0.17]))
def test_the_faintest_disappointment_is_a_number(short: float, tolerated: float) -> None:
    assert 0.0 <= breach(short, tolerated) <= 1.0
