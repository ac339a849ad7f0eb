"""The calm rest: where an alliance is at which nothing happens, and what has to hold for it to stay there.

Efforts, trust and interoperability are held where the parameters put calm, every default mechanism is on, no
event acts and no chance is drawn, until the slow stocks rest. Two things follow: the interest of each state
in each field (theta of docs/model.md), which makes the payoff there just what the calm effort asks for, and
what a unit of joint effort builds in a month, which keeps interoperability at 1. Whatever a scenario sets,
varies or switches off applies afterwards, and both stay: so a switch shows what it does in calm, too.
"""

import math
from collections import OrderedDict

import numpy as np

from sim.array_types import Floats
from sim.compiled import ready
from sim.kernel import batch
from sim.kernel.working_arrays import work_for
from sim.parameters.calm import Y_STAR
from sim.parameters.drawn import centre_of
from sim.rules.effort import trust_gate
from sim.series import DOMAINS, SERIES
from sim.state import layout as at
from sim.state.run_state import RunState, empty_blocks, empty_ledger, put_in_blocks, starting_state
from sim.world.case import Arrays, Case

HELD, MEAN = 480, 24
"""Months for which calm is held, and those at their end over which it is averaged (a multiple of any shipped
interval between meetings)."""
MOST_WISHED = 0.999
"""A wish beyond it would need an endless payoff."""
_KEPT: OrderedDict[tuple[int, bytes], RunState] = OrderedDict()
_MOST_KEPT = 4096


def calm_rest(case: Case, key: np.uint64) -> RunState:
    """The state of a case's world at the calm rest of the replicate with this key. Not to be written into."""
    centre = centre_of(case, key)
    place = id(case.world.arrays), np.ascontiguousarray(centre).tobytes()
    if place not in _KEPT:
        _KEPT[place] = _settled(case, centre)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return _KEPT[place]


def _settled(case: Case, p: Floats) -> RunState:
    blocks, world = empty_blocks(case), case.world.arrays
    state = put_in_blocks(blocks, starting_state(case, p))
    pay, built = np.zeros(len(state.effort)), np.zeros(len(DOMAINS))
    _hold(case, p, state, blocks, world, pay, built)
    gate = trust_gate(float(state.trust[0]), float(p[at.GATE_TRUST]))
    wish = min(MOST_WISHED, float(p[at.CALM_EFFORT]) / gate)
    state.interest[:] = math.log(wish / (1.0 - wish)) / float(p[at.SLOPE]) - pay
    state.work[:] = p[at.STANDARDS_DECAY] / built
    return RunState(*(part.copy() for part in state))


def _hold(
    case: Case, p: Floats, state: RunState, blocks: object, world: Arrays, pay: Floats, built: Floats
) -> None:
    nothing, still = np.zeros((0, 10)), np.zeros((2, len(case.world.states)))
    ready()
    batch.hold(
        world, p, 1, state, work_for(world), blocks, nothing, np.uint64(0), still, Y_STAR,
        np.empty(len(SERIES)), np.zeros(1, dtype=np.int64), empty_ledger(), HELD, MEAN, pay, built,
    )  # fmt: skip
