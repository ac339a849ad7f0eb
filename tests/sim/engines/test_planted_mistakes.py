"""The comparison of both engines sees the mistakes that one makes: each is planted by a function of its own,
and is one of iteration or storage, since the rules themselves are the same functions.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from experiments.checks.docking import Check
from sim import draws
from sim.agents import council as agents_council
from sim.agents import model as agents_model
from sim.agents import monthly_causes, producers, sides, states
from sim.month import MONTH
from sim.state import layout as at
from sim.world.case import Case

Patch = pytest.MonkeyPatch
Held = Callable[[Case], Check]
AllianceModel = agents_model.AllianceModel


def learn_before_choosing(patch: Patch) -> None:
    order = list(MONTH)
    a, b = order.index("choose"), order.index("see")
    order[a], order[b] = order[b], order[a]
    patch.setattr(agents_model, "MONTH", tuple(order))


def see_this_months_positions(patch: Patch) -> None:
    order = [part for part in MONTH if part != "see"]
    order.insert(order.index("agree") + 1, "see")
    patch.setattr(agents_model, "MONTH", tuple(order))


def see_the_own_side(patch: Patch) -> None:
    honest = states.State.see

    def see(state: Any, stance: float, expected: float) -> None:
        honest(state, state.model.sides[state.side].stance, expected)

    patch.setattr(states.State, "see", see)


def expect_the_same_of_both_sides(patch: Patch) -> None:
    honest = states.State.see

    def see(state: Any, stance: float, expected: float) -> None:
        honest(state, stance, state.model.sides[0].expected)

    patch.setattr(states.State, "see", see)


def adapt_before_seeing(patch: Patch) -> None:
    honest = AllianceModel.see

    def see(model: Any) -> None:
        for side in model.sides:
            side.expect(side.other.stance)
        honest(model)

    patch.setattr(AllianceModel, "see", see)


def blame_for_last_months_shortage(patch: Patch) -> None:
    honest = states.State.feel

    def feel(state: Any, together: float) -> None:
        before = state.felt
        honest(state, together)
        state.felt_now, state.felt_before = state.felt, before

    def see(state: Any, *given: float) -> None:
        state.felt = state.felt_before
        learn(state, *given)
        state.felt = state.felt_now

    learn = states.State.see
    patch.setattr(states.State, "feel", feel)
    patch.setattr(states.State, "see", see)


def find_substitutes_before_the_month(patch: Patch) -> None:
    honest = states.State.feel

    def feel(state: Any, together: float) -> None:
        kept = state.model.substituted
        state.model.substituted = kept + state.model.p.substitution * together * (1.0 - kept)
        honest(state, together)
        state.model.substituted = kept

    patch.setattr(states.State, "feel", feel)


def count_members_alike(patch: Patch) -> None:
    honest = sides.Side.__init__

    def born(side: Any, *given: Any) -> None:
        honest(side, *given)
        side.weights = np.full(len(side.members), 1.0 / len(side.members))

    patch.setattr(sides.Side, "__init__", born)


def vote_on_compute_too(patch: Patch) -> None:
    honest = sides.Side.__init__

    def born(side: Any, *given: Any) -> None:
        honest(side, *given)
        side.votes = [True] * 4

    patch.setattr(sides.Side, "__init__", born)


def forget_to_vote(patch: Patch) -> None:
    honest = sides.Side.__init__

    def born(side: Any, *given: Any) -> None:
        honest(side, *given)
        side.votes = [False] * 4

    patch.setattr(sides.Side, "__init__", born)


def count_months_from_one(patch: Patch) -> None:
    honest = AllianceModel.causes

    def causes(model: Any) -> None:
        model.month += 1
        honest(model)
        model.month -= 1

    patch.setattr(AllianceModel, "causes", causes)


def feel_the_other_sides_shortage(patch: Patch) -> None:
    honest = sides.Side.sum_shortage

    def sum_shortage(side: Any) -> None:
        honest(side)
        for state in side.members:
            state.feel(side.other.shortage)

    patch.setattr(sides.Side, "sum_shortage", sum_shortage)


def commit_on_last_months_work(patch: Patch) -> None:
    honest = AllianceModel.build

    def build(model: Any) -> None:
        before = list(model.joint)
        meet = model.council.meet
        model.council.meet = lambda d, joint, *rest: meet(d, before[d], *rest)
        honest(model)
        model.council.meet = meet

    patch.setattr(AllianceModel, "build", build)


def feel_suppliers_this_month(patch: Patch) -> None:
    honest = producers.Firm.produce

    def produce(firm: Any, *given: Any) -> None:
        honest(firm, *given)
        firm.activity = firm.planned

    patch.setattr(producers.Firm, "produce", produce)


def draw_moods_for_another_purpose(patch: Patch) -> None:
    patch.setattr(states, "MOOD", draws.HAZARD)


def burn_in_a_month_short(patch: Patch) -> None:
    honest = AllianceModel.__init__

    def born(model: Any, *given: Any, **how: Any) -> None:
        honest(model, *given, **how)
        model.month += 1

    patch.setattr(AllianceModel, "__init__", born)


def ship_over_the_neighbours_route(patch: Patch) -> None:
    honest = producers.ChipRegion.ship

    def ship(region: Any, chips: int, size: float, cause: list[float]) -> tuple[float, float]:
        first, regions = region.model.place["chips.route"], len(region.model.regions)
        routes = cause[first + 1 : first + regions] + cause[first : first + 1]
        return honest(region, chips, size, cause[:first] + routes + cause[first + regions :])

    patch.setattr(producers.ChipRegion, "ship", ship)


def act_at_once(patch: Patch) -> None:
    honest = states.State.choose

    def choose(state: Any) -> None:
        honest(state)
        state.effort = list(state.aim)

    patch.setattr(states.State, "choose", choose)
    patch.setattr(states.State, "act", lambda state: None)


def remember_random_events_a_month_longer(patch: Patch) -> None:
    honest = monthly_causes.has_begun

    def has_begun(key: np.uint64, month: int, start: int, months: int, hazard: float, event: int) -> int:
        return honest(key, month, start, months + 1, hazard, event)

    patch.setattr(monthly_causes, "has_begun", has_begun)


def benefit_from_last_month(patch: Patch) -> None:
    honest = AllianceModel.field

    def field(model: Any, d: int) -> Any:
        seen = honest(model, d)
        late = getattr(model, "late", {})
        model.late = {**late, d: seen.benefit}
        seen.benefit = late.get(d, seen.benefit)
        return seen

    patch.setattr(AllianceModel, "field", field)


def work_without_groups(patch: Patch) -> None:
    patch.setattr(agents_model, "group_work", lambda commitments, faster: 1.0)


def hear_of_what_is_already_there(patch: Patch) -> None:
    honest = AllianceModel.causes

    def causes(model: Any) -> None:
        honest(model)
        model.ahead = model.cause

    patch.setattr(AllianceModel, "causes", causes)


def let_commitments_run_through_their_stages(patch: Patch) -> None:
    honest = agents_council.Council.meet

    def meet(council: Any, domain: int, *given: Any) -> None:
        honest(council, domain, *given)
        if council.model.blocks.alliance[at.A_MEETING] > 0.0:
            council.agreed[domain] += council.begun[domain]
            council.begun[domain] = 0.0

    patch.setattr(agents_council.Council, "meet", meet)


def warn_by_what_is_only_begun(patch: Patch) -> None:
    honest = AllianceModel.supply

    def supply(model: Any) -> None:
        operating = model.council.operating
        model.council.operating = [a + b for a, b in zip(operating, model.council.begun, strict=True)]
        honest(model)
        model.council.operating = operating

    patch.setattr(AllianceModel, "supply", supply)


def miss_a_partner_for_what_one_has_oneself(patch: Patch) -> None:
    honest = sides.Side.__init__

    def born(side: Any, *given: Any) -> None:
        honest(side, *given)
        side.capability = 1.0 - side.capability

    patch.setattr(sides.Side, "__init__", born)


def answer_with_joint_work_on_data(patch: Patch) -> None:
    honest: Any = vars(AllianceModel)["answered"].fget

    def answered(model: Any) -> float:
        joint = model.joint
        model.joint = [joint[0]] * len(joint)
        share = float(honest(model))
        model.joint = joint
        return share

    patch.setattr(AllianceModel, "answered", property(answered))


def count_followers_of_last_month_but_one(patch: Patch) -> None:
    honest = AllianceModel.produce

    def produce(model: Any) -> None:
        common = model.blocks.alliance
        now = common[at.A_FOLLOWERS]
        common[at.A_FOLLOWERS], model.followers_before = getattr(model, "followers_before", now), now
        honest(model)
        common[at.A_FOLLOWERS] = now

    patch.setattr(AllianceModel, "produce", produce)


def feel_each_for_itself(patch: Patch) -> None:
    honest = states.State.feel

    def feel(state: Any, together: float) -> None:
        honest(state, together)
        state.felt = 0.0 if state.stake == 0.0 else state.short / state.stake

    patch.setattr(states.State, "feel", feel)


def work_on_everything_by_transfer(patch: Patch) -> None:
    patch.setattr(agents_model, "DATA", 1)


def make_good_out_of_nothing(patch: Patch) -> None:
    patch.setattr(producers, "promise_factor", lambda arrived, promised: 1.0)


def forget_the_states_causes(patch: Patch) -> None:
    patch.setattr(agents_model, "STATE_CAUSES", ())


def forget_who_may_return(patch: Patch) -> None:
    honest = sides.Side.mean_of
    faction = at.S_FACTION
    patch.setattr(sides.Side, "mean_of", lambda side, k: 0.0 if k == faction else honest(side, k))


def build_plants_for_the_other_side(patch: Patch) -> None:
    honest = sides.Side.pay

    def pay(side: Any) -> None:
        honest(side)
        side.model.blocks.sides[at.G_MONEY, side.number] *= 1.5

    patch.setattr(sides.Side, "pay", pay)


MISTAKES = [
    hear_of_what_is_already_there, let_commitments_run_through_their_stages, warn_by_what_is_only_begun,
    miss_a_partner_for_what_one_has_oneself, answer_with_joint_work_on_data,
    count_followers_of_last_month_but_one,
    feel_each_for_itself, work_on_everything_by_transfer, make_good_out_of_nothing,
    forget_the_states_causes, forget_who_may_return, build_plants_for_the_other_side, learn_before_choosing,
    see_this_months_positions, see_the_own_side, count_members_alike, vote_on_compute_too, forget_to_vote,
    count_months_from_one, feel_the_other_sides_shortage, commit_on_last_months_work,
    expect_the_same_of_both_sides, adapt_before_seeing, blame_for_last_months_shortage,
    find_substitutes_before_the_month, work_without_groups, feel_suppliers_this_month,
    draw_moods_for_another_purpose, burn_in_a_month_short, ship_over_the_neighbours_route,
    remember_random_events_a_month_longer, benefit_from_last_month,
]  # fmt: skip


@pytest.mark.parametrize("plant", MISTAKES, ids=lambda plant: plant.__name__)
def test_the_comparison_sees_a_mistake_of_iteration(
    plant: Callable[[Patch], None], rich: Case, held: Held, monkeypatch: Patch
) -> None:
    plant(monkeypatch)
    assert held(rich).different > 0


def test_states_that_act_at_once_are_no_mistake(rich: Case, held: Held, monkeypatch: Patch) -> None:
    """Nobody reads another's effort before all have chosen, so the order of activation cannot matter."""
    act_at_once(monkeypatch)
    assert held(rich).different == 0


def test_agents_in_any_order_of_activation_give_the_same_bits(
    rich: Case, held: Held, monkeypatch: Patch
) -> None:
    honest = AllianceModel.choose

    def backwards(model: Any) -> None:
        model.states.reverse()
        honest(model)
        model.states.reverse()

    monkeypatch.setattr(AllianceModel, "choose", backwards)
    assert held(rich).different == 0
