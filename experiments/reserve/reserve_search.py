"""The search for what would be an alliance's end: from a month of its run on, how much of a further shock.

A run is followed with what it has suffered until then and the further shock, and read twenty years after that
shock's end: dead is whose cooperation is below a quarter of the twin's (`analysis.thresholds`).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.baseline import alive, dead
from analysis.thresholds import STATED
from experiments.reserve.further_shocks import FurtherShock, until
from experiments.reserve.least_level import least_level
from experiments.sweep.workers import cores
from sim.parameters.calm import C_STAR
from sim.run import burn_in, simulate
from sim.state.run_state import RunState
from sim.world.case import Case

Tell = Callable[[], None]
"""Called whenever a month is done."""
TOGETHER = 5
"""Runs that a thread follows at once: few, so that all threads have some."""


@dataclass(frozen=True)
class Ground:
    """Runs of a case, and what is needed to lay a further shock upon them: their draws, the states they begin
    from, and the cooperation[runs, months] of the twins that they are held against.
    """

    case: Case
    seed: int
    numbers: IntArray
    start: RunState
    twin: FloatArray

    @classmethod
    def of(cls, case: Case, seed: int, replicates: int, months: int, *, twin: Case | None = None) -> "Ground":
        """The runs of a case, with twins of so many months: its own, or those of another case with the same
        draws.
        """
        numbers = np.arange(replicates, dtype=np.int64)
        start = burn_in(case, seed, numbers)
        other = case if twin is None else twin
        begin = start if twin is None else burn_in(other, seed, numbers)
        course = simulate(replace(other, months=months), seed, numbers, shocked=False, start=begin)
        return cls(case, seed, numbers, start, course["cooperation"].copy())

    def living(self, month: int) -> BoolArray:
        """Which twins live from twenty years after a month on: beside a dead one nobody is called dead."""
        return alive(self.twin[:, month + STATED.dead_after :], C_STAR)

    def ends(self, further: FurtherShock, month: int, levels: IntArray, places: IntArray) -> BoolArray:
        """Whether a further shock of levels[k] from a month on is the end of the runs places[k]."""
        done = np.zeros(len(levels), dtype=np.bool_)

        def follow(mine: IntArray) -> None:
            done[mine] = self._dead(further, month, int(levels[mine[0]]), places[mine])

        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(follow, _shares(levels)))
        return done

    def _dead(self, further: FurtherShock, month: int, level: int, places: IntArray) -> BoolArray:
        rows = [until(self.case.shocks, month), further.rows(level, month, self.case.world)]
        months = month + further.lasts(level) + STATED.dead_after
        case = replace(self.case, shocks=np.concatenate(rows), months=months)
        start = RunState(*(part[places] for part in self.start))
        runs = simulate(case, self.seed, self.numbers[places], shocked=True, start=start)
        return dead(runs["cooperation"][:, -1], self.twin[places, months - 1])

    def least(self, further: FurtherShock, months: Sequence[int], tell: Tell = lambda: None) -> FloatArray:
        """The least level of a further shock from each month on that is the end of each run, float64[months,
        runs]: `most` + 1 where none is, not a number where the twin is dead.
        """
        guess, found = np.full(len(self.numbers), further.likely), []
        for month in months:
            guess = least_level(partial(self.ends, further, month), guess, further.most)
            found.append(np.where(self.living(month), guess, np.nan))
            tell()
        return np.array(found)


def _shares(levels: IntArray) -> list[IntArray]:
    """Places of equal levels, few together."""
    places = [np.flatnonzero(levels == level) for level in np.unique(levels)]
    return [part for mine in places for part in np.array_split(mine, -(-len(mine) // TOGETHER))]
