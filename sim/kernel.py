"""Engine 2: the month as flat loops that a compiler can vectorise, and whole batches of runs without a word
of Python.

The loops call the same rules as the agents of engine 1, in the same order, and own nothing but iteration and
storage.
"""

from typing import NamedTuple

from sim import layout as at
from sim.arrays import Floats, Integers
from sim.causes import TARGETS
from sim.draws import HAZARD, MOOD, ORDER, SIGHT, uniform
from sim.rules import (
    capacity,
    chips,
    code,
    controls,
    council,
    dangers,
    data,
    defence,
    effort,
    firms,
    interoperability,
    norms,
    numbers,
    outside,
    performance,
    pledge,
    politics,
    regulation,
    relative,
    shocks,
    trust,
    warning,
)
from sim.rules.compiled import compiled
from sim.series import PLACE
from sim.slow import BUILDING, COMMON, STANDING

D, SIDES, CLASSES = 4, 2, 2
DATA, ALGORITHMS, COMPUTE, STANDARDS = range(D)
TIES, FACTION, FEAR, IMAGE, IDENTITY = range(len(STANDING))
TERMS, WORRY, NORM, FOLLOWERS, GRIP, MINERALS, CLUB, TOGETHER, KEPT = range(len(COMMON))
BEGUN, RISING, READY = (stage * SIDES for stage in range(len(BUILDING)))
HAPPENED, APART, LEAD, SPENT, LOST = range(5)
AROUND = 5
"""What is worked out once a month for all: incidents, distance of rules, the rival's lead, money spent and
lost.
"""
PERFORMANCE, COOPERATION, OUTPUT = PLACE["performance"], PLACE["cooperation"], PLACE["output"]
OUTPUT_BY_SIDE, TRUST, SCAR = PLACE["output_USA"], PLACE["trust_USA"], PLACE["scar_USA"]
SHORTAGE, EFFORT = PLACE["shortage_USA"], PLACE["effort_USA_data"]
INTEROPERABILITY, COMMITMENTS = PLACE["interoperability_data"], PLACE["commitments_data"]
PLEDGES, CHIPS = PLACE["pledges"], PLACE["chips_advanced"]
AUTONOMY, HELD, CAPACITY_AT = PLACE["autonomy_USA"], PLACE["ties_USA"], PLACE["capacity_USA"]
MONEY, MONEY_LOST, RULES = PLACE["support"], PLACE["support_lost"], PLACE["rules_apart"]
INCIDENTS, LEAD_AT, SHARED = PLACE["incidents"], PLACE["lead"], PLACE["terms"]
_ORDER = list(TARGETS)
CAPACITY, ROUTE, ACCESS = map(_ORDER.index, ("chips.capacity", "chips.route", "chips.access"))
TURN, RELIANCE = map(_ORDER.index, ("cooperation.cost", "autonomy.reliance"))
TRANSFER, OFFICE = map(_ORDER.index, ("data.transfer", "council.open"))
SAFETY, WORKING = map(_ORDER.index, ("data.safety", "firms.working"))
REPAIR, RIVAL, ATTACK = map(_ORDER.index, ("administration.repair", "rival.lead", "information.attack"))
OFFER, DIVERGENCE, HAZARDS = map(_ORDER.index, ("partners.offer", "regulation.apart", "systems.incidents"))
SOLD, SUPPORT, CONTROL = map(_ORDER.index, ("startups.sold", "chips.support", "export.control"))
OPPOSED, COURTED, ADVOCACY = map(_ORDER.index, ("public.opposition", "south.courted", "norm.advocacy"))

spent, bought, built, finished = capacity.spent, capacity.bought, capacity.built, capacity.finished
building_next, capacity_next = capacity.building_next, capacity.capacity_next
self_reliant, feared = capacity.self_reliant, capacity.feared
called, taken_up = code.called, code.taken_up
held_back, grip_next, borne = controls.held_back, controls.grip_next, controls.borne
perceived, at_stake = dangers.perceived, dangers.at_stake
guarded = data.guarded
willing, joined_in = defence.willing, defence.joined
at_home, lobbied, plants = effort.at_home, firms.lobbied, chips.plants
uptake, shared, alike = norms.uptake, norms.shared, norms.alike
widened, seated = norms.widened, norms.seated
courted, thinned = outside.courted, outside.thinned
valued, healing, favoured = politics.valued, politics.healing, politics.favoured
faction_next, doubted, image_next = politics.faction_next, politics.doubted, politics.image_next
apart, meshing, edition = regulation.apart, regulation.meshing, regulation.edition
covered, protected, regulated = regulation.covered, regulation.protected, regulation.regulated
tracked, incidents, unharmed = regulation.tracked, regulation.incidents, regulation.unharmed
pressing, suspicion, monitored = regulation.pressing, relative.suspicion, council.monitored

made, carried, ration, secured = chips.made, chips.carried, chips.ration, chips.secured
others_want = chips.others_want
meets, pledged, advanced, stage_next = council.meets, council.pledged, council.advanced, council.stage_next
open_agenda, starting, taking_effect = council.open_agenda, council.starting, council.taking_effect
qualified_majority, weighted_mean = council.qualified_majority, council.weighted_mean
medium = data.medium
gain, threat, burden, payoff = effort.gain, effort.threat, effort.burden, effort.payoff
desired, bound, adjusted, mood_next = effort.desired, effort.bound, effort.adjusted, effort.mood_next
sovereign = effort.sovereign
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
let_through, even, felt = pledge.let_through, pledge.even, pledge.felt
level, lost, added, RANDOM = shocks.level, shocks.lost, shocks.added, shocks.RANDOM
seen, disappointment, breach = trust.seen, trust.disappointment, trust.breach
learning, trust_next, scar_next = trust.learning, trust.trust_next, trust.scar_next
foreseen, stock_aim, watched = warning.foreseen, warning.stock_aim, warning.watched


class Work(NamedTuple):
    """Working arrays of a batch, made once: a month allocates nothing. Slots go by class, then by state."""

    cause: Floats  # [causes] this month
    ahead: Floats  # [causes] as they will be when what is begun now arrives
    booked: Floats  # [c * s] chips ordered, then used
    fill: Floats  # [c * s] share of its orders that arrives
    aims: Floats  # [c] months of need to hold
    order: Floats  # [f] chips ordered, then arrived, then used
    short: Floats  # [f]
    served: Floats  # [f]
    raised: Floats  # [k]
    aim: Floats  # [d * s]
    apart: Floats  # [s] preference for autonomy
    rank: Integers  # [d * s] members in the order of their efforts
    ballot: Floats  # [s]
    people: Floats  # [s]
    slot: Integers  # [f] class x states + home
    first: Integers  # [s * c + 1] first firm of each state and class
    stake: Floats  # [s] sum of its firms' stakes
    met: Floats  # [f] how far its suppliers keep the code
    home: Floats  # [s] what politics at home add to the payoff
    lead: Floats  # [s] the rival's lead as a state feels it
    turned: Floats  # [s] how far it has turned away, mean of the domains
    turns: Floats  # [sides] the same of a side, by GDP; then its money for plants
    around: Floats  # [AROUND]
    lot: Floats  # [s] lots for the order of the month
    turn: Integers  # [s] states in the order in which they act


def _begun(key, month, start, months, hazard, event):
    first = max(start, month - months + 1)
    for earlier in range(month, first - 1, -1):
        if uniform(key, earlier, event, HAZARD) < hazard:
            return 1
    return 0


_begun = compiled(_begun, inlined=True)


def copy(source, target):
    """What `target[:] = source` does, but for the seconds it takes to compile that one's error message."""
    for k in range(len(source)):
        target[k] = source[k]


copy = compiled(copy, inlined=True)


def _causes(w, events, key, month, cause):
    copy(w.calm, cause)
    for k in range(len(events)):
        i, profile, start, months = int(events[k, 0]), int(events[k, 2]), int(events[k, 3]), int(events[k, 4])
        begun = 0
        if profile == RANDOM:
            begun = _begun(key, month, start, months, events[k, 8], int(events[k, 9]))
        on = level(profile, month, start, months, int(events[k, 6]), int(events[k, 7]), begun)
        cause[i] = (
            added(cause[i], events[k, 5], on) if events[k, 1] > 0.0 else lost(cause[i], events[k, 5], on)
        )


_causes = compiled(_causes, inlined=True)


def _ship(w, s, cause, c, world):
    """Chips of a class made and shipped in a month under these causes."""
    working, route = w.cause_start[CAPACITY], w.cause_start[ROUTE]
    produced, shipped = 0.0, 0.0
    for r in range(len(w.capacity) // CLASSES):
        home = s.building[READY + w.region_side[r]] if w.region_side[r] >= 0 else 0.0
        here = made(plants(w.capacity[r * CLASSES + c], world, home), cause[working + r * CLASSES + c])
        produced += here
        shipped += carried(here, cause[route + r])
    return produced, shipped


_ship = compiled(_ship, inlined=True)


def _share_out(w, p, s, t, book, c):
    """Fill the orders for a class of chips, state by state: what each firm gets of what it ordered."""
    states, access = len(s.trust), w.cause_start[ACCESS]
    slots = c * states
    world, soft = p[at.WORLD_ADVANCED] if c == 0 else p[at.WORLD_MATURE], p[at.SOFTNESS]
    joint, sharing = s.joint[COMPUTE], p[at.PLEDGE_SHARE]
    wanted = 0.0
    for i in range(states):
        wanted += t.booked[slots + i]
    produced, available = _ship(w, s, t.cause, c, world)
    outside = others_want(world, p[at.UTILISATION])
    filled = ration(available, wanted + outside, soft)
    ours, others = filled * wanted, filled * outside
    extra = secured(others, wanted - ours, joint, p[at.PROCUREMENT], soft)
    share = (ours + extra) / wanted if wanted > 0.0 else 0.0
    arrived, promised = 0.0, 0.0
    for i in range(states):
        part, reach = share * t.booked[slots + i], t.cause[access + i]
        counted = let_through(reach, joint, sharing)
        arrived += part * reach
        promised += part * counted
        t.fill[slots + i] = share * counted
    evened = even(arrived, promised)
    for i in range(states):
        t.fill[slots + i] *= evened
    s.delivered[c] = arrived
    book.made[c] += produced
    book.stranded[c] += produced - available
    book.elsewhere[c] += others - extra + (share * wanted - arrived)
    book.idle[c] += available - ours - others
    book.delivered[c] += arrived


_share_out = compiled(_share_out, inlined=True)


def _order(w, s, t, restocking, soft):
    for j in range(len(w.firm_need)):
        t.order[j] = ordered(w.firm_need[j], s.stock[j], t.aims[w.firm_class[j]], restocking, soft)


def _use(w, s, t, soft):
    """What comes is gathered in a loop of its own, so that the other one has no index to look up."""
    for j in range(len(w.firm_need)):
        t.order[j] = delivered(t.order[j], t.fill[t.slot[j]])
    for j in range(len(w.firm_need)):
        spent = used(w.firm_need[j], s.stock[j], t.order[j], soft)
        s.stock[j] = stock_next(s.stock[j], t.order[j], spent)
        t.short[j] = shortage(w.firm_need[j], spent)
        t.order[j] = spent


_order, _use = compiled(_order, inlined=True), compiled(_use, inlined=True)


def _supply(w, p, s, t, book):
    soft, restocking = p[at.SOFTNESS], p[at.RESTOCKING]
    states = len(s.trust)
    for c in range(CLASSES):
        world = p[at.WORLD_ADVANCED] if c == 0 else p[at.WORLD_MATURE]
        _, coming = _ship(w, s, t.ahead, c, world)
        loss = foreseen(coming, 1.0 + others_want(world, p[at.UTILISATION]), soft)
        t.aims[c] = stock_aim(p[at.STOCK_MONTHS], loss, s.commitments[COMPUTE], p[at.WARNING_STOCK])
    _order(w, s, t, restocking, soft)
    for i in range(states):
        for c in range(CLASSES):
            booked = 0.0
            for j in range(t.first[i * CLASSES + c], t.first[i * CLASSES + c + 1]):
                booked += t.order[j]
            t.booked[c * states + i] = booked
    for c in range(CLASSES):
        _share_out(w, p, s, t, book, c)
    _use(w, s, t, soft)
    for i in range(states):
        short = 0.0
        for c in range(CLASSES):
            spent = 0.0
            for j in range(t.first[i * CLASSES + c], t.first[i * CLASSES + c + 1]):
                spent += t.order[j]
                short += w.firm_stake[j] * t.short[j]
            book.used[c] += spent
        s.felt[i] = short
    for side in range(SIDES):
        together = 0.0
        for i in range(w.side_start[side], w.side_start[side + 1]):
            together += s.felt[i]
        s.shortage[side] = together
        for i in range(w.side_start[side], w.side_start[side + 1]):
            s.felt[i] = felt(s.felt[i], t.stake[i], together, p[at.SOLIDARITY])


_supply = compiled(_supply, inlined=True)


def _happen(w, p, s, t):
    """Incidents this month, and what tiers of risk and incidents leave of output."""
    strictest = min(w.threshold[0], w.threshold[1])
    aligned, tail, strictness = p[at.TIERS_ALIGNED], p[at.RISK_TAIL], p[at.STRICTNESS]
    ours = covered(w.threshold[0], strictest, aligned, tail)
    theirs = covered(w.threshold[1], strictest, aligned, tail)
    followed = tracked(s.commitments[ALGORITHMS], s.common[TERMS], p[at.TRACKING_YIELD], p[at.TRACKING_BLIND])
    more = p[at.INCIDENT_REACH] * t.cause[w.cause_start[HAZARDS]]
    happened = incidents(p[at.INCIDENT_HAZARD], more, protected(strictness, ours, theirs), followed)
    t.around[HAPPENED] = happened
    return regulated(strictness, ours, theirs, p[at.TIERS_COST]), unharmed(happened, p[at.INCIDENT_HARM])


_happen = compiled(_happen, inlined=True)


def _produce(w, p, s, t):
    need, network, gaining = p[at.CHIP_NEED], p[at.SUPPLIER_DEPENDENCE], p[at.COOPERATION_GAIN]
    left = watched(s.commitments[COMPUTE], p[at.WARNING_COST])
    tiers, harm = _happen(w, p, s, t)
    working = w.cause_start[WORKING]
    n = len(w.firm_size)
    for k in range(len(t.raised)):
        joined = 0.0
        for d in range(D):
            joined += w.gains[k * D + d] * s.joint[d] * s.interoperability[d]
        t.raised[k] = lift(joined, gaining, left, tiers, harm)
    for j in range(n):
        a, b, c = w.suppliers[j], w.suppliers[n + j], w.suppliers[2 * n + j]
        t.served[j] = inputs(
            s.activity[a], s.activity[b], s.activity[c],
            w.supply[j], w.supply[n + j], w.supply[2 * n + j], w.alone[j],
        )  # fmt: skip
    for j in range(n):
        s.activity[j] = activity(
            t.short[j], t.served[j], t.cause[working + w.firm_kind[j]], w.firm_dependence[j], need, network
        )
    for j in range(n):
        s.output[j] = output(w.firm_size[j], s.activity[j], t.raised[w.firm_kind[j]])


_produce = compiled(_produce, inlined=True)


def _weigh(w, p, s, t, controlling):
    """What each state weighs in every domain alike: its autonomy, the rival's lead, politics at home."""
    states = len(s.trust)
    reliance, repairing = w.cause_start[RELIANCE], w.cause_start[REPAIR]
    lead = held_back(t.cause[w.cause_start[RIVAL]], controlling, s.common[GRIP], p[at.CONTROL_REACH])
    t.around[LEAD] = lead
    normal, wary = (
        shared(s.common[NORM], p[at.NORM_WORTH]),
        suspicion(w.near[0], p[at.RELATIVE_CONCERN], p[at.SUSPICION_COST]),
    )
    for i in range(states):
        proud = self_reliant(s.building[READY + w.state_side[i]], p[at.CAPACITY_PRIDE])
        t.apart[i] = sovereign(w.autonomy[i], t.cause[reliance + i], s.standing[FEAR * states + i], proud)
        t.lead[i] = perceived(lead, w.rival_view[i], p[at.VIEW_SPLIT])
        t.home[i] = at_home(
            s.mood[i],
            valued(t.cause[repairing + i], p[at.REPAIR_WORTH]),
            favoured(s.standing[IMAGE * states + i], p[at.IMAGE_WORTH]),
            normal,
            thinned(s.standing[TIES * states + i], p[at.OUTSIDE_COST]),
            wary,
        )


_weigh = compiled(_weigh, inlined=True)


def _choose(w, p, s, t, draw):
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
    turn, attack = w.cause_start[TURN], w.cause_start[ATTACK]
    lead_worth, lead_danger = p[at.VALUE_OF_LEAD], p[at.THREAT_OF_LEAD]
    attack_worth, attack_danger = p[at.VALUE_UNDER_ATTACK], p[at.THREAT_UNDER_ATTACK]
    lobbying, worrying, worry = p[at.LOBBY_WEIGHT], p[at.WORRY_WORTH], s.common[WORRY]
    reach, belonging = p[at.FOLLOWERS_REACH], p[at.IDENTITY_SHARE]
    controlling, costly = clamp(t.cause[w.cause_start[CONTROL]]), p[at.CONTROL_COST]
    for i in range(states):
        s.mood[i] = mood_next(s.mood[i], memory, spread, draw[MOOD, i])
    _weigh(w, p, s, t, controlling)
    mean = (s.interoperability[0] + s.interoperability[1] + s.interoperability[2] + s.interoperability[3]) / D
    for d in range(D):
        have = s.interoperability[d]
        served = benefit(widened(spilled(have, mean, spill), s.common[FOLLOWERS], reach), half)
        promised, joint = s.commitments[d], s.joint[d]
        weight = 1.0 if d == COMPUTE else elsewhere
        alarmed = worrying if d == ALGORITHMS else 0.0
        restrained = controlling if d == COMPUTE else 0.0
        for i in range(states):
            now, short, struck = s.effort[d * states + i], weight * s.felt[i], t.cause[attack + i]
            stake = at_stake(short, t.lead[i], struck, worth, lead_worth, attack_worth)
            risk = at_stake(short, t.lead[i], struck, danger, lead_danger, attack_danger)
            good = gain(s.trust[i], served, unlike, stake, base, depth, complement)
            bad = threat(s.trust[i], risk, fear)
            far = alike(w.distance[i], s.standing[IDENTITY * states + i], belonging)
            cost = burden(
                now, have, t.apart[i], far, t.cause[turn + d * states + i],
                standing, turning, working, sovereignty, half, distant, borne(restrained, w.trade[i], costly),
            )  # fmt: skip
            pressed = pressing(worry, alarmed, lobbied(w.lobby[i * D + d], joint, have, lobbying))
            wish = desired(payoff(interest, good, bad, cost, t.home[i], pressed), slope, routine)
            t.aim[d * states + i] = adjusted(now, bound(wish, promised, binding), pace)


_choose = compiled(_choose, inlined=True)


def _stance(s, first):
    """The mean of a side's positions over the domains: what the other side sees."""
    return (s.position[first] + s.position[first + 1] + s.position[first + 2] + s.position[first + 3]) / D


_stance = compiled(_stance, inlined=True)


def _learn(w, p, s, t, i, stance, noise):
    """What state i makes of the stance it sees; whether its sight had to be held in its range."""
    raw = seen(stance, p[at.PERCEPTION_SPREAD], noise)
    sight = clamp(raw)
    short = disappointment(s.trust[i], sight, p[at.SOFTNESS])
    broken = breach(short, p[at.TOLERATED])
    rate = learning(broken, s.scar[i], p[at.TRUST_GAIN], p[at.TRUST_LOSS], p[at.SCAR_WEIGHT])
    fade = healing(p[at.SCAR_FADE], t.cause[w.cause_start[REPAIR] + i], p[at.REPAIR_SPEED])
    s.trust[i] = trust_next(s.trust[i], sight, rate)
    s.scar[i] = scar_next(s.scar[i], short, broken, fade)
    return 1 if raw != sight else 0


_learn = compiled(_learn, inlined=True)


def _see(w, p, s, t, draw, clamps):
    for side in range(SIDES):
        other = (SIDES - 1 - side) * D
        stance = _stance(s, other)
        changed = 0
        for i in range(w.side_start[side], w.side_start[side + 1]):
            changed += _learn(w, p, s, t, i, stance, draw[SIGHT, i])
        clamps[0] += changed


_see = compiled(_see, inlined=True)


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


_sort = compiled(_sort, inlined=True)
_agree_within = compiled(_agree_within, inlined=True)
_agree = compiled(_agree, inlined=True)


def _take_turns(w, p, s, t, votes, key, month, draw, clamps):
    """States see and act one after another, in an order drawn anew: each meets what those before it have
    done.
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
        clamps[0] += _learn(w, p, s, t, i, _stance(s, (SIDES - 1 - side) * D), draw[SIGHT, i])
        for d in range(D):
            s.effort[d * states + i] = t.aim[d * states + i]
        _agree_within(w, s, p, votes, t, side)


_take_turns = compiled(_take_turns, inlined=True)


def _build(w, p, s, t, month):
    cause = t.cause
    work, feedback, decay = p[at.STANDARDS_WORK], p[at.FEEDBACK], p[at.STANDARDS_DECAY]
    half, spill = p[at.INTEROPERABILITY_HALF], p[at.SPILL]
    meeting, office = meets(month, int(p[at.MEETING_INTERVAL])), cause[w.cause_start[OFFICE]]
    plain = guarded(cause[w.cause_start[TRANSFER]], cause[w.cause_start[SAFETY]], p[at.PRIVATE_SHARE])
    lawful = medium(plain, p[at.MODELLING_SHARE], p[at.MODELLING_YIELD])
    distance = apart(
        p[at.RULES_APART], cause[w.cause_start[DIVERGENCE]], s.common[TERMS], p[at.TERMS_BRIDGE],
        s.common[KEPT], p[at.CODE_BRIDGE],
    )  # fmt: skip
    t.around[APART] = distance
    slowed = meshing(work, distance, p[at.FRICTION])
    fade = monitored(p[at.COMMITMENT_FADE], office, p[at.MONITORING_SHARE])
    rate = p[at.PLEDGE_RATE]
    for side in range(SIDES):
        rate = doubted(rate, _mean(w, s.standing, FACTION * len(s.trust), side), p[at.FACTION_DOUBT])
    mean = (s.interoperability[0] + s.interoperability[1] + s.interoperability[2] + s.interoperability[3]) / D
    for d in range(D):
        open_to = lawful if d == DATA else 1.0
        joint = joint_effort(s.position[d], s.position[D + d], open_to)
        wide = widened(
            spilled(s.interoperability[d], mean, spill), s.common[FOLLOWERS], p[at.FOLLOWERS_REACH]
        )
        served = benefit(wide, half)
        done = shared_work(s.position[d], s.position[D + d], open_to)
        s.joint[d] = joint
        s.interoperability[d] = interoperability_next(
            s.interoperability[d], done, served,
            slowed if d in (ALGORITHMS, STANDARDS) else work, feedback, decay,
        )  # fmt: skip
        _mature(p, s, d, joint, meeting, office, rate, fade)


def _mean(w, values, first, side):
    """The mean over a side's states, by GDP, of what stands from `first` on."""
    total = 0.0
    for i in range(w.side_start[side], w.side_start[side + 1]):
        total += w.weight[i] * values[first + i]
    return total


_mean = compiled(_mean, inlined=True)


def _mature(p, s, d, joint, meeting, office, rate, fade):
    at_once, pace = p[at.AT_ONCE], p[at.STAGE_PACE]
    begun, agreed, established = s.preparing[d], s.preparing[D + d], s.preparing[2 * D + d]
    new = pledged(open_agenda(begun, agreed, established, s.commitments[d]), joint, meeting, office, rate)
    first, second = advanced(begun, meeting, office, pace), advanced(agreed, meeting, office, pace)
    third = advanced(established, meeting, office, pace)
    s.preparing[d] = stage_next(begun, starting(new, at_once), first, fade)
    s.preparing[D + d] = stage_next(agreed, first, second, fade)
    s.preparing[2 * D + d] = stage_next(established, second, third, fade)
    s.commitments[d] = stage_next(s.commitments[d], taking_effect(new, at_once, third), 0.0, fade)


_mature = compiled(_mature, inlined=True)
_build = compiled(_build, inlined=True)


def _change(w, p, s, t, month):
    """What moves slowly, each stock from what the others were: states, then the alliance, plants, firms."""
    cause, states = t.cause, len(s.trust)
    turn, offer, sold = w.cause_start[TURN], w.cause_start[OFFER], w.cause_start[SOLD]
    opposed = w.cause_start[OPPOSED]
    for i in range(states):
        total = 0.0
        for d in range(D):
            total += cause[turn + d * states + i]
        t.turned[i] = total / D
    for side in range(SIDES):
        t.turns[side] = _mean(w, t.turned, 0, side)
    club, together = 0.0, 1.0
    for i in range(states):
        aim = courted(s.trust[i], cause[offer + i], p[at.OUTSIDE_SEARCH])
        s.standing[TIES * states + i] = adjusted(s.standing[TIES * states + i], aim, p[at.OUTSIDE_PACE])
        s.standing[FACTION * states + i] = faction_next(
            s.standing[FACTION * states + i], t.turned[i], p[at.FACTION_STANDING], p[at.FACTION_RISE],
            p[at.FACTION_FADE],
        )  # fmt: skip
        s.standing[FEAR * states + i] = feared(
            s.standing[FEAR * states + i], clamp(cause[sold + i]), p[at.SALE_STING], p[at.SALE_FADE]
        )
        s.standing[IMAGE * states + i] = image_next(
            s.standing[IMAGE * states + i], t.turns[SIDES - 1 - w.state_side[i]], p[at.IMAGE_PACE]
        )
        s.standing[IDENTITY * states + i] = adjusted(
            s.standing[IDENTITY * states + i], s.trust[i], p[at.IDENTITY_PACE]
        )
        will = willing(
            s.trust[i], t.lead[i], w.opposition[i] + cause[opposed + i],
            p[at.ARMS_READINESS], p[at.ARMS_PRESS], p[at.VETO],
        )  # fmt: skip
        club += w.weight[i] / SIDES * joined_in(will, p[at.ARMS_BAR])
        together = min(together, will)
    _raise(w, p, s, t)
    _spread(w, p, s, t)
    _drift(w, p, s, t, month, club, together)


def _raise(w, p, s, t):
    """Home capacity: what each side pays, what it gets for it, and what is finished."""
    full, lag, yielding = p[at.SUPPORT_FULL], p[at.BUILD_LAG], p[at.RECIPROCITY] * s.joint[COMPUTE]
    for side in range(SIDES):
        support = _mean(w, t.cause, w.cause_start[SUPPORT], side)
        t.turns[side] = spent(support, s.shortage[side], full, p[at.SUPPORT_REFLEX])
    t.around[SPENT], t.around[LOST] = 0.0, 0.0
    for side in range(SIDES):
        money, other = t.turns[side], t.turns[SIDES - 1 - side]
        got = bought(money, other, full, p[at.RACE], p[at.TRANSPARENCY], yielding)
        entering = built(got, s.common[MINERALS], p[at.MINERALS_NEED])
        begun, rising = s.building[BEGUN + side], s.building[RISING + side]
        first, second = finished(begun, lag), finished(rising, lag)
        s.building[BEGUN + side] = building_next(begun, entering, first)
        s.building[RISING + side] = building_next(rising, first, second)
        s.building[READY + side] = capacity_next(s.building[READY + side], second, p[at.CAPACITY_WEAR])
        t.around[SPENT] += money
        t.around[LOST] += money - entering


def _spread(w, p, s, t):
    """The code of conduct, from firm to firm."""
    n, contact, fade = len(w.firm_size), p[at.CODE_CONTACT], p[at.CODE_FADE]
    call, kept = called(s.commitments[ALGORITHMS], p[at.CODE_CALL]), 0.0
    for j in range(n):
        a, b, c = w.suppliers[j], w.suppliers[n + j], w.suppliers[2 * n + j]
        t.met[j] = inputs(
            s.code[a], s.code[b], s.code[c], w.supply[j], w.supply[n + j], w.supply[2 * n + j], 0.0
        )
    for j in range(n):
        s.code[j] = taken_up(s.code[j], t.met[j], call, contact, fade)
    for j in range(n):
        kept += w.firm_stake[j] / SIDES * s.code[j]
    s.common[KEPT] = kept


def _drift(w, p, s, t, month, club, together):
    """The alliance's own slow stocks."""
    cause = t.cause
    meeting, office = meets(month, int(p[at.MEETING_INTERVAL])), cause[w.cause_start[OFFICE]]
    s.common[TERMS] = edition(
        s.common[TERMS], s.joint[ALGORITHMS], meeting, office, p[at.EDITION_SHARE], p[at.TERMS_FADE]
    )
    s.common[WORRY] = adjusted(s.common[WORRY], t.around[HAPPENED], p[at.WORRY_PACE])
    aim = uptake(s.common[NORM], cause[w.cause_start[ADVOCACY]], p[at.NORM_BAR])
    s.common[NORM] = adjusted(s.common[NORM], aim, p[at.NORM_PACE])
    joint_rules = 0.5 * (s.interoperability[ALGORITHMS] + s.interoperability[STANDARDS])
    follow = benefit(joint_rules, p[at.INTEROPERABILITY_HALF])
    s.common[FOLLOWERS] = adjusted(s.common[FOLLOWERS], follow, p[at.FOLLOWERS_PACE])
    control = clamp(cause[w.cause_start[CONTROL]])
    s.common[GRIP] = grip_next(s.common[GRIP], control, p[at.GRIP_EROSION], p[at.GRIP_REGROWTH])
    seat = p[at.SEAT_OFFERED] * s.joint[STANDARDS]
    share = seated(seat, p[at.SEAT_RIVAL] + cause[w.cause_start[COURTED]])
    s.common[MINERALS] = adjusted(s.common[MINERALS], share, p[at.MINERALS_PACE])
    s.common[CLUB] = adjusted(s.common[CLUB], club, p[at.ARMS_PACE])
    s.common[TOGETHER] = adjusted(s.common[TOGETHER], together, p[at.ARMS_PACE])


_raise = compiled(_raise, inlined=True)
_spread = compiled(_spread, inlined=True)
_drift = compiled(_drift, inlined=True)
_change = compiled(_change, inlined=True)


def _record_slow(w, s, t, row):
    states = len(s.trust)
    for side in range(SIDES):
        row[AUTONOMY + side] = _mean(w, t.apart, 0, side)
        row[HELD + side] = _mean(w, s.standing, TIES * states, side)
        row[HELD + SIDES + side] = _mean(w, s.standing, FACTION * states, side)
        row[HELD + 2 * SIDES + side] = _mean(w, s.standing, IMAGE * states, side)
        row[CAPACITY_AT + side] = s.building[READY + side]
    row[MONEY], row[MONEY_LOST] = t.around[SPENT], t.around[LOST]
    row[RULES], row[INCIDENTS], row[LEAD_AT] = t.around[APART], t.around[HAPPENED], t.around[LEAD]
    for k in range(len(s.common)):
        row[SHARED + k] = s.common[k]


_record_slow = compiled(_record_slow, inlined=True)


def _record(w, s, scale, t, row):
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
    _record_slow(w, s, t, row)


_record = compiled(_record, inlined=True)


def run_month(w, p, votes, in_turn, s, events, key, month, draw, t, scale, row, clamps, book):
    """One month, in the order of `sim.month`; t is its `Work`. `in_turn`: states act one after another."""
    _causes(w, events, key, month, t.cause)
    _causes(w, events, key, month + int(p[at.WARNING_LEAD]), t.ahead)
    _supply(w, p, s, t, book)
    _produce(w, p, s, t)
    _choose(w, p, s, t, draw)
    if in_turn == 1:
        _take_turns(w, p, s, t, votes, key, month, draw, clamps)
    else:
        _see(w, p, s, t, draw, clamps)
        copy(t.aim, s.effort)
        _agree(w, s, p, votes, t)
    _build(w, p, s, t, month)
    _change(w, p, s, t, month)
    _record(w, s, scale, t, row)


run_month = compiled(run_month, inlined=True)
