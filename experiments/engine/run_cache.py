"""Runs that several settings, parts or cells ask for, run once.

A run is known by everything that decides it: parameters, switches, actors, what happens, months and draws.
Settings that agree in all of it share theirs, whatever scenario they come from.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Generic, Protocol, TypeVar

import numpy as np

from analysis.arrays import AnyArray, FloatArray, IntArray
from sim.run import Trajectories, bare_rest, burn_in, rest, simulate
from sim.state.run_state import RunState
from sim.world.case import Case

MOST_BYTES = 256 * 1024 * 1024
T = TypeVar("T")


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
        self._burn_ins: _Store[RunState] = _Store(most_bytes, _bytes)
        self._runs: _Store[Trajectories] = _Store(most_bytes, _bytes_of_run)
        self._rests: _Store[FloatArray] = _Store(most_bytes, lambda rests: rests.nbytes)

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


class _Store(Generic[T]):
    """Values by key. The least recently used go when there are too many bytes, but for the newest."""

    def __init__(self, most_bytes: int, bytes_of: Callable[[T], int]) -> None:
        self._free, self._bytes_of = most_bytes, bytes_of
        self._values: OrderedDict[bytes, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: bytes) -> T | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: bytes, value: T) -> T:
        """The value itself, which is held from now on."""
        with self._lock:
            if key in self._values:
                self._free += self._bytes_of(self._values.pop(key))
            self._values[key] = value
            self._free -= self._bytes_of(value)
            while self._free < 0 and len(self._values) > 1:
                self._free += self._bytes_of(self._values.popitem(last=False)[1])
        return value


def _bytes(arrays: Iterable[AnyArray]) -> int:
    return sum(array.nbytes for array in arrays)


def _bytes_of_run(run: Trajectories) -> int:
    return _bytes((run.series, run.states, run.clamps, run.ledger, *run.end))


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
