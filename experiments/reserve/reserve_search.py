"""The search for what would be an alliance's end: from a month of its run on, how much of a further shock.

A run is followed with what has happened until then and the further shock alone, and read twenty years after
that shock's end: dead is whose cooperation is below a quarter of the twin's (`analysis.thresholds`).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.baseline import alive, dead
from analysis.thresholds import STATED
from experiments.reserve.further_shocks import FurtherShock, context_until, until
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
    from, and twins of so many `months`, of this case or, with the same draws, of another.
    """

    case: Case
    seed: int
    numbers: IntArray
    months: int
    start: RunState
    twin_case: Case
    twin_start: RunState
    _twins: dict[bytes, FloatArray] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, seed: int, replicates: int, months: int) -> "Ground":
        """The runs of a case beside their own twins."""
        numbers = np.arange(replicates, dtype=np.int64)
        start = burn_in(case, seed, numbers)
        return cls(case, seed, numbers, months, start, case, start)

    def started(self, start: tuple[float, float, float]) -> "Ground":
        """The same from other shares of calm, held against the same twins."""
        case = replace(self.case, start=start)
        return replace(self, case=case, start=burn_in(case, self.seed, self.numbers))

    def twin(self, month: int) -> FloatArray:
        """Cooperation[runs, months] of the twins without shock, in the context of a month."""
        context = context_until(self.twin_case.context, month)
        key = context.tobytes()
        if key not in self._twins:
            case = replace(self.twin_case, context=context, months=self.months)
            runs = simulate(case, self.seed, self.numbers, shocked=False, start=self.twin_start)
            self._twins[key] = runs["cooperation"].copy()
        return self._twins[key]

    def living(self, month: int) -> BoolArray:
        """Which twins live from twenty years after a month on: beside a dead one nobody is called dead."""
        return alive(self.twin(month)[:, month + STATED.dead_after :], C_STAR)

    def ends(self, further: FurtherShock, month: int, levels: IntArray, places: IntArray) -> BoolArray:
        """Whether a further shock of levels[k] from a month on is the end of the runs places[k]."""
        done, twin = np.zeros(len(levels), dtype=np.bool_), self.twin(month)

        def follow(mine: IntArray) -> None:
            cooperation, months = self._course(further, month, int(levels[mine[0]]), places[mine])
            done[mine] = dead(cooperation, twin[places[mine], months - 1])

        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(follow, _shares(levels)))
        return done

    def _course(
        self, further: FurtherShock, month: int, level: int, places: IntArray
    ) -> tuple[FloatArray, int]:
        """Cooperation of runs in the month in which they are read, and how many months that takes."""
        rows = [until(self.case.shocks, month), further.rows(level, month, self.case.world)]
        months = month + further.lasts(level) + STATED.dead_after
        context = context_until(self.case.context, month)
        case = replace(self.case, context=context, shocks=np.concatenate(rows), months=months)
        start = RunState(*(part[places] for part in self.start))
        runs = simulate(case, self.seed, self.numbers[places], shocked=True, start=start)
        return runs["cooperation"][:, -1], months

    def least(self, further: FurtherShock, months: Sequence[int], tell: Tell = lambda: None) -> FloatArray:
        """The least level of a further shock from each month on that is the end of each run, float64[months,
        runs]: `most` + 1 where none is, not a number where the twin is dead.
        """
        guess, least = np.full(len(self.numbers), further.likely), []
        for month in months:
            guess = least_level(partial(self.ends, further, month), guess, further.most)
            least.append(np.where(self.living(month), guess, np.nan))
            tell()
        return np.array(least)


def _shares(levels: IntArray) -> list[IntArray]:
    """Places of equal levels, few together."""
    places = [np.flatnonzero(levels == level) for level in np.unique(levels)]
    return [part for mine in places for part in np.array_split(mine, -(-len(mine) // TOGETHER))]
