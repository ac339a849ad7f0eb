"""A run is its twin until something happens, and where what happens has no size."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.run import Trajectories, burn_in, simulate
from sim.state.run_state import RunState
from sim.world.case import Case, World
from sim.world.causes import PROFILES, TARGETS
from sim.world.shock_table import shock_rows

MakeCase = Callable[..., Case]
START = 7


def pair(case: Case) -> tuple[Trajectories, Trajectories]:
    start = burn_in(case, 3, np.arange(3))
    run, twin = (
        simulate(case, 3, np.arange(3), shocked=shocked, start=start, full=True) for shocked in (True, False)
    )
    return run, twin


def same(run: Trajectories, other: Trajectories, months: int | None = None) -> bool:
    """Every series and every number of the state, bit for bit, in the first `months`."""
    return all(
        np.ascontiguousarray(a[:, :months]).tobytes() == np.ascontiguousarray(b[:, :months]).tobytes()
        for a, b in ((run.series, other.series), (run.states, other.states))
    )


def shock(world: World, target: str, profile: str, size: float) -> np.ndarray:
    return shock_rows(target, {}, profile, START, 5, size, world, ramp=3, every=6, hazard=0.4, event=1)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_shock_without_size_leaves_the_twin(
    make_case: MakeCase, small_world: World, target: str, profile: str
) -> None:
    run, twin = pair(make_case(shocks=shock(small_world, target, profile, 0.0), burn_in=5))
    assert same(run, twin)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("profile", PROFILES)
def test_behaviour_is_the_twins_until_the_first_month_of_the_shock_and_not_after(
    make_case: MakeCase, small_world: World, target: str, profile: str
) -> None:
    monthly = {"parameters": {"meeting_interval": 1.0}, "off": ["stocks", "early_warning"], "burn_in": 5}
    run, twin = pair(make_case(shocks=shock(small_world, target, profile, 1.0), **monthly))
    assert same(run, twin, START)
    assert not same(run, twin, START + 1 if profile != "random" else None)


@pytest.mark.parametrize("target", TARGETS)
def test_behaviour_is_the_twins_until_the_warning_and_only_chips_are_warned_of(
    make_case: MakeCase, small_world: World, target: str
) -> None:
    numbers = {"meeting_interval": 1.0, "warning_lead": 3.0}
    run, twin = pair(make_case(shocks=shock(small_world, target, "step", 1.0), parameters=numbers, burn_in=9))
    foreseen = target in ("chips.capacity", "chips.route")
    assert same(run, twin, START - 3)
    assert same(run, twin, START) == (not foreseen)
    assert not same(run, twin, START + 2)


def test_the_burn_in_knows_nothing_of_the_shocks(make_case: MakeCase, hard_times: np.ndarray) -> None:
    calm, hit = make_case(burn_in=30), make_case(burn_in=30, shocks=hard_times)
    starts = [burn_in(case, 1, np.arange(4)) for case in (calm, hit)]
    for part, same_part in zip(*starts, strict=True):
        assert part.tobytes() == same_part.tobytes()


def test_context_happens_in_run_and_twin_alike(make_case: MakeCase, small_world: World) -> None:
    closed = shock_rows("council.open", {}, "step", -10, None, 1.0, small_world)
    run, twin = pair(make_case(context=closed, burn_in=12))
    assert same(run, twin)
    assert not same(twin, pair(make_case(burn_in=12))[1])


def test_a_replicate_is_itself_in_any_company(make_case: MakeCase, hard_times: np.ndarray) -> None:
    case = make_case(shocks=hard_times, burn_in=6)
    many = simulate(case, 3, np.array([5, 2, 900]), shocked=True, full=True)
    alone = simulate(case, 3, np.array([900]), shocked=True, full=True)
    assert many.states[2:].tobytes() == alone.states.tobytes()
    assert many.states[0].tobytes() != many.states[1].tobytes()


def test_a_later_horizon_changes_no_earlier_month(make_case: MakeCase, hard_times: np.ndarray) -> None:
    short, long = (make_case(shocks=hard_times, months=months) for months in (15, 60))
    first, longer = (simulate(case, 1, np.arange(2), shocked=True) for case in (short, long))
    assert first.series.tobytes() == np.ascontiguousarray(longer.series[:, :15]).tobytes()


def test_what_is_only_recorded_moves_nothing(make_case: MakeCase, hard_times: np.ndarray) -> None:
    """Output and deliveries are written down and never read by behaviour: no path of Y leads back in."""
    case = make_case(shocks=hard_times)
    start = burn_in(case, 1, np.arange(1))
    honest = simulate(case, 1, np.arange(1), shocked=True, start=start)
    start.output[:] = 99.0
    start.delivered[:] = 99.0
    assert same(simulate(case, 1, np.arange(1), shocked=True, start=start), honest)
    start.trust[:] += 1e-9  # control
    assert not same(simulate(case, 1, np.arange(1), shocked=True, start=start), honest)


@pytest.mark.parametrize("factor", [2.0**-12, 2.0, 2.0**12])
def test_larger_firms_produce_more_and_nobody_behaves_otherwise(
    factor: float, make_case: MakeCase, hard_times: np.ndarray, parts: Callable[[Case, np.ndarray], RunState]
) -> None:
    """Size enters output alone. So if anything but output had another bit, something would read output, Y or
    P.
    """
    case = make_case(shocks=hard_times, burn_in=4)
    arrays = case.world.arrays
    large = replace(case.world, arrays=arrays._replace(firm_size=factor * arrays.firm_size))
    usual, larger = (
        parts(case, simulate(c, 1, np.arange(2), shocked=True, full=True).states)
        for c in (case, replace(case, world=large))
    )
    for name in RunState._fields:
        times = factor if name == "output" else 1.0
        assert (times * getattr(usual, name) == getattr(larger, name)).all(), name
