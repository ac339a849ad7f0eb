"""Runs that several settings, parts or cells ask for, run once.

A run is known by everything that decides it: parameters, switches, actors, what happens, months and draws.
Settings that agree in all of it share theirs, whatever scenario they come from.
"""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Protocol

import numpy as np

from analysis.arrays import AnyArray, FloatArray, IntArray
from experiments.engine.byte_store import ByteStore
from sim.run import Trajectories, bare_rest, burn_in, rest, simulate
from sim.state.run_state import RunState
from sim.world.case import Case

MOST_BYTES = 256 * 1024 * 1024


class Engine(Protocol):
    """An engine: `sim.run.simulate`, or one made of agents that gives the same numbers."""

    def __call__(
        self,
        case: Case,
        seed: int,
        replicates: IntArray,
        *,
        shocked: bool,
        start: RunState | None = None,
        full: bool = False,
    ) -> Trajectories:
        """Run a case for each replicate from `start`, with its shocks or without them; `full` keeps every
        month's whole state.
        """


class RunCache:
    """Runs of an engine, with the burn-ins they start from and the rests they come to.

    Runs without shocks are held, since all settings that differ only in the shock share them; with
    `hold_shocked` those with shocks are held, too. Of each kind (burn-ins, runs, rests) the least recently
    used go once that kind holds more than `most_bytes`; the newest stays however large it is. `threads` share
    out the replicates that are followed to their rest. Several threads may ask one cache.
    """

    def __init__(
        self,
        engine: Engine = simulate,
        *,
        most_bytes: int = MOST_BYTES,
        threads: int = 1,
        hold_shocked: bool = False,
    ) -> None:
        self._engine = engine
        self._threads = threads
        self._hold_shocked = hold_shocked
        self._burn_ins: ByteStore[bytes, RunState] = ByteStore(most_bytes, bytes_of)
        self._runs: ByteStore[bytes, Trajectories] = ByteStore(most_bytes, _bytes_of_run)
        self._rests: ByteStore[bytes, FloatArray] = ByteStore(most_bytes, lambda rests: rests.nbytes)

    @property
    def held_bytes(self) -> int:
        """Bytes of all burn-ins, runs and rests that are held."""
        return self._burn_ins.held_bytes + self._runs.held_bytes + self._rests.held_bytes

    def burn_in(self, case: Case, seed: int, replicates: IntArray) -> RunState:
        """The states after the burn-in of a case: what its runs start from, with shocks and without."""
        return self._burn_in(_start_key(case, seed, replicates), case, seed, replicates)

    def _burn_in(self, key: bytes, case: Case, seed: int, replicates: IntArray) -> RunState:
        state = self._burn_ins.get(key)
        return self._burn_ins.put(key, burn_in(case, seed, replicates)) if state is None else state

    def run(
        self, case: Case, seed: int, replicates: IntArray, *, shocked: bool, full: bool = False
    ) -> Trajectories:
        """A case from its burn-in on, a run for each replicate: with its shocks, or as its twin.

        `full` keeps every month's whole state; a run that was asked for in full serves whoever asks for less.
        """
        start_key = _start_key(case, seed, replicates)
        shocks = case.shocks if shocked else case.shocks[:0]
        key = _digest((case.months,), [shocks], start_key)
        run = self._runs.get(key)
        if run is not None and (run.states.size or not full):
            return run
        start = self._burn_in(start_key, case, seed, replicates)
        run = self._engine(case, seed, replicates, shocked=shocked, start=start, full=full)
        return self._runs.put(key, run) if self._holds(shocked) else run

    def _holds(self, shocked: bool) -> bool:
        return self._hold_shocked or not shocked

    def rest(
        self, case: Case, seed: int, replicates: IntArray, end: RunState, *, shocked: bool
    ) -> FloatArray:
        """Cooperation [replicates] where runs that ended in `end` come to rest; see `sim.run.rest`."""
        follow = partial(rest_in_threads, case, seed, replicates, end, self._threads)
        if not self._holds(shocked):
            return follow()
        key = _digest(
            (case.months, seed, *_drawing(case)), [*_decisive(case), case.context, replicates, *end]
        )
        return self._rested(key, follow)

    def bare_rest(self, case: Case, seed: int, replicates: IntArray) -> FloatArray:
        """Cooperation [replicates] where an alliance that never was comes to rest (`sim.run.bare_rest`)."""
        numbers = case.months, seed, *_drawing(case)
        key = _digest(numbers, [*_decisive(case), case.context, replicates])
        return self._rested(key, partial(bare_rest, case, seed, replicates))

    def _rested(self, key: bytes, follow: Callable[[], FloatArray]) -> FloatArray:
        rests = self._rests.get(key)
        return self._rests.put(key, follow()) if rests is None else rests


def rest_in_threads(case: Case, seed: int, replicates: IntArray, end: RunState, threads: int) -> FloatArray:
    """Where runs that ended in `end` rest [replicates], shared out over threads; each run keeps its bits."""

    def follow(places: IntArray) -> FloatArray:
        return rest(case, seed, replicates[places], RunState(*(field[places] for field in end)))

    shares = np.array_split(np.arange(len(replicates)), min(threads, len(replicates)))
    with ThreadPoolExecutor(len(shares)) as pool:
        return np.concatenate(list(pool.map(follow, shares)))


def bytes_of(arrays: Iterable[AnyArray]) -> int:
    """Bytes of several arrays."""
    return sum(array.nbytes for array in arrays)


def _bytes_of_run(run: Trajectories) -> int:
    return bytes_of((run.series, run.states, run.clamps, run.ledger, *run.end))


def _decisive(case: Case) -> list[AnyArray]:
    """The arrays of a case that decide all of its runs."""
    return [case.parameters, case.switches, *case.world.arrays]


def _drawing(case: Case) -> tuple[object, ...]:
    """How far parameters are drawn, which are not, and what calm is derived from."""
    return case.width, sorted(case.fixed), case.recalm


def _start_key(case: Case, seed: int, replicates: IntArray) -> bytes:
    """What decides a burn-in; months and shocks come after it."""
    numbers = case.burn_in, seed, *_drawing(case), case.start
    return _digest(numbers, [*_decisive(case), case.context, replicates])


def _digest(numbers: tuple[object, ...], arrays: Iterable[AnyArray], before: bytes = b"") -> bytes:
    content = hashlib.blake2b(before + repr(numbers).encode(), digest_size=16)
    for array in arrays:
        content.update(repr((array.shape, array.dtype.str)).encode())
        content.update(np.ascontiguousarray(array).data)
    return content.digest()
