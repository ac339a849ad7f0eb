"""Compile the kernel for lanes into the cache: `python -m sim.kernel.make_lanes WIDTH`, beside a first run.

A second process that finds one at work ends at once. What went wrong is written down for `alliance doctor`.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np

from sim.compiled import ready
from sim.kernel.lane_arrays import aligned_zeros, draw_room, lane_room
from sim.kernel.lane_code import note
from sim.kernel.working_arrays import KernelSpan, Results, task_of
from sim.lanes.width import machine_code_name
from sim.parameters.table import switches, vector
from sim.series import CLASSES, SERIES
from sim.source import cache_folder
from sim.state.run_state import Ledger, RunState, starting_state
from sim.world.build import build_world
from sim.world.case import Case
from sim.world.shock_table import SHOCK_COLUMNS


def make(width: int) -> None:
    """Run a month of a small case in so many lanes, which compiles all there is to compile, and write down
    that it is done, or what went wrong.
    """
    try:
        _compile(width)
    except Exception as fault:  # whatever it is, the kernel without lanes does as well
        note(width, failed=f"{type(fault).__name__}: {' '.join(str(fault).split())[:400]}")
    else:
        note(width)


def _compile(width: int) -> None:
    from sim.kernel import lane_batch

    nothing = np.zeros((0, len(SHOCK_COLUMNS)))
    case = Case(build_world(firms=8), vector({}), switches(), nothing, nothing, months=1, burn_in=0)
    count, task, states = (0,) * width, task_of(case, nothing), len(case.world.states)
    p = np.tile(case.parameters, (width, 1))
    single = starting_state(case, case.parameters)
    start, end = (RunState(*(np.tile(part, (width, 1)) for part in single)) for _ in range(2))
    room = lane_room(case, single, p.shape[1], len(SERIES), width)
    drawn, keys = aligned_zeros((1, 1, states, width)), np.zeros((1, width), dtype=np.uint64)
    series, books = np.empty((width, 1, len(SERIES))), np.zeros((width, len(Ledger._fields), len(CLASSES)))
    clamps, full = np.zeros((width, 1), dtype=np.int64), np.empty((width, 1, 0))
    results, span = Results(series, clamps, books, full, np.empty((width, 2))), KernelSpan(0, 1, 0, 1e-4)
    pay, built = aligned_zeros((len(single.effort), width)), aligned_zeros((len(single.joint), width))
    ready()
    lane_batch.normals_in_lanes(count, keys, 0, draw_room(states, width), drawn)
    lane_batch.batch_in_lanes(count, task, p, room, start, end, keys[0], span, drawn, results)
    lane_batch.hold_in_lanes(count, task, p, room, start, end, drawn[0, 0], 1, 1, pay, built)


def _is_made_elsewhere(folder: Path, width: int) -> bool:
    """Whether another process is at it: a lock of the system's, which ends with its process."""
    try:
        import fcntl
    except ImportError:
        return False
    file = os.open(folder / f"{machine_code_name(width)}.lock", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return (folder / machine_code_name(width)).exists()


def main(width: int) -> None:
    """Make the code, politely, unless it is made or being made."""
    folder = cache_folder()
    if folder is None or _is_made_elsewhere(folder, width):
        return
    with suppress(OSError, AttributeError):
        os.nice(10)
    make(width)


if __name__ == "__main__":
    main(int(sys.argv[1]))
