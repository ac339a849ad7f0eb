"""Warning, pledge, medium and reliance: each rule by hand, and what it does in a run."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.data import data_work_possible
from sim.rules.effort import autonomy_preference
from sim.rules.pledge import chips_counted_on, promise_factor, shortage_felt
from sim.rules.warning import loss_foreseen, stock_aim, watching_left
from sim.run import Trajectories, burn_in, simulate
from sim.state.run_state import RunState
from sim.world.case import Case, World
from sim.world.shock_table import shock_rows

MakeCase = Callable[..., Case]
Parts = Callable[[Case, np.ndarray], RunState]
share = st.floats(0, 1)
MATURED = {"meeting_interval": 1.0}


def pair(case: Case, replicates: int = 2) -> tuple[Trajectories, Trajectories]:
    numbers = np.arange(replicates)
    start = burn_in(case, 3, numbers)
    run, twin = (
        simulate(case, 3, numbers, shocked=shocked, start=start, full=True) for shocked in (True, False)
    )
    return run, twin


def test_warning_by_hand() -> None:
    assert loss_foreseen(0.5, 2.0, 0.0) == 0.75
    assert loss_foreseen(3.0, 2.0, 0.0) == 0.0
    assert stock_aim(1.5, 0.5, 0.5, 12.0) == 4.5
    assert stock_aim(1.5, 1.0, 0.0, 12.0) == 1.5  # nothing operates, nothing is heard
    assert watching_left(0.5, 0.02) == 0.99


def test_who_is_warned_stocks_up_before_the_loss_and_only_then(
    make_case: MakeCase, small_world: World, parts: Parts
) -> None:
    rows = shock_rows("chips.route", {"regions": ["TWN"]}, "step", 15, 6, 1.0, small_world)
    case = make_case(shocks=rows, parameters=MATURED, burn_in=12)
    run, twin = pair(case)
    stock, calm = (parts(case, trajectories.states).stock.sum(axis=2) for trajectories in (run, twin))
    assert (stock[:, :12] == calm[:, :12]).all()
    assert (stock[:, 12:15] > calm[:, 12:15]).all()
    deaf_run, deaf_twin = pair(make_case(shocks=rows, parameters=MATURED, burn_in=12, off=["early_warning"]))
    assert (deaf_run.states[:, :15] == deaf_twin.states[:, :15]).all()  # control
    assert run["shortage_USA"].sum() < deaf_run["shortage_USA"].sum()


def test_after_an_alarm_nobody_orders_less_than_nothing(make_case: MakeCase, small_world: World) -> None:
    rows = shock_rows("chips.capacity", {"regions": ["TWN"]}, "step", 9, 8, 0.2, small_world)
    numbers = MATURED | {
        "warning_stock": 36.0,
        "restocking": 1.0,
        "pledge_rate": 1.0,
        "monitoring_share": 1.0,
    }
    run = simulate(make_case(shocks=rows, parameters=numbers, burn_in=30), 1, np.arange(2), shocked=True)
    arrived = run["chips_advanced"]
    assert arrived.max() > 1.2  # the alarm is heard, and what was ordered then is too much afterwards
    assert arrived.min() == 0


def test_watching_costs_the_stated_share_of_output_in_calm(make_case: MakeCase, parts: Parts) -> None:
    watching, blind = make_case(months=12), make_case(months=12, off=["early_warning"])
    start = burn_in(make_case(burn_in=30), 1, np.arange(2))
    watched, unwatched = (simulate(c, 1, np.arange(2), shocked=False, start=start) for c in (watching, blind))
    operating = start.commitments[:, 2]
    assert (operating > 0.05).all()
    np.testing.assert_allclose(
        watched["output"][:, 0] / unwatched["output"][:, 0], 1 - 0.01 * operating, rtol=1e-12
    )


def test_pledge_by_hand() -> None:
    # Three states ordered 1 each, all of it there; the third is let have a fifth, half of the rest made good.
    access, joint, promise = [1.0, 1.0, 0.2], 0.5, 1.0
    counted = [chips_counted_on(a, joint, promise) for a in access]
    assert counted == pytest.approx([1.0, 1.0, 0.6])
    factor = promise_factor(sum(access), sum(counted))
    got = [part * factor for part in counted]
    assert sum(got) == pytest.approx(sum(access), rel=1e-15)
    assert got[2] > 0.2
    assert got[2] - 0.2 == pytest.approx(2 - got[0] - got[1])
    assert chips_counted_on(0.2, joint, 0.0) == 0.2  # without the pledge it stands alone
    assert promise_factor(0.0, 0.0) == 1.0
    assert promise_factor(0.25, 0.5) == 0.5


def test_shortages_are_felt_by_hand() -> None:
    assert shortage_felt(0.1, 0.2, 0.1, 0.0) == 0.5
    assert shortage_felt(0.1, 0.2, 0.1, 0.75) == pytest.approx(0.2)
    assert shortage_felt(0.1, 0.2, 0.1, 1.0) == pytest.approx(0.1)
    assert shortage_felt(0.0, 0.0, 0.3, 0.0) == 0.3  # a state without firms feels what its side feels


@pytest.fixture(scope="module")
def denied(make_case: MakeCase, small_world: World) -> Callable[..., Case]:
    """Outsiders let Germany's firms have a tenth of their chips for ten months."""
    rows = shock_rows("chips.access", {"states": ["DEU"]}, "step", 3, 10, 0.9, small_world)
    return lambda **how: make_case(shocks=rows, burn_in=6, parameters={"pledge_share": 1.0}, **how)


def test_a_member_that_is_denied_chips_gets_some_of_its_allies(
    denied: Callable[..., Case], small_world: World, parts: Parts
) -> None:
    case, alone = denied(), denied(off=["pledge"])
    here = small_world.arrays.firm_home == small_world.states.index("DEU")
    assert here.any()
    assert not here.all()
    helped, left = (parts(c, pair(c)[0].states) for c in (case, alone))
    calm = parts(case, pair(case)[1].states)
    floor = [x.output[..., here].sum(axis=2).min(axis=1) for x in (helped, left)]
    assert (floor[0] > floor[1]).all()
    assert (helped.stock[:, 4, ~here].sum(axis=1) < calm.stock[:, 4, ~here].sum(axis=1)).all()
    homes = np.unique(small_world.arrays.firm_home)
    assert (left.felt[:, 8, homes] > 0).sum() == 2  # alone it is the only one to feel it, in both replicates
    assert (helped.felt[:, 8, homes] > 0).sum() > 2


def test_medium_by_hand() -> None:
    assert data_work_possible(1.0, 0.0) == 1.0
    assert data_work_possible(0.5, 0.0) == 0.5
    assert data_work_possible(0.0, 0.4) == 0.4
    assert data_work_possible(1.0, 0.4) == 1.0
    assert data_work_possible(0.5, 0.4) == pytest.approx(0.7)


def test_a_ruling_takes_plain_transfer_and_no_other_domains_work(
    make_case: MakeCase, small_world: World
) -> None:
    rows = shock_rows("data.transfer", {}, "step", 4, 5, 1.0, small_world)
    for off, left in (((), 0.4), (("joint_modelling",), 0.0)):
        case = make_case(shocks=rows, off=off, months=12)
        start = burn_in(case, 1, np.arange(2))
        run, twin = (
            simulate(replace(case, months=5), 1, np.arange(2), shocked=s, start=start).end
            for s in (True, False)
        )
        np.testing.assert_allclose(run.joint[:, 0], left * twin.joint[:, 0], rtol=1e-12)
        assert (run.joint[:, 1:] == twin.joint[:, 1:]).all()


@given(share, share)
def test_a_turn_to_autonomy_only_ever_raises_it(autonomy: float, reliance: float) -> None:
    assert autonomy - 1e-15 <= autonomy_preference(autonomy, reliance, 0.0) <= 1.0
    assert autonomy_preference(autonomy, 0.0, 0.0) == 1.0
    assert autonomy_preference(autonomy, 1.0, 0.0) == pytest.approx(autonomy, abs=1e-15)
    assert autonomy_preference(autonomy, reliance, 1.0) == 1.0
    assert autonomy_preference(autonomy, reliance, 0.5) >= autonomy_preference(autonomy, reliance, 0.0)


def test_firms_out_of_order_are_refused(make_case: MakeCase, small_world: World) -> None:
    backwards = small_world.arrays._replace(firm_home=small_world.arrays.firm_home[::-1].copy())
    case = make_case(world=replace(small_world, arrays=backwards))
    with pytest.raises(ValueError, match="order of their homes"):
        simulate(case, 1, np.arange(1), shocked=False)
