"""Trust: learnt from what was kept of what was expected, faster from bad news than from good, with a
tolerance, and with blame for what one lacks.
"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.parameters.table import PARAMETERS
from sim.rules.trust import (
    blame_share,
    credit,
    expected_next,
    learning_rate,
    share_kept,
    trust_next,
)
from sim.run import burn_in, simulate
from sim.world.case import Case, World
from sim.world.shock_table import shock_rows

MakeCase = Callable[..., Case]
share = st.floats(0.0, 1.0)
STILL = {"mood_spread": 0.0}


def test_expectations_close_a_share_of_their_gap_and_stand_still_at_pace_nothing() -> None:
    assert expected_next(0.5, 0.9, 0.25) == pytest.approx(0.6)
    assert expected_next(0.5, 0.9, 0.0) == 0.5


def test_what_was_kept_by_hand() -> None:
    # x / (1 + x^8)^(1/8): half of what was expected is all but half; exactly what was expected is 2^-1/8.
    assert share_kept(0.25, 0.5) == pytest.approx(0.5 / (1 + 2.0**-8) ** 0.125)
    assert share_kept(0.5, 0.5) == pytest.approx(2.0**-0.125)
    assert share_kept(1.0, 0.5) == pytest.approx(2.0 / 257**0.125)
    assert share_kept(0.0, 0.5) == 0.0


@given(share, st.floats(0.3, 0.9), st.floats(1e-3, 0.2))
def test_more_given_is_never_less_kept_and_more_than_expected_earns_little(
    stance: float, expected: float, more: float
) -> None:
    assert share_kept(stance, expected) <= share_kept(stance + more, expected) <= 1.0
    above = share_kept(expected * 1.2 + more, expected) - share_kept(expected * 1.2, expected)
    below = share_kept(expected * 0.5, expected) - share_kept(expected * 0.5 - more / 4, expected)
    assert above / more < below / (more / 4)


def test_blame_by_hand() -> None:
    # 2 x .25 (1 - .6)
    assert blame_share(0.25, 0.6, 2.0) == pytest.approx(0.2)
    assert blame_share(1.0, 0.0, 4.0) == 4.0  # the engines hold it in [0, 1] and count that
    assert credit(0.8, 0.25) == pytest.approx(0.6)


@given(share, share, st.floats(0, 4))
def test_whoever_trusts_in_full_or_lacks_nothing_blames_nobody(
    shortage: float, trust: float, blame: float
) -> None:
    assert blame_share(shortage, 1.0, blame) == 0.0
    assert blame_share(0.0, trust, blame) == 0.0
    assert blame_share(shortage, trust, 0.0) == 0.0
    assert blame_share(shortage, trust, blame) >= 0.0


def test_learning_by_hand() -> None:
    assert learning_rate(0.0, 0.05, 0.06, 0.1) == 0.05  # good news
    assert learning_rate(0.1, 0.05, 0.06, 0.1) == pytest.approx(0.08)  # half a breach
    assert learning_rate(0.3, 0.05, 0.06, 0.1) == pytest.approx(0.05 + 0.06 * 0.9)
    assert trust_next(0.5, 0.9, 0.25) == pytest.approx(0.6)


@given(st.floats(1e-3, 1.0), st.floats(0.0, 0.1), st.floats(0.01, 0.2), st.floats(0.05, 0.3))
def test_bad_news_counts_for_more_than_good_news_of_the_same_size(
    fall: float, gaining: float, losing: float, tolerated: float
) -> None:
    good, bad = (learning_rate(gap, gaining, losing, tolerated) for gap in (0.0, fall))
    assert good < bad <= gaining + losing
    assert trust_next(0.5, 0.5, bad) == 0.5


@given(share, share, share)
def test_trust_stays_a_share(trust: float, credited: float, rate: float) -> None:
    assert -1e-16 <= trust_next(trust, credited, rate) <= 1 + 1e-15


@given(st.floats(0, 1e-150), st.sampled_from([0.05, 0.3]))
def test_the_faintest_fall_is_a_number(fall: float, tolerated: float) -> None:
    assert learning_rate(fall, 0.05, 0.06, tolerated) == 0.05


def month_of_trust(case: Case, trust: float, *, shocked: bool = False) -> tuple[float, float]:
    """The trust of the United States before and after a month that starts with this much."""
    start = burn_in(case, 1, np.arange(1))
    start.trust[:] = trust
    end = simulate(case, 1, np.arange(1), shocked=shocked, start=start).end
    return trust, float(end.trust[0, 0])


def test_in_a_run_trust_closes_the_share_of_its_gap_that_paper_says(make_case: MakeCase) -> None:
    rates = {"trust_gain": 0.02, "trust_loss": 0.1, "tolerated": 0.1}
    case = make_case(parameters=STILL | rates, months=1)
    kept = share_kept(1.0, PARAMETERS["expected_share"].default)  # the other side stands at calm
    for trust in (kept - 0.3, kept + 0.08):
        before, after = month_of_trust(case, trust)
        fall = max(0.0, trust - kept)
        rate = 0.02 + 0.1 * fall**2 / (fall**2 + 0.01)
        assert after - before == pytest.approx(rate * (kept - trust), rel=1e-9)


def test_in_a_run_symmetric_learning_falls_as_it_rises(make_case: MakeCase) -> None:
    """Control: with nothing added for bad news the asymmetry is gone."""
    case = make_case(parameters=STILL | {"trust_gain": 0.05, "trust_loss": 0.0}, months=1)
    kept = share_kept(1.0, PARAMETERS["expected_share"].default)
    (low, rises), (high, falls) = (month_of_trust(case, kept + off) for off in (-0.05, 0.05))
    assert rises - low == pytest.approx(high - falls, rel=1e-9)


@pytest.mark.parametrize(("trust", "blamed"), [(1.0, False), (0.5, True)])
def test_in_a_run_a_shortage_is_laid_to_a_distrusted_partner_alone(
    make_case: MakeCase, small_world: World, trust: float, blamed: bool
) -> None:
    blockade = shock_rows("chips.route", {"regions": ["TWN"]}, "step", 0, 3, 1.0, small_world)
    case = make_case(parameters=STILL, off=["stocks"], shocks=blockade, months=1)
    innocent = make_case(parameters=STILL, off=["stocks", "blame"], shocks=blockade, months=1)
    after, without = (month_of_trust(c, trust, shocked=True)[1] for c in (case, innocent))
    assert (after < without) == blamed
    assert blamed or after == without
