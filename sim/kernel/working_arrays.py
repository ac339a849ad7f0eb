"""What the loops are handed: a task that stays as it is, a machine that is written into, room for results."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.array_types import Floats, Grid, Integers
from sim.parameters.calm import Y_STAR
from sim.series import CLASSES, DOMAINS
from sim.state import layout as at
from sim.state.run_state import Blocks, Ledger, RunState, empty_blocks, empty_ledger, put_in_blocks
from sim.world.case import Arrays, Case

__all__ = ["KernelSpan", "KernelTask", "Machine", "Results", "Work", "machine_for", "task_of", "work_for"]


class KernelTask(NamedTuple):
    """What stays as it is while a batch runs: the world, what happens, and how states act."""

    world: Arrays
    events: Floats  # [k, 10] `sim.world.shock_table`
    votes: int  # 1 where the Union votes
    in_turn: int  # 1 where states act one after another
    scale: float  # allied output that counts as 1


class KernelSpan(NamedTuple):
    """The months of a batch: `first` and how many; with `every` > 0 runs are followed to their rest instead,
    and asked every so many months whether they moved by more than `tolerance`.
    """

    first: int
    months: int
    every: int
    tolerance: float


class Results(NamedTuple):
    """Room for what a batch comes to, a row a replicate."""

    series: Floats  # [r, months, n]
    clamps: Integers  # [r, 1] values held in their range
    books: Floats  # [r, 6, c] chips by fate
    states: Floats  # [r, months, size] the whole state, or size 0
    rests: Grid  # [r, 2] cooperation at rest, months taken (-1: still moving)


class Work(NamedTuple):
    """Slots go by class, then by state."""

    cause: Floats  # [causes] this month; as in calm where no event is
    ahead: Floats  # [causes] as they will be when what is begun now arrives
    booked: Floats  # [c * s] chips ordered, then used
    fill: Floats  # [c * s] share of its orders that arrives
    aims: Floats  # [c] months of need to hold
    order: Floats  # [f] chips ordered, then arrived, then used
    short: Floats  # [f]
    served: Floats  # [f]
    works: Floats  # [f] what is looked up for each firm, so that the loop after it has no index
    raised: Floats  # [k]
    aim: Floats  # [d * s]
    pay: Floats  # [d * s] payoff without the derived interest
    built: Floats  # [d] work on interoperability, in units of what a unit of joint effort builds
    rank: Integers  # [d * s] members in the order of their efforts
    ballot: Floats  # [s]
    people: Floats  # [s]
    upper: Integers  # [e] places of ballots that lanes compare, one exchange after another: `exchanges`
    lower: Integers  # [e]
    slot: Integers  # [f] class x states + home
    first: Integers  # [s * c + 1] first firm of each state and class
    stake: Floats  # [s] sum of its firms' stakes
    met: Floats  # [f] how far its suppliers keep the code
    lot: Floats  # [s] lots for the order of the month
    turn: Integers  # [s] states in the order in which they act
    before: Floats  # [4] what a run stood at when it was last asked whether it rests


class Machine(NamedTuple):
    """What a run is written into, month by month and replicate by replicate."""

    s: RunState
    t: Work
    b: Blocks
    book: Ledger


def task_of(case: Case, events: Floats) -> KernelTask:
    """The task of a case under these events."""
    votes, in_turn = int(case.switches[at.ON_COUNCIL_VOTE]), int(case.switches[at.ON_RANDOM_ORDER])
    return KernelTask(case.world.arrays, events, votes, in_turn, Y_STAR)


def machine_for(case: Case, state: RunState) -> Machine:
    """A machine whose state is `state`, with its slow stocks lying in the blocks."""
    blocks = empty_blocks(case)
    return Machine(put_in_blocks(blocks, state), work_for(case.world.arrays), blocks, empty_ledger())


def work_for(world: Arrays) -> Work:
    """Working arrays for the actors of a world, whose firms lie in the order of their homes and classes."""
    states, firms, kinds = len(world.people), len(world.firm_size), len(world.gains) // len(DOMAINS)
    slots = len(CLASSES) * states
    place = world.firm_home * len(CLASSES) + world.firm_class
    compared = exchanges(int(np.diff(world.side_start).max()))
    members = np.arange(states) - np.repeat(world.side_start[:-1], np.diff(world.side_start))
    return Work(
        cause=world.calm.copy(),
        ahead=world.calm.copy(),
        booked=np.zeros(slots),
        fill=np.zeros(slots),
        aims=np.zeros(len(CLASSES)),
        order=np.zeros(firms),
        short=np.zeros(firms),
        served=np.zeros(firms),
        works=np.zeros(firms),
        raised=np.zeros(kinds),
        aim=np.zeros(len(DOMAINS) * states),
        pay=np.zeros(len(DOMAINS) * states),
        built=np.zeros(len(DOMAINS)),
        rank=np.tile(members, len(DOMAINS)),
        ballot=np.zeros(states),
        people=np.zeros(states),
        upper=compared[0],
        lower=compared[1],
        slot=world.firm_class * states + world.firm_home,
        first=np.concatenate([[0], np.cumsum(np.bincount(place, minlength=slots))]),
        stake=np.bincount(world.firm_home, world.firm_stake, states).astype(np.float64),
        met=np.zeros(firms),
        lot=np.zeros(states),
        turn=np.zeros(states, dtype=np.int64),
        before=np.zeros(4),
    )


@lru_cache(maxsize=8)
def exchanges(members: int) -> tuple[Integers, Integers]:
    """Which of so many places to compare, one pair after another, so that all are in order at the end,
    whatever lay there [Batcher1968]: the upper and the lower of each pair. The pairs that lie within fewer
    places put those in order.

    >>> upper, lower = exchanges(3)
    >>> list(zip(upper.tolist(), lower.tolist()))
    [(0, 1), (0, 2), (1, 2)]
    """
    pairs, half = [], 1
    while half < members:
        step = half
        while step >= 1:
            for j in range(step % half, members - step, 2 * step):
                for i in range(j, min(j + step, members - step)):
                    if i // (2 * half) == (i + step) // (2 * half):
                        pairs.append((i, i + step))
            step //= 2
        half *= 2
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()
