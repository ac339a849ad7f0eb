"""What the loops of lanes are handed: room for a group of runs, and which runs may form one."""

from math import prod
from typing import Any, NamedTuple

import numpy as np

from sim.array_types import Floats, Grid, Integers, Keys
from sim.kernel.alike import ALIKE
from sim.kernel.working_arrays import KernelTask, Machine, Work, machine_for
from sim.state.run_state import RunState, put_in_blocks
from sim.world.case import Case

MOST_FIRMS = 8_000
"""Of more firms a group does not fit into the processor's fast memory, and gains nothing."""
FEWEST = {4: 3, 8: 4, 16: 6}
"""From so many replicates on a group of so many lanes, the rest of them idle, is faster than they are one
after another.
"""
EDGE = 64
"""Bytes at which memory begins, so that no vector lies across the end of a cache line."""


class LaneRoom(NamedTuple):
    """What a group of runs is written into: every array has the lanes as its last axis."""

    machine: Machine
    p: Grid  # [parameters, lanes]
    row: Grid  # [series, lanes]
    keys: Keys  # [1, lanes]
    clamps: Integers  # [1, lanes]
    resting: Integers  # [lanes] 1 where a run has come to rest and is written down


class DrawRoom(NamedTuple):
    """What the draws of a month go through in lanes: rows of lanes, and a place for each number."""

    chances: Grid  # [states + 1, lanes], the last row unused
    tails: Grid  # [states + 1, lanes] those that lie in a tail, gathered, and one more
    place: Integers  # [states * lanes + 1] where each was


def draw_room(states: int, width: int) -> DrawRoom:
    """Room for the draws of so many states."""
    room = aligned_zeros((2, states + 1, width))
    return DrawRoom(room[0], room[1], np.zeros(states * width + 1, dtype=np.int64))


def lane_room(case: Case, state: RunState, parameters: int, series: int, width: int) -> LaneRoom:
    """Room for a group of runs whose states have the arrays of `state`."""
    single = machine_for(case, state)
    b = type(single.b)(*(_in_each(part, width) for part in single.b))
    s = put_in_blocks(b, RunState(*(_in_each(part, width) for part in single.s)))
    t = single.t._replace(**_reals(single.t, width))
    book = type(single.book)(*(_in_each(part, width) for part in single.book))
    whole = np.zeros((1, width), dtype=np.int64)
    return LaneRoom(
        Machine(s, t, b, book),
        aligned_zeros((parameters, width)),
        aligned_zeros((series, width)),
        whole.astype(np.uint64),
        whole,
        np.zeros(width, dtype=np.int64),
    )


def _reals(work: Work, width: int) -> dict[str, Any]:
    """The working arrays, in each lane, but those of whole numbers, which say where things lie for all."""
    named = work._asdict().items()
    return {name: _in_each(part, width) for name, part in named if part.dtype == np.float64}


def aligned_zeros(shape: tuple[int, ...]) -> Floats:
    """Zeros that begin at an address which `EDGE` divides."""
    made = aligned(shape)
    made[...] = 0.0
    return made


def aligned(shape: tuple[int, ...]) -> Floats:
    """Numbers, to be written over, that begin at an address which `EDGE` divides."""
    size = prod(shape)
    room = np.empty(size + EDGE // 8)
    first = -room.__array_interface__["data"][0] % EDGE // 8
    return room[first : first + size].reshape(shape)


def _in_each(part: Floats, width: int) -> Floats:
    """An array with its numbers repeated in every lane."""
    made = aligned((*part.shape, width))
    made[...] = part[..., np.newaxis]
    return made


def side_by_side(task: KernelTask, p: Grid, width: int) -> int:
    """How many of the replicates with these parameters, a row each, go side by side, the first of them: full
    groups, and what is left where that is enough.
    """
    alike = bool((np.ptp(p[:, ALIKE], axis=0) == 0.0).all())
    if width == 1 or task.in_turn == 1 or not alike or len(task.world.firm_size) > MOST_FIRMS:
        return 0
    left = len(p) % width
    return len(p) if left >= FEWEST[width] else len(p) - left
