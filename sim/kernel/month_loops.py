"""Engine 2: the month as flat loops that a compiler can vectorise, and whole batches of runs without a word
of Python.

The loops call the same rules as the agents of engine 1, in the same order, and own nothing but iteration and
storage.
"""

from sim import month as lines
from sim.compiled import compiled
from sim.draws import HAZARD, MOOD, ORDER, SIGHT, uniform
from sim.kernel.firm_loops import (
    ALGORITHMS,
    CLASSES,
    COMPUTE,
    DATA,
    SIDES,
    STANDARDS,
    D,
    produce,
    spread,
    supply,
)
from sim.rules import (
    controls,
    council,
    dangers,
    effort,
    firms,
    interoperability,
    norms,
    numbers,
    performance,
    politics,
    regulation,
    shocks,
    trust,
)
from sim.series import PLACE
from sim.state import layout as at
from sim.state.blocks import COMMON, COMMON_CAUSES, STANDING, STATE_CAUSES
from sim.world.causes import TARGETS

PERFORMANCE, COOPERATION, OUTPUT = PLACE["performance"], PLACE["cooperation"], PLACE["output"]
OUTPUT_BY_SIDE, TRUST, SCAR = PLACE["output_USA"], PLACE["trust_USA"], PLACE["scar_USA"]
SHORTAGE, EFFORT = PLACE["shortage_USA"], PLACE["effort_USA_data"]
INTEROPERABILITY, COMMITMENTS = PLACE["interoperability_data"], PLACE["commitments_data"]
PLEDGES, CHIPS = PLACE["pledges"], PLACE["chips_advanced"]
AUTONOMY, HELD, CAPACITY_AT = PLACE["autonomy_USA"], PLACE["ties_USA"], PLACE["capacity_USA"]
SHARED, WORKED = PLACE["terms"], PLACE["support"]
_ORDER = list(TARGETS)
TURN = _ORDER.index("cooperation.cost")
OF_STATE = tuple(map(_ORDER.index, STATE_CAUSES))
OF_ALL = tuple(map(_ORDER.index, COMMON_CAUSES))

borne, at_stake, lobbied, widened = controls.borne, dangers.at_stake, firms.lobbied, norms.widened
healing, pressing = politics.healing, regulation.pressing
meets, pledged, advanced, stage_next = council.meets, council.pledged, council.advanced, council.stage_next
open_agenda, starting, taking_effect = council.open_agenda, council.starting, council.taking_effect
qualified_majority, weighted_mean = council.qualified_majority, council.weighted_mean
gain, threat, burden, payoff = effort.gain, effort.threat, effort.burden, effort.payoff
desired, bound, adjusted, mood_next = effort.desired, effort.bound, effort.adjusted, effort.mood_next
joint_effort, shared_work = interoperability.joint_effort, interoperability.shared_work
spilled, benefit = interoperability.spilled, interoperability.benefit
interoperability_next = interoperability.interoperability_next
clamp = numbers.clamp
cooperation_of, performance_of = performance.cooperation, performance.performance
level, lost, added, RANDOM = shocks.level, shocks.lost, shocks.added, shocks.RANDOM
seen, disappointment, breach = trust.seen, trust.disappointment, trust.breach
learning, trust_next, scar_next = trust.learning, trust.trust_next, trust.scar_next


def _begun(key, month, start, months, hazard, event):
    first = max(start, month - months + 1)
    for earlier in range(month, first - 1, -1):
        if uniform(key, earlier, event, HAZARD) < hazard:
            return 1
    return 0


_begun = compiled(_begun, inlined="late")


def copy(source, target):
    """What `target[:] = source` does, but for the seconds it takes to compile that one's error message."""
    for k in range(len(source)):
        target[k] = source[k]


copy = compiled(copy, inlined="late")


def _causes(calm, events, key, month, cause):
    copy(calm, cause)
    for k in range(len(events)):
        i, profile, start, months = int(events[k, 0]), int(events[k, 2]), int(events[k, 3]), int(events[k, 4])
        begun = 0
        if profile == RANDOM:
            begun = _begun(key, month, start, months, events[k, 8], int(events[k, 9]))
        on = level(profile, month, start, months, int(events[k, 6]), int(events[k, 7]), begun)
        cause[i] = (
            added(cause[i], events[k, 5], on) if events[k, 1] > 0.0 else lost(cause[i], events[k, 5], on)
        )


def _lay_out(w, p, s, t, b, month):
    """Put this month's causes into the blocks, whether the council meets, and what goes wrong."""
    for k in range(len(OF_STATE)):
        start = w.cause_start[OF_STATE[k]]
        for i in range(b.states.shape[1]):
            b.states[len(STANDING) + k, i] = t.cause[start + i]
    for k in range(len(OF_ALL)):
        b.alliance[len(COMMON) + k] = t.cause[w.cause_start[OF_ALL[k]]]
    b.alliance[at.A_MEETING] = meets(month, int(p[at.MEETING_INTERVAL]))
    for side in range(SIDES):
        repairing = _mean(w.weight, w.side_start, b.states[at.S_ADMINISTRATION_REPAIR], side)
        other = SIDES - 1 - side
        for i in range(w.side_start[other], w.side_start[other + 1]):
            b.states[at.S_PARTNERS_REPAIR, i] = repairing
    b.alliance[at.A_OPERATING_ALGORITHMS] = s.commitments[ALGORITHMS]
    lines.happen(b.alliance, b.sides, p)


_causes = compiled(_causes, inlined="late")
_lay_out = compiled(_lay_out, inlined="late")


def _weigh(w, p, s, b):
    """What each state weighs in every domain alike."""
    lines.look_around(b.alliance, p)
    for i in range(len(s.trust)):
        b.states[at.S_MOOD, i] = s.mood[i]
        b.states[at.S_SIDE_CAPACITY, i] = b.sides[at.G_READY, w.state_side[i]]
        lines.weigh(b.states, b.alliance, p, i)


_weigh = compiled(_weigh, inlined="late")


def _choose(w, p, s, t, b, draw):
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


_choose = compiled(_choose, inlined="late")


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


def _see(w, p, s, b, draw, clamps):
    repair = b.states[at.S_PARTNERS_REPAIR]
    for side in range(SIDES):
        other = (SIDES - 1 - side) * D
        stance = _stance(s.position, other)
        changed = 0
        for i in range(w.side_start[side], w.side_start[side + 1]):
            changed += _learn(p, s.trust, s.scar, repair, i, stance, draw[SIGHT, i])
        clamps[0] += changed


_see = compiled(_see, inlined="late")


def _agree(w, s, p, votes, t):
    for side in range(SIDES):
        _agree_within(w, s, p, votes, t, side)


def _agree_within(w, s, p, votes, t, side):
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
_agree_within = compiled(_agree_within, inlined="late")
_agree = compiled(_agree, inlined="late")


def _take_turns(w, p, s, t, b, votes, key, month, draw, clamps):
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
        _agree_within(w, s, p, votes, t, side)


_take_turns = compiled(_take_turns, inlined="late")


def _build(w, p, s, b):
    work, feedback, decay = p[at.STANDARDS_WORK], p[at.FEEDBACK], p[at.STANDARDS_DECAY]
    half, spill = p[at.INTEROPERABILITY_HALF], p[at.SPILL]
    followers, reach = b.alliance[at.A_FOLLOWERS], p[at.FOLLOWERS_REACH]
    for side in range(SIDES):
        b.sides[at.G_FACTION, side] = _mean(w.weight, w.side_start, b.states[at.S_FACTION], side)
    lines.prepare(b.alliance, b.sides, p)
    lawful, slowed = b.alliance[at.A_LAWFUL], b.alliance[at.A_SLOWED]
    mean = (s.interoperability[0] + s.interoperability[1] + s.interoperability[2] + s.interoperability[3]) / D
    for d in range(D):
        open_to = lawful if d == DATA else 1.0
        joint = joint_effort(s.position[d], s.position[D + d], open_to)
        served = benefit(widened(spilled(s.interoperability[d], mean, spill), followers, reach), half)
        done = shared_work(s.position[d], s.position[D + d], open_to)
        s.joint[d] = joint
        s.interoperability[d] = interoperability_next(
            s.interoperability[d], done, served,
            slowed if d in (ALGORITHMS, STANDARDS) else work, feedback, decay,
        )  # fmt: skip
        _mature(p, s, b.alliance, d, joint)
    built = b.alliance
    built[at.A_JOINT_ALGORITHMS], built[at.A_JOINT_STANDARDS] = s.joint[ALGORITHMS], s.joint[STANDARDS]
    built[at.A_JOINT_COMPUTE] = s.joint[COMPUTE]
    built[at.A_INTEROPERABILITY_ALGORITHMS] = s.interoperability[ALGORITHMS]
    built[at.A_INTEROPERABILITY_STANDARDS] = s.interoperability[STANDARDS]


def _mean(weight, first, row, side):
    """The mean over a side's states, by GDP."""
    total = 0.0
    for i in range(first[side], first[side + 1]):
        total += weight[i] * row[i]
    return total


_mean = compiled(_mean, inlined="late")


def _mature(p, s, common, d, joint):
    meeting, office = common[at.A_MEETING], common[at.A_COUNCIL_OPEN]
    rate, fade = common[at.A_RATE], common[at.A_FADE]
    at_once, pace = p[at.AT_ONCE], p[at.STAGE_PACE]
    begun, agreed, established = s.preparing[d], s.preparing[D + d], s.preparing[2 * D + d]
    new = pledged(open_agenda(begun, agreed, established, s.commitments[d]), joint, meeting, office, rate)
    first, second = advanced(begun, meeting, office, pace), advanced(agreed, meeting, office, pace)
    third = advanced(established, meeting, office, pace)
    s.preparing[d] = stage_next(begun, starting(new, at_once), first, fade)
    s.preparing[D + d] = stage_next(agreed, first, second, fade)
    s.preparing[2 * D + d] = stage_next(established, second, third, fade)
    s.commitments[d] = stage_next(s.commitments[d], taking_effect(new, at_once, third), 0.0, fade)


_mature = compiled(_mature, inlined="late")
_build = compiled(_build, inlined="late")


def _change(w, p, s, t, b):
    """What moves slowly, each stock from what the others were: states, then plants, firms, the alliance."""
    of, common, states = b.states, b.alliance, len(s.trust)
    turn = w.cause_start[TURN]
    for i in range(states):
        total = 0.0
        for d in range(D):
            total += t.cause[turn + d * states + i]
        of[at.S_TURNED, i] = total / D
        of[at.S_TRUST, i] = s.trust[i]
    for side in range(SIDES):
        t.turns[side] = _mean(w.weight, w.side_start, of[at.S_TURNED], side)
    common[at.A_CLUB_AIM], common[at.A_TOGETHER_AIM] = 0.0, 1.0
    for i in range(states):
        of[at.S_PARTNERS_TURN, i] = t.turns[SIDES - 1 - w.state_side[i]]
        lines.change_state(of, common, p, i)
        common[at.A_CLUB_AIM] += w.weight[i] / SIDES * of[at.S_JOINS, i]
        common[at.A_TOGETHER_AIM] = min(common[at.A_TOGETHER_AIM], of[at.S_WILL, i])
    _raise(w, p, s, b)
    spread(w, p, s, t, common)
    lines.drift(common, p)


def _raise(w, p, s, b):
    """Home capacity of both sides."""
    b.alliance[at.A_SPENT], b.alliance[at.A_LOST] = 0.0, 0.0
    for side in range(SIDES):
        b.sides[at.G_SHORTAGE, side] = s.shortage[side]
        b.sides[at.G_SUPPORT, side] = _mean(w.weight, w.side_start, b.states[at.S_CHIPS_SUPPORT], side)
        lines.pay(b.sides, p, side)
    for side in range(SIDES):
        lines.raise_plants(b.alliance, b.sides, p, side)


_raise = compiled(_raise, inlined="late")
_change = compiled(_change, inlined="late")


def _record_slow(w, b, row):
    of, common = b.states, b.alliance
    for side in range(SIDES):
        row[AUTONOMY + side] = _mean(w.weight, w.side_start, of[at.S_APART], side)
        row[HELD + side] = _mean(w.weight, w.side_start, of[at.S_TIES], side)
        row[HELD + SIDES + side] = _mean(w.weight, w.side_start, of[at.S_FACTION], side)
        row[HELD + 2 * SIDES + side] = _mean(w.weight, w.side_start, of[at.S_IMAGE], side)
        row[CAPACITY_AT + side] = b.sides[at.G_READY, side]
    row[WORKED], row[WORKED + 1] = common[at.A_SPENT], common[at.A_LOST]
    row[WORKED + 2], row[WORKED + 3] = common[at.A_APART], common[at.A_HAPPENED]
    row[WORKED + 4] = common[at.A_LEAD]
    for k in range(len(COMMON)):
        row[SHARED + k] = common[k]


_record_slow = compiled(_record_slow, inlined="late")


def _record(w, s, scale, t, b, row):
    active = 0.0
    for d in range(D):
        active += cooperation_of(s.joint[d], s.interoperability[d])
    row[COOPERATION] = active / D
    row[OUTPUT] = 0.0
    for side in range(SIDES):
        total = 0.0
        believed = 0.0
        hurt = 0.0
        for i in range(w.side_start[side], w.side_start[side + 1]):
            earned = 0.0
            for j in range(t.first[i * CLASSES], t.first[(i + 1) * CLASSES]):
                earned += s.output[j]
            total += earned
            believed += w.weight[i] * s.trust[i]
            hurt += w.weight[i] * s.scar[i]
        row[OUTPUT_BY_SIDE + side] = total / scale
        row[OUTPUT] += row[OUTPUT_BY_SIDE + side]
        row[TRUST + side] = believed
        row[SCAR + side] = hurt
        row[SHORTAGE + side] = s.shortage[side]
        for d in range(D):
            row[EFFORT + side * D + d] = s.position[side * D + d]
    every = 0.0
    for d in range(D):
        row[INTEROPERABILITY + d] = s.interoperability[d]
        row[COMMITMENTS + d] = s.commitments[d]
        every += s.preparing[d] + s.preparing[D + d] + s.preparing[2 * D + d] + s.commitments[d]
    row[PLEDGES] = every / D
    for c in range(CLASSES):
        row[CHIPS + c] = s.delivered[c]
    row[PERFORMANCE] = performance_of(row[COOPERATION], row[OUTPUT])
    _record_slow(w, b, row)


_record = compiled(_record, inlined="late")


def run_month(w, p, votes, in_turn, s, events, key, month, draw, t, b, scale, row, clamps, book):
    """One month, in the order of `sim.month`; t is its `Work`, b its `Blocks`. `in_turn`: states act one
    after another.
    """
    _causes(w.calm, events, key, month, t.cause)
    _causes(w.calm, events, key, month + int(p[at.WARNING_LEAD]), t.ahead)
    _lay_out(w, p, s, t, b, month)
    supply(w, p, s, t, b, book)
    produce(w, p, s, t, b)
    _choose(w, p, s, t, b, draw)
    if in_turn == 1:
        _take_turns(w, p, s, t, b, votes, key, month, draw, clamps)
    else:
        _see(w, p, s, b, draw, clamps)
        copy(t.aim, s.effort)
        _agree(w, s, p, votes, t)
    _build(w, p, s, b)
    _change(w, p, s, t, b)
    _record(w, s, scale, t, b, row)


run_month = compiled(run_month, inlined="early")
