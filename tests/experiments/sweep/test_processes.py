"""Processes of the study: the same numbers in one as in several, and none left when the parent is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.sweep.processes import in_processes

SLOWLY = """
import sys, time, os
from pathlib import Path
from experiments.sweep.processes import {how}

def slow(number):
    (Path(sys.argv[1]) / str(os.getpid())).touch()
    time.sleep(60)

if __name__ == "__main__":
    {start}
"""
OURS = ("in_processes", "list(in_processes(slow, [1, 2], 2))")
PLAIN = (
    "multiprocessing, ProcessPoolExecutor",
    'list(ProcessPoolExecutor(2, multiprocessing.get_context("spawn")).map(slow, [1, 2]))',
)
"""A pool as the standard library has it: the control."""


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
    seen.mkdir()
    script.write_text(SLOWLY.format(how=how, start=start))
    parent = subprocess.Popen([sys.executable, str(script), str(seen)])
    deadline = time.monotonic() + 60
    while len([*seen.iterdir()]) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    workers = [int(path.name) for path in seen.iterdir()]
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
