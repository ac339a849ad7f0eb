"""What a sweep costs besides its runs: seconds from the command to its tables, time to plan, measure and
store, memory that does not grow with the number of runs.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from experiments.design.experiment import design
from experiments.design.sweep_options import SweepOptions
from experiments.errors import WorkersLost
from experiments.results.store import MANIFEST
from experiments.sweep.chunk import compute, forget
from experiments.sweep.plan import plan
from scenarios import compile_case, load
from sim.run import burn_in, simulate

SCENARIO = "taiwan-blockade"
BRIEF = ("horizon.months=12", "burn_in.months=12", "population.firms=5", "shock.from=0")
"""Runs so short that a million of them are a matter of a minute or two."""
LENGTHS, EACH, FEW = 10, 100, 10_000
"""Lengths of the shock and replicates a point where memory is measured, and the runs of the small sweep."""


def sweeps(chunks: int, tries: int, many: int) -> dict[str, Any]:
    """What sweeps cost besides their runs: the best of `tries` commands of 200 runs, in seconds until their
    tables are there; `chunks` chunks against their runs alone; peak memory over `many` brief runs against
    10,000.

    Raises WorkersLost if a sweep does not end well.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        taken = [seconds_to_tables(folder / f"small-{number}") for number in range(tries)]
        held = {runs: memory(runs, folder / f"brief-{runs}") for runs in (FEW, many)}
    return {
        "small_s": min(taken),
        "small_each_s": taken,
        **beside(chunks),
        "memory_mb": {str(runs): held[runs] / 1e3 for runs in held},
        "memory": held[many] / held[FEW] if held[FEW] else None,
    }


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "alliance", "sweep", SCENARIO, *words]


def seconds_to_tables(folder: Path) -> float:
    """Seconds from the command to the manifest of a sweep of 200 runs."""
    begun = time.time()
    done = subprocess.run(
        _command("--vary", "shock.size=0:1:10", "--replicates", "20", "--out", str(folder)),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise WorkersLost(f"a sweep that was measured ended with code {done.returncode}")
    return (folder / MANIFEST).stat().st_mtime - begun


def beside(chunks: int) -> dict[str, Any]:
    """Chunks of 500 runs, computed, measured and stored, against the kernel's runs alone, in turn: seconds
    of the processor and their ratio.
    """
    keys = ("shock.size=0:1:20", "shock.months=1:50:50")
    planned = plan(design(load(SCENARIO), SweepOptions(keys, EACH, seed=1)))
    replicates = np.arange(EACH, dtype=np.int64)
    whole = bare = 0.0
    forget()
    with tempfile.TemporaryDirectory() as folder:
        compute(planned[0], Path(folder))
        start = burn_in(compile_case(planned[0].points[0].scenario), 1, replicates)
        for place in range(1, chunks + 1):
            cases = [compile_case(point.scenario) for point in planned[place].points]
            begun = time.process_time()
            compute(planned[place], Path(folder))
            between = time.process_time()
            for case in cases:
                simulate(case, 1, replicates, shocked=True, start=start)
            whole, bare = whole + between - begun, bare + time.process_time() - between
    return {"chunks_s": whole, "bare_s": bare, "ratio": whole / bare, "chunks": chunks}


def memory(runs: int, folder: Path) -> int:
    """The sum of what the command and its workers held at most over so many brief runs, in kB; 0 where the
    system does not say.
    """
    sizes = runs // (LENGTHS * EACH)
    keys = ["--vary", f"shock.size=0:1:{sizes}", "--vary", f"shock.months=1:{LENGTHS}:{LENGTHS}"]
    settings = [word for key in BRIEF for word in ("--set", key)]
    words = _command(*keys, *settings, "--replicates", str(EACH), "--out", str(folder))
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    held: dict[int, int] = {}
    while process.poll() is None:
        for member in _family(process.pid):
            held[member] = max(held.get(member, 0), _peak(member))
        time.sleep(0.05)
    if process.returncode:
        raise WorkersLost(f"a sweep that was measured ended with code {process.returncode}")
    return sum(held.values())


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
