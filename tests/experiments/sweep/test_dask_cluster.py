"""A sweep on a Dask cluster of processes of its own: the same tables, whoever dies on the way."""

import gc
import hashlib
import multiprocessing
import os
import random
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster

from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.errors import StoreFault, UsageFault, WorkersLost
from experiments.sweep import dask_cluster, sweep
from scenarios import Scenario

AXES = (Axis("shock.size", tuple(k / 30 for k in range(30))), Axis("shock.months", (6, 12)))


@pytest.fixture
def experiment(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> Experiment:
    """Sixty points in thirty chunks."""
    monkeypatch.setattr("experiments.sweep.plan.CHUNK_RUNS", 10)
    return Experiment(small, AXES, replicates=5, seed=1)


def local(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    )


@pytest.fixture
def workers() -> Iterator[LocalCluster]:
    """Two worker processes of one thread each."""
    with local(2) as cluster:
        yield cluster


def tables(folder: Path) -> dict[str, str]:
    paths = sorted(folder.glob("*/*.parquet"))
    assert paths
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }


def test_the_tables_are_those_of_one_process(
    experiment: Experiment, workers: LocalCluster, tmp_path: Path
) -> None:
    sweep.sweep(experiment, tmp_path / "here", 1)
    manifest = sweep.sweep(experiment, tmp_path / "there", cluster=workers.scheduler_address)
    assert manifest is not None
    assert manifest.ok == 300
    assert tables(tmp_path / "there") == tables(tmp_path / "here")


@pytest.mark.parametrize("deaths", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_workers_that_are_killed_cost_nothing(
    experiment: Experiment, workers: LocalCluster, tmp_path: Path, deaths: int
) -> None:
    """Dask starts another worker for each that dies; a chunk it has given up is computed here."""
    sweep.sweep(experiment, tmp_path / "here", 1)
    killed: list[int] = []
    over, draw = threading.Event(), random.Random(1)

    def kill() -> None:
        while len(killed) < deaths and not over.is_set():
            time.sleep(draw.uniform(0.05, 0.3))
            alive = [
                worker.pid for worker in workers.workers.values() if worker.pid and worker.pid not in killed
            ]
            if alive:
                victim = draw.choice(alive)
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

    thread = threading.Thread(target=kill)
    thread.start()
    rounds = 0
    while not rounds or (len(killed) < deaths and rounds < 20):
        folder = tmp_path / f"there-{rounds}"
        assert sweep.sweep(experiment, folder, cluster=workers.scheduler_address) is not None
        assert tables(folder) == tables(tmp_path / "here")
        rounds += 1
    over.set()
    thread.join()
    print(f"{len(killed)} workers killed during {rounds} sweeps: the same tables each time")
    assert killed


def _scheduler(queue: Any) -> None:
    """A cluster in a process that can be killed as a whole."""
    os.setsid()
    with local(2) as cluster:
        queue.put(cluster.scheduler_address)
        time.sleep(600)


@pytest.mark.skipif(sys.platform == "win32", reason="kills a group of processes")
def test_when_the_scheduler_dies_the_sweep_goes_on_without(experiment: Experiment, tmp_path: Path) -> None:
    sweep.sweep(experiment, tmp_path / "here", 1)
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_scheduler, args=(queue,))
    process.start()
    address = queue.get(timeout=60)

    def kill_after_some(what: str, done: int, total: int | None) -> None:
        if done > 50 and process.is_alive():
            os.killpg(process.pid or 0, signal.SIGKILL)
            process.join()

    folder = tmp_path / "there"
    try:
        with pytest.raises(WorkersLost, match="scheduler"):
            sweep.sweep(experiment, folder, progress=kill_after_some, cluster=address)
    finally:
        if process.is_alive():
            os.killpg(process.pid or 0, signal.SIGKILL)
    part = len(list((folder / "runs").glob("*.parquet")))
    assert 5 <= part < 30
    sweep.sweep(experiment, folder, 1, resume=True)
    assert tables(folder) == tables(tmp_path / "here")


def clients() -> list[Client]:
    return [thing for thing in gc.get_objects() if type(thing) is Client]


def test_an_address_without_a_scheduler_is_one_line(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT", "1s")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    others = clients()  # what another test has left behind
    for address in (nobody, "nonsense:x", "http://127.0.0.1:1"):
        with pytest.raises(UsageFault, match="no Dask scheduler answers at") as told:
            sweep.sweep(experiment, tmp_path / "there", cluster=address)
        assert len(str(told.value).splitlines()) == 1
        assert all(client in others for client in clients())  # a new one would lock the next
    assert not (tmp_path / "there").exists()


def test_without_dask_the_line_says_how_to_get_it(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageFault, match=r"pip install 'alliance-resilience\[cluster\]'"):
        sweep.sweep(experiment, tmp_path / "there", cluster="tcp://127.0.0.1:8786")


def test_a_worker_that_does_not_see_the_folder_says_so(experiment: Experiment, tmp_path: Path) -> None:
    from experiments.sweep.plan import plan

    with pytest.raises(StoreFault, match="all machines must share the folder"):
        dask_cluster._work(plan(experiment)[0], str(tmp_path / "gone"))
