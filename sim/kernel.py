"""Engine 2: the month as flat loops that a compiler can vectorise, and whole batches of runs without a word
of Python.

The loops call the same rules as the agents of engine 1, in the same order, and own nothing but iteration and
storage.
"""

from sim import layout as at
from sim.draws import HAZARD, MOOD, SIGHT, uniform
from sim.rules import chips, council, effort, firms, interoperability, numbers, performance, shocks, trust
from sim.rules.compiled import compiled
from sim.series import PLACE

D, SIDES, CLASSES, SLOTS = 4, 2, 2, 3
COMPUTE = 2
PERFORMANCE, COOPERATION, OUTPUT = PLACE["performance"], PLACE["cooperation"], PLACE["output"]
OUTPUT_BY_SIDE, TRUST, SCAR = PLACE["output_USA"], PLACE["trust_USA"], PLACE["scar_USA"]
SHORTAGE, EFFORT = PLACE["shortage_USA"], PLACE["effort_USA_data"]
INTEROPERABILITY, COMMITMENTS = PLACE["interoperability_data"], PLACE["commitments_data"]
CHIPS = PLACE["chips_advanced"]

made, carried, ration, secured = chips.made, chips.carried, chips.ration, chips.secured
meets, commitments_next = council.meets, council.commitments_next
qualified_majority, weighted_mean = council.qualified_majority, council.weighted_mean
gain, threat, burden, payoff = effort.gain, effort.threat, effort.burden, effort.payoff
desired, bound, adjusted, mood_next = effort.desired, effort.bound, effort.adjusted, effort.mood_next
ordered, delivered, used, stock_next = firms.ordered, firms.delivered, firms.used, firms.stock_next
shortage, inputs, activity, output, lift = (
    firms.shortage,
    firms.inputs,
    firms.activity,
    firms.output,
    firms.lift,
)
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


_begun = compiled(_begun)


def _causes(w, events, key, month, cause):
    places = len(w.capacity) + len(w.capacity) // CLASSES
    for i in range(len(cause)):
        cause[i] = 1.0 if i < places or i == len(cause) - 1 else 0.0
    for k in range(len(events)):
        i, profile, start, months = int(events[k, 0]), int(events[k, 2]), int(events[k, 3]), int(events[k, 4])
        begun = 0
        if profile == RANDOM:
            begun = _begun(key, month, start, months, events[k, 8], int(events[k, 9]))
        on = level(profile, month, start, months, int(events[k, 6]), int(events[k, 7]), begun)
        cause[i] = (
            added(cause[i], events[k, 5], on) if events[k, 1] > 0.0 else lost(cause[i], events[k, 5], on)
        )


_causes = compiled(_causes)


def _supply(w, p, s, cause, book, wanted, share, order, short):
    soft, months, restocking = p[at.SOFTNESS], p[at.STOCK_MONTHS], p[at.RESTOCKING]
    procurement, utilisation = p[at.PROCUREMENT], p[at.UTILISATION]
    n = len(w.firm_need)
    for j in range(n):
        order[j] = ordered(w.firm_need[j], s.stock[j], months, restocking)
    wanted[:] = 0.0
    for j in range(n):
        wanted[w.firm_class[j]] += order[j]
    regions = len(w.capacity) // CLASSES
    for c in range(CLASSES):
        world = p[at.WORLD_ADVANCED] if c == 0 else p[at.WORLD_MATURE]
        available = 0.0
        for r in range(regions):
            produced = made(w.capacity[r * CLASSES + c] * world, cause[r * CLASSES + c])
            shipped = carried(produced, cause[regions * CLASSES + r])
            book.made[c] += produced
            book.stranded[c] += produced - shipped
            available += shipped
        others_want = world * utilisation - 1.0
        others_want = others_want if others_want > 0.0 else 0.0
        fill = ration(available, wanted[c] + others_want, soft)
        ours, others = fill * wanted[c], fill * others_want
        extra = secured(others, wanted[c] - ours, s.joint[COMPUTE], procurement, soft)
        share[c] = (ours + extra) / wanted[c] if wanted[c] > 0.0 else 0.0
        s.delivered[c] = share[c] * wanted[c]
        book.elsewhere[c] += others - extra
        book.idle[c] += available - ours - others
        book.delivered[c] += s.delivered[c]
    for j in range(n):
        arrived = delivered(order[j], share[w.firm_class[j]])
        spent = used(w.firm_need[j], s.stock[j], arrived, soft)
        s.stock[j] = stock_next(s.stock[j], arrived, spent)
        short[j] = shortage(w.firm_need[j], spent)
        order[j] = spent
    for j in range(n):
        book.used[w.firm_class[j]] += order[j]
    for side in range(SIDES):
        felt = 0.0
        for j in range(w.firm_start[side], w.firm_start[side + 1]):
            felt += w.firm_stake[j] * short[j]
        s.shortage[side] = felt


_supply = compiled(_supply)


def _produce(w, p, s, short, served, raised):
    need, network, gaining = p[at.CHIP_NEED], p[at.SUPPLIER_DEPENDENCE], p[at.COOPERATION_GAIN]
    n = len(w.firm_size)
    for k in range(len(raised)):
        joined = 0.0
        for d in range(D):
            joined += w.gains[k * D + d] * s.joint[d] * s.interoperability[d]
        raised[k] = lift(joined, gaining)
    for j in range(n):
        a, b, c = w.suppliers[SLOTS * j], w.suppliers[SLOTS * j + 1], w.suppliers[SLOTS * j + 2]
        served[j] = inputs(
            s.activity[a], s.activity[b], s.activity[c],
            w.supply[SLOTS * j], w.supply[SLOTS * j + 1], w.supply[SLOTS * j + 2], w.alone[j],
        )  # fmt: skip
    for j in range(n):
        s.activity[j] = activity(short[j], served[j], w.firm_dependence[j], need, network)
    for j in range(n):
        s.output[j] = output(w.firm_size[j], s.activity[j], raised[w.firm_kind[j]])


_produce = compiled(_produce)


def _choose(w, p, s, cause, draw, aim):
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
    first = len(w.capacity) + len(w.capacity) // CLASSES
    for i in range(states):
        s.mood[i] = mood_next(s.mood[i], memory, spread, draw[MOOD, i])
    mean = (s.interoperability[0] + s.interoperability[1] + s.interoperability[2] + s.interoperability[3]) / D
    for d in range(D):
        have = s.interoperability[d]
        served = benefit(spilled(have, mean, spill), half)
        pledged = s.commitments[d]
        felt = 1.0 if d == COMPUTE else elsewhere
        for side in range(SIDES):
            short = felt * s.shortage[side]
            for i in range(w.side_start[side], w.side_start[side + 1]):
                now = s.effort[d * states + i]
                good = gain(s.trust[i], served, unlike, short, base, depth, complement, worth)
                bad = threat(s.trust[i], short, fear, danger)
                cost = burden(
                    now, have, w.autonomy[i], w.distance[i], cause[first + d * states + i],
                    standing, turning, working, sovereignty, half, distant,
                )  # fmt: skip
                wish = desired(payoff(interest, good, bad, cost, s.mood[i]), slope, routine)
                aim[d * states + i] = adjusted(now, bound(wish, pledged, binding), pace)


_choose = compiled(_choose)


def _see(w, p, s, draw, clamps):
    spread, soft, tolerated = p[at.PERCEPTION_SPREAD], p[at.SOFTNESS], p[at.TOLERATED]
    gaining, losing, weight, fade = p[at.TRUST_GAIN], p[at.TRUST_LOSS], p[at.SCAR_WEIGHT], p[at.SCAR_FADE]
    for side in range(SIDES):
        other = (SIDES - 1 - side) * D
        stance = (
            s.position[other] + s.position[other + 1] + s.position[other + 2] + s.position[other + 3]
        ) / D
        for i in range(w.side_start[side], w.side_start[side + 1]):
            raw = seen(stance, spread, draw[SIGHT, i])
            sight = clamp(raw)
            clamps[0] += raw != sight
            short = disappointment(s.trust[i], sight, soft)
            broken = breach(short, tolerated)
            rate = learning(broken, s.scar[i], gaining, losing, weight)
            s.trust[i] = trust_next(s.trust[i], sight, rate)
            s.scar[i] = scar_next(s.scar[i], short, broken, fade)


_see = compiled(_see)


def _agree(w, s, p, votes, rank, ballot, people):
    soft = p[at.SOFTNESS]
    states = len(s.trust)
    for side in range(SIDES):
        first, members = w.side_start[side], w.side_start[side + 1] - w.side_start[side]
        for d in range(D):
            start = d * states + first
            efforts = s.effort[start : start + members]
            if votes == 1 and w.votes[side * D + d] == 1:
                _sort(efforts, rank[start : start + members])
                for m in range(members):
                    ballot[m] = efforts[rank[start + m]]
                    people[m] = w.people[first + rank[start + m]]
                s.position[side * D + d] = qualified_majority(
                    ballot[:members],
                    people[:members],
                    w.states_needed[side],
                    w.people_needed[side],
                    w.blocking[side],
                    soft,
                )
            else:
                s.position[side * D + d] = weighted_mean(efforts, w.weight[first : first + members])


def _sort(values, rank):
    """Order `rank` so that values[rank] falls, equal values by number; last month's order is nearly right
    already.
    """
    for m in range(1, len(rank)):
        held = rank[m]
        k = m - 1
        while k >= 0 and (
            values[rank[k]] < values[held] or (values[rank[k]] == values[held] and rank[k] > held)
        ):
            rank[k + 1] = rank[k]
            k -= 1
        rank[k + 1] = held


_sort = compiled(_sort)
_agree = compiled(_agree)


def _build(p, s, month, office):
    work, feedback, decay = p[at.STANDARDS_WORK], p[at.FEEDBACK], p[at.STANDARDS_DECAY]
    half, spill = p[at.INTEROPERABILITY_HALF], p[at.SPILL]
    rate, fade = p[at.PLEDGE_RATE], p[at.COMMITMENT_FADE]
    meeting = meets(month, int(p[at.MEETING_INTERVAL]))
    mean = (s.interoperability[0] + s.interoperability[1] + s.interoperability[2] + s.interoperability[3]) / D
    for d in range(D):
        joint = joint_effort(s.position[d], s.position[D + d])
        served = benefit(spilled(s.interoperability[d], mean, spill), half)
        shared = shared_work(s.position[d], s.position[D + d])
        s.joint[d] = joint
        s.interoperability[d] = interoperability_next(
            s.interoperability[d], shared, served, work, feedback, decay
        )
        s.commitments[d] = commitments_next(s.commitments[d], joint, meeting, office, rate, fade)


_build = compiled(_build)


def _record(w, s, scale, row):
    active = 0.0
    for d in range(D):
        active += cooperation_of(s.joint[d], s.interoperability[d])
    row[COOPERATION] = active / D
    row[OUTPUT] = 0.0
    for side in range(SIDES):
        total = 0.0
        for j in range(w.firm_start[side], w.firm_start[side + 1]):
            total += s.output[j]
        row[OUTPUT_BY_SIDE + side] = total / scale
        row[OUTPUT] += row[OUTPUT_BY_SIDE + side]
        believed = 0.0
        hurt = 0.0
        for i in range(w.side_start[side], w.side_start[side + 1]):
            believed += w.weight[i] * s.trust[i]
            hurt += w.weight[i] * s.scar[i]
        row[TRUST + side] = believed
        row[SCAR + side] = hurt
        row[SHORTAGE + side] = s.shortage[side]
        for d in range(D):
            row[EFFORT + side * D + d] = s.position[side * D + d]
    for d in range(D):
        row[INTEROPERABILITY + d] = s.interoperability[d]
        row[COMMITMENTS + d] = s.commitments[d]
    for c in range(CLASSES):
        row[CHIPS + c] = s.delivered[c]
    row[PERFORMANCE] = performance_of(row[COOPERATION], row[OUTPUT])


_record = compiled(_record)


def run_month(w, p, votes, s, events, key, month, draw, t, scale, row, clamps, book):
    """One month, in the order of `sim.month`; t holds the working arrays."""
    cause, wanted, share, order, short, served, raised, aim, rank, ballot, people = t
    _causes(w, events, key, month, cause)
    _supply(w, p, s, cause, book, wanted, share, order, short)
    _produce(w, p, s, short, served, raised)
    _choose(w, p, s, cause, draw, aim)
    _see(w, p, s, draw, clamps)
    s.effort[:] = aim
    _agree(w, s, p, votes, rank, ballot, people)
    _build(p, s, month, cause[len(cause) - 1])
    _record(w, s, scale, row)


run_month = compiled(run_month)
