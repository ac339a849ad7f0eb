"""One setting, many replicates: the runs, their twins, the calm reference, and the measures. All replicates
at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.arrays import AnyArray, BoolArray, FloatArray, IntArray
from analysis.baseline import PerformanceCourse, relative
from analysis.outcomes import NULL, Rest, outcome_by_rest
from analysis.resilience import measure
from analysis.thresholds import STATED, Thresholds
from analysis.uninformative import inert, saturated
from experiments.engine.run_cache import RunCache
from scenarios import Scenario, compile_case, window
from sim.parameters.calm import C_STAR
from sim.parameters.table import switches
from sim.run import Trajectories
from sim.series import PLACE
from sim.state.run_state import RunState
from sim.world.case import Case
from sim.world.shock_table import SHOCK_COLUMNS

_EFFORTS = [place for name, place in PLACE.items() if name.startswith("effort_")]
_SIZE = SHOCK_COLUMNS.index("size")


@dataclass(frozen=True)
class Pairs:
    """Runs of one setting, each beside its twin without the shock.

    `t0`, `t1`: first and last month of the shock (None: no shock, no end). `inert` [replicates] is False
    where the shock has no size, so that nothing was asked; `saturated` is [replicates]. `rests` is None
    where it was not asked for, and where there is no shock.
    """

    case: Case
    t0: int | None
    t1: int | None
    run: Trajectories
    twin: Trajectories
    inert: BoolArray
    saturated: BoolArray
    rests: Rest | None


@dataclass(frozen=True)
class Evaluation(Pairs):
    """Pairs that were measured. Arrays are [replicates, months] or [replicates]; `q` is not a number where
    the twin is dead. `calm` are the runs without shocks and with every mechanism on.
    """

    calm: Trajectories
    q: FloatArray
    measures: dict[str, AnyArray]


def run_pairs(
    scenario: Scenario, seed: int, replicates: IntArray, cache: RunCache, *, resting: bool = False
) -> Pairs:
    """Run a scenario's replicates beside their twins.

    `resting` also follows run and twin without noise or shock until they rest.
    """
    case, (t0, t1) = compile_case(scenario), window(scenario)
    twin = cache.run(case, seed, replicates, shocked=False)
    run = cache.run(case, seed, replicates, shocked=True)
    has_size = bool((case.shocks[:, _SIZE] > 0).any())
    return Pairs(
        case=case,
        t0=t0,
        t1=t1,
        run=run,
        twin=twin,
        inert=inert(run.series, twin.series) if has_size else np.zeros(len(replicates), dtype=np.bool_),
        saturated=saturated(run.series[:, :, _EFFORTS]),
        rests=rests_of(case, seed, replicates, cache, (run.end, twin.end))
        if resting and t0 is not None
        else None,
    )


def rests_of(
    case: Case, seed: int, replicates: IntArray, cache: RunCache, ends: tuple[RunState, RunState]
) -> Rest:
    """Where runs and twins rest that ended in these states, without noise or shock, and where the alliance
    that never was does.
    """
    run, twin = ends
    return Rest(
        cache.rest(case, seed, replicates, run, shocked=True),
        cache.rest(case, seed, replicates, twin, shocked=False),
        cache.bare_rest(case, seed, replicates),
    )


def evaluate(
    scenario: Scenario,
    seed: int,
    replicates: IntArray,
    cache: RunCache | None = None,
    *,
    resting: bool = False,
) -> Evaluation:
    """Run a scenario's replicates beside their twins and calm references, and measure them.

    `cache` shares runs with other settings; without one all are made anew. `resting` also follows run and
    twin until they rest, for the outcome by rest.
    """
    cache = cache or RunCache()
    pairs = run_pairs(scenario, seed, replicates, cache, resting=resting)
    calm = pairs.twin
    if np.any(calm_switches(pairs.case) != pairs.case.switches):
        all_on = replace(pairs.case, switches=calm_switches(pairs.case))
        calm = cache.run(all_on, seed, replicates, shocked=False)
    run, twin, t0 = course(pairs.run), course(pairs.twin), pairs.t0
    reference = twin if calm is pairs.twin else course(calm)
    measures = measure(run, twin, t0=t0, t1=pairs.t1, c_star=C_STAR, calm=reference)
    if pairs.rests is not None:
        measures["outcome_rest"] = by_rest(pairs.rests, measures)
    return Evaluation(**vars(pairs), calm=calm, q=relative_performance(run, twin, t0), measures=measures)


def course(runs: Trajectories) -> PerformanceCourse:
    """What runs are measured by: performance and active cooperation, [replicates, months] each, taken out of
    the series once, among which every value is far from the next.
    """
    return PerformanceCourse(*(np.ascontiguousarray(runs[name]) for name in PerformanceCourse._fields))


def by_rest(rests: Rest, measures: Mapping[str, AnyArray], thresholds: Thresholds = STATED) -> AnyArray:
    """The outcome by rest; null for a run of which a part is still moving when the search is given up."""
    settled = np.asarray(np.isfinite(np.array(rests)).all(axis=0), dtype=np.bool_)
    outcomes = np.full(len(settled), NULL, dtype="<U15")
    outcomes[settled] = outcome_by_rest(
        Rest(*(cooperation[settled] for cooperation in rests)),
        measures["twin_alive"][settled],
        C_STAR,
        thresholds,
    )
    return outcomes


def calm_switches(case: Case) -> IntArray:
    """Every mechanism on that the model ships switched on, and those this run switches on besides."""
    return np.asarray(np.maximum(case.switches, switches()), dtype=np.int64)


def relative_performance(run: PerformanceCourse, twin: PerformanceCourse, t0: int | None) -> FloatArray:
    """q [replicates, months]: performance over the twin's. Before the shock it is 1, whether the twin is
    alive then or not; from the shock on it is not a number where the twin is dead.
    """
    performance, start = np.asarray(run.performance), 0 if t0 is None else t0
    q, since = np.ones_like(performance), PerformanceCourse(*(np.asarray(part)[:, start:] for part in twin))
    q[:, start:], living = relative(performance[:, start:], since, C_STAR)
    q[~living] = np.nan
    return q
