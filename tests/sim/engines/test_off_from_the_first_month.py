"""Off is off from the first month, in run and twin: no stock of a mechanism that is off is left over from the
calm rest, which every default mechanism is part of.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from experiments.engine import mesa_runs
from sim import calm_rest
from sim import run as kernel
from sim.draws import stream
from sim.parameters.table import MECHANISMS, PARAMETERS
from sim.run import Trajectories, burn_in
from sim.state import layout as at
from sim.state.blocks import BUILDING, COMMON, STANDING
from sim.state.run_state import RunState
from sim.world.case import Case

MakeCase = Callable[..., Case]
FIELDS = ("data", "algorithms", "compute", "standards")
SIDES = ("USA", "EU")
NEVER: dict[str, tuple[str, ...]] = {
    "council": (*(f"commitments_{field}" for field in FIELDS), "pledges"),
    "interoperability": tuple(f"interoperability_{field}" for field in FIELDS),
    "outside_options": tuple(f"ties_{side}" for side in SIDES),
    "home_capacity": (*(f"capacity_{side}" for side in SIDES), "support"),
    "shared_terms": ("terms",),
    "incidents": ("incidents", "worry"),
    "rule_export": ("followers",),
    "military_ai": ("club", "together"),
    "code_of_conduct": ("kept",),
}
"""Series that stay at nothing where a mechanism is off and nothing happens, however calm looks with it on."""
UNMOVED = {
    "export_control": ("grip",),
    "global_south": ("minerals",),
    "trust_learning": ("trust_USA", "trust_EU"),
}
"""Series that stay where they are."""


def calm_run(case: Case, engine: str = "kernel") -> Trajectories:
    simulate = {"kernel": kernel.simulate, "agents": mesa_runs.simulate}[engine]
    return simulate(case, 1, np.arange(1), shocked=False, full=True)


@pytest.mark.parametrize("burnt_in", [0, 12])
@pytest.mark.parametrize("name", NEVER)
def test_what_is_off_is_nothing_from_the_first_month_on(
    name: str, burnt_in: int, make_case: MakeCase
) -> None:
    run = calm_run(make_case(off=[name], months=24, burn_in=burnt_in))
    left = {series for series in NEVER[name] if (run[series] != 0.0).any()}
    assert left == set()


@pytest.mark.parametrize("name", NEVER)
def test_calm_has_what_is_switched_off(name: str, make_case: MakeCase) -> None:
    """Control: on, all of it is there, but for what only an event calls forth."""
    called_forth = {"capacity_USA", "capacity_EU", "support"}
    run = calm_run(make_case(months=24))
    assert all((run[series] > 0.0).any() for series in set(NEVER[name]) - called_forth)


@pytest.mark.parametrize("name", UNMOVED)
def test_what_is_off_stays_where_it_is(name: str, make_case: MakeCase, hard_times: np.ndarray) -> None:
    shocked = kernel.simulate(make_case(off=[name], shocks=hard_times), 1, np.arange(1), shocked=True)
    moved = kernel.simulate(make_case(shocks=hard_times), 1, np.arange(1), shocked=True)
    for series in UNMOVED[name]:
        assert np.ptp(shocked[series]) <= 1e-15
        assert np.ptp(moved[series]) > 1e-3  # control


def test_firms_without_stocks_hold_none_from_the_first_month_on(
    make_case: MakeCase, parts: Callable[[Case, np.ndarray], RunState]
) -> None:
    case = make_case(off=["stocks"], months=6)
    assert (burn_in(case, 1, np.arange(1)).stock == 0.0).all()
    assert (parts(case, calm_run(case).states).stock < 1e-15).all()
    assert (burn_in(make_case(months=6), 1, np.arange(1)).stock > 0.0).any()  # control


def slow_stocks(state: RunState) -> dict[str, np.ndarray]:
    """Every stock by name."""
    rows = {name: state.standing.reshape(len(STANDING), -1)[k] for k, name in enumerate(STANDING)}
    common = {name: state.common[k : k + 1] for k, name in enumerate(COMMON)}
    building = {name: state.building.reshape(len(BUILDING), -1)[k] for k, name in enumerate(BUILDING)}
    own = ("interoperability", "commitments", "preparing", "stock", "code", "substituted")
    return {**rows, **common, **building, **{name: getattr(state, name) for name in own}}


def settled_without(make_case: MakeCase, name: str) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Stocks at the start of a run with a mechanism off, and after a century without events or chance."""
    case = make_case(off=[name, "mood"], months=1)
    first = burn_in(case, 1, np.arange(1))
    century = replace(case, months=1200)
    end = kernel.simulate(century, 1, np.arange(1), shocked=False, start=first).end
    begin, last = (RunState(*(part[0] for part in state)) for state in (first, end))
    return slow_stocks(begin), slow_stocks(last)


@pytest.mark.parametrize("name", MECHANISMS)
def test_no_stock_that_a_mechanism_alone_keeps_up_is_there_without_it(name: str, make_case: MakeCase) -> None:
    """Whatever dies out in a century without a mechanism, though the rest goes on, was not there to begin
    with.
    """
    begin, last = settled_without(make_case, name)
    dying = {
        stock
        for stock, value in begin.items()
        if np.abs(value).max() > 1e-6 and np.abs(last[stock]).max() < 1e-9
    }
    assert dying == set()


def test_a_stock_left_over_would_be_seen(make_case: MakeCase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: forget that pledges make commitments."""
    every = calm_rest.NOTHING_WITHOUT.items()
    kept = {name: causes for name, causes in every if at.PLEDGE_RATE not in causes}
    monkeypatch.setattr(calm_rest, "NOTHING_WITHOUT", kept)
    begin, last = settled_without(make_case, "council")
    assert begin["commitments"].max() > 1e-3
    assert last["commitments"].max() < 1e-9


@pytest.mark.parametrize("name", ["council", "interoperability", "stocks", "code_of_conduct"])
def test_the_agents_begin_as_the_kernel_does(name: str, make_case: MakeCase) -> None:
    case = make_case(off=[name], months=8, burn_in=2)
    runs = [calm_run(case, engine) for engine in ("kernel", "agents")]
    assert runs[0].states.tobytes() == runs[1].states.tobytes()


def test_what_is_expected_follows_what_is_set_and_interest_does_not(make_case: MakeCase) -> None:
    key = np.uint64(stream(1, 0))
    numbers = {"expected_share": 0.9, "calm_effort": 0.7}
    usual, other = (calm_rest.first_state(make_case(parameters=given), key) for given in ({}, numbers))
    default = PARAMETERS["expected_share"].default * PARAMETERS["calm_effort"].default
    np.testing.assert_allclose(usual.expected, default, rtol=1e-15)
    np.testing.assert_allclose(other.expected, 0.9 * 0.7, rtol=1e-15)
    for name in ("interest", "work", "effort", "trust"):
        assert getattr(usual, name).tobytes() == getattr(other, name).tobytes()
