"""Sweeps: the same tables whoever computes them, and one bad run costs one row."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.thresholds import STATED
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment, design
from experiments.design.sweep_options import SweepOptions
from experiments.engine.evaluate import evaluate
from experiments.errors import ModelChanged, StoreFault, UsageFault
from experiments.results.manifest import read_manifest
from experiments.results.store import CURVES, RUNS, read_table
from experiments.sweep import chunk as chunks
from experiments.sweep import workers
from experiments.sweep.plan import plan
from experiments.sweep.sweep import sweep
from scenarios import KeyFault, Scenario, override

AXES = (Axis("shock.size", (0.0, 0.3, 0.6, 1.0)), Axis("shock.months", (6, 12)))


@pytest.fixture
def experiment(small: Scenario) -> Experiment:
    """Eight points of 200 runs, four chunks."""
    return Experiment(small, AXES, replicates=200, seed=1)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_any_number_of_jobs_gives_the_same_bytes(experiment: Experiment, tmp_path: Path) -> None:
    for jobs in (1, 2):
        sweep(experiment, tmp_path / str(jobs), jobs)
    alone, shared = content(tmp_path / "1"), content(tmp_path / "2")
    assert len(alone) == 4 * 2 + 3
    assert alone == shared


def test_chunks_computed_in_any_order_give_the_same_files(experiment: Experiment, tmp_path: Path) -> None:
    for name, order in (("there", 1), ("back", -1)):
        (tmp_path / name).mkdir()
        for chunk in plan(experiment)[::order]:
            chunks.compute(chunk, tmp_path / name)
    assert content(tmp_path / "there") == content(tmp_path / "back")


def test_a_point_of_a_sweep_is_that_scenario_run_alone(experiment: Experiment, tmp_path: Path) -> None:
    sweep(experiment, tmp_path / "out", 1)
    runs = read_table(tmp_path / "out", RUNS).to_pandas()
    alone = override(experiment.scenario, {"shock.size": 0.6, "shock.months": 12})
    evaluation = evaluate(alone, 1, np.arange(200, dtype=np.int64))
    rows = runs[(runs["shock.size"] == 0.6) & (runs["shock.months"] == 12)].sort_values("replicate")
    assert rows["robustness"].tolist() == evaluation.measures["robustness"].tolist()
    assert rows["outcome"].tolist() == evaluation.measures["outcome"].tolist()


def test_the_manifest_counts_what_the_tables_hold(experiment: Experiment, tmp_path: Path) -> None:
    manifest = sweep(experiment, tmp_path / "out", 2)
    runs = read_table(tmp_path / "out", RUNS).to_pandas()
    assert read_manifest(tmp_path / "out") == manifest
    assert runs["index"].tolist() == list(range(1600))
    assert (manifest.runs, manifest.ok, manifest.failed) == (1600, 1600, 0)
    assert manifest.outcomes == runs["outcome"].value_counts().sort_index().to_dict()
    assert manifest.vary == {"shock.size": [0.0, 0.3, 0.6, 1.0], "shock.months": [6, 12]}
    assert (manifest.screening["inert"] or 0.0) < 1


def test_a_sweep_leads_with_the_outcome_five_years_on_and_says_how_much_is_missing(
    experiment: Experiment, tmp_path: Path
) -> None:
    short = sweep(replace(experiment, replicates=2), tmp_path / "short", 1)
    assert short is not None
    last = 12 + 12 - 1  # of the longest shock
    assert (short.shares_60, short.months_short) == ({}, last + STATED.five_years[1] + 1 - 48)
    long = override(experiment.scenario, {"horizon.months": 48 + short.months_short})
    whole = sweep(replace(experiment, scenario=long, replicates=2), tmp_path / "whole", 1)
    assert whole is not None
    assert whole.months_short == 0
    runs = read_table(tmp_path / "whole", RUNS).to_pandas()
    counted = {name: share["n"] for name, share in whole.shares_60.items() if share["n"]}
    assert counted == runs["outcome_60"].value_counts().to_dict()
    assert sum(counted.values()) == whole.ok == 16


def test_a_killed_worker_costs_time_and_nothing_else(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give = workers._Worker.give
    killed: list[int] = []

    def give_and_kill_once(self: Any, task: Any, folder: Path) -> None:
        give(self, task, folder)
        if task.chunk.index == 1 and not killed:
            killed.append(task.chunk.index)
            self.process.kill()

    sweep(experiment, tmp_path / "calm", 2)
    monkeypatch.setattr(workers._Worker, "give", give_and_kill_once)
    sweep(experiment, tmp_path / "hurt", 2)
    assert killed
    assert content(tmp_path / "hurt") == content(tmp_path / "calm")


def test_a_chunk_that_kills_every_worker_is_given_up_and_the_rest_is_kept(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give = workers._Worker.give

    def give_and_kill(self: Any, task: Any, folder: Path) -> None:
        give(self, task, folder)
        if task.chunk.index == 1:
            self.process.kill()

    monkeypatch.setattr(workers._Worker, "give", give_and_kill)
    manifest = sweep(experiment, tmp_path / "out", 2)
    assert manifest is not None
    assert (manifest.ok, manifest.failed) == (1200, 400)
    assert "died (exit code -9)" in manifest.errors[0]["error"]  # whether it had begun by then is chance
    runs = read_table(tmp_path / "out", RUNS).to_pandas()
    assert sorted(runs.loc[runs["status"] == "failed", "index"]) == list(range(400, 800))


def test_one_bad_run_costs_one_row(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_for_three(scenario: Scenario, seed: int, replicates: Any, *rest: Any, **how: Any) -> Any:
        if 3 in replicates:
            raise FloatingPointError("nothing\ngood")
        return evaluate(scenario, seed, replicates, *rest, **how)

    monkeypatch.setattr(chunks, "evaluate", fails_for_three)
    receipt = chunks.compute(plan(experiment)[0], tmp_path)
    runs = read_table(tmp_path, RUNS).to_pandas()
    assert receipt.failed == {3: "FloatingPointError: nothing good", 203: "FloatingPointError: nothing good"}
    assert runs.loc[runs["status"] == "failed", "index"].tolist() == [3, 203]
    assert runs["index"].tolist() == list(range(400))
    assert set(read_table(tmp_path, CURVES).to_pandas()["n"]) == {199}


def test_a_full_disk_ends_the_sweep_with_one_line_and_no_torn_file(
    experiment: Experiment, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "late").touch()

    with pytest.raises(StoreFault, match="not empty"):
        sweep(experiment, out, 1)
    (out / "late").unlink()

    def blocked(what: str, done: int, total: int | None) -> None:
        (out / "runs").touch()  # a file where the table's folder has to be

    with pytest.raises(StoreFault):
        sweep(experiment, out, 1, blocked)
    assert not list(out.rglob(".*"))
    assert not (out / "manifest.json").exists()


def test_an_interrupted_sweep_keeps_whole_chunks_and_no_manifest(
    experiment: Experiment, tmp_path: Path
) -> None:
    def interrupt(what: str, done: int, total: int | None) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(experiment, tmp_path / "out", 1, interrupt)
    files = content(tmp_path / "out")
    assert "runs/part-00000.parquet" in files
    assert not any(name.endswith(".part") or name == "manifest.json" for name in files)
    assert read_table(tmp_path / "out", RUNS).num_rows >= 400


def test_an_interrupt_before_the_first_chunk_leaves_no_folder(experiment: Experiment, tmp_path: Path) -> None:
    def interrupt(what: str, done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(experiment, tmp_path / "out", 1, interrupt)
    assert not (tmp_path / "out").exists()


def test_a_model_edited_during_a_sweep_is_refused(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.sweep.plan.source_hash", lambda: "that of an hour ago")
    with pytest.raises(ModelChanged, match="start it again"):
        sweep(experiment, tmp_path / "out", 1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("jobs", [0, -1, 257])
def test_jobs_out_of_range_are_refused_before_anything_is_made(
    experiment: Experiment, tmp_path: Path, jobs: int
) -> None:
    with pytest.raises(UsageFault, match="jobs"):
        sweep(experiment, tmp_path / "out", jobs)
    assert not (tmp_path / "out").exists()


def test_an_unknown_key_is_refused_with_the_nearest(small: Scenario) -> None:
    with pytest.raises(KeyFault, match=r"shock\.size"):
        design(small, SweepOptions(("shock.sise=0:1:3",), 1))


def test_shares_by_rest_are_those_of_the_runs_that_rest(small: Scenario, tmp_path: Path) -> None:
    axes = (Axis("shock.size", (0.1, 1.0)), Axis("shock.months", (6, 12)))
    manifest = sweep(Experiment(small, axes, replicates=3, seed=1, rest=True), tmp_path / "with", 1)
    called = read_table(tmp_path / "with", RUNS)["outcome_rest"].drop_null().to_pylist()
    assert manifest is not None
    shares = dict(manifest.shares_rest or {})
    assert {name: row["n"] for name, row in shares.items() if row["n"]} == {
        name: called.count(name) for name in set(called)
    }
    assert sum(row["share"] or 0.0 for row in shares.values()) == pytest.approx(1)
    without = sweep(Experiment(small, axes, replicates=3, seed=1), tmp_path / "not", 1)
    assert without is not None
    assert without.shares_rest is None


def test_rest_is_null_unless_asked_for(small: Scenario, tmp_path: Path) -> None:
    for rest in (False, True):
        folder = tmp_path / str(rest)
        folder.mkdir()
        made = plan(Experiment(small, (Axis("shock.size", (0.1,)),), replicates=3, seed=1, rest=rest))
        chunks.compute(made[0], folder)
        outcomes = read_table(folder, RUNS)["outcome_rest"].to_pylist()
        assert (outcomes != [None] * 3) is rest
