"""The calm rest: where an alliance is at which nothing happens, and what has to hold for it to stay there.

Efforts, trust and interoperability are held where the parameters put calm, every default mechanism is on, no
event acts and no chance is drawn, until the slow stocks rest. Two things follow: the interest of each state
in each field (theta of docs/model.md), which makes the payoff there just what the calm effort asks for, and
what a unit of joint effort builds in a month, which keeps interoperability at 1. Whatever a scenario sets,
varies or switches off applies afterwards, and both stay: so a switch shows what it does in calm, too. Only a
case that asks for it (`recalm`) has them derived with its own settings, so that its calm is as the others'.

A run begins at the calm rest, less the stocks that its own settings would never have brought about: what is
off is off from the first month.
"""

import math
from collections import OrderedDict

import numpy as np

from sim.array_types import Floats
from sim.compiled import ready
from sim.kernel import batch
from sim.kernel.working_arrays import Machine, machine_for, task_of
from sim.parameters.table import PARAMETERS
from sim.rules.effort import trust_gate
from sim.series import DOMAINS, SERIES
from sim.state import layout as at
from sim.state.blocks import COMMON, STANDING
from sim.state.run_parameters import centre_of, parameters_of
from sim.state.run_state import RunState, starting_state
from sim.world.case import Arrays, Case

HELD, MEAN = 480, 24
"""Months for which calm is held, and those at their end over which it is averaged (a multiple of any shipped
interval between meetings)."""
MOST_WISHED = 0.999
"""A wish beyond it would need an endless payoff."""
NOTHING_WITHOUT = {
    "commitments": (at.PLEDGE_RATE,),
    "preparing": (at.PLEDGE_RATE,),
    "stock": (at.STOCK_MONTHS,),
    "code": (at.CODE_CALL, at.PLEDGE_RATE),
    "ties": (at.OUTSIDE_SEARCH,),
    "terms": (at.EDITION_SHARE, at.PLEDGE_RATE),
    "worry": (at.INCIDENT_HAZARD,),
    "followers": (at.FOLLOWERS_PACE,),
    "club": (at.ARMS_READINESS,),
    "together": (at.ARMS_READINESS,),
    "kept": (at.CODE_CALL, at.PLEDGE_RATE),
}
"""Stocks (of `RunState` or `sim.state.blocks`) that calm has, each with the parameters that keep it at
nothing where they are neutral. Interoperability is built by whoever has it on.
"""
_NEUTRAL = [row.neutral for row in PARAMETERS.values()]
_KEPT: OrderedDict[tuple[int, bytes, bool], tuple[Arrays, RunState]] = OrderedDict()
_MOST_KEPT = 4096


def calm_rest(case: Case, key: np.uint64) -> RunState:
    """The state of a case's world at the calm rest of the replicate with this key. Not to be written into."""
    centre = centre_of(case, key)
    world = case.world.arrays  # kept with its rest, since another world may get its number once it is gone
    place = id(world), np.ascontiguousarray(centre).tobytes(), _builds_nothing(case)
    if place not in _KEPT:
        _KEPT[place] = world, _settled(case, centre)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return _KEPT[place][1]


def first_state(case: Case, key: np.uint64) -> RunState:
    """The state in which the replicate with this key begins its burn-in: the calm rest, without the stocks
    that its settings keep at nothing, and with what they lead either side to expect. The caller's own.
    """
    begin = RunState(*(part.copy() for part in calm_rest(case, key)))
    p, states = parameters_of(case, key), len(begin.trust)
    for name, causes in NOTHING_WITHOUT.items():
        if any(p[cause] == _NEUTRAL[cause] for cause in causes):
            _stock(begin, name, states)[:] = 0.0
    begin.expected[:] = p[at.EXPECTED_SHARE] * p[at.CALM_EFFORT]
    if case.switches[at.ON_INTEROPERABILITY] == 0:
        begin.interoperability[:], begin.work[:] = 0.0, 0.0
    return begin


def _builds_nothing(case: Case) -> bool:
    """Whether interoperability is nothing at the calm rest itself: it is off, and calm is derived anew."""
    return case.recalm and case.switches[at.ON_INTEROPERABILITY] == 0


def _stock(state: RunState, name: str, states: int) -> Floats:
    """A stock by name, wherever the state keeps it."""
    if name in COMMON:
        place = COMMON.index(name)
        return state.common[place : place + 1]
    if name in STANDING:
        place = STANDING.index(name) * states
        return state.standing[place : place + states]
    return np.asarray(getattr(state, name))


def _settled(case: Case, p: Floats) -> RunState:
    machine = machine_for(case, starting_state(case, p))
    state = machine.s
    if _builds_nothing(case):
        state.interoperability[:] = 0.0
    pay, built = np.zeros(len(state.effort)), np.zeros(len(DOMAINS))
    _hold(case, p, machine, pay, built)
    gate = trust_gate(float(state.trust[0]), float(p[at.GATE_TRUST]))
    wish = min(MOST_WISHED, float(p[at.CALM_EFFORT]) / gate)
    state.interest[:] = math.log(wish / (1.0 - wish)) / float(p[at.SLOPE]) - pay
    state.work[:] = p[at.STANDARDS_DECAY] / built
    return RunState(*(part.copy() for part in state))


def _hold(case: Case, p: Floats, machine: Machine, pay: Floats, built: Floats) -> None:
    still, row = np.zeros(len(case.world.states)), np.empty(len(SERIES))
    task = task_of(case, np.zeros((0, 10)))._replace(votes=1, in_turn=0)
    ready()
    batch.hold(task, p, machine, still, row, np.zeros(1, dtype=np.int64), HELD, MEAN, pay, built)
