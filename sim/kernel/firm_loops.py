"""Engine 2, chips and firms: flat loops over regions, states and firms that a compiler can vectorise."""

from sim.array_types import Floats
from sim.compiled import compiled
from sim.kernel.alike import alike
from sim.kernel.sizes import CLASSES, SIDES, D
from sim.kernel.working_arrays import Work
from sim.rules.chips import (
    answer_share,
    chips_made,
    chips_shipped,
    fill_share,
    others_demand,
    region_capacity,
    shortage_left,
    substitution_next,
)
from sim.rules.code import code_call, code_next
from sim.rules.firms import (
    activity_share,
    chip_order,
    chips_delivered,
    chips_used,
    cooperation_yield,
    firm_output,
    output_factor,
    stock_next,
    suppliers_activity,
    unmet_share,
)
from sim.rules.performance import active_cooperation
from sim.rules.pledge import chips_counted_on, promise_factor, shortage_felt
from sim.rules.warning import loss_foreseen, stock_aim, watching_left
from sim.series import ALGORITHMS, COMPUTE
from sim.state import layout as at
from sim.state.run_state import Blocks, Ledger, RunState
from sim.world.case import Arrays
from sim.world.causes import TARGETS

_ORDER = list(TARGETS)
CAPACITY, ROUTE, ACCESS = map(_ORDER.index, ("chips.capacity", "chips.route", "chips.access"))
WORKING = _ORDER.index("firms.working")


def _ship(w: Arrays, ready: Floats, cause: Floats, c: int, world: float) -> tuple[float, float]:
    """Chips of a class made and shipped in a month under these causes."""
    working, route = w.cause_start[CAPACITY], w.cause_start[ROUTE]
    produced, shipped = 0.0, 0.0
    for r in range(len(w.capacity) // CLASSES):
        home = ready[w.region_side[r]] if w.region_side[r] >= 0 else 0.0
        here = chips_made(
            region_capacity(w.capacity[r * CLASSES + c], world, home), cause[working + r * CLASSES + c]
        )
        produced += here
        shipped += chips_shipped(here, cause[route + r])
    return produced, shipped


_ship = compiled(_ship, inlined="late")


def _share_out(w: Arrays, p: Floats, s: RunState, t: Work, b: Blocks, book: Ledger, c: int) -> None:
    """Fill the orders for a class of chips, state by state: what each firm gets of what it ordered."""
    states, access = len(s.trust), w.cause_start[ACCESS]
    slots = c * states
    world, soft = p[at.WORLD_ADVANCED] if c == 0 else p[at.WORLD_MATURE], alike(p[at.SOFTNESS])
    joint, sharing = s.joint[COMPUTE], p[at.PLEDGE_SHARE]
    wanted = 0.0
    for i in range(states):
        wanted += t.booked[slots + i]
    ready = b.sides[at.G_READY]
    produced, available = _ship(w, ready, t.cause, c, world)
    outside = others_demand(world, p[at.UTILISATION])
    filled = fill_share(available, wanted + outside, soft)
    ours, others = filled * wanted, filled * outside
    arrived, promised = 0.0, 0.0
    for i in range(states):
        part, reach = filled * t.booked[slots + i], t.cause[access + i]
        counted = chips_counted_on(reach, joint, sharing)
        arrived += part * reach
        promised += part * counted
        t.fill[slots + i] = filled * counted
    evened = promise_factor(arrived, promised)
    for i in range(states):
        t.fill[slots + i] *= evened
    s.delivered[c] = arrived
    book.made[c] += produced
    book.stranded[c] += produced - available
    book.elsewhere[c] += others + (ours - arrived)
    book.idle[c] += available - ours - others
    book.delivered[c] += arrived


_share_out = compiled(_share_out, inlined="late")


def _order(w: Arrays, s: RunState, t: Work, restocking: float, soft: float) -> None:
    for j in range(len(w.firm_need)):
        t.order[j] = chip_order(w.firm_need[j], s.stock[j], t.aims[w.firm_class[j]], restocking, soft)


def _use(w: Arrays, s: RunState, t: Work, soft: float) -> None:
    """What comes is gathered in a loop of its own, so that the other one has no index to look up."""
    for j in range(len(w.firm_need)):
        t.order[j] = chips_delivered(t.order[j], t.fill[t.slot[j]])
    for j in range(len(w.firm_need)):
        spent = chips_used(w.firm_need[j], s.stock[j], t.order[j], soft)
        s.stock[j] = stock_next(s.stock[j], t.order[j], spent)
        t.short[j] = unmet_share(w.firm_need[j], spent)
        t.order[j] = spent


_order, _use = compiled(_order, inlined="late"), compiled(_use, inlined="late")


def order_chips(w: Arrays, s: RunState, t: Work, restocking: float, soft: float) -> None:
    """What every firm orders, and what the firms of each state and class order together."""
    states = len(s.trust)
    _order(w, s, t, restocking, soft)
    for i in range(states):
        for c in range(CLASSES):
            booked = 0.0
            for j in range(t.first[i * CLASSES + c], t.first[i * CLASSES + c + 1]):
                booked += t.order[j]
            t.booked[c * states + i] = booked


def use_chips(w: Arrays, s: RunState, t: Work, book: Ledger, soft: float) -> None:
    """Every firm uses and stores what comes; what its state's firms lack."""
    _use(w, s, t, soft)
    for i in range(len(s.trust)):
        short = 0.0
        for c in range(CLASSES):
            together = 0.0
            for j in range(t.first[i * CLASSES + c], t.first[i * CLASSES + c + 1]):
                together += t.order[j]
                short += w.firm_stake[j] * t.short[j]
            book.used[c] += together
        s.felt[i] = short


order_chips, use_chips = compiled(order_chips, inlined="late"), compiled(use_chips, inlined="late")


def supply(w: Arrays, p: Floats, s: RunState, t: Work, b: Blocks, book: Ledger) -> None:
    """Step 2: firms order, regions ship, scarce chips are rationed, firms use and store."""
    soft, restocking, ready = alike(p[at.SOFTNESS]), p[at.RESTOCKING], b.sides[at.G_READY]
    for c in range(CLASSES):
        world = p[at.WORLD_ADVANCED] if c == 0 else p[at.WORLD_MATURE]
        _, coming = _ship(w, ready, t.ahead, c, world)
        loss = loss_foreseen(coming, 1.0 + others_demand(world, p[at.UTILISATION]), soft)
        t.aims[c] = stock_aim(p[at.STOCK_MONTHS], loss, s.commitments[COMPUTE], p[at.WARNING_STOCK])
    order_chips(w, s, t, restocking, soft)
    for c in range(CLASSES):
        _share_out(w, p, s, t, b, book, c)
    use_chips(w, s, t, book, soft)
    answered = answer_share(s.joint[COMPUTE], p[at.ANSWER_RELIEF])
    for side in range(SIDES):
        together = 0.0
        for i in range(w.side_start[side], w.side_start[side + 1]):
            together += s.felt[i]
        s.shortage[side] = together
        for i in range(w.side_start[side], w.side_start[side + 1]):
            own = shortage_felt(s.felt[i], t.stake[i], together, p[at.SOLIDARITY])
            s.felt[i] = shortage_left(own, s.substituted[0], answered)
    both = 0.5 * (s.shortage[0] + s.shortage[1])
    s.substituted[0] = substitution_next(s.substituted[0], both, p[at.SUBSTITUTION])


supply = compiled(supply, inlined="late")


def hear_suppliers(w: Arrays, s: RunState, t: Work) -> None:
    """How far every firm's suppliers run."""
    n = len(w.firm_size)
    for j in range(n):
        first, second, third = w.suppliers[j], w.suppliers[n + j], w.suppliers[2 * n + j]
        t.served[j] = suppliers_activity(
            s.activity[first], s.activity[second], s.activity[third],
            w.supply[j], w.supply[n + j], w.supply[2 * n + j], w.alone[j],
        )  # fmt: skip


hear_suppliers = compiled(hear_suppliers, inlined="late")


def run_firms(w: Arrays, p: Floats, s: RunState, t: Work, answered: float) -> None:
    """How far every firm runs, and its output. What depends on its kind is looked up in loops apart."""
    need, network, substituted = p[at.CHIP_NEED], p[at.SUPPLIER_DEPENDENCE], s.substituted[0]
    working, n = w.cause_start[WORKING], len(w.firm_size)
    hear_suppliers(w, s, t)
    for j in range(n):
        t.works[j] = t.cause[working + w.firm_kind[j]]
    for j in range(n):
        left = shortage_left(t.short[j], substituted, answered)
        s.activity[j] = activity_share(left, t.served[j], t.works[j], w.firm_dependence[j], need, network)
    for j in range(n):
        t.works[j] = t.raised[w.firm_kind[j]]
    for j in range(n):
        s.output[j] = firm_output(w.firm_size[j], s.activity[j], t.works[j])


run_firms = compiled(run_firms, inlined="late")


def produce(w: Arrays, p: Floats, s: RunState, t: Work, b: Blocks) -> None:
    """Step 3: firms run as far as chips and suppliers let them; cooperation lifts their output."""
    left = watching_left(s.commitments[COMPUTE], p[at.WARNING_COST])
    tiers, harm = b.alliance[at.A_TIERS], b.alliance[at.A_HARM]
    followed = p[at.FOLLOWERS_REACH] * b.alliance[at.A_FOLLOWERS]
    for k in range(len(t.raised)):
        joined = 0.0
        for d in range(D):
            joined += w.gains[k * D + d] * active_cooperation(s.joint[d], s.interoperability[d])
        added = cooperation_yield(
            joined, w.unlike[0], followed, p[at.COOPERATION_GAIN], p[at.COMPLEMENT_GAIN]
        )
        t.raised[k] = output_factor(added, left, tiers, harm)
    run_firms(w, p, s, t, answer_share(s.joint[COMPUTE], p[at.ANSWER_RELIEF]))


produce = compiled(produce, inlined="late")


def spread(w: Arrays, p: Floats, s: RunState, t: Work, common: Floats) -> None:
    """Step 8: the code of conduct, from firm to firm."""
    n, contact, fade = len(w.firm_size), p[at.CODE_CONTACT], p[at.STANDARDS_DECAY]
    call, kept = code_call(s.commitments[ALGORITHMS], p[at.CODE_CALL]), 0.0
    for j in range(n):
        first, second, third = w.suppliers[j], w.suppliers[n + j], w.suppliers[2 * n + j]
        t.met[j] = suppliers_activity(
            s.code[first],
            s.code[second],
            s.code[third],
            w.supply[j],
            w.supply[n + j],
            w.supply[2 * n + j],
            0.0,
        )
    for j in range(n):
        s.code[j] = code_next(s.code[j], t.met[j], call, contact, fade)
    for j in range(n):
        kept += w.firm_stake[j] / SIDES * s.code[j]
    common[at.A_KEPT] = kept


spread = compiled(spread, inlined="late")
