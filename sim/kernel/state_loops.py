"""Engine 2, states and sides: what every state weighs and chooses, what it sees and learns, and what its
side agrees on.
"""

import numpy as np

from sim import month as lines
from sim.array_types import Floats, Integers
from sim.compiled import compiled
from sim.draws import ORDER, uniform
from sim.kernel.alike import alike
from sim.kernel.ballots import order_ballots
from sim.kernel.sizes import SIDES, D
from sim.kernel.working_arrays import Work
from sim.lanes.marks import instead_of
from sim.rules.controls import control_cost
from sim.rules.council import qualified_majority, weighted_mean
from sim.rules.dangers import at_stake, danger
from sim.rules.effort import (
    effort_next,
    mood_next,
    partner_worth,
    payoff,
    sovereignty_cost,
    trust_gate,
    wished_effort,
)
from sim.rules.firms import firms_pressure
from sim.rules.interoperability import depth_benefit
from sim.rules.numbers import clamp, positive_part
from sim.rules.trust import (
    blame_share,
    credit,
    expected_next,
    learning_rate,
    share_kept,
    trust_next,
)
from sim.series import ALGORITHMS, COMPUTE, DATA
from sim.state import layout as at
from sim.state.run_state import Blocks, RunState
from sim.world.case import Arrays
from sim.world.causes import TARGETS

TURN = list(TARGETS).index("cooperation.cost")


def mean_of_side(weight: Floats, first: Integers, row: Floats, side: int) -> float:
    """The mean over a side's states, by GDP."""
    total = 0.0
    for i in range(first[side], first[side + 1]):
        total += weight[i] * row[i]
    return total


mean_of_side = compiled(mean_of_side, inlined="late")


def _weigh(p: Floats, s: RunState, b: Blocks) -> None:
    """What each state weighs in every domain alike."""
    lines.outside_pressures(b.alliance, p)
    for i in range(len(s.trust)):
        b.states[at.S_MOOD, i] = s.mood[i]
        lines.politics_of_state(b.states, b.alliance, p, i)


_weigh = compiled(_weigh, inlined="late")


def choose(w: Arrays, p: Floats, s: RunState, t: Work, b: Blocks, draw: Floats, held: int) -> None:
    """Step 4: every state weighs the partner in every field and aims at an effort; held efforts stay."""
    memory, spread, half = p[at.MOOD_MEMORY], p[at.MOOD_SPREAD], p[at.GATE_TRUST]
    for i in range(len(s.trust)):
        s.mood[i] = mood_next(s.mood[i], memory, spread, draw[i])
    _weigh(p, s, b)
    for i in range(len(s.trust)):
        t.ballot[i] = trust_gate(s.trust[i], half)
    slope, pace, routine = p[at.SLOPE], p[at.EFFORT_PACE], p[at.ROUTINE]
    worth, threat = p[at.VALUE_AT_STAKE], p[at.THREAT_AT_STAKE]
    turning, prized, costly, lobbying = (
        p[at.TURN_COST],
        p[at.DEPTH_COST],
        p[at.CONTROL_COST],
        p[at.LOBBY_WEIGHT],
    )
    elsewhere, by_lead, by_attack = p[at.STAKES_ELSEWHERE], p[at.LEAD_WEIGHT], p[at.ATTACK_WEIGHT]
    states, turn, of = len(s.trust), w.cause_start[TURN], b.states
    for d in range(D):
        for side in range(SIDES):
            other = SIDES - 1 - side
            brought = partner_worth(
                s.position[other * D + d], p[at.CALM_EFFORT], w.capability[other], p[at.CAPABILITY_WEIGHT]
            )
            for i in range(w.side_start[side], w.side_start[side + 1]):
                b.states[at.S_BROUGHT, i] = brought
        on_chips = 1.0 if d == COMPUTE else elsewhere
        on_models = 1.0 if d == ALGORITHMS else elsewhere
        on_data = 1.0 if d == DATA else elsewhere
        restrained = clamp(b.alliance[at.A_EXPORT_CONTROL]) if d == COMPUTE else 0.0
        worried = on_models * p[at.WORRY_WEIGHT] * b.alliance[at.A_WORRY]
        have, joint = s.interoperability[d], s.joint[d]
        served = depth_benefit(have, p[at.INTEROPERABILITY_HALF])
        depth = p[at.INTEROPERABILITY_GAIN] * served
        for i in range(states):
            k = d * states + i
            endangered = danger(
                on_chips * of[at.S_ECONOMY_WEIGHT, i] * s.felt[i],
                on_models * by_lead * of[at.S_SECURITY_WEIGHT, i] * of[at.S_LEAD, i],
                on_data * by_attack * of[at.S_SECURITY_WEIGHT, i] * of[at.S_INFORMATION_ATTACK, i],
                worried,
            )
            costs = sovereignty_cost(of[at.S_APART, i], served, prized) + control_cost(
                restrained, w.trade[i], costly
            )
            t.pay[k] = payoff(
                depth,
                at_stake(s.trust[i], endangered, worth, threat),
                of[at.S_BROUGHT, i],
                turning * t.cause[turn + k],
                costs,
                of[at.S_HOME, i],
                firms_pressure(w.lobby[i * D + d], joint, have, lobbying),
            )
        for i in range(states):  # apart, so that the logistics of several states are under way at once
            k = d * states + i
            wish = wished_effort(t.ballot[i], s.interest[k] + t.pay[k], slope, routine)
            t.aim[k] = s.effort[k] if held == 1 else effort_next(s.effort[k], wish, pace)


choose = compiled(choose, inlined="late")


def _stance(position: Floats, first: int) -> float:
    """The mean of a side's positions over the domains: what the other side sees."""
    together: float = position[first] + position[first + 1] + position[first + 2] + position[first + 3]
    return together / D


_stance = compiled(_stance, inlined="late")


def _learn(p: Floats, s: RunState, i: int, kept: float) -> int:
    """What state i makes of what the other side kept; whether its blame had to be held in its range."""
    asked = blame_share(s.felt[i], s.trust[i], p[at.BLAME])
    blamed = clamp(asked)
    credited = credit(kept, blamed)
    fall = positive_part(s.trust[i] - credited, alike(p[at.SOFTNESS]))
    rate = learning_rate(fall, p[at.TRUST_GAIN], p[at.TRUST_LOSS], p[at.TOLERATED])
    s.trust[i] = trust_next(s.trust[i], credited, rate)
    return 1 if asked != blamed else 0


_learn = compiled(_learn, inlined="late")


def see(w: Arrays, p: Floats, s: RunState, clamps: Integers) -> None:
    """Step 5: every state learns from the other side's last positions."""
    for side in range(SIDES):
        stance = _stance(s.position, (SIDES - 1 - side) * D)
        kept, changed = share_kept(stance, s.expected[side]), 0
        for i in range(w.side_start[side], w.side_start[side + 1]):
            changed += _learn(p, s, i, kept)
        clamps[0] += changed
        s.expected[side] = expected_next(s.expected[side], stance, p[at.EXPECTATION_PACE])


see = compiled(see, inlined="late")


def agree(w: Arrays, p: Floats, s: RunState, t: Work, votes: int) -> None:
    """Step 6: both sides find their positions."""
    for side in range(SIDES):
        agree_within(w, p, s, t, votes, side)


def agree_within(w: Arrays, p: Floats, s: RunState, t: Work, votes: int, side: int) -> None:
    """A side finds its position in every domain."""
    soft, states = alike(p[at.SOFTNESS]), len(s.trust)
    first, members = w.side_start[side], w.side_start[side + 1] - w.side_start[side]
    ballot, people = t.ballot[:members], t.people[:members]
    for d in range(D):
        start = d * states + first
        if votes == 1 and w.votes[side * D + d] == 1:
            order_ballots(w, s, t, start, first, members)
            s.position[side * D + d] = qualified_majority(
                ballot, people, w.states_needed[side], w.people_needed[side], w.blocking[side], soft
            )
        else:
            s.position[side * D + d] = weighted_mean(
                s.effort[start : start + members], w.weight[first : first + members]
            )


agree_within = compiled(agree_within, inlined="late")
agree = compiled(agree, inlined="late")


def take_turns(
    w: Arrays, p: Floats, s: RunState, t: Work, votes: int, key: np.uint64, month: int, clamps: Integers
) -> None:
    """Steps 5 and 6: states see and act one after another, in an order drawn anew: each meets what those
    before it have done.
    """
    states = len(s.trust)
    for i in range(states):
        t.lot[i] = uniform(key, month, i, ORDER)
        k = i
        while k > 0 and t.lot[t.turn[k - 1]] > t.lot[i]:
            t.turn[k] = t.turn[k - 1]
            k -= 1
        t.turn[k] = i
    for k in range(states):
        i = t.turn[k]
        side = w.state_side[i]
        stance = _stance(s.position, (SIDES - 1 - side) * D)
        clamps[0] += _learn(p, s, i, share_kept(stance, s.expected[side]))
        for d in range(D):
            s.effort[d * states + i] = t.aim[d * states + i]
        agree_within(w, p, s, t, votes, side)
    for side in range(SIDES):
        stance = _stance(s.position, (SIDES - 1 - side) * D)
        s.expected[side] = expected_next(s.expected[side], stance, p[at.EXPECTATION_PACE])


@instead_of(take_turns)
def _turns_in_lanes(
    w: Arrays, p: Floats, s: RunState, t: Work, votes: int, key: np.uint64, month: int, clamps: Integers
) -> None:
    """Every lane would have an order of its own, so such runs go one after another (`sim.run`)."""
    raise NotImplementedError


take_turns = compiled(take_turns, inlined="late")
