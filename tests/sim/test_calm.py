"""The calm rest: an alliance to which nothing happens stays there, and what is derived from it stays, too."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from analysis.thresholds import STATED
from experiments.checks.calm_measurement import default_case, measured
from sim.agents.model import AllianceModel
from sim.calm_rest import HELD, MEAN, calm_rest
from sim.draws import stream
from sim.parameters import calm
from sim.parameters.spread import SPREAD
from sim.parameters.table import MECHANISMS, PARAMETERS, switches
from sim.rules.trust import share_kept
from sim.run import bare_rest, burn_in, rest, simulate
from sim.series import DOMAINS
from sim.state import layout as at
from sim.state.run_parameters import centres_of_each
from sim.world.build import build_world
from sim.world.case import Case, World

MakeCase = Callable[..., Case]
STILL = ("mood",)
KEY = np.uint64(stream(1, 0))
ONE = np.zeros(1, dtype=np.int64)


def test_the_stored_calm_is_what_is_measured() -> None:
    now = measured()
    stored = {"performance": calm.P_STAR, "output": calm.Y_STAR, "cooperation": calm.C_STAR}
    assert now == pytest.approx(stored, abs=2e-6)


@pytest.fixture(scope="module", params=[20, 240], ids=["20 firms", "240 firms"])
def world(request: pytest.FixtureRequest) -> World:
    return build_world(firms=request.param)


@pytest.mark.parametrize("width", [0.0, SPREAD])
def test_calm_is_at_rest(make_case: MakeCase, world: World, width: float) -> None:
    """Without chance or event efforts stay, to a millionth a month over rounds of meetings, and do so for two
    centuries; interoperability stays near 1.
    """
    case = replace(make_case(world=world, off=STILL, months=2400), width=width)
    p, states = centres_of_each(case, [KEY])[0], len(world.states) * len(DOMAINS)
    run = simulate(case, 1, ONE, shocked=False, full=True)
    effort = run.states[0, :, :states]
    after = np.arange(MEAN - 1, 2400, MEAN)
    rounds = np.vstack([calm_rest(case, KEY).effort, effort[after]])
    assert np.abs(np.diff(rounds, axis=0)).max() / MEAN < 1e-6
    np.testing.assert_allclose(effort, p[at.CALM_EFFORT], atol=1e-3)
    for domain in DOMAINS:
        depth = run[f"interoperability_{domain}"][0]
        assert np.abs(depth - 1.0).max() < 1e-2
        assert depth[-MEAN:].mean() == pytest.approx(1.0, abs=1e-3)
    trust = share_kept(p[at.CALM_EFFORT], p[at.EXPECTED_SHARE] * p[at.CALM_EFFORT])
    np.testing.assert_allclose(run["trust_USA"], trust, atol=1e-3)


def test_where_calm_was_put_elsewhere_efforts_leave_it(make_case: MakeCase, world: World) -> None:
    """Control: with another interest, effort does not rest."""
    case = make_case(world=world, off=STILL, months=240)
    start = burn_in(case, 1, ONE)
    start.interest[:] += 0.3
    run = simulate(case, 1, ONE, shocked=False, start=start)
    assert run["effort_USA_compute"][0, -1] > PARAMETERS["calm_effort"].default + 0.02


@pytest.mark.parametrize("name", [name for name, row in MECHANISMS.items() if row.default])
def test_what_is_derived_stays_when_something_is_switched_off(make_case: MakeCase, name: str) -> None:
    usual, without = (calm_rest(make_case(off=off), KEY) for off in ([], [name]))
    for part in ("interest", "work"):
        assert getattr(usual, part).tobytes() == getattr(without, part).tobytes()


@pytest.mark.parametrize("name", ["slope", "repair_worth", "pledge_rate", "lobby_weight"])
def test_what_is_derived_stays_when_a_parameter_is_set(make_case: MakeCase, name: str) -> None:
    given = {name: (PARAMETERS[name].low + PARAMETERS[name].high) / 2}
    usual, other = (calm_rest(make_case(parameters=numbers), KEY) for numbers in ({}, given))
    assert usual.interest.tobytes() == other.interest.tobytes()
    drawn = calm_rest(replace(make_case(), width=SPREAD), KEY)
    assert usual.interest.tobytes() != drawn.interest.tobytes()  # control: each replicate has its own


def test_agents_that_are_held_come_to_the_same_pay_and_work(make_case: MakeCase, small_world: World) -> None:
    """What the kernel derives, worked out by the engine to read: month by month the same means."""
    case = make_case(off=STILL)
    model = AllianceModel(case, 1, 0, shocked=False)
    model.held = True
    pay, built = np.zeros((len(DOMAINS), len(model.states))), np.zeros(len(DOMAINS))
    for _ in range(MEAN):
        model.step()
        pay += np.array([state.pay for state in model.states]).T / MEAN
        built += np.array(model.built) / MEAN
    at_rest = calm_rest(case, KEY)
    p = centres_of_each(case, [KEY])[0]
    wish = p[at.CALM_EFFORT] / (lambda x: x / (1 + x))((at_rest.trust[0] / p[at.GATE_TRUST]) ** 6)
    wanted = np.log(wish / (1 - wish)) / p[at.SLOPE] - pay.ravel()
    np.testing.assert_allclose(at_rest.interest, wanted, atol=1e-6)
    np.testing.assert_allclose(at_rest.work, p[at.STANDARDS_DECAY] / built, rtol=1e-6)
    assert (np.array(model.interoperability) == 1.0).all()
    assert all(state.effort == [p[at.CALM_EFFORT]] * len(DOMAINS) for state in model.states)


def test_agents_that_are_not_held_move(make_case: MakeCase) -> None:
    """Control."""
    model = AllianceModel(make_case(), 1, 0, shocked=False)
    for _ in range(3):
        model.step()
    assert (np.array(model.interoperability) != 1.0).all()


def test_calm_is_averaged_over_whole_rounds_of_meetings() -> None:
    interval = int(PARAMETERS["meeting_interval"].default)
    assert MEAN % interval == 0
    assert (HELD - MEAN) % interval == 0


def test_a_world_that_is_gone_leaves_no_rest_to_another(make_case: MakeCase) -> None:
    """A new world may get the number of one that is gone, which is all that a rest was once kept by."""
    for firms in (5, 30, 9, 21, 7) * 4:
        case = make_case(world=build_world(firms=firms))
        assert len(calm_rest(case, KEY).stock) == firms


def ended(case: Case, trust: float, depth: float) -> float:
    """Performance where a run of the case without noise comes to rest from this share of calm."""
    begun = replace(case, start=(trust, depth, trust))
    start = burn_in(begun, 1, ONE)
    return float(rest(case, 1, ONE, simulate(begun, 1, ONE, shocked=False, start=start).end)[0])


def test_where_the_alliance_rests_depends_on_the_trust_it_began_with(make_case: MakeCase) -> None:
    case = make_case(off=STILL)
    low, high = ended(case, 0.05, 0.0), ended(case, 1.0, 0.0)
    print(f"rest from a twentieth of calm trust {low:.4f}, from all of it {high:.4f}")
    assert high - low > 0.05 * high


def test_without_a_gate_and_stakes_the_memory_of_the_beginning_is_gone(make_case: MakeCase) -> None:
    """Control: where effort hardly hangs on trust the two rests are one."""
    case = make_case(off=(*STILL, "stakes", "outside_options"))
    open_gate = replace(case, parameters=case.parameters.copy())
    open_gate.parameters[at.GATE_TRUST] = 1e-3
    rests = [ended(open_gate, trust, 0.0) for trust in (0.05, 1.0)]
    assert rests[0] == pytest.approx(rests[1], rel=2e-2)


def test_the_alliance_that_never_was_rests_below_the_calm_one() -> None:
    case = replace(default_case(), switches=switches(STILL))
    bare = bare_rest(case, 1, ONE)[0]
    living = ended(case, 1.0, 1.0)
    print(f"bare rest {bare:.4f}, calm {living:.4f}, alive from {STATED.alive:g}")
    assert 0.0 <= bare < 0.5 * living


def calm_levels(case: Case) -> dict[str, float]:
    """Cooperation and mean effort in compute over the last year of a run without noise and shock."""
    run = simulate(replace(case, months=360), 1, ONE, shocked=False)
    efforts = (run["effort_USA_compute"] + run["effort_EU_compute"]) / 2
    return {
        "cooperation": float(run["cooperation"][0, -12:].mean()),
        "effort": float(efforts[0, -12:].mean()),
    }


@pytest.mark.parametrize("name", ["council", "relative_gains", "code_of_conduct"])
def test_calm_that_is_derived_anew_hides_what_a_switch_does_in_calm(make_case: MakeCase, name: str) -> None:
    usual, without = calm_levels(make_case(off=STILL)), make_case(off=[*STILL, name])
    as_ever, anew = calm_levels(without), calm_levels(replace(without, recalm=True))
    assert abs(as_ever["cooperation"] / usual["cooperation"] - 1) > 0.01  # control: it shows without
    assert anew["cooperation"] == pytest.approx(usual["cooperation"], rel=5e-3)
    assert anew["effort"] == pytest.approx(usual["effort"], rel=5e-3)


def test_calm_without_interoperability_can_be_derived_anew(make_case: MakeCase) -> None:
    """Nothing is built, and effort is where calm puts it all the same."""
    without = make_case(off=[*STILL, "interoperability"])
    as_ever, anew = calm_levels(without), calm_levels(replace(without, recalm=True))
    assert anew["effort"] == pytest.approx(PARAMETERS["calm_effort"].default, rel=5e-3)
    assert as_ever["effort"] < anew["effort"] - 0.003  # control


def test_both_engines_derive_calm_anew_alike(make_case: MakeCase) -> None:
    case = replace(make_case(off=["council"], months=6), recalm=True)
    kernel = simulate(case, 1, ONE, shocked=False).series
    agents = AllianceModel(case, 1, int(ONE[0]), shocked=False).run().series
    assert kernel[0].tobytes() == agents.tobytes()
