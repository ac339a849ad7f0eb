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
from collections.abc import Sequence

import numpy as np

from sim.array_types import Floats, Grid
from sim.kernel.lane_arrays import aligned_zeros, lane_room, side_by_side
from sim.kernel.lane_code import ready_width
from sim.kernel.ready_loops import lane_loop, loop
from sim.kernel.working_arrays import KernelTask, machine_for, task_of
from sim.parameters.table import PARAMETERS
from sim.rules.effort import trust_gate
from sim.series import DOMAINS, SERIES
from sim.state import layout as at
from sim.state.blocks import COMMON, STANDING
from sim.state.run_parameters import centres_of_each, parameters_of_each
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
    return calm_rests(case, [key])[0]


def calm_rests(case: Case, keys: Sequence[np.uint64]) -> list[RunState]:
    """The same for several replicates, in their order; those that are not known yet are held side by side."""
    world = case.world.arrays  # kept with its rest, since another world may get its number once it is gone
    centres = [np.ascontiguousarray(centre) for centre in centres_of_each(case, keys)]
    places = [(id(world), centre.tobytes(), _builds_nothing(case)) for centre in centres]
    unknown = {place: centre for place, centre in zip(places, centres, strict=True) if place not in _KEPT}
    made = dict(zip(unknown, _settled(case, [*unknown.values()]), strict=True)) if unknown else {}
    rests = [made[place] if place in made else _KEPT[place][1] for place in places]
    _KEPT.update({place: (world, state) for place, state in made.items()})
    while len(_KEPT) > _MOST_KEPT:
        _KEPT.popitem(last=False)
    return rests


def forget_rests() -> None:
    """Derive every calm rest anew from here on."""
    _KEPT.clear()


def first_state(case: Case, key: np.uint64) -> RunState:
    """The state in which the replicate with this key begins its burn-in: the calm rest, without the stocks
    that its settings keep at nothing, and with what they lead either side to expect. The caller's own.
    """
    return RunState(*(part[0] for part in first_states(case, [key])))


def first_states(case: Case, keys: Sequence[np.uint64]) -> RunState:
    """The same for several replicates, in their order: every array has them as its first axis."""
    p = parameters_of_each(case, keys)
    begin = _stacked(calm_rests(case, keys))
    for name, causes in NOTHING_WITHOUT.items():
        neutral = [_NEUTRAL[cause] for cause in causes]
        _stock(begin, name)[(p[:, causes] == neutral).any(axis=1)] = 0.0
    begin.expected[:] = (p[:, at.EXPECTED_SHARE] * p[:, at.CALM_EFFORT])[:, np.newaxis]
    if case.switches[at.ON_INTEROPERABILITY] == 0:
        begin.interoperability[:], begin.work[:] = 0.0, 0.0
    return begin


def _stacked(states: Sequence[RunState]) -> RunState:
    """States of several replicates as one: every array gets a leading axis."""
    return RunState(*(np.concatenate(parts).reshape(len(states), -1) for parts in zip(*states, strict=True)))


def _builds_nothing(case: Case) -> bool:
    """Whether interoperability is nothing at the calm rest itself: it is off, and calm is derived anew."""
    return case.recalm and case.switches[at.ON_INTEROPERABILITY] == 0


def _stock(state: RunState, name: str) -> Grid:
    """A stock of several replicates by name, wherever the state keeps it."""
    if name in COMMON:
        place = COMMON.index(name)
        return state.common[:, place : place + 1]
    if name in STANDING:
        states = state.trust.shape[1]
        place = STANDING.index(name) * states
        return state.standing[:, place : place + states]
    return np.asarray(getattr(state, name))


def _settled(case: Case, centres: list[Floats]) -> list[RunState]:
    """The calm rests of so many vectors of parameters."""
    p = np.array(centres)
    width = ready_width()
    many = side_by_side(_task(case), p, width)
    groups = (p[first : min(many, first + width)] for first in range(0, many, width))
    held = [state for group in groups for state in _hold_lanes(case, group, width)]
    held += [_hold_one(case, vector) for vector in p[many:]]
    return [_at_rest(vector, *part) for vector, part in zip(p, held, strict=True)]


def _at_rest(p: Floats, state: RunState, pay: Floats, built: Floats) -> RunState:
    """The state that was held, with the interests and the work that keep it there."""
    gate = trust_gate(float(state.trust[0]), float(p[at.GATE_TRUST]))
    wish = min(MOST_WISHED, float(p[at.CALM_EFFORT]) / gate)
    state.interest[:] = math.log(wish / (1.0 - wish)) / float(p[at.SLOPE]) - pay
    state.work[:] = p[at.STANDARDS_DECAY] / built
    return state


def _start(case: Case, p: Floats) -> RunState:
    """The state that is held, with its slow stocks still to settle."""
    state = starting_state(case, p)
    if _builds_nothing(case):
        state.interoperability[:] = 0.0
    return state


def _task(case: Case) -> KernelTask:
    """Nothing happens, the Union votes, and all act at once, whatever the case says."""
    return task_of(case, np.zeros((0, 10)))._replace(votes=1, in_turn=0)


def _hold_one(case: Case, p: Floats) -> tuple[RunState, Floats, Floats]:
    """The state that is held, what cooperating pays there, and what a unit of joint effort builds."""
    machine = machine_for(case, _start(case, p))
    pay, built = np.zeros(len(machine.s.effort)), np.zeros(len(DOMAINS))
    still, row = np.zeros(len(case.world.states)), np.empty(len(SERIES))
    clamps = np.zeros(1, dtype=np.int64)
    loop("hold")(_task(case), p, machine, still, row, clamps, HELD, MEAN, pay, built)
    return RunState(*(part.copy() for part in machine.s)), pay, built


def _hold_lanes(case: Case, p: Grid, width: int) -> list[tuple[RunState, Floats, Floats]]:
    """The same for as many vectors of parameters as there are lanes, or fewer."""
    starts = [_start(case, vector) for vector in p]
    start = _stacked(starts)
    end = RunState(*(np.empty_like(part) for part in start))
    room = lane_room(case, starts[0], p.shape[1], len(SERIES), width)
    pay, built = aligned_zeros((len(starts[0].effort), width)), aligned_zeros((len(DOMAINS), width))
    still, hold = aligned_zeros((len(case.world.states), width)), lane_loop("hold_in_lanes", width)
    hold((0,) * width, _task(case), p, room, start, end, still, HELD, MEAN, pay, built)
    return [
        (RunState(*(part[r].copy() for part in end)), pay[:, r].copy(), built[:, r].copy())
        for r in range(len(p))
    ]
