"""A sweep that is stopped goes on to the very tables it would have made, and in no folder but its own."""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analysis.intervals import wilson
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.errors import CannotResume, NotResults, StoreFault, UsageFault
from experiments.results import store
from experiments.sweep import chunk as chunks
from experiments.sweep import resume, sweep, workers
from experiments.sweep.plan import Chunk, plan
from experiments.sweep.receipt import Receipt
from experiments.sweep.resume import Shard
from scenarios import Scenario

AXES = (Axis("shock.size", (0.0, 0.3, 0.6, 1.0)), Axis("shock.months", (6, 12)))


@pytest.fixture
def experiment(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> Experiment:
    """Eight points of five runs in eight chunks, computed in this process."""

    def here(some: Sequence[Chunk], folder: Path, jobs: int) -> Generator[Receipt, None, None]:
        for one in some:
            yield chunks.compute(one, folder)

    monkeypatch.setattr("experiments.sweep.plan.CHUNK_RUNS", 5)
    monkeypatch.setattr(sweep, "run_chunks", here)
    return Experiment(small, AXES, replicates=5, seed=1)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def stop_after(runs: int) -> Callable[[str, int, int | None], None]:
    def progress(what: str, done: int, total: int | None) -> None:
        if done >= runs:
            raise KeyboardInterrupt

    return progress


def test_a_stopped_sweep_goes_on_to_the_same_bytes(experiment: Experiment, tmp_path: Path) -> None:
    sweep.sweep(experiment, tmp_path / "whole", 1)
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(experiment, tmp_path / "part", 1, stop_after(15))
    half = content(tmp_path / "part")
    assert sum(name.startswith("runs/") for name in half) == 3
    sweep.sweep(experiment, tmp_path / "part", 1, resume=True)
    assert content(tmp_path / "part") == content(tmp_path / "whole")


def test_what_is_done_is_not_done_again(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(experiment, tmp_path, 1, stop_after(15))
    done: list[int] = []
    compute = chunks.compute

    def counted(one: Chunk, folder: Path) -> Receipt:
        done.append(one.index)
        return compute(one, folder)

    monkeypatch.setattr(chunks, "compute", counted)
    sweep.sweep(experiment, tmp_path, 1, resume=True)
    assert done == [3, 4, 5, 6, 7]
    sweep.sweep(experiment, tmp_path, 1, resume=True)
    assert len(done) == 5


def test_a_sweep_may_be_resumed_that_was_never_begun(experiment: Experiment, tmp_path: Path) -> None:
    manifest = sweep.sweep(experiment, tmp_path / "new", 1, resume=True)
    assert manifest is not None
    assert manifest.ok == 40


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 2}, "the seed is 1 there and 2 now"),
        ({"replicates": 6}, "the number of replicates is 5 there and 6 now"),
        ({"axes": AXES[:1]}, "what is varied differs"),
        ({"rest": True}, "--rest is False there and True now"),
        ({"trajectories": True}, "--trajectories is False there"),
    ],
)
def test_another_experiment_is_refused_and_told_apart(
    experiment: Experiment, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    sweep.sweep(experiment, tmp_path / "out", 1)
    before = content(tmp_path / "out")
    with pytest.raises(CannotResume, match=said):
        sweep.sweep(replace(experiment, **change), tmp_path / "out", 1, resume=True)
    assert content(tmp_path / "out") == before


def test_another_model_is_refused(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(experiment, tmp_path, 1, stop_after(15))
    monkeypatch.setattr("experiments.results.manifest.source_hash", lambda: "another")
    monkeypatch.setattr("experiments.sweep.plan.source_hash", lambda: "another")
    with pytest.raises(CannotResume, match="the model is"):
        sweep.sweep(experiment, tmp_path, 1, resume=True)


def test_a_folder_of_something_else_is_refused(experiment: Experiment, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CannotResume, match="holds no sweep that was begun"):
        sweep.sweep(experiment, tmp_path, 1, resume=True)
    (tmp_path / "plan.json").write_text("[]")
    with pytest.raises(CannotResume, match="is not the plan of a sweep"):
        sweep.sweep(experiment, tmp_path, 1, resume=True)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_without_resume_a_begun_folder_is_refused(experiment: Experiment, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(experiment, tmp_path, 1, stop_after(15))
    with pytest.raises(StoreFault, match="not empty"):
        sweep.sweep(experiment, tmp_path, 1)


def damage(folder: Path, how: str) -> None:
    """Something a disk, a person or another program might do to a chunk."""
    one, other = (folder / store.part(store.RUNS, k) for k in (1, 2))
    curves = folder / store.part(store.CURVES, 1)
    if how == "torn":
        one.write_bytes(one.read_bytes()[:-40])
    elif how == "swapped":
        shutil.copy(other, one)
    elif how == "curves torn":
        curves.write_bytes(curves.read_bytes()[:-40])
    elif how == "curves gone":
        curves.unlink()
    elif how == "a bit":
        data = bytearray(curves.read_bytes())
        data[len(data) // 2] ^= 16
        curves.write_bytes(data)
    elif how == "edited":
        table = pq.read_table(one)
        place = table.column_names.index("loss")
        pq.write_table(table.set_column(place, table.field(place), table["robustness"]), one)
    elif how == "short":
        table = pq.read_table(one)
        pq.write_table(table.slice(0, 4), one)


@pytest.mark.parametrize("how", ["torn", "swapped", "curves torn", "curves gone", "a bit", "edited", "short"])
def test_a_chunk_that_is_not_whole_is_computed_again(
    experiment: Experiment, tmp_path: Path, how: str
) -> None:
    sweep.sweep(experiment, tmp_path / "out", 1)
    before = content(tmp_path / "out")
    (tmp_path / "out" / "manifest.json").unlink()
    damage(tmp_path / "out", how)
    sweep.sweep(experiment, tmp_path / "out", 1, resume=True)
    assert content(tmp_path / "out") == before


def test_a_file_that_is_nobodys_is_named(experiment: Experiment, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(experiment, tmp_path, 1, stop_after(15))
    shutil.copy(tmp_path / store.part(store.RUNS, 0), tmp_path / "runs" / "part-00000 (copy).parquet")
    with pytest.raises(StoreFault, match=r"part-00000 \(copy\)\.parquet is no part of this sweep"):
        sweep.sweep(experiment, tmp_path, 1, resume=True)


def test_parts_fill_one_folder_and_the_last_one_finishes_it(experiment: Experiment, tmp_path: Path) -> None:
    sweep.sweep(experiment, tmp_path / "whole", 1)
    found = [
        sweep.sweep(experiment, tmp_path / "parts", 1, shard=Shard.parse(f"{k}/3")) for k in (2, 1, 2, 3)
    ]
    assert [manifest is None for manifest in found] == [True, True, True, False]
    assert content(tmp_path / "parts") == content(tmp_path / "whole")


def test_parts_run_at_once_but_not_beside_a_whole_sweep(experiment: Experiment, tmp_path: Path) -> None:
    resume.enter(tmp_path, {"plan": "x"}, shared=True)
    store.join(tmp_path, shared=True)
    with pytest.raises(StoreFault, match="another run is writing"):
        sweep.sweep(experiment, tmp_path, 1, resume=True)
    store.release(tmp_path)


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2", "1/10001", "²/3"])
def test_a_part_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageFault, match="--shard"):
        Shard.parse(text)


def test_every_chunk_is_in_one_part() -> None:
    shards = [Shard.parse(f"{k}/4") for k in range(1, 5)]
    assert all(sum(chunk in shard for shard in shards) == 1 for chunk in range(40))


@pytest.mark.parametrize("text", ["", "{}", "[", '{"chunk": 1}', "null"])
def test_a_receipt_that_is_none_is_no_receipt(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Receipt.parse(text)


def test_a_receipt_survives_its_text(experiment: Experiment, tmp_path: Path) -> None:
    made = chunks.compute(plan(experiment)[1], tmp_path)
    read = Receipt.parse(made.text())
    read.files |= {name: said for name, said in made.files.items() if name.startswith("runs")}
    assert read == made


def test_a_plan_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(NotResults, match="holds no sweep"):
        resume.read_plan(tmp_path)


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
    experiment: Experiment, tmp_path: Path, fault: int | None, points: int
) -> None:
    """Every k-th write, sync or rename fails, until none is left to fail; then the sweep goes on."""
    experiment = replace(experiment, axes=(Axis("shock.size", AXES[0].values[:points]),))
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
        store.release(folder)
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
from experiments import plan, store, sweep
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from scenarios import load, override
plan.CHUNK_RUNS = 20
{before}
changes = {{"horizon.months": 48, "burn_in.months": 12, "population.firms": 20}}
axes = (Axis("shock.size", tuple(k / 30 for k in range(30))), Axis("shock.months", (6, 12)))
experiment = Experiment(override(load("taiwan-blockade"), changes), axes, replicates=20, seed=1)
sweep.sweep(experiment, Path(sys.argv[1]), 2, resume=True)
"""


def program(before: str = "") -> str:
    return RUN.format(before=before)


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


def kills(folder: Path, wanted: dict[str, bytes], count: int, code: str) -> tuple[int, int]:
    """Kill a sweep `count` times, half of them while it writes, letting it go on after each; how many times
    it was killed in the midst of a write, and how many tables came out wrong.
    """
    chance, killed, midst, wrong = random.Random(1), 0, 0, 0
    while killed < count:
        process = started(folder, code)
        aimed, begun = killed % 2 == 0, time.monotonic()
        later = begun + chance.uniform(1.0, 3.5)
        while process.poll() is None and not (writing(folder) if aimed else time.monotonic() > later):
            pass
        if process.poll() is None:
            midst += writing(folder)
            kill(process)
            killed += 1
            continue
        found = {name: data for name, data in content(folder).items() if name != "manifest.json"}
        wrong += found != {name: data for name, data in wanted.items() if name != "manifest.json"}
        shutil.rmtree(folder)
    subprocess.run([sys.executable, "-c", program(), str(folder)], check=True)
    wrong += content(folder) != wanted
    return midst, wrong


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole") / "out"
    subprocess.run([sys.executable, "-c", program(), str(folder)], check=True)
    return content(folder)


@pytest.mark.parametrize("count", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_a_sweep_killed_again_and_again_ends_in_the_same_tables(
    wanted: dict[str, bytes], tmp_path: Path, count: int
) -> None:
    midst, wrong = kills(tmp_path / "out", wanted, count, program())
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


def test_without_the_rename_files_are_torn(tmp_path: Path, small: Scenario) -> None:
    """Control: written where they belong, files are found that are no tables."""
    process = started(tmp_path / "out", TEAR)
    while process.poll() is None and not (tmp_path / "out" / "torn").exists():
        if any((tmp_path / "out").glob("runs/*.parquet")):
            kill(process)
    torn = []
    for path in (tmp_path / "out").glob("*/*.parquet"):
        try:
            pq.read_table(path)
        except Exception:
            torn.append(path.name)
    assert torn


TEAR = f"""
import sys, time
from pathlib import Path
from experiments import store
{IN_PLACE}
import pyarrow as pa
folder = Path(sys.argv[1])
(folder / "runs").mkdir(parents=True)
table = pa.table({{"x": list(range(200_000))}})
for chunk in range(1000):
    store.write_chunk(folder, store.RUNS, chunk, table)
"""


def test_interrupted_json_is_never_half_there(experiment: Experiment, tmp_path: Path) -> None:
    sweep.sweep(experiment, tmp_path / "out", 1)
    assert json.loads((tmp_path / "out" / "plan.json").read_text())["plan"] == plan(experiment).fingerprint


def test_workers_are_not_asked_for_what_is_there(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep.sweep(experiment, tmp_path, 1)

    def nobody(*_: Any) -> Any:
        raise AssertionError("nothing is missing")

    monkeypatch.setattr(sweep, "run_chunks", nobody)
    assert sweep.sweep(experiment, tmp_path, 1, resume=True) is not None
    assert workers.MOST_TRIES > 0
