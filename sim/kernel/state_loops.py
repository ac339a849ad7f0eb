"""Engine 2, states and sides: what every state weighs and chooses, what it sees and learns, and what its
side agrees on.
"""

from sim import month as lines
from sim.compiled import compiled
from sim.draws import MOOD, ORDER, SIGHT, uniform
from sim.kernel.sizes import SIDES, D
from sim.rules.controls import borne
from sim.rules.council import qualified_majority, weighted_mean
from sim.rules.dangers import at_stake
from sim.rules.effort import adjusted, bound, burden, desired, gain, mood_next, payoff, threat
from sim.rules.firms import lobbied
from sim.rules.interoperability import benefit, spilled
from sim.rules.norms import widened
from sim.rules.numbers import clamp
from sim.rules.politics import healing
from sim.rules.regulation import pressing
from sim.rules.trust import breach, disappointment, learning, scar_next, seen, trust_next
from sim.series import ALGORITHMS, COMPUTE
from sim.state import layout as at
from sim.world.causes import TARGETS

TURN = list(TARGETS).index("cooperation.cost")


def mean_of_side(weight, first, row, side):
    """The mean over a side's states, by GDP."""
    total = 0.0
    for i in range(first[side], first[side + 1]):
        total += weight[i] * row[i]
    return total


mean_of_side = compiled(mean_of_side, inlined="late")


def _weigh(w, p, s, b):
    """What each state weighs in every domain alike."""
    lines.look_around(b.alliance, p)
    for i in range(len(s.trust)):
        b.states[at.S_MOOD, i] = s.mood[i]
        b.states[at.S_SIDE_CAPACITY, i] = b.sides[at.G_READY, w.state_side[i]]
        lines.weigh(b.states, b.alliance, p, i)


_weigh = compiled(_weigh, inlined="late")


def choose(w, p, s, t, b, draw):
    memory, spread, elsewhere = p[at.MOOD_MEMORY], p[at.MOOD_SPREAD], p[at.STAKES_ELSEWHERE]
    interest, slope, pace, binding = p[at.INTEREST], p[at.SLOPE], p[at.PACE], p[at.BINDING]
    routine = p[at.ROUTINE]
    base, depth, complement, worth = (
        p[at.TRUST_VALUE],
        p[at.INTEROPERABILITY_GAIN],
        p[at.COMPLEMENT_VALUE],
        p[at.VALUE_AT_STAKE],
    )
    fear, danger = p[at.DISTRUST], p[at.THREAT_AT_STAKE]
    standing, turning, working = p[at.COST], p[at.TURN_COST], p[at.EFFORT_COST]
    sovereignty, half, distant, spill = (
        p[at.DEPTH_COST],
        p[at.INTEROPERABILITY_HALF],
        p[at.DISTANCE_COST],
        p[at.SPILL],
    )
    unlike = w.unlike[0]
    states = len(s.trust)
    turn, of = w.cause_start[TURN], b.states
    lead_worth, lead_danger = p[at.VALUE_OF_LEAD], p[at.THREAT_OF_LEAD]
    attack_worth, attack_danger = p[at.VALUE_UNDER_ATTACK], p[at.THREAT_UNDER_ATTACK]
    lobbying, worrying, worry = p[at.LOBBY_WEIGHT], p[at.WORRY_WORTH], b.alliance[at.A_WORRY]
    followers, reach = b.alliance[at.A_FOLLOWERS], p[at.FOLLOWERS_REACH]
    controlling, costly = clamp(b.alliance[at.A_EXPORT_CONTROL]), p[at.CONTROL_COST]
    for i in range(states):
        s.mood[i] = mood_next(s.mood[i], memory, spread, draw[MOOD, i])
    _weigh(w, p, s, b)
    mean = (s.interoperability[0] + s.interoperability[1] + s.interoperability[2] + s.interoperability[3]) / D
    for d in range(D):
        have = s.interoperability[d]
        served = benefit(widened(spilled(have, mean, spill), followers, reach), half)
        promised, joint = s.commitments[d], s.joint[d]
        weight = 1.0 if d == COMPUTE else elsewhere
        alarmed = worrying if d == ALGORITHMS else 0.0
        restrained = controlling if d == COMPUTE else 0.0
        for i in range(states):
            now, short = s.effort[d * states + i], weight * s.felt[i]
            lead, struck = of[at.S_LEAD, i], of[at.S_INFORMATION_ATTACK, i]
            stake = at_stake(short, lead, struck, worth, lead_worth, attack_worth)
            risk = at_stake(short, lead, struck, danger, lead_danger, attack_danger)
            good = gain(s.trust[i], served, unlike, stake, base, depth, complement)
            bad = threat(s.trust[i], risk, fear)
            cost = burden(
                now, have, of[at.S_APART, i], of[at.S_FELT_DISTANCE, i], t.cause[turn + d * states + i],
                standing, turning, working, sovereignty, half, distant, borne(restrained, w.trade[i], costly),
            )  # fmt: skip
            pressed = pressing(worry, alarmed, lobbied(w.lobby[i * D + d], joint, have, lobbying))
            wish = desired(payoff(interest, good, bad, cost, of[at.S_HOME, i], pressed), slope, routine)
            t.aim[d * states + i] = adjusted(now, bound(wish, promised, binding), pace)


choose = compiled(choose, inlined="late")


def _stance(position, first):
    """The mean of a side's positions over the domains: what the other side sees."""
    return (position[first] + position[first + 1] + position[first + 2] + position[first + 3]) / D


_stance = compiled(_stance, inlined="late")


def _learn(p, trust, scar, repair, i, stance, noise):
    """What state i makes of the stance it sees; whether its sight had to be held in its range."""
    raw = seen(stance, p[at.PERCEPTION_SPREAD], noise)
    sight = clamp(raw)
    short = disappointment(trust[i], sight, p[at.SOFTNESS])
    broken = breach(short, p[at.TOLERATED])
    rate = learning(broken, scar[i], p[at.TRUST_GAIN], p[at.TRUST_LOSS], p[at.SCAR_WEIGHT])
    fade = healing(p[at.SCAR_FADE], repair[i], p[at.REPAIR_SPEED])
    trust[i] = trust_next(trust[i], sight, rate)
    scar[i] = scar_next(scar[i], short, broken, fade)
    return 1 if raw != sight else 0


_learn = compiled(_learn, inlined="late")


def see(w, p, s, b, draw, clamps):
    repair = b.states[at.S_PARTNERS_REPAIR]
    for side in range(SIDES):
        other = (SIDES - 1 - side) * D
        stance = _stance(s.position, other)
        changed = 0
        for i in range(w.side_start[side], w.side_start[side + 1]):
            changed += _learn(p, s.trust, s.scar, repair, i, stance, draw[SIGHT, i])
        clamps[0] += changed


see = compiled(see, inlined="late")


def agree(w, s, p, votes, t):
    for side in range(SIDES):
        agree_within(w, s, p, votes, t, side)


def agree_within(w, s, p, votes, t, side):
    """A side finds its position in every domain."""
    soft, states = p[at.SOFTNESS], len(s.trust)
    first, members = w.side_start[side], w.side_start[side + 1] - w.side_start[side]
    ballot, people = t.ballot[:members], t.people[:members]
    for d in range(D):
        start = d * states + first
        if votes == 1 and w.votes[side * D + d] == 1:
            _sort(s.effort, t.rank, start, members)
            for m in range(members):
                ballot[m] = s.effort[start + t.rank[start + m]]
                people[m] = w.people[first + t.rank[start + m]]
            s.position[side * D + d] = qualified_majority(
                ballot, people, w.states_needed[side], w.people_needed[side], w.blocking[side], soft
            )
        else:
            s.position[side * D + d] = weighted_mean(
                s.effort[start : start + members], w.weight[first : first + members]
            )


def _sort(effort, rank, start, members):
    """Order the members' numbers in `rank` so that their efforts fall, equal ones by number; last month's
    order is nearly right already.
    """
    for m in range(1, members):
        held = rank[start + m]
        value = effort[start + held]
        k = start + m - 1
        while k >= start:
            other = effort[start + rank[k]]
            if other > value or (other == value and rank[k] < held):
                break
            rank[k + 1] = rank[k]
            k -= 1
        rank[k + 1] = held


_sort = compiled(_sort, inlined="late")
agree_within = compiled(agree_within, inlined="late")
agree = compiled(agree, inlined="late")


def take_turns(w, p, s, t, b, votes, key, month, draw, clamps):
    """States see and act one after another, in an order drawn anew: each meets what those before it have
    done.
    """
    states, repair = len(s.trust), b.states[at.S_PARTNERS_REPAIR]
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
        clamps[0] += _learn(p, s.trust, s.scar, repair, i, stance, draw[SIGHT, i])
        for d in range(D):
            s.effort[d * states + i] = t.aim[d * states + i]
        agree_within(w, s, p, votes, t, side)


take_turns = compiled(take_turns, inlined="late")
