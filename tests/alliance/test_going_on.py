"""What is said of a sweep that was stopped can be pasted, wherever it lies by then, and does what it says."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from experiments.results.manifest import read_manifest
from experiments.sweep import chunk as chunks
from experiments.sweep import sweep
from experiments.sweep.plan import Chunk

Command = Callable[..., Any]

TABLE = "shock.size,shock.months\n" + "".join(f"{k / 8},{6 + k}\n" for k in range(8))
EXPERIMENT = """
version: 1
title: What was typed is gone
asks: Does it go on all the same?
scenarios: [small.yaml, taiwan-blockade]
design: {kind: table, file: rows.csv}
switches: {stakes: both}
set: {horizon.months: 48, burn_in.months: 6, population.firms: 12}
replicates: 2
"""


class StoppingSweep:
    """Chunks computed here, until so many are done: then somebody presses Ctrl-C."""

    def __init__(self) -> None:
        self.left = 10**6

    def __call__(self, some: Sequence[Chunk], folder: Path, jobs: int) -> Generator[Any, None, None]:
        for each in some:
            if self.left == 0:
                raise KeyboardInterrupt
            self.left -= 1
            yield chunks.compute(each, folder)


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> StoppingSweep:
    """Sweeps in chunks of four runs, in this process, without figures."""
    stopped = StoppingSweep()
    monkeypatch.setattr("experiments.sweep.plan.CHUNK_RUNS", 4)
    monkeypatch.setattr(sweep, "run_chunks", stopped)
    monkeypatch.setattr("experiments.sweep.workers.call_ahead", lambda: None)
    monkeypatch.setattr("experiments.figures.folder_figures.draw", lambda folder, *_: [folder / "figure.png"])
    return stopped


def advised(text: str) -> list[list[str]]:
    """The commands that a text offers to be pasted, each without its `alliance`."""
    lines = [line.split("alliance ", 1)[1] for line in text.splitlines() if ": alliance sweep" in line]
    return [shlex.split(line) for line in lines]


def tables(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("*/*.parquet")}


@pytest.fixture
def begun(
    alliance: Command, small: Path, stopping: StoppingSweep
) -> Callable[..., tuple[Path, dict[str, bytes]]]:
    """Begin a sweep that is stopped after two chunks, and the tables that it would have made."""

    def begin(*line: object) -> tuple[Path, dict[str, bytes]]:
        Path("rows.csv").write_text(TABLE)
        Path("wide.yaml").write_text(EXPERIMENT)
        assert alliance("sweep", *line, "--out", "whole").code == 0
        stopping.left = 2
        found = alliance("sweep", *line, "--out", "my results/part")
        assert (found.code, len(advised(found.err))) == (130, 1)
        stopping.left = 10**6
        return Path("my results/part"), tables(Path("whole"))

    return begin


LINES = {
    "a map": ("small.yaml", "--replicates", 4),
    "keys set": ("small.yaml", "--vary", "shock.size=0:1:5", "--set", "shock.months=7", "--off", "stakes",
                 "--lens", "realist", "--fixed", "--seed", 3, "--rest", "--replicates", 2),
    "an experiment": ("wide.yaml", "--trajectories"),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
@pytest.mark.parametrize("place", ["there", "moved", "copied"])
def test_what_status_says_goes_on_wherever_the_folder_lies(
    alliance: Command,
    begun: Callable[..., tuple[Path, dict[str, bytes]]],
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    line: tuple[object, ...],
) -> None:
    """The file that was typed is gone, and so is the folder that it was typed in."""
    folder, wanted = begun(*line)
    for name in ("small.yaml", "wide.yaml", "rows.csv"):
        Path(name).unlink()
    if place != "there":
        target = Path("else where/it's here")
        target.parent.mkdir()
        (shutil.move if place == "moved" else shutil.copytree)(folder, target)
        folder = target
    monkeypatch.setenv("COLUMNS", "40")
    (words,) = advised(alliance("status", folder).out)
    assert words == alliance("status", folder, "--json").json()["resume"][1:]
    folder = folder.absolute()
    Path("aside").mkdir()
    monkeypatch.chdir("aside")
    assert alliance(*words).code == 0
    assert tables(folder) == wanted
    assert alliance("verify", folder).code == 0
    assert alliance("status", folder).out.startswith("finished")
    assert advised(alliance("status", folder).out) == []
    assert not list(Path().iterdir())


def test_what_an_interrupt_says_goes_on_and_carries_what_is_the_machines(
    alliance: Command, small: Path, stopping: StoppingSweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping.left = 2
    found = alliance("sweep", small, "--replicates", 4, "--jobs", 1, "--out", "here")
    (words,) = advised(found.err)
    assert words == ["sweep", str(Path("here").absolute()), "--resume", "--jobs", "1"]
    monkeypatch.chdir("/")
    stopping.left = 10**6
    assert alliance(*words).code == 0


def test_more_replicates_that_were_stopped_go_on_by_what_is_said_of_them(
    alliance: Command, small: Path, stopping: StoppingSweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the interrupt, and later by the status of a folder that was finished before and still is."""
    assert alliance("sweep", small, "--replicates", 2, "--out", "here").code == 0
    stopping.left = 2
    found = alliance("sweep", "here", "--resume", "--replicates", 4, "--jobs", 1)
    (words,) = advised(found.err)
    whole = ["sweep", str(Path("here").absolute()), "--resume", "--replicates", "4"]
    assert (found.code, words) == (130, [*whole, "--jobs", "1"])
    status = alliance("status", "here")
    assert status.out.startswith("finished: 8 of 8 runs")
    assert "4 replicates were started" in status.out
    assert advised(status.out) == [whole]
    assert alliance("status", "here", "--json").json()["resume"][1:] == whole
    small.unlink()
    monkeypatch.chdir("/")
    stopping.left = 2
    assert alliance(*words).code == 0  # two of four chunks were done
    after = alliance("status", words[1])
    assert after.out.startswith("finished: 16 of 16 runs")
    assert advised(after.out) == []


def test_more_replicates_are_not_looked_for_behind_a_link(
    alliance: Command, small: Path, stopping: StoppingSweep
) -> None:
    assert alliance("sweep", small, "--replicates", 2, "--out", "here").code == 0
    assert alliance("sweep", small, "--replicates", 4, "--out", "outside").code == 0
    before = {path: path.read_bytes() for path in Path("outside").rglob("*") if path.is_file()}
    more = Path("here/.more-replicates-4")
    more.symlink_to(Path("outside").absolute())
    assert advised(alliance("status", "here").out) == []
    refused = alliance("sweep", "here", "--resume", "--replicates", 4)
    assert (refused.code, f"{more} is a link" in refused.err) == (1, True), refused
    assert {path: path.read_bytes() for path in Path("outside").rglob("*") if path.is_file()} == before
    more.unlink()
    assert alliance("sweep", "here", "--resume", "--replicates", 4).code == 0  # control


def test_each_part_that_is_missing_is_named_and_can_be_started(
    alliance: Command, small: Path, stopping: StoppingSweep
) -> None:
    line = ("sweep", small, "--replicates", 2, "--vary", "shock.size=0:1:16", "--out", "here", "--shard")
    found = alliance(*line, "1/4")
    assert "Not done yet: 2/4, 3/4, 4/4." in found.err
    stopping.left = 1
    (words,) = advised(alliance(*line, "3/4").err)
    assert words[-2:] == ["--shard", "3/4"]
    stopping.left = 10**6
    assert alliance("status", "here", "--json").json()["shards"] == ["2/4", "3/4", "4/4"]
    Path("small.yaml").unlink()
    for missing in (["2/4", "3/4", "4/4"], ["3/4", "4/4"], ["4/4"]):
        status = alliance("status", "here")
        assert f"Parts that are not done: {', '.join(missing)}\n" in status.out
        whole, one_part = advised(status.out)
        assert (whole[-1], one_part[-1]) == ("--resume", missing[0])
        assert alliance(*one_part).code == 0
    assert alliance("verify", "here").code == 0
    assert alliance("status", "here", "--json").json()["finished"]


def test_what_decides_no_number_does_not_keep_a_sweep_from_going_on(
    alliance: Command, small: Path, stopping: StoppingSweep
) -> None:
    """Title, question, file name and place may be others: the folder keeps those it was begun with."""
    stopping.left = 2
    line = ("--replicates", 4, "--out", "here", "--resume")
    assert alliance("sweep", small, *line).code == 130
    stopping.left = 10**6
    title = read_title(small)
    changed = small.read_text().replace(title, "Another").replace("Does the", "Why does the")
    Path("below").mkdir()
    Path("below/renamed.yaml").write_text(changed)
    assert alliance("sweep", "below/renamed.yaml", *line).code == 0
    assert alliance("verify", "here").code == 0
    assert read_manifest(Path("here")).heading == title
    before = Path("here/manifest.json").read_bytes()
    assert alliance("sweep", "below/renamed.yaml", *line).code == 0
    assert Path("here/manifest.json").read_bytes() == before
    Path("below/renamed.yaml").write_text(changed.replace("firms: 12", "firms: 13"))
    refused = alliance("sweep", "below/renamed.yaml", *line)  # control: this does decide numbers
    assert (refused.code, "the scenario is" in refused.err) == (5, True)


def read_title(path: Path) -> str:
    return next(line for line in path.read_text().splitlines() if line.startswith("title: "))[7:]


def test_a_folder_in_place_of_a_scenario_is_refused_where_it_cannot_be(
    alliance: Command, small: Path, stopping: StoppingSweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert alliance("sweep", small, "--replicates", 2, "--out", "here").code == 0
    Path("empty").mkdir()
    for line, code, words in (
        ("here", 2, "here is a folder: --resume continues"),
        ("here --resume --out there", 2, "leave out --out"),
        ("here --resume --set shock.size=1", 2, "goes on as it was begun"),
        ("empty --resume", 3, "empty holds no sweep (plan.json is missing)"),
    ):
        found = alliance("sweep", *line.split())
        assert (found.code, found.out, len(found.err.splitlines())) == (code, "", 1), line
        assert words in found.err
    assert alliance("sweep", "here", "--resume", "--out", "here").code == 0
    monkeypatch.setattr("experiments.results.reading.planned_experiment.source_hash", lambda: "another")
    found = alliance("sweep", "here", "--resume")
    assert (found.code, "the model is" in found.err) == (5, True)


def children(process: int) -> list[int]:
    """Processes that were started by one."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(word) for word in text.split()]


def lives(process: int) -> bool:
    """Whether a process still does something; one that ended may wait long for somebody to ask after it."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks the system for a process's children")
@pytest.mark.parametrize(
    ("number", "to_all"),
    [
        (signal.SIGTERM, False),
        (signal.SIGHUP, True),
        pytest.param(signal.SIGTERM, True, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, False, marks=pytest.mark.slow),
    ],
)
def test_what_a_batch_system_stops_ends_like_ctrl_c(
    alliance: Command, small: Path, tmp_path: Path, number: signal.Signals, to_all: bool
) -> None:
    """Nothing half done stays, no worker lives on, and what is said goes on with it."""
    command = [sys.executable, "-m", "alliance", "sweep", str(small), "--vary", "shock.size=0:1:300",
               "--replicates", "500", "--jobs", "2", "--out", "here"]  # fmt: skip
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 120
    while not (tmp_path / "here/runs/part-00000.parquet").exists() and time.monotonic() < until:
        time.sleep(0.05)
    workers = children(process.pid)
    (os.killpg if to_all else os.kill)(process.pid, number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == f"alliance: interrupted by {number.name}"
    assert "Traceback" not in err
    assert len(workers) >= 2
    until = time.monotonic() + 5
    while any(map(lives, workers)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not [worker for worker in workers if lives(worker)]
    assert not list((tmp_path / "here").rglob(".*"))
    (words,) = advised(err)
    assert words == ["sweep", str(tmp_path / "here"), "--resume", "--jobs", "2"]
    assert alliance("status", "here", "--json").json()["done"] >= 1
