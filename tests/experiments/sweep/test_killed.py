"""A disk that fails and a process that is killed at any moment: the tables come out right all the same."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analysis.intervals import wilson
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.errors import StoreFault
from experiments.results import places
from experiments.sweep import sweep

Contents = Callable[[Path], dict[str, bytes]]


class Killed(BaseException):
    """The process is no more: nothing it does from now on has any effect."""


class Disk:
    """The system's calls by which a file is written, of which the k-th fails; after a kill all do."""

    NAMES = (("os", "fsync"), ("os", "replace"), ("os", "fdopen"), ("os", "unlink"), ("os", "rmdir"))

    def __init__(self, monkeypatch: pytest.MonkeyPatch, k: int, fault: int | None) -> None:
        self.left, self.fault, self.dead = k, fault, False
        for _, name in self.NAMES:
            monkeypatch.setattr(f"experiments.results.store.os.{name}", self._guarded(getattr(os, name)))

    def _guarded(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*given: Any, **named: Any) -> Any:
            if self.dead:
                raise Killed
            if call.__name__ in {"fsync", "replace", "fdopen"}:
                self.left -= 1
                if self.left == 0:
                    self.dead = self.fault is None
                    raise Killed if self.fault is None else OSError(self.fault, os.strerror(self.fault))
            return call(*given, **named)

        return guarded


@pytest.mark.parametrize("points", [1, pytest.param(4, marks=pytest.mark.slow)])
@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO, None], ids=["full", "broken", "killed"])
def test_whichever_call_fails_the_tables_come_out_right(
    eight_chunks: Experiment, tmp_path: Path, content: Contents, fault: int | None, points: int
) -> None:
    """Every k-th write, sync or rename fails, until none is left to fail; then the sweep goes on."""
    sizes = Axis("shock.size", (0.0, 0.3, 0.6, 1.0)[:points])
    experiment = replace(eight_chunks, axes=(sizes,))
    sweep.sweep(experiment, tmp_path / "whole", 1)
    wanted, k, failed = content(tmp_path / "whole"), 0, 0
    while k == failed:
        k += 1
        folder = tmp_path / str(k)
        with pytest.MonkeyPatch.context() as patch:
            Disk(patch, k, fault)
            try:
                sweep.sweep(experiment, folder, 1)
            except (StoreFault, Killed):
                failed += 1
        places.release(folder)
        held = (
            {name for name in content(folder) if not Path(name).name.startswith(".")}
            if folder.exists()
            else set()
        )
        assert k > failed or "manifest.json" not in held or content(folder) == wanted
        sweep.sweep(experiment, folder, 1, resume=True)
        assert content(folder) == wanted
        shutil.rmtree(folder)
    print(f"{failed} calls, each made to fail once: {failed} right results of {failed}")
    assert failed >= 3 * (3 + 2 * points)  # written, synced, renamed: plan, dictionary, manifest, two tables


RUN = """
import sys
from pathlib import Path
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.sweep import plan, sweep
from scenarios import load, override
plan.CHUNK_RUNS = 20
changes = {"horizon.months": 48, "burn_in.months": 12, "population.firms": 20}
axes = (Axis("shock.size", tuple(k / 30 for k in range(30))), Axis("shock.months", (6, 12)))
experiment = Experiment(override(load("taiwan-blockade"), changes), axes, replicates=20, seed=1)
sweep.sweep(experiment, Path(sys.argv[1]), 2, resume=True)
"""


def started(folder: Path, code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    """All of its processes at once, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def writing(folder: Path) -> bool:
    return any(folder.glob("*/.*.part"))


def tables(files: dict[str, bytes]) -> dict[str, bytes]:
    """All files but the manifest."""
    return {name: data for name, data in files.items() if name != "manifest.json"}


def kills(folder: Path, wanted: dict[str, bytes], count: int, content: Contents) -> tuple[int, int]:
    """Kill a sweep `count` times, half of them while it writes, letting it go on after each; how many times
    it was killed in the midst of a write, and how many tables came out wrong.
    """
    chance, killed, midst, wrong = random.Random(1), 0, 0, 0
    while killed < count:
        process = started(folder, RUN)
        aimed, begun = killed % 2 == 0, time.monotonic()
        later = begun + chance.uniform(1.0, 3.5)
        while process.poll() is None and not (writing(folder) if aimed else time.monotonic() > later):
            pass
        if process.poll() is None:
            midst += writing(folder)
            kill(process)
            killed += 1
            continue
        wrong += tables(content(folder)) != tables(wanted)
        shutil.rmtree(folder)
    subprocess.run([sys.executable, "-c", RUN, str(folder)], check=True)
    wrong += content(folder) != wanted
    return midst, wrong


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory, content: Contents) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole") / "out"
    subprocess.run([sys.executable, "-c", RUN, str(folder)], check=True)
    return content(folder)


@pytest.mark.parametrize("count", [3, pytest.param(200, marks=pytest.mark.slow)])
def test_a_sweep_killed_again_and_again_ends_in_the_same_tables(
    wanted: dict[str, bytes], tmp_path: Path, count: int, content: Contents
) -> None:
    midst, wrong = kills(tmp_path / "out", wanted, count, content)
    _, high = wilson(wrong, count)
    print(
        f"{count} kills, {midst} in the midst of a write: {wrong} wrong, "
        f"so at most {100 * float(high):.1f} % are (95 %)"
    )
    assert wrong == 0
    assert midst > 0


IN_PLACE = """
import os
def in_place(path, data):
    with open(path, "wb") as file:
        for start in range(0, len(data), 64):
            file.write(data[start:start + 64])
            file.flush()
store.commit = in_place
"""


def test_without_the_rename_files_are_torn(tmp_path: Path) -> None:
    """Control: written where they belong, files are found that are no tables. On a busy machine a writer may
    be done before it is killed, so several are.
    """
    assert any(torn_by_a_kill(tmp_path / str(attempt)) for attempt in range(20))


def torn_by_a_kill(folder: Path) -> bool:
    """Whether a writer that is killed as soon as its first file appears leaves one that is no table."""
    process = started(folder, TEAR)
    while process.poll() is None:
        if any(folder.glob("runs/*.parquet")):
            kill(process)
    for path in folder.glob("*/*.parquet"):
        try:
            pq.read_table(path)
        except Exception:
            return True
    return False


TEAR = f"""
import sys, time
from pathlib import Path
from experiments.results import store
{IN_PLACE}
import pyarrow as pa
folder = Path(sys.argv[1])
(folder / "runs").mkdir(parents=True)
table = pa.table({{"x": list(range(200_000))}})
for chunk in range(1000):
    store.write_chunk(folder, store.RUNS, chunk, table)
"""
