"""A sweep that is stopped goes on to the very tables it would have made, and in no folder but its own."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from experiments.design.experiment import Experiment
from experiments.errors import CannotResume, NotResults, StoreFault
from experiments.results import store
from experiments.results.reading.plan_file import read_plan
from experiments.results.reading.receipt import Receipt
from experiments.sweep import chunk as chunks
from experiments.sweep import sweep
from experiments.sweep.plan import Chunk, plan

Contents = Callable[[Path], dict[str, bytes]]


def stop_after(runs: int) -> Callable[[str, int, int | None], None]:
    def progress(what: str, done: int, total: int | None) -> None:
        if done >= runs:
            raise KeyboardInterrupt

    return progress


def test_a_stopped_sweep_goes_on_to_the_same_bytes(
    eight_chunks: Experiment, tmp_path: Path, content: Contents
) -> None:
    sweep.sweep(eight_chunks, tmp_path / "whole", 1)
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(eight_chunks, tmp_path / "part", 1, stop_after(15))
    half = content(tmp_path / "part")
    assert sum(name.startswith("runs/") for name in half) == 3
    sweep.sweep(eight_chunks, tmp_path / "part", 1, resume=True)
    assert content(tmp_path / "part") == content(tmp_path / "whole")


def test_what_is_done_is_not_done_again(
    eight_chunks: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(eight_chunks, tmp_path, 1, stop_after(15))
    done: list[int] = []
    compute = chunks.compute

    def counted(chunk: Chunk, folder: Path) -> Receipt:
        done.append(chunk.index)
        return compute(chunk, folder)

    monkeypatch.setattr(chunks, "compute", counted)
    sweep.sweep(eight_chunks, tmp_path, 1, resume=True)
    assert done == [3, 4, 5, 6, 7]
    sweep.sweep(eight_chunks, tmp_path, 1, resume=True)
    assert len(done) == 5


def test_a_sweep_may_be_resumed_that_was_never_begun(eight_chunks: Experiment, tmp_path: Path) -> None:
    manifest = sweep.sweep(eight_chunks, tmp_path / "new", 1, resume=True)
    assert manifest is not None
    assert manifest.ok == 40


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 2}, "the seed is 1 there and 2 now"),
        ({"replicates": 4}, "the number of replicates is 5 there and 4 now"),
        ({"axes": ()}, "what is varied differs"),
        ({"rest": True}, "--rest is False there and True now"),
        ({"trajectories": True}, "--trajectories is False there"),
    ],
)
def test_another_experiment_is_refused_and_told_apart(
    eight_chunks: Experiment, tmp_path: Path, content: Contents, change: dict[str, Any], said: str
) -> None:
    sweep.sweep(eight_chunks, tmp_path / "out", 1)
    before = content(tmp_path / "out")
    with pytest.raises(CannotResume, match=said):
        sweep.sweep(replace(eight_chunks, **change), tmp_path / "out", 1, resume=True)
    assert content(tmp_path / "out") == before


def test_another_model_is_refused(
    eight_chunks: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(eight_chunks, tmp_path, 1, stop_after(15))
    monkeypatch.setattr("experiments.results.manifest.source_hash", lambda: "another")
    monkeypatch.setattr("experiments.sweep.plan.source_hash", lambda: "another")
    with pytest.raises(CannotResume, match="the model is"):
        sweep.sweep(eight_chunks, tmp_path, 1, resume=True)


def test_a_folder_of_something_else_is_refused(eight_chunks: Experiment, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CannotResume, match="holds no sweep that was begun"):
        sweep.sweep(eight_chunks, tmp_path, 1, resume=True)
    (tmp_path / "plan.json").write_text("[]")
    with pytest.raises(CannotResume, match="is not the plan of a sweep"):
        sweep.sweep(eight_chunks, tmp_path, 1, resume=True)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_without_resume_a_begun_folder_is_refused(eight_chunks: Experiment, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(eight_chunks, tmp_path, 1, stop_after(15))
    with pytest.raises(StoreFault, match="not empty"):
        sweep.sweep(eight_chunks, tmp_path, 1)


def damage(folder: Path, how: str) -> None:
    """Something a disk, a person or another program might do to a chunk."""
    runs, other = (folder / store.part(store.RUNS, k) for k in (1, 2))
    curves = folder / store.part(store.CURVES, 1)
    if how == "torn":
        runs.write_bytes(runs.read_bytes()[:-40])
    elif how == "swapped":
        shutil.copy(other, runs)
    elif how == "curves torn":
        curves.write_bytes(curves.read_bytes()[:-40])
    elif how == "curves gone":
        curves.unlink()
    elif how == "a bit":
        data = bytearray(curves.read_bytes())
        data[len(data) // 2] ^= 16
        curves.write_bytes(data)
    elif how == "edited":
        table = pq.read_table(runs)
        place = table.column_names.index("loss")
        pq.write_table(table.set_column(place, table.field(place), table["robustness"]), runs)
    elif how == "short":
        table = pq.read_table(runs)
        pq.write_table(table.slice(0, 4), runs)


@pytest.mark.parametrize("how", ["torn", "swapped", "curves torn", "curves gone", "a bit", "edited", "short"])
def test_a_chunk_that_is_not_whole_is_computed_again(
    eight_chunks: Experiment, tmp_path: Path, content: Contents, how: str
) -> None:
    sweep.sweep(eight_chunks, tmp_path / "out", 1)
    before = content(tmp_path / "out")
    (tmp_path / "out" / "manifest.json").unlink()
    damage(tmp_path / "out", how)
    sweep.sweep(eight_chunks, tmp_path / "out", 1, resume=True)
    assert content(tmp_path / "out") == before


def test_a_file_that_is_nobodys_is_named_before_any_run(eight_chunks: Experiment, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(eight_chunks, tmp_path, 1, stop_after(15))
    shutil.copy(tmp_path / store.part(store.RUNS, 0), tmp_path / "runs" / "part-00000 (copy).parquet")
    with pytest.raises(StoreFault, match=r"part-00000 \(copy\)\.parquet is no part of this sweep"):
        sweep.sweep(eight_chunks, tmp_path, 1, resume=True)
    assert len(list((tmp_path / "runs").glob("*.parquet"))) == 3 + 1


@pytest.mark.parametrize("text", ["", "{}", "[", '{"chunk": 1}', "null"])
def test_a_receipt_that_is_none_is_no_receipt(text: str) -> None:
    with pytest.raises(ValueError, match=r"no receipt of a chunk|Expecting value"):
        Receipt.parse(text)


def test_a_receipt_survives_its_text(eight_chunks: Experiment, tmp_path: Path) -> None:
    made = chunks.compute(plan(eight_chunks)[1], tmp_path)
    read = Receipt.parse(made.text())
    read.files |= {name: said for name, said in made.files.items() if name.startswith("runs")}
    assert read == made


def test_a_plan_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(NotResults, match="holds no sweep"):
        read_plan(tmp_path)


def test_the_plan_of_a_folder_bears_the_name_of_its_experiment(
    eight_chunks: Experiment, tmp_path: Path
) -> None:
    sweep.sweep(eight_chunks, tmp_path / "out", 1)
    assert json.loads((tmp_path / "out" / "plan.json").read_text())["plan"] == plan(eight_chunks).fingerprint


def test_workers_are_not_asked_for_what_is_there(
    eight_chunks: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep.sweep(eight_chunks, tmp_path, 1)

    def nobody(*_: Any) -> Any:
        raise AssertionError("nothing is missing")

    monkeypatch.setattr(sweep, "run_chunks", nobody)
    assert sweep.sweep(eight_chunks, tmp_path, 1, resume=True) is not None
