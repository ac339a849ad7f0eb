"""One hash of the tables, whichever way a sweep is computed."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from distributed import LocalCluster

from experiments import single_run
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.engine.run_cache import RunCache
from experiments.results.store import CURVES, RUNS, read_table
from experiments.sweep import chunk as chunks
from experiments.sweep.plan import plan
from experiments.sweep.sweep import sweep
from scenarios import Scenario, load, override
from sim.run import Trajectories

CHANGES = {"horizon.months": 24, "burn_in.months": 6, "population.firms": 12, "shock.months": 6}
AXES = (Axis("shock.size", (0.0, 0.25, 0.5, 1.0)), Axis("parameters.trust_loss", (0.05, 0.1)))
SMALL, LARGE, ALL = 6, 12, 500
"""Runs a chunk."""
SEEDS = ("0", "1", "4096")


def experiment() -> Experiment:
    scenario: Scenario = override(load("taiwan-blockade"), CHANGES)
    return Experiment(scenario, AXES, replicates=3, seed=7)


def one_hash(folder: Path) -> str:
    """Of the tables' rows and not of their files, since other chunks are other files."""
    content = hashlib.sha256()
    for name, order in ((RUNS, ("index",)), (CURVES, ("point", "series", "month"))):
        table = read_table(folder, name)
        table = table.sort_by([(column, "ascending") for column in order if column in table.column_names])
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema.remove_metadata()) as stream:
            stream.write_table(table.replace_schema_metadata().combine_chunks())
        content.update(sink.getvalue())
    return content.hexdigest()


def by_jobs(jobs: int) -> Callable[[Path], object]:
    return lambda folder: sweep(experiment(), folder, jobs)


def by_agents(folder: Path) -> None:
    agents, shocked = single_run.engine("agents"), []

    def counted(*given: Any, **how: Any) -> Trajectories:
        shocked.append(how["shocked"])
        return agents(*given, **how)

    cache = RunCache(counted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "_shared_runs", lambda: cache)
        by_hand(folder, 1)
    assert set(shocked) == {True, False}  # it was they who ran


def by_hand(folder: Path, order: int) -> None:
    folder.mkdir()
    for chunk in plan(experiment())[::order]:
        chunks.compute(chunk, folder)


def by_dask(folder: Path) -> None:
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        sweep(experiment(), folder, cluster=cluster.scheduler_address)


def stopped_and_resumed(folder: Path) -> None:
    def stop(_: str, done: int, total: int | None) -> None:
        if total and done:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        sweep(experiment(), folder, 1, stop)
    assert not (folder / "manifest.json").exists()
    sweep(experiment(), folder, 1, resume=True)


def by_command(seed: str) -> Callable[[Path], None]:
    def run(folder: Path) -> None:
        changes = [word for key, value in CHANGES.items() for word in ("--set", f"{key}={value}")]
        axes = [
            word
            for axis in AXES
            for word in ("--vary", f"{axis.key}={','.join(str(value) for value in axis.values)}")
        ]
        words = [
            "sweep",
            "taiwan-blockade",
            *changes,
            *axes,
            "--replicates",
            "3",
            "--seed",
            "7",
            "--jobs",
            "1",
        ]
        subprocess.run(
            [sys.executable, "-m", "alliance", *words, "--out", str(folder)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=folder.parent,
            check=True,
            capture_output=True,
            timeout=300,
        )

    return run


WAYS: dict[str, tuple[int, Callable[[Path], object]]] = {
    "one worker": (SMALL, by_jobs(1)),
    "two workers": (SMALL, by_jobs(2)),
    "large chunks": (LARGE, by_jobs(1)),
    "one chunk": (ALL, by_jobs(1)),
    "last chunk first": (SMALL, lambda folder: by_hand(folder, -1)),
    "agents": (SMALL, by_agents),
    "resumed": (SMALL, stopped_and_resumed),
    "Dask": (SMALL, by_dask),
    **{f"PYTHONHASHSEED={seed}": (ALL, by_command(seed)) for seed in SEEDS},
}


def test_every_way_gives_one_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = {}
    for number, (name, (runs, compute)) in enumerate(WAYS.items()):
        monkeypatch.setattr("experiments.sweep.plan.CHUNK_RUNS", runs)
        compute(tmp_path / str(number))
        hashes[name] = one_hash(tmp_path / str(number))
    assert len(set(hashes.values())) == 1, hashes


def test_another_seed_gives_another_hash(tmp_path: Path) -> None:
    """The control: the hash sees the numbers."""
    for seed in (7, 8):
        asked = experiment()
        sweep(Experiment(asked.scenario, asked.axes, asked.replicates, seed), tmp_path / str(seed), 1)
    assert one_hash(tmp_path / "7") != one_hash(tmp_path / "8")
