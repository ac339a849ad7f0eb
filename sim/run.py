"""Running cases with the kernel: burn-in, run or twin from it, and the rest a run comes to."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats, Integers
from sim.calm_rest import first_state
from sim.compiled import ready
from sim.draws import stream
from sim.kernel import batch
from sim.kernel.working_arrays import work_for
from sim.parameters.calm import Y_STAR
from sim.series import CLASSES, PLACE, SERIES
from sim.source import is_warm
from sim.state import layout as at
from sim.state.run_parameters import parameters_of
from sim.state.run_state import Ledger, RunState, bare_state, empty_blocks, empty_ledger, put_in_blocks
from sim.world.case import Case

LIMIT, YEAR, TOLERANCE = 3600, 12, 1e-4
"""A run is followed at most so many months to its rest; it rests when it moves less than this in a year."""
MOST_CACHED = 1_000_000
"""Draws of more than so many states and months (twice as many numbers) are made again and not kept."""
CLAMPS = ("seen",)
"""Rules whose result is held in a range; the engines count how often that changes a value."""


@dataclass(frozen=True)
class Trajectories:
    """Runs of one case: series[r, months, n] in the order of `SERIES`, the state they end in, and what was
    counted.

    `clamps` [r, rules of CLAMPS] values changed by a clamp; `ledger` [r, 6, c] chips by fate (fields of
    `Ledger`); `states` [r, months, size] every number of the state, or size 0 where it was not asked for.
    """

    series: Floats
    end: RunState
    clamps: Integers
    ledger: Floats
    states: Floats

    def __getitem__(self, name: str) -> Floats:
        """One series by name: float64[r, months]."""
        return np.asarray(self.series[:, :, PLACE[name]])


def keys_of(seed: int, replicates: Integers) -> NDArray[np.uint64]:
    """The draw keys of replicates of a seed (both >= 0)."""
    return np.array([stream(seed, int(r)) for r in replicates], dtype=np.uint64)


def copies_of(state: RunState, n: int) -> RunState:
    """The same state for n replicates: every array gets a leading axis."""
    return RunState(*(np.repeat(part[np.newaxis], n, axis=0) for part in state))


def _one_run(state: RunState) -> RunState:
    return RunState(*(np.ascontiguousarray(part[0]).copy() for part in state))


def _empty_like(state: RunState) -> RunState:
    return RunState(*(np.empty_like(part) for part in state))


def _ways_of_acting(case: Case) -> tuple[int, int]:
    """Whether the Union votes, and whether states act one after another."""
    return int(case.switches[at.ON_COUNCIL_VOTE]), int(case.switches[at.ON_RANDOM_ORDER])


def _check_order_of_firms(case: Case) -> None:
    """The kernel sums over firms of a state and class, so they must lie side by side."""
    place = case.world.arrays.firm_home * len(CLASSES) + case.world.arrays.firm_class
    if (np.diff(place) < 0).any():
        raise ValueError("firms must lie in the order of their homes, then of the class of chips they buy")


def _loop(name: str) -> Any:
    """A loop of the kernel; where it is not compiled yet, all rules get their signatures first."""
    _prepare(name)
    return getattr(batch, name)


@cache
def _prepare(name: str) -> None:
    if not is_warm(name):
        ready()


def _draws(keys: NDArray[np.uint64], first: int, months: int, states: int) -> Floats:
    """The draws of a stretch of months. They are addressed by month, state and purpose, never by setting, so
    all settings of a sweep share theirs.
    """
    if len(keys) * months * states > MOST_CACHED:
        return _cached_draws.__wrapped__(keys.tobytes(), first, months, states)
    return _cached_draws(keys.tobytes(), first, months, states)


@lru_cache(maxsize=4)
def _cached_draws(keys: bytes, first: int, months: int, states: int) -> Floats:
    of = np.frombuffer(keys, dtype=np.uint64).copy()
    drawn = np.empty((len(of), months, 2, states))
    _loop("normals")(of, first, np.empty(states), drawn)
    return drawn


def _run_months(
    case: Case, events: Floats, start: RunState, keys: NDArray[np.uint64], first: int, months: int, full: bool
) -> Trajectories:
    drawn = _draws(keys, first, months, len(case.world.states))
    series = np.empty((len(keys), months, len(SERIES)))
    size = sum(part[0].size for part in start) if full else 0
    states = np.empty((len(keys), months, size))
    end, clamps, books, _ = _batch(case, events, start, keys, (first, months), drawn, series, states, 0)
    return Trajectories(series, end, clamps, books, states)


def _batch(
    case: Case,
    events: Floats,
    start: RunState,
    keys: NDArray[np.uint64],
    span: tuple[int, int],
    drawn: Floats,
    series: Floats,
    states: Floats,
    every: int,
) -> tuple[RunState, Integers, Floats, Floats]:
    """The end of runs, clamps, chips, and the rests they came to where that is asked (`every` > 0)."""
    _check_order_of_firms(case)
    blocks, end, n = empty_blocks(case), _empty_like(start), len(keys)
    p = np.array([parameters_of(case, key) for key in keys])
    clamps, rests = np.zeros((n, len(CLAMPS)), dtype=np.int64), np.empty((n, 2))
    books = np.zeros((n, len(Ledger._fields), len(CLASSES)))
    world, running = case.world.arrays, put_in_blocks(blocks, _one_run(start))
    _loop("batch")(
        world, p, *_ways_of_acting(case), start, end, running, work_for(world), blocks, events, keys, *span,
        drawn, Y_STAR, series, clamps, books, empty_ledger(), states, every, TOLERANCE, rests,
    )  # fmt: skip
    return end, clamps, books, rests


def burn_in(case: Case, seed: int, replicates: Integers) -> RunState:
    """The states after a noisy burn-in under the context alone; what run, twin and every point of a grid
    start from.
    """
    keys = keys_of(seed, replicates)
    start = _stack([first_state(case, key) for key in keys])
    if case.burn_in > 0:
        start = _run_months(case, case.context, start, keys, -case.burn_in, case.burn_in, False).end
    return _shifted(start, case)


def _stack(states: list[RunState]) -> RunState:
    """States of several replicates as one: every array gets a leading axis."""
    return RunState(*(np.stack(parts) for parts in zip(*states, strict=True)))


def _shifted(state: RunState, case: Case) -> RunState:
    """The state from which run and twin begin: trust, interoperability and effort as the case starts them."""
    if case.start == (1.0, 1.0, 1.0):
        return state
    trust, depth, effort = case.start
    return state._replace(
        trust=np.minimum(1.0, state.trust * trust),
        interoperability=state.interoperability * depth,
        effort=np.minimum(1.0, state.effort * effort),
        position=np.minimum(1.0, state.position * effort),
        joint=np.minimum(1.0, state.joint * effort),
    )


def simulate(
    case: Case,
    seed: int,
    replicates: Integers,
    *,
    shocked: bool,
    start: RunState | None = None,
    full: bool = False,
) -> Trajectories:
    """Run a case for each replicate: with its shocks, or as its twin without them.

    `start` is the outcome of `burn_in` for the same case, seed and replicates, computed here if it is not
    given; `full` keeps every month's whole state.
    """
    begin = burn_in(case, seed, replicates) if start is None else start
    events = np.concatenate([case.context, case.shocks]) if shocked else case.context
    return _run_months(case, events, begin, keys_of(seed, replicates), 0, case.months, full)


def rest(case: Case, seed: int, replicates: Integers, end: RunState) -> Floats:
    """Cooperation [r] where runs that ended in `end` come to rest without noise or shock; not a number if
    they do not.
    """
    return _rest_from(case, keys_of(seed, replicates), end)


def bare_rest(case: Case, seed: int, replicates: Integers) -> Floats:
    """Cooperation [r] at the rest reached from no trust and no interoperability: the alliance that never
    was.
    """
    keys = keys_of(seed, replicates)
    return _rest_from(case, keys, _stack([bare_state(first_state(case, key)) for key in keys]))


def _rest_from(case: Case, keys: NDArray[np.uint64], start: RunState) -> Floats:
    interval = int(parameters_of(case, keys[0])[at.MEETING_INTERVAL])
    every = interval * -(-YEAR // interval)
    still, row = np.zeros((1, 1, 2, len(case.world.states))), np.empty((1, 1, len(SERIES)))
    nothing, span = np.empty((len(keys), 0, 0)), (case.months, LIMIT)
    _, _, _, rests = _batch(case, case.context, start, keys, span, still, row, nothing, every)
    return np.where(rests[:, 1] < 0, np.nan, rests[:, 0])
