"""Running cases with the kernel: burn-in, run or twin from it, and the rest a run comes to."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats, Grid, Integers
from sim.calm_rest import first_states, forget_rests
from sim.draws import stream
from sim.kernel.lane_arrays import aligned, draw_room, lane_room, side_by_side
from sim.kernel.lane_code import ready_width
from sim.kernel.ready_loops import lane_loop, loop
from sim.kernel.working_arrays import KernelSpan, KernelTask, Results, machine_for, task_of
from sim.series import CLASSES, PLACE, SERIES
from sim.state import layout as at
from sim.state.run_parameters import parameters_of_each
from sim.state.run_state import Ledger, RunState, bare_state
from sim.world.case import Case

LIMIT, YEAR, TOLERANCE = 3600, 12, 1e-4
"""A run is followed at most so many months to its rest; it rests when it moves less than this in a year."""
MOST_CACHED = 1_250_000
"""Draws of more than so many states and months are made again and not kept."""
CLAMPS = ("blamed",)
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


def _one_run(state: RunState) -> RunState:
    return RunState(*(np.ascontiguousarray(part[0]).copy() for part in state))


def _empty_like(state: RunState) -> RunState:
    return RunState(*(np.empty_like(part) for part in state))


def _check_order_of_firms(case: Case) -> None:
    """The kernel sums over firms of a state and class, so they must lie side by side."""
    place = case.world.arrays.firm_home * len(CLASSES) + case.world.arrays.firm_class
    if (np.diff(place) < 0).any():
        raise ValueError("firms must lie in the order of their homes, then of the class of chips they buy")


def _draws(keys: NDArray[np.uint64], first: int, months: int, states: int, width: int) -> Floats:
    """The draws of a stretch of months. They are addressed by month, state and purpose, never by setting, so
    all settings of a sweep share theirs. float64[replicates, months, states], or in lanes [group, months,
    states, lane].
    """
    kept = _cached_draws if len(keys) * months * states <= MOST_CACHED else _cached_draws.__wrapped__
    return kept(keys.tobytes(), first, months, states, width)


@lru_cache(maxsize=8)
def _cached_draws(keys: bytes, first: int, months: int, states: int, width: int) -> Floats:
    of = np.frombuffer(keys, dtype=np.uint64).copy()
    if width == 1:
        drawn = np.empty((len(of), months, states))
        loop("normals")(of, first, drawn)
        return drawn
    groups = -(-len(of) // width)
    in_groups = np.concatenate([of, np.repeat(of[-1:], groups * width - len(of))]).reshape(groups, width)
    drawn = aligned((groups, months, states, width))
    lane_loop("normals_in_lanes", width)((0,) * width, in_groups, first, draw_room(states, width), drawn)
    return drawn


def _run_months(
    case: Case, events: Floats, start: RunState, keys: NDArray[np.uint64], first: int, months: int, full: bool
) -> Trajectories:
    series = np.empty((len(keys), months, len(SERIES)))
    size = sum(part[0].size for part in start) if full else 0
    states = np.empty((len(keys), months, size))
    results = _results(keys, series, states)
    end = _batch(case, events, start, keys, KernelSpan(first, months, 0, TOLERANCE), results)
    return Trajectories(series, end, results.clamps, results.books, states)


def _results(keys: NDArray[np.uint64], series: Floats, states: Floats) -> Results:
    n = len(keys)
    books = np.zeros((n, len(Ledger._fields), len(CLASSES)))
    return Results(series, np.zeros((n, len(CLAMPS)), dtype=np.int64), books, states, np.empty((n, 2)))


def _batch(
    case: Case,
    events: Floats,
    start: RunState,
    keys: NDArray[np.uint64],
    span: KernelSpan,
    results: Results,
) -> RunState:
    """The state that runs end in; what they came to on the way is put into `results`. As many as fit go side
    by side, those that are left one after another.
    """
    _check_order_of_firms(case)
    p = parameters_of_each(case, [*keys])
    task, end = task_of(case, events), _empty_like(start)
    width = ready_width()
    many = side_by_side(task, p, width)
    for runs, lanes in ((slice(0, many), width), (slice(many, len(keys)), 1)):
        if runs.stop > runs.start:
            given = _rows(start, runs), _rows(end, runs), keys[runs], span
            _run_part(case, task, p[runs], *given, _rows_of_results(results, runs, span), lanes)
    return end


def _run_part(
    case: Case,
    task: KernelTask,
    p: Grid,
    start: RunState,
    end: RunState,
    keys: NDArray[np.uint64],
    span: KernelSpan,
    results: Results,
    width: int,
) -> None:
    """Replicates of which all go side by side in so many lanes, or (1) none."""
    states, first_run = len(case.world.states), _one_run(start)
    still = np.zeros((1, 1, states) if width == 1 else (1, 1, states, width))
    drawn = still if span.every > 0 else _draws(keys, span.first, span.months, states, width)
    if width == 1:
        machine = machine_for(case, first_run)
        loop("batch")(task, p, machine, start, end, keys, span, drawn, results)
    else:
        room = lane_room(case, first_run, p.shape[1], len(SERIES), width)
        lanes_of = lane_loop("batch_in_lanes", width)
        lanes_of((0,) * width, task, p, room, start, end, keys, span, drawn, results)


def _rows(state: RunState, runs: slice) -> RunState:
    return RunState(*(part[runs] for part in state))


def _rows_of_results(results: Results, runs: slice, span: KernelSpan) -> Results:
    """The rows of some replicates; the series of runs followed to their rest are one month, used by all."""
    return Results(
        series=results.series if span.every > 0 else results.series[runs],
        clamps=results.clamps[runs],
        books=results.books[runs],
        states=results.states[runs],
        rests=results.rests[runs],
    )


def forget_kept() -> None:
    """Make calm rests and draws anew from here on, for checks of how they are made."""
    forget_rests()
    _cached_draws.cache_clear()


def burn_in(case: Case, seed: int, replicates: Integers) -> RunState:
    """The states after a noisy burn-in under the context alone; what run, twin and every point of a grid
    start from.
    """
    keys = keys_of(seed, replicates)
    start = first_states(case, [*keys])
    if case.burn_in > 0:
        start = _run_months(case, case.context, start, keys, -case.burn_in, case.burn_in, False).end
    return _shifted(start, case)


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
    return _rest_from(case, keys, bare_state(first_states(case, [*keys])))


def _rest_from(case: Case, keys: NDArray[np.uint64], start: RunState) -> Floats:
    interval = int(case.parameters[at.MEETING_INTERVAL])  # never drawn
    every = interval * -(-YEAR // interval)
    row = np.empty((1, 1, len(SERIES)))
    results = _results(keys, row, np.empty((len(keys), 0, 0)))
    _batch(case, case.context, start, keys, KernelSpan(case.months, LIMIT, every, TOLERANCE), results)
    return np.where(results.rests[:, 1] < 0, np.nan, results.rests[:, 0])
