"""One setting, many replicates: the run, its twin, the calm reference, and the measures. All replicates at
once.
"""

import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from analysis.arrays import AnyArray, BoolArray, FloatArray, IntArray
from analysis.baseline import relative
from analysis.outcomes import NULL, Rest, outcome_by_rest
from analysis.resilience import measure
from analysis.thresholds import STATED, Thresholds
from analysis.uninformative import inert, saturated
from scenarios import Scenario, compile_case, window
from sim.parameters.calm import P_STAR
from sim.parameters.table import switches
from sim.run import Trajectories, bare_rest, burn_in, rest, simulate
from sim.series import PLACE
from sim.state.run_state import RunState
from sim.world.case import Case
from sim.world.shock_table import SHOCK_COLUMNS

CACHE_BYTES = 256 * 1024 * 1024
_EFFORTS = [place for name, place in PLACE.items() if name.startswith("effort_")]
_SIZE = SHOCK_COLUMNS.index("size")


class Engine(Protocol):
    """An engine: `sim.run.simulate`, or one made of agents that gives the same numbers."""

    def __call__(
        self, case: Case, seed: int, replicates: IntArray, *, shocked: bool, start: RunState | None = None
    ) -> Trajectories:
        """Run a case for each replicate from `start`, with its shocks or without them."""


@dataclass(frozen=True)
class Reference:
    """What runs without shocks come to: the state after the burn-in, the trajectories and, if asked, two
    rests: theirs, and that of an alliance that never was.
    """

    start: RunState
    course: Trajectories
    rest: FloatArray | None
    bare: float

    @property
    def nbytes(self) -> int:
        """Memory held."""
        return self.course.series.nbytes + sum(part.nbytes for part in (*self.start, *self.course.end))


@dataclass(frozen=True)
class Evaluation:
    """Runs of one setting. Arrays are [replicates, months] or [replicates]; `q` is NaN where the twin is
    dead.

    `t0`, `t1`: first and last month of the shock (None: no shock, no end). `inert` is False where nothing
    was asked.
    """

    case: Case
    t0: int | None
    t1: int | None
    run: Trajectories
    twin: Trajectories
    calm: Trajectories
    q: FloatArray
    measures: dict[str, AnyArray]
    inert: BoolArray
    saturated: BoolArray


class References:
    """Burn-ins, twins and calm references by content, so that points that differ only in the shock share
    them.

    The least recently used ones go once the cache holds more than 256 MiB.
    """

    def __init__(
        self,
        engine: Engine = simulate,
        most_bytes: int = CACHE_BYTES,
        threads: int = 1,
        settle: Callable[[Case, int, IntArray], RunState] = burn_in,
    ) -> None:
        self.engine = engine
        self._settle = settle
        self.threads = threads
        self._most = most_bytes
        self._kept: OrderedDict[str, Reference] = OrderedDict()

    def get(self, case: Case, seed: int, replicates: IntArray, resting: bool) -> Reference:
        """What a case comes to without its shocks, computed once; `resting`: until it rests, too."""
        key = _digest(case, seed, replicates, resting)
        if key not in self._kept:
            self._kept[key] = self._make(case, seed, replicates, resting)
            while len(self._kept) > 1 and sum(one.nbytes for one in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _make(self, case: Case, seed: int, replicates: IntArray, resting: bool) -> Reference:
        start = self._settle(case, seed, replicates)
        course = self.engine(case, seed, replicates, shocked=False, start=start)
        if not resting:
            return Reference(start, course, None, math.nan)
        return Reference(start, course, self.rests(case, seed, replicates, course.end), bare_rest(case))

    def rests(self, case: Case, seed: int, replicates: IntArray, end: RunState) -> FloatArray:
        """Where runs that ended in `end` rest, shared out over the threads; each run keeps its bits."""
        parts = np.array_split(np.arange(len(replicates)), min(self.threads, len(replicates)))
        with ThreadPoolExecutor(len(parts)) as pool:
            found = pool.map(
                lambda part: rest(case, seed, replicates[part], RunState(*(piece[part] for piece in end))),
                parts,
            )
            return np.concatenate(list(found))


def evaluate(
    scenario: Scenario, seed: int, replicates: IntArray, references: References, *, resting: bool = False
) -> Evaluation:
    """Run a scenario's replicates beside their twins and calm references, and measure them.

    `resting` also follows run and twin without noise or shock until they rest, for the outcome by rest.
    """
    case = compile_case(scenario)
    t0, t1 = window(scenario)
    twin = references.get(case, seed, replicates, resting)
    all_on = replace(case, switches=calm_switches(case))
    calm = (
        twin
        if not np.any(all_on.switches != case.switches)
        else references.get(all_on, seed, replicates, False)
    )
    run = references.engine(case, seed, replicates, shocked=True, start=twin.start)
    P, twin_P = run["performance"], twin.course["performance"]
    measures = measure(P, twin_P, t0=t0, t1=t1, p_star=P_STAR, calm=calm.course["performance"])
    if twin.rest is not None and t0 is not None:
        rests = Rest(references.rests(case, seed, replicates, run.end), twin.rest, np.full(len(P), twin.bare))
        measures["outcome_rest"] = by_rest(rests, measures)
    hit = bool((case.shocks[:, _SIZE] > 0).any())
    return Evaluation(
        case=case,
        t0=t0,
        t1=t1,
        run=run,
        twin=twin.course,
        calm=calm.course,
        q=_q(P, twin_P, t0),
        measures=measures,
        inert=inert(run.series, twin.course.series) if hit else np.zeros(len(P), dtype=np.bool_),
        saturated=saturated(run.series[:, :, _EFFORTS]),
    )


def by_rest(rests: Rest, measures: Mapping[str, AnyArray], thresholds: Thresholds = STATED) -> AnyArray:
    """The outcome by rest; null for a run of which a part is still moving when the search is given up."""
    settled = np.asarray(np.isfinite(np.array(rests)).all(axis=0), dtype=np.bool_)
    found = np.full(len(settled), NULL, dtype="<U15")
    found[settled] = outcome_by_rest(
        Rest(*(part[settled] for part in rests)),
        measures["degraded"][settled],
        measures["twin_alive"][settled],
        P_STAR,
        thresholds,
    )
    return found


def calm_switches(case: Case) -> IntArray:
    """Every mechanism on that the model ships switched on, and those this run switches on besides."""
    return np.asarray(np.maximum(case.switches, switches()), dtype=np.int64)


def _q(P: FloatArray, twin: FloatArray, t0: int | None) -> FloatArray:
    """P over the twin's P from month 0; before the shock it is 1, whether the twin is alive then or not."""
    q, living = np.ones_like(P), np.ones(len(P), dtype=np.bool_)
    start = 0 if t0 is None else t0
    q[:, start:], living = relative(P[:, start:], twin[:, start:], P_STAR)
    q[~living] = np.nan
    return q


def _digest(case: Case, seed: int, replicates: IntArray, resting: bool) -> str:
    """A name for everything that decides a run without shocks."""
    content = hashlib.blake2b(repr((case.months, case.burn_in, seed, resting)).encode(), digest_size=16)
    arrays = [case.parameters, case.switches, case.context, replicates, *case.world.arrays]
    for array in arrays:
        content.update(repr((array.shape, array.dtype.str)).encode())
        content.update(np.ascontiguousarray(array).tobytes())
    return content.hexdigest()
