"""Engine 2, whole batches in lanes: as many runs of a case at once as the processor adds numbers, with the
text of the month that a single run has, and the same numbers.
"""

import numpy as np

from sim.array_types import Floats, Grid, Keys
from sim.compiled import compiled
from sim.draws import MOOD, is_outer, middle, outer, uniform
from sim.kernel import firm_lanes as firm_lanes
from sim.kernel.batch import is_still
from sim.kernel.lane_arrays import DrawRoom, LaneRoom
from sim.kernel.month_loops import run_month
from sim.kernel.working_arrays import KernelSpan, KernelTask, Results
from sim.lanes.forms import for_lanes
from sim.lanes.lane_views import in_lanes, keys_in_lanes
from sim.state import layout as at
from sim.state.run_state import RunState

month_in_lanes, chance_in_lanes = for_lanes(run_month), for_lanes(uniform)
middle_in_lanes, outer_in_lanes = for_lanes(middle), for_lanes(outer)


def batch_in_lanes(
    count: tuple[int, ...],
    task: KernelTask,
    p: Grid,
    room: LaneRoom,
    start: RunState,
    end: RunState,
    keys: Keys,
    span: KernelSpan,
    drawn: Floats,
    results: Results,
) -> None:
    """What `sim.kernel.batch.batch` does, a group of replicates at once, as many as `count` has numbers;
    drawn[group, month, state, lane]. The last group is filled up with its last replicate.
    """
    width, runs = len(count), len(keys)
    machine, row, values = in_lanes(room.machine, count), in_lanes(room.row, count), in_lanes(room.p, count)
    keys_of_group, clamps = keys_in_lanes(room.keys, count), keys_in_lanes(room.clamps, count)
    draws = in_lanes(drawn, count)
    for first in range(0, runs, width):
        last = min(width, runs - first)
        for lane in range(width):
            r = first + min(lane, last - 1)
            _load_lane(start, r, p[r], keys[r], room, lane)
        key, moving = keys_of_group[0], last
        for m in range(span.months):
            at_group, at_month = (first // width, m) if span.every == 0 else (0, 0)
            month_in_lanes(
                task, values, machine, key, span.first + m, draws[at_group, at_month], row, clamps, 0
            )
            for lane in range(last):
                _write_month(room, lane, first + lane, m, span, results)
            if span.every > 0 and (m + 1) % span.every == 0:
                for lane in range(last):
                    if room.resting[lane] == 0 and _is_still(room, lane, span.tolerance) == 1:
                        results.rests[first + lane, 1] = m + 1.0
                        _write_run(room, lane, first + lane, end, results)
                        room.resting[lane] = 1
                        moving -= 1
                if moving == 0:
                    break
        for lane in range(last):
            if room.resting[lane] == 0:
                _write_run(room, lane, first + lane, end, results)


def normals_in_lanes(count: tuple[int, ...], keys: Keys, first: int, room: DrawRoom, drawn: Floats) -> None:
    """What `sim.kernel.batch.normals` does, in lanes: keys[group, lane], drawn[group, month, state, lane].

    Three draws in twenty lie in a tail, whose formula takes longest. So all are taken for draws of the
    middle, and those of a month that are not are then gathered and put right side by side.
    """
    width, states = len(count), drawn.shape[2]
    key, draws = keys_in_lanes(keys, count), in_lanes(drawn, count)
    chances, tails = in_lanes(room.chances, count), in_lanes(room.tails, count)
    for g in range(len(keys)):
        for m in range(drawn.shape[1]):
            for i in range(states):
                chances[i] = chance_in_lanes(key[g], first + m, i, MOOD)
                draws[g, m, i] = middle_in_lanes(chances[i])
            n = 0
            for i in range(states):
                for lane in range(width):
                    u = room.chances[i, lane]
                    room.tails[n // width, n % width], room.place[n] = u, i * width + lane
                    n += is_outer(u)
            for k in range(-(-n // width)):
                tails[k] = outer_in_lanes(tails[k])
            for k in range(n):
                at = room.place[k]
                drawn[g, m, at // width, at % width] = room.tails[k // width, k % width]


def hold_in_lanes(
    count: tuple[int, ...],
    task: KernelTask,
    p: Grid,
    room: LaneRoom,
    start: RunState,
    end: RunState,
    still: Floats,
    months: int,
    last: int,
    pay: Grid,
    built: Grid,
) -> None:
    """What `sim.kernel.batch.hold` does for one alliance, for a group of them: `pay`[d * s, lane] and
    `built`[d, lane], `still` [s, lane]. The group is filled up with its last one.
    """
    machine, row, values = in_lanes(room.machine, count), in_lanes(room.row, count), in_lanes(room.p, count)
    keys_of_group, clamps = keys_in_lanes(room.keys, count), keys_in_lanes(room.clamps, count)
    paid, works, draw = in_lanes(pay, count), in_lanes(built, count), in_lanes(still, count)
    for lane in range(len(count)):
        r = min(lane, len(p) - 1)
        _load_lane(start, r, p[r], np.uint64(0), room, lane)
    for m in range(months):
        month_in_lanes(task, values, machine, keys_of_group[0], m, draw, row, clamps, 1)
        if m >= months - last:
            for k in range(len(paid)):
                paid[k] += machine.t.pay[k] / last
            for d in range(len(works)):
                works[d] += machine.t.built[d] / last
    for lane in range(len(p)):
        _write_state(room.machine.s, lane, end, lane)


def _load_lane(start: RunState, r: int, p: Floats, key: np.uint64, room: LaneRoom, lane: int) -> None:
    """Put a replicate into a lane."""
    s, book = room.machine.s, room.machine.book
    for k in range(len(s)):
        for i in range(len(s[k])):
            s[k][i, lane] = start[k][r, i]
    for k in range(len(book)):
        for c in range(len(book[k])):
            book[k][c, lane] = 0.0
    for k in range(len(p)):
        room.p[k, lane] = p[k]
    for k in range(4):
        room.machine.t.before[k, lane] = -1.0
    room.keys[0, lane], room.clamps[0, lane], room.resting[lane] = key, 0, 0


def _write_month(room: LaneRoom, lane: int, r: int, m: int, span: KernelSpan, results: Results) -> None:
    """A lane's month, written down: its series, or what it stands at where it is followed to its rest."""
    if span.every > 0:
        if room.resting[lane] == 0:
            results.rests[r, 0], results.rests[r, 1] = room.row[at.R_COOPERATION, lane], -1.0
    else:
        for k in range(results.series.shape[2]):
            results.series[r, m, k] = room.row[k, lane]
    if results.states.shape[2] > 0:
        k, s = 0, room.machine.s
        for n in range(len(s)):
            for i in range(len(s[n])):
                results.states[r, m, k] = s[n][i, lane]
                k += 1


def _is_still(room: LaneRoom, lane: int, tolerance: float) -> int:
    return is_still(room.row[:, lane], room.machine.t.before[:, lane], tolerance)


def _write_run(room: LaneRoom, lane: int, r: int, end: RunState, results: Results) -> None:
    """What a lane's run came to: its end, its ledger, what was held in its range."""
    book = room.machine.book
    _write_state(room.machine.s, lane, end, r)
    for k in range(len(book)):
        for c in range(len(book[k])):
            results.books[r, k, c] = book[k][c, lane]
    results.clamps[r, 0] = room.clamps[0, lane]


def _write_state(s: RunState, lane: int, end: RunState, r: int) -> None:
    for k in range(len(s)):
        for i in range(len(s[k])):
            end[k][r, i] = s[k][i, lane]


_write_state = compiled(_write_state, inlined="late")
_load_lane, _write_month = compiled(_load_lane, inlined="late"), compiled(_write_month, inlined="late")
_is_still, _write_run = compiled(_is_still, inlined="late"), compiled(_write_run, inlined="late")
batch_in_lanes = compiled(batch_in_lanes)
normals_in_lanes, hold_in_lanes = compiled(normals_in_lanes), compiled(hold_in_lanes)
