"""What a sweep costs besides its runs: memory that does not grow with them, time to plan, measure and store.

On a machine that is left alone.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from experiments.chunk import compute, forget
from experiments.plan import design, plan
from scenarios import compile_case, load
from sim.run import burn_in, simulate

pytestmark = pytest.mark.slow

SMALL = ("horizon.months=12", "burn_in.months=12", "population.firms=5", "shock.from=0")
GROWN = 1.2
"""Peak memory of a million runs over that of ten thousand."""


def family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def peak(pid: int) -> int:
    """Most memory a process has held so far, in kB; 0 once it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def memory(points: int, folder: Path) -> int:
    """The sum of what the command and its workers held at most, in kB, over `points` × 10 × 100 runs."""
    asked = [
        "sweep",
        "taiwan-blockade",
        "--vary",
        f"shock.size=0:1:{points}",
        "--vary",
        "shock.months=1:10:10",
    ]
    settings = [word for key in SMALL for word in ("--set", key)]
    command = [
        sys.executable,
        "-m",
        "alliance",
        *asked,
        *settings,
        "--replicates",
        "100",
        "--out",
        str(folder),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    held: dict[int, int] = {}
    while process.poll() is None:
        for one in family(process.pid):
            held[one] = max(held.get(one, 0), peak(one))
        time.sleep(0.05)
    assert process.returncode == 0
    return sum(held.values())


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not say who holds what")
def test_a_million_runs_need_hardly_more_memory_than_ten_thousand(tmp_path: Path) -> None:
    memory(2, tmp_path / "warm")
    few, many = memory(10, tmp_path / "few"), memory(1000, tmp_path / "many")
    print(f"10,000 runs: {few / 1000:.0f} MB, 1,000,000 runs: {many / 1000:.0f} MB, {many / few:.2f} times")
    assert many <= GROWN * few


def test_a_chunk_costs_little_more_than_its_runs(tmp_path: Path) -> None:
    """Chunks and the bare kernel on the same settings in turn, in seconds of the processor."""
    planned = plan(
        design(load("taiwan-blockade"), ("shock.size=0:1:20", "shock.months=1:50:50"), replicates=100, seed=1)
    )
    replicates = np.arange(100)
    forget()
    compute(planned[0], tmp_path)
    start = burn_in(compile_case(planned[0].points[0].scenario), 1, replicates)
    whole = bare = 0.0
    for place in range(1, 16):
        cases = [compile_case(point.scenario) for point in planned[place].points]
        begun = time.process_time()
        compute(planned[place], tmp_path)
        between = time.process_time()
        for case in cases:
            simulate(case, 1, replicates, shocked=True, start=start)
        ended = time.process_time()
        whole, bare = whole + between - begun, bare + ended - between
    print(f"{whole:.2f} s for chunks, {bare:.2f} s for their runs alone, {whole / bare:.3f} times")
    assert whole <= 1.2 * bare
