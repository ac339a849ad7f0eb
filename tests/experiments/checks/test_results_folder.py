"""Whatever is done to a results folder is found, and nothing is found in one that is whole."""

import json
import random
import shutil
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from experiments import comparison, single_run
from experiments.checks import results_folder
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.errors import NotResults
from experiments.results import store
from experiments.results.manifest import ComparisonManifest, read_manifest, write_manifest
from experiments.results.reading.receipt import Receipt
from experiments.sweep import chunk as chunks
from experiments.sweep import sweep
from experiments.sweep.plan import Chunk
from scenarios import Scenario, load

KINDS = ("flip", "cut", "grown", "gone", "swapped", "stale", "doubled", "stranger", "manifest")


def here(some: Sequence[Chunk], folder: Path, jobs: int) -> Generator[Receipt, None, None]:
    for one in some:
        yield chunks.compute(one, folder)


@pytest.fixture(scope="module")
def folder(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished sweep of six chunks."""
    out = tmp_path_factory.mktemp("inspect") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.sweep.plan.CHUNK_RUNS", 5)
        patch.setattr(sweep, "run_chunks", here)
        axes = (Axis("shock.size", (0.0, 0.5, 1.0)), Axis("shock.months", (6, 12)))
        sweep.sweep(Experiment(small, axes, replicates=5, seed=1), out, 1)
    return out


@pytest.fixture(scope="module")
def stale(folder: Path, small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same sweep of another seed: chunks that are whole, and not of this sweep."""
    out = tmp_path_factory.mktemp("stale") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.sweep.plan.CHUNK_RUNS", 5)
        patch.setattr(sweep, "run_chunks", here)
        axes = (Axis("shock.size", (0.0, 0.5, 1.0)), Axis("shock.months", (6, 12)))
        sweep.sweep(Experiment(small, axes, replicates=5, seed=2), out, 1)
    return out


def mutate(folder: Path, stale: Path, chance: random.Random) -> str:
    """Do one thing to a folder and say what."""
    tables = sorted(folder.glob("*/*.parquet"))
    kind, path = chance.choice(KINDS), chance.choice(tables)
    data = bytearray(path.read_bytes())
    other = chance.choice([one for one in tables if one.parent == path.parent and one != path])
    if kind == "flip":
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
    elif kind == "cut":
        path.write_bytes(data[: chance.randrange(len(data))])
    elif kind == "grown":
        path.write_bytes(data + bytes(chance.randrange(1, 50)))
    elif kind == "gone":
        path.unlink()
    elif kind == "swapped":
        kept = other.read_bytes()
        other.write_bytes(data)
        path.write_bytes(kept)
    elif kind == "stale":
        shutil.copy(stale / path.relative_to(folder), path)
    elif kind == "doubled":
        shutil.copy(other, path)
    elif kind == "stranger":
        shutil.copy(path, path.with_name(f"part-{chance.randrange(6, 99999):05d}.parquet"))
    else:
        text = bytearray((folder / store.MANIFEST).read_bytes())
        place = chance.choice([k for k, byte in enumerate(text) if chr(byte).isdigit()])
        text[place] = ord(str((int(chr(text[place])) + chance.randrange(1, 10)) % 10))
        (folder / store.MANIFEST).write_bytes(text)
    return kind


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_every_mutation_is_found(folder: Path, stale: Path, tmp_path: Path, count: int) -> None:
    chance, missed = random.Random(4), []
    for k in range(count):
        copy = shutil.copytree(folder, tmp_path / "copy")
        kind = mutate(copy, stale, chance)
        try:
            found = results_folder.verify(copy, repeat=0)["ok"]
        except NotResults:
            found = False
        if found:
            missed.append((k, kind))
        shutil.rmtree(copy)
    print(f"{count} mutations, {len(missed)} missed: {missed[:5]}")
    assert not missed


def test_there_is_no_false_alarm(folder: Path, tmp_path: Path) -> None:
    for k in range(50):
        copy = shutil.copytree(folder, tmp_path / str(k))
        assert results_folder.verify(copy, repeat=0)["ok"]


def test_runs_come_out_the_same_again(folder: Path) -> None:
    found = results_folder.verify(folder)
    assert (found["ok"], found["repeated"], found["model"]) == (True, results_folder.REPEATED, "this one")


def test_a_table_made_up_and_sealed_is_found_by_repeating(folder: Path, tmp_path: Path) -> None:
    """Files and manifest agree, and yet the runs never were: every loss is a tenth too high."""
    copy = shutil.copytree(folder, tmp_path / "copy")
    manifest = read_manifest(copy)
    files = dict(manifest.files)
    for path in copy.glob("runs/*.parquet"):
        table = pq.read_table(path)
        place = table.column_names.index("robustness")
        lies = table.set_column(place, table.field(place), [[0.1] * len(table)])
        number = int(path.stem.removeprefix("part-"))
        files[store.part(store.RUNS, number)] = store.write_chunk(copy, store.RUNS, number, lies)
    write_manifest(copy, manifest, files)
    found = results_folder.verify(copy)
    assert not found["ok"]
    assert "comes out otherwise" in found["faults"][0]["matter"]


@pytest.fixture
def compared(small: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("experiments.figures.folder_figures.draw", lambda folder: [])
    both = comparison.compare([(small, ()), (load("ttc-2021-2024"), ())], replicates=2, seed=1)
    comparison.write(both, tmp_path / "compared")
    return tmp_path / "compared"


def test_every_run_of_a_comparison_comes_out_the_same_again(compared: Path) -> None:
    verdict = results_folder.verify(compared, repeat=4)
    assert (verdict["faults"], verdict["repeated"]) == ([], 4)


def test_a_comparison_whose_scenarios_changed_places_is_found(compared: Path) -> None:
    manifest = read_manifest(compared)
    assert isinstance(manifest, ComparisonManifest)
    write_manifest(compared, replace(manifest, scenarios=manifest.scenarios[::-1]), manifest.files)
    assert len(results_folder.verify(compared, repeat=4)["faults"]) == 4


def test_results_of_another_model_are_whole_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.engine.replay.source_hash", lambda: "another")
    found = results_folder.verify(folder)
    assert (found["ok"], found["model"], found["repeated"]) == (True, "another", 0)


def test_a_run_and_a_folder_of_nothing(
    small: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.figures.folder_figures.draw", lambda folder: [])
    single_run.write(single_run.run(small, replicates=3, seed=1), tmp_path / "run")
    assert results_folder.verify(tmp_path / "run")["repeated"] == 3
    assert results_folder.status(tmp_path / "run")["runs_done"] == 3
    for ask in (results_folder.verify, results_folder.status):
        with pytest.raises(NotResults):
            ask(tmp_path)


def test_the_status_of_a_sweep_that_was_stopped(small: Scenario, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("experiments.sweep.plan.CHUNK_RUNS", 5)
    monkeypatch.setattr(sweep, "run_chunks", here)
    experiment = Experiment(small, (Axis("shock.size", (0.0, 0.5, 1.0)),), replicates=5, seed=1)

    def stop(what: str, done: int, total: int | None) -> None:
        if done >= 10:
            assert results_folder.status(tmp_path / "out")["writing"]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep.sweep(experiment, tmp_path / "out", 1, stop, command=["sweep", "small", "--resume"])
    found = results_folder.status(tmp_path / "out")
    assert (found["finished"], found["writing"]) == (False, False)
    assert (found["done"], found["chunks"], found["runs_done"], found["runs"]) == (2, 3, 10, 15)
    assert found["resume"] == ["alliance", "sweep", str(tmp_path / "out"), "--resume"]
    assert (found["faults"], found["shards"]) == ([], [])
    assert results_folder.verify(tmp_path / "out") == {
        "out": str(tmp_path / "out"), "finished": False, "faults": [], "repeated": 0, "ok": True,
    }  # fmt: skip
    torn = tmp_path / "out" / store.part(store.RUNS, 1)
    torn.write_bytes(torn.read_bytes()[:-9])
    assert [fault["file"] for fault in results_folder.verify(tmp_path / "out")["faults"]] == [
        "runs/part-00001.parquet"
    ]
    sweep.sweep(experiment, tmp_path / "out", 1, resume=True)
    assert results_folder.status(tmp_path / "out")["finished"]
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["ok"] == 15
