"""Processes of the study and of a sweep: the same numbers in one as in several, none left of a killed one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.sweep.processes import in_processes

SLOW = """
import os, sys, time
from pathlib import Path

def slow(number):
    (Path(sys.argv[1]) / str(os.getpid())).touch()
    time.sleep(60)
"""
SLOWLY = """
from experiments.sweep.processes import {how}
from slow_work import slow

if __name__ == "__main__":
    {start}
"""
OURS = ("in_processes", "list(in_processes(slow, [1, 2], 2))")
PLAIN = (
    "multiprocessing, ProcessPoolExecutor",
    'list(ProcessPoolExecutor(2, multiprocessing.get_context("spawn")).map(slow, [1, 2]))',
)
"""A pool as the standard library has it: the control."""


SWEEP = """
import sys
from pathlib import Path
import without_end
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.sweep import plan, sweep, workers
from scenarios import load

if __name__ == "__main__":
    plan.CHUNK_RUNS = 1
    workers._serve = without_end.serve
    sizes = (Axis("shock.size", (0.0, 1.0)),)
    sweep.sweep(Experiment(load("taiwan-blockade"), sizes, 1, 1), Path(sys.argv[1] + "-out"), 2)
"""
WITHOUT_END = """
import os, sys
from pathlib import Path

def serve(pipe):
    # a worker whose runs do not end
    from experiments.sweep import chunk, workers

    def endless(*_):
        (Path(sys.argv[1]) / str(os.getpid())).touch()
        while True:
            pass

    chunk._evaluate = endless
    {deaf}
    workers._serve(pipe)
"""


def square(number: int) -> int:
    return number * number


def test_what_is_made_keeps_its_order_and_does_not_depend_on_how_many_make_it() -> None:
    items = list(range(7))
    expected = [square(number) for number in items]
    assert [*in_processes(square, items, 1)] == [*in_processes(square, items, 2)] == expected
    assert [*in_processes(square, items, 2, chunk=3)] == expected
    assert [*in_processes(square, [], 2)] == []


def test_the_kernel_is_compiled_first_where_it_is_cold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.sweep.processes.is_warm", lambda: False)
    called: list[str] = []
    assert [*in_processes(square, [1, 2], 2, first=lambda: called.append("compiled"))] == [1, 4]
    assert [*in_processes(square, [3], 2, first=lambda: called.append("alone"))] == [9]
    assert called == ["compiled"]


def left_after_a_kill(how: str, start: str, folder: Path) -> list[int]:
    """The workers that still run three seconds after their parent was killed."""
    script, seen = folder / "slowly.py", folder / "seen"
    (folder / "slow_work.py").write_text(SLOW)
    script.write_text(SLOWLY.format(how=how, start=start))
    return _left(script, seen)


def _left(script: Path, seen: Path) -> list[int]:
    seen.mkdir()
    parent = subprocess.Popen([sys.executable, str(script), str(seen)])
    deadline = time.monotonic() + 60
    while len([*seen.iterdir()]) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    workers = [int(path.name) for path in seen.iterdir()]
    assert len(workers) == 2
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    time.sleep(3)
    return [worker for worker in workers if is_running(worker)]


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
def test_no_worker_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    for name in ("ours", "plain"):
        (tmp_path / name).mkdir()
    assert left_after_a_kill(*OURS, tmp_path / "ours") == []
    left = left_after_a_kill(*PLAIN, tmp_path / "plain")
    for worker in left:
        os.kill(worker, signal.SIGKILL)
    assert len(left) == 2


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
@pytest.mark.parametrize(("deaf", "expected"), [("pass", 0), ("workers.end_with_parent = bool", 2)])
def test_no_worker_of_a_sweep_outlives_it_in_a_run_that_does_not_end(
    tmp_path: Path, deaf: str, expected: int
) -> None:
    """The second is the control: a worker that waits for the pipe alone goes on for ever."""
    (tmp_path / "without_end.py").write_text(WITHOUT_END.format(deaf=deaf))
    (tmp_path / "script.py").write_text(SWEEP)
    left = _left(tmp_path / "script.py", tmp_path / "seen")
    for worker in left:
        os.kill(worker, signal.SIGKILL)
    assert len(left) == expected
