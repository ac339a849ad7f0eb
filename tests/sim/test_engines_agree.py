"""The agents give the kernel's bits on cases nobody chose, and the comparison sees the mistakes that one
makes.

Every planted mistake is one of iteration or storage: the rules themselves are the same functions.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from experiments import agents, docking
from experiments.cases import random_scenario
from experiments.docking import Check
from scenarios import compile_case
from sim import agents as who
from sim import draws
from sim import model as one
from sim import run as fast
from sim.causes import shock_rows
from sim.rules.interoperability import benefit, spilled
from sim.world import Case, World

MakeCase = Callable[..., Case]
Patch = pytest.MonkeyPatch
AllianceModel = one.AllianceModel


def held(case: Case, seed: int = 5) -> Check:
    """Both engines on one case: every series, the whole state every month, chips and clamps."""
    check = Check("engines")
    for shocked in (True, False):
        given = (case, seed, np.array([2]))
        runs = [engine.simulate(*given, shocked=shocked, full=True) for engine in (fast, agents)]
        docking._hold(check, f"shocked {shocked}", *runs)
    return check


@pytest.mark.parametrize("number", range(12))
def test_the_agents_give_the_kernels_bits(number: int) -> None:
    check = held(compile_case(random_scenario(number, 77)))
    assert check.compared > 5000
    assert (check.different, check.first) == (0, "")


@pytest.fixture
def rich(make_case: MakeCase, hard_times: np.ndarray, small_world: World) -> Case:
    """A case in which everything happens: scarce chips in both classes, a turn, random events, meetings."""
    now_and_then = shock_rows(
        "chips.capacity", {"regions": ["KOR", "CHN"]}, "random", 1, 3, 0.6, small_world, hazard=0.2, event=9
    )
    return make_case(
        shocks=np.concatenate([hard_times, now_and_then]),
        parameters={"meeting_interval": 3.0, "starting_interoperability": 3.0},
        burn_in=5,
        months=20,
    )


def test_the_agents_give_the_kernels_bits_where_everything_happens(rich: Case) -> None:
    check = held(rich)
    assert (check.different, check.first) == (0, "")


def learn_before_choosing(patch: Patch) -> None:
    order = list(one.MONTH)
    a, b = order.index("choose"), order.index("see")
    order[a], order[b] = order[b], order[a]
    patch.setattr(one, "MONTH", tuple(order))


def see_this_months_positions(patch: Patch) -> None:
    order = [part for part in one.MONTH if part != "see"]
    order.insert(order.index("agree") + 1, "see")
    patch.setattr(one, "MONTH", tuple(order))


def see_the_own_side(patch: Patch) -> None:
    def see(model: Any) -> None:
        for state in model.states:
            state.see(model.sides[state.side].stance)
        for state in model.states:
            state.act()

    patch.setattr(AllianceModel, "see", see)


def count_members_alike(patch: Patch) -> None:
    honest = who.Side.__init__

    def born(side: Any, *given: Any) -> None:
        honest(side, *given)
        side.weights = np.full(len(side.members), 1.0 / len(side.members))

    patch.setattr(who.Side, "__init__", born)


def vote_on_compute_too(patch: Patch) -> None:
    honest = who.Side.__init__

    def born(side: Any, *given: Any) -> None:
        honest(side, *given)
        side.votes = [True] * 4

    patch.setattr(who.Side, "__init__", born)


def forget_to_vote(patch: Patch) -> None:
    honest = who.Side.__init__

    def born(side: Any, *given: Any) -> None:
        honest(side, *given)
        side.votes = [False] * 4

    patch.setattr(who.Side, "__init__", born)


def count_months_from_one(patch: Patch) -> None:
    honest = AllianceModel.causes

    def causes(model: Any) -> None:
        model.month += 1
        honest(model)
        model.month -= 1

    patch.setattr(AllianceModel, "causes", causes)


def feel_the_other_sides_shortage(patch: Patch) -> None:
    honest = AllianceModel.choose

    def choose(model: Any) -> None:
        model.sides[0].shortage, model.sides[1].shortage = (
            model.sides[1].shortage,
            model.sides[0].shortage,
        )
        honest(model)
        model.sides[0].shortage, model.sides[1].shortage = (
            model.sides[1].shortage,
            model.sides[0].shortage,
        )

    patch.setattr(AllianceModel, "choose", choose)


def commit_on_last_months_work(patch: Patch) -> None:
    honest = AllianceModel.build

    def build(model: Any) -> None:
        before = list(model.joint)
        meet = model.council.meet
        model.council.meet = lambda d, joint, *rest: meet(d, before[d], *rest)
        honest(model)
        model.council.meet = meet

    patch.setattr(AllianceModel, "build", build)


def build_domains_one_after_another(patch: Patch) -> None:
    def served(have: float, mean: float, spill: float) -> float:
        return float(spilled(have, mean, spill))

    honest = AllianceModel.build

    def build(model: Any) -> None:
        patch.setattr(
            one, "spilled", lambda have, mean, spill: served(have, model._mean_interoperability(), spill)
        )
        honest(model)
        patch.setattr(one, "spilled", spilled)

    patch.setattr(AllianceModel, "build", build)


def feel_suppliers_this_month(patch: Patch) -> None:
    honest = who.Firm.produce

    def produce(firm: Any, *given: Any) -> None:
        firm.look_up()
        honest(firm, *given)

    patch.setattr(who.Firm, "produce", produce)


def draw_sight_from_moods(patch: Patch) -> None:
    patch.setattr(who, "SIGHT", draws.MOOD)


def burn_in_a_month_short(patch: Patch) -> None:
    honest = AllianceModel.__init__

    def born(model: Any, *given: Any, **how: Any) -> None:
        honest(model, *given, **how)
        model.month += 1

    patch.setattr(AllianceModel, "__init__", born)


def ship_over_the_neighbours_route(patch: Patch) -> None:
    def ship(region: Any, chips: int) -> tuple[float, float]:
        model = region.model
        made = who.made(
            region.capacity[chips] * model.world_size[chips], model.cause[region.number * 2 + chips]
        )
        route = (region.number + 1) % len(model.regions)
        return made, who.carried(made, model.cause[model.first_route + route])

    patch.setattr(who.ChipRegion, "ship", ship)


def act_at_once(patch: Patch) -> None:
    honest = who.State.choose

    def choose(state: Any) -> None:
        honest(state)
        state.effort = list(state.aim)

    patch.setattr(who.State, "choose", choose)
    patch.setattr(who.State, "act", lambda state: None)


def remember_random_events_a_month_longer(patch: Patch) -> None:
    honest = AllianceModel._begun

    def begun(model: Any, start: int, months: int, hazard: float, event: int) -> int:
        return honest(model, start, months + 1, hazard, event)

    patch.setattr(AllianceModel, "_begun", begun)


def benefit_from_last_month(patch: Patch) -> None:
    honest = AllianceModel.choose

    def served_late(model: Any) -> None:
        mean = model._mean_interoperability()
        stale = getattr(model, "kept", None)
        model.kept = [
            benefit(spilled(have, mean, model.spilling), model.half) for have in model.interoperability
        ]
        patch.setattr(one, "benefit", lambda *_: 0.0 if stale is None else stale[0])
        honest(model)
        patch.setattr(one, "benefit", benefit)

    patch.setattr(AllianceModel, "choose", served_late)


MISTAKES = [
    learn_before_choosing,
    see_this_months_positions,
    see_the_own_side,
    count_members_alike,
    vote_on_compute_too,
    forget_to_vote,
    count_months_from_one,
    feel_the_other_sides_shortage,
    commit_on_last_months_work,
    build_domains_one_after_another,
    feel_suppliers_this_month,
    draw_sight_from_moods,
    burn_in_a_month_short,
    ship_over_the_neighbours_route,
    remember_random_events_a_month_longer,
    benefit_from_last_month,
]


@pytest.mark.parametrize("plant", MISTAKES, ids=lambda plant: plant.__name__)
def test_the_comparison_sees_a_mistake_of_iteration(
    plant: Callable[[Patch], None], rich: Case, monkeypatch: Patch
) -> None:
    plant(monkeypatch)
    assert held(rich).different > 0


def test_states_that_act_at_once_are_no_mistake(rich: Case, monkeypatch: Patch) -> None:
    """Nobody reads another's effort before all have chosen, so the order of activation cannot matter."""
    act_at_once(monkeypatch)
    assert held(rich).different == 0


def test_agents_in_any_order_of_activation_give_the_same_bits(rich: Case, monkeypatch: Patch) -> None:
    honest = AllianceModel.choose

    def backwards(model: Any) -> None:
        model.states.reverse()
        honest(model)
        model.states.reverse()

    monkeypatch.setattr(AllianceModel, "choose", backwards)
    assert held(rich).different == 0
