"""Runs that several parts of patterns ask for, run once.

A burn-in and a course are known by everything that decides them: parameters, switches, actors, what happens,
months, start and draws. Arms that agree in all of it share theirs, whatever scenario they come from.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from typing import Generic, TypeVar

import numpy as np

from analysis.arrays import AnyArray
from sim.array_types import Integers
from sim.run import Trajectories, burn_in, simulate
from sim.state.run_state import RunState
from sim.world.case import Case

KEPT_BYTES = 512 * 1024 * 1024
T = TypeVar("T")


class Kept:
    """Burn-ins and courses. Its methods are `sim.run.burn_in` and `sim.run.simulate`, and stand in for them.

    The least recently used go once they hold more than `most_bytes` (either kind).
    """

    def __init__(self, most_bytes: int = KEPT_BYTES) -> None:
        self._burned: _Store[RunState] = _Store(most_bytes)
        self._courses: _Store[Trajectories] = _Store(most_bytes)

    def burn_in(self, case: Case, seed: int, replicates: Integers) -> RunState:
        """The states after a burn-in."""
        key = _key(case, (case.burn_in, seed), [case.context, replicates])
        found = self._burned.get(key)
        return self._burned.put(key, burn_in(case, seed, replicates)) if found is None else found

    def simulate(
        self,
        case: Case,
        seed: int,
        replicates: Integers,
        *,
        shocked: bool,
        start: RunState | None = None,
        full: bool = False,
    ) -> Trajectories:
        """A course from `start`; one that was asked for in full serves whoever asks for less."""
        begin = self.burn_in(case, seed, replicates) if start is None else start
        events = np.concatenate([case.context, case.shocks]) if shocked else case.context
        key = _key(case, (case.months, seed), [events, replicates, *begin])
        found = self._courses.get(key)
        if found is not None and (found.states.size or not full):
            return found
        return self._courses.put(
            key, simulate(case, seed, replicates, shocked=shocked, start=begin, full=full)
        )


class _Store(Generic[T]):
    def __init__(self, most_bytes: int) -> None:
        self._free = most_bytes
        self._found: OrderedDict[bytes, T] = OrderedDict()

    def get(self, key: bytes) -> T | None:
        if key in self._found:
            self._found.move_to_end(key)
        return self._found.get(key)

    def put(self, key: bytes, value: T) -> T:
        if key in self._found:
            self._free += _size(self._found.pop(key))
        self._found[key] = value
        self._free -= _size(value)
        while self._free < 0:
            self._free += _size(self._found.popitem(last=False)[1])
        return value


def _size(value: object) -> int:
    arrays = (value.series, value.states, *value.end) if isinstance(value, Trajectories) else value
    assert isinstance(arrays, tuple)
    return sum(array.nbytes for array in arrays)


def _key(case: Case, numbers: tuple[int, ...], arrays: Iterable[AnyArray]) -> bytes:
    content = hashlib.blake2b(repr(numbers).encode(), digest_size=16)
    for array in (case.parameters, case.switches, *case.world.arrays, *arrays):
        content.update(repr((array.shape, array.dtype.str)).encode())
        content.update(np.ascontiguousarray(array).data)
    return content.digest()


KEPT = Kept()
"""What all parts of patterns run through."""
