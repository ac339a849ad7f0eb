"""What changes from month to month: the arrays a run carries, and how they start."""

from typing import NamedTuple

import numpy as np

from sim.array_types import Floats, Grid
from sim.rules.trust import share_kept
from sim.series import CLASSES, DOMAINS, SIDES
from sim.state import layout as at
from sim.state.blocks import ALLIANCE, BUILDING, COMMON, HELD, SIDE, STANDING, STATE
from sim.world.case import Case

D = len(DOMAINS)
STAGES = 3
"""Stages before a commitment operates: begun, agreed, established."""


class RunState(NamedTuple):
    """The state of one run. Copied at the end of a burn-in, it is where run and twin start from."""

    effort: Floats  # [d * s] domain by domain
    trust: Floats  # [s]
    mood: Floats  # [s]
    position: Floats  # [sides * d]
    joint: Floats  # [d]
    interoperability: Floats  # [d]
    commitments: Floats  # [d] those that operate
    preparing: Floats  # [stages * d] those begun, agreed, established
    stock: Floats  # [f]
    activity: Floats  # [f] last month's
    output: Floats  # [f]
    shortage: Floats  # [sides]
    felt: Floats  # [s] the shortage each state answers to
    substituted: Floats  # [1] share of a shortage that firms have learnt to do without
    expected: Floats  # [sides] the stance a side expects of the other
    interest: Floats  # [d * s] payoff of cooperating, derived at the calm rest
    work: Floats  # [d] what a unit of joint effort builds in a month, derived there
    delivered: Floats  # [c]
    standing: Floats  # [STANDING * s] what a state holds slowly: `sim.state.blocks`
    common: Floats  # [COMMON] what the alliance holds slowly
    building: Floats  # [BUILDING * sides] home capacity
    code: Floats  # [f] how far a firm keeps the code of conduct


class Blocks(NamedTuple):
    """What the lines of the month (`sim.month`) read and write; names of the rows in `sim.state.blocks`."""

    states: Grid  # [STATE, s]
    sides: Grid  # [SIDE, sides]
    alliance: Floats  # [ALLIANCE]


def empty_blocks(case: Case) -> Blocks:
    """Blocks that hold what never changes: the states' figures, the sides' thresholds, how near they
    are, how unlike their rules, how many follow either's alone.
    """
    world = case.world.arrays
    made = Blocks(
        np.zeros((len(STATE), len(world.people))), np.zeros((len(SIDE), len(SIDES))), np.zeros(len(ALLIANCE))
    )
    for name in HELD:
        made.states[STATE.index(name)] = getattr(world, name)
    made.sides[at.G_THRESHOLD] = world.threshold
    made.alliance[at.A_NEAR], made.alliance[at.A_UNLIKE_RULES] = world.near[0], world.unlike_rules[0]
    made.alliance[at.A_ALONE] = world.alone_followed[0]
    return made


def put_in_blocks(blocks: Blocks, state: RunState) -> RunState:
    """The state with its slow stocks lying in the blocks, so that they are written down in one place; both
    may have lanes as their last axis.
    """
    lanes = blocks.alliance.shape[1:]
    places = {
        "standing": blocks.states[: len(STANDING)].reshape(-1, *lanes),
        "building": blocks.sides[: len(BUILDING)].reshape(-1, *lanes),
        "common": blocks.alliance[: len(COMMON)],
    }
    for name, place in places.items():
        place[...] = getattr(state, name)
    return state._replace(**places)


class Ledger(NamedTuple):
    """Where chips went, by class, summed over the months of a run, and what was held at its two ends:
    float64[c] each.
    """

    made: Floats
    stranded: Floats
    elsewhere: Floats
    idle: Floats
    delivered: Floats
    used: Floats


def empty_ledger() -> Ledger:
    """A ledger with nothing in it."""
    return Ledger(*(np.zeros(len(CLASSES)) for _ in Ledger._fields))


def starting_state(case: Case, parameters: Floats) -> RunState:
    """The calm rest before its slow stocks have settled: efforts, trust and interoperability of calm, full
    stocks.
    """
    world, p = case.world.arrays, parameters
    states, firms, effort = len(world.people), case.world.firms, float(p[at.CALM_EFFORT])
    return RunState(
        effort=np.full(D * states, effort),
        trust=np.full(states, share_kept(effort, p[at.EXPECTED_SHARE] * effort)),
        mood=np.zeros(states),
        position=np.full(len(SIDES) * D, effort),
        joint=np.full(D, effort),
        interoperability=np.ones(D),
        commitments=np.zeros(D),
        preparing=np.zeros(STAGES * D),
        stock=p[at.STOCK_MONTHS] * world.firm_need,
        activity=np.ones(firms),
        output=np.zeros(firms),
        shortage=np.zeros(len(SIDES)),
        felt=np.zeros(states),
        substituted=np.zeros(1),
        expected=np.full(len(SIDES), p[at.EXPECTED_SHARE] * effort),
        interest=np.zeros(D * states),
        work=np.zeros(D),
        delivered=np.zeros(len(CLASSES)),
        standing=np.zeros(len(STANDING) * states),
        common=np.array([{"grip": 1.0, "minerals": 1.0}.get(name, 0.0) for name in COMMON]),
        building=np.zeros(len(BUILDING) * len(SIDES)),
        code=np.zeros(firms),
    )


def bare_state(calm: RunState) -> RunState:
    """The state of an alliance that never was: no trust, no interoperability, no effort; all else as in
    calm.
    """
    start = RunState(*(part.copy() for part in calm))
    for part in (start.trust, start.interoperability, start.effort, start.position, start.joint):
        part[:] = 0.0
    return start
