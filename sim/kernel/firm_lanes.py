"""Firms in lanes: the loops of `sim.kernel.firm_loops` with the same rules and the same sums, but a firm at a
time, since a firm in lanes is as much as a compiler can take at once, and what costs is to fetch it.
"""

from sim.array_types import Floats
from sim.kernel import firm_loops
from sim.kernel.alike import anywhere
from sim.kernel.firm_loops import WORKING, hear_suppliers
from sim.kernel.sizes import CLASSES
from sim.kernel.working_arrays import Work
from sim.lanes.marks import instead_of
from sim.rules.chips import shortage_left
from sim.rules.firms import (
    activity_share,
    chip_order,
    chips_delivered,
    chips_used,
    firm_output,
    stock_next,
    unmet_share,
)
from sim.state import layout as at
from sim.state.run_state import Ledger, RunState
from sim.world.case import Arrays


@instead_of(firm_loops.order_chips)
def order_chips(w: Arrays, s: RunState, t: Work, restocking: float, soft: float) -> None:
    """What every firm orders, and what the firms of each state and class order together."""
    states = len(s.trust)
    for i in range(states):
        for c in range(CLASSES):
            booked, months = 0.0, t.aims[c]
            for j in range(t.first[i * CLASSES + c], t.first[i * CLASSES + c + 1]):
                order = chip_order(w.firm_need[j], s.stock[j], months, restocking, soft)
                t.order[j] = order
                booked += order
            t.booked[c * states + i] = booked


@instead_of(firm_loops.use_chips)
def use_chips(w: Arrays, s: RunState, t: Work, book: Ledger, soft: float) -> None:
    """Every firm uses and stores what comes; what its state's firms lack."""
    states = len(s.trust)
    for i in range(states):
        short = 0.0
        for c in range(CLASSES):
            together, share = 0.0, t.fill[c * states + i]
            for j in range(t.first[i * CLASSES + c], t.first[i * CLASSES + c + 1]):
                need, stock, arrived = w.firm_need[j], s.stock[j], chips_delivered(t.order[j], share)
                spent = chips_used(need, stock, arrived, soft)
                lacking = 0.0
                if anywhere(spent != need):  # in most months nobody lacks chips, and a quotient takes longest
                    lacking = unmet_share(need, spent)
                s.stock[j] = stock_next(stock, arrived, spent)
                t.short[j] = lacking
                together += spent
                short += w.firm_stake[j] * lacking
            book.used[c] += together
        s.felt[i] = short


@instead_of(firm_loops.run_firms)
def run_firms(w: Arrays, p: Floats, s: RunState, t: Work, answered: float) -> None:
    """How far every firm runs, and its output."""
    need, network, substituted = p[at.CHIP_NEED], p[at.SUPPLIER_DEPENDENCE], s.substituted[0]
    working, n = w.cause_start[WORKING], len(w.firm_size)
    hear_suppliers(w, s, t)
    for j in range(n):
        left, works = shortage_left(t.short[j], substituted, answered), t.cause[working + w.firm_kind[j]]
        active = activity_share(left, t.served[j], works, w.firm_dependence[j], need, network)
        s.activity[j] = active
        s.output[j] = firm_output(w.firm_size[j], active, t.raised[w.firm_kind[j]])
