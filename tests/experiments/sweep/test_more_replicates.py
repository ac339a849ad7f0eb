"""A sweep that goes on with more replicates: the first ones stay as they were, nothing is lost on the way."""

import os
import shutil
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pytest

from experiments.checks import results_folder
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.errors import CannotResume
from experiments.results.reading.receipt import Receipt
from experiments.results.store import RUNS, read_table
from experiments.sweep import chunk as chunks
from experiments.sweep import sweep as sweeps
from experiments.sweep.plan import Chunk
from experiments.sweep.resume import Shard
from experiments.sweep.sweep import sweep
from scenarios import Scenario

FEW, MANY = 120, 200
"""Of seven points, four a chunk and two a chunk."""


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks are computed in this process."""

    def serial(some: Sequence[Chunk], folder: Path, jobs: int) -> Generator[Receipt, None, None]:
        for each in some:
            yield chunks.compute(each, folder)

    monkeypatch.setattr(sweeps, "run_chunks", serial)


@pytest.fixture(scope="module")
def few(small: Scenario) -> Experiment:
    axis = Axis("shock.size", tuple(k / 6 for k in range(7)))
    return Experiment(small, (axis,), FEW, 1)


@pytest.fixture
def begun(few: Experiment, tmp_path: Path) -> Path:
    sweep(few, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture(scope="module")
def many(few: Experiment) -> Experiment:
    return replace(few, replicates=MANY)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_first_ones_keep_their_numbers_and_all_is_as_if_begun_with_more(
    few: Experiment, many: Experiment, begun: Path, tmp_path: Path
) -> None:
    first = read_table(begun, RUNS)
    assert sweep(many, begun, resume=True) is not None
    runs = read_table(begun, RUNS)
    kept = runs.filter(pc.less(runs["replicate"], FEW)).drop_columns("index")
    assert (len(runs), kept.equals(first.drop_columns("index"))) == (7 * MANY, True)
    sweep(many, tmp_path / "afresh")
    assert tree(begun) == tree(tmp_path / "afresh")
    with pytest.raises(CannotResume, match=f"number of replicates is {MANY} there and {FEW} now"):
        sweep(few, begun, resume=True)


def test_whoever_stops_it_keeps_what_was_there_and_goes_on(
    many: Experiment, begun: Path, tmp_path: Path
) -> None:
    before = tree(begun)

    def stop(what: str, done: int, total: int | None) -> None:
        if done > 3 * MANY:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(many, begun, progress=stop, resume=True)
    assert before.items() <= tree(begun).items()
    assert results_folder.verify(begun)["ok"]
    assert results_folder.status(begun)["finished"]
    done: list[int] = []
    sweep(many, begun, progress=lambda what, so_far, total: done.append(so_far), resume=True)
    assert min(done[1:-1]) == 4 * MANY  # the chunks that were there are not computed again
    sweep(many, tmp_path / "afresh")
    assert tree(begun) == tree(tmp_path / "afresh")


def test_a_take_over_that_fails_at_any_step_goes_on_to_the_same_bytes(
    many: Experiment, begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, left = os.replace, 0

    def replaced(source: str | Path, target: str | Path) -> None:
        nonlocal left
        if ".more-replicates" in str(source) and ".more-replicates" not in str(target):
            left -= 1
            if left < 0:
                raise OSError("stopped here")
        honest(source, target)

    monkeypatch.setattr(os, "replace", replaced)
    with pytest.raises(OSError, match="stopped here"):
        sweep(many, begun, resume=True)  # all is computed, and nothing is moved
    results = []
    for steps in range(30):
        copy = shutil.copytree(begun, tmp_path / f"copy-{steps}")
        left = steps
        with suppress(OSError):
            sweep(many, copy, resume=True)
        unmoved, left = left < 0, 100
        sweep(many, copy, resume=True)
        results.append(tree(copy))
        if not unmoved:
            break
    assert len(results) == 10  # the plan, four parts of runs and of curves, and all of them
    assert all(result == results[-1] for result in results)
    assert results_folder.verify(copy)["ok"]


def test_an_unfinished_one_may_have_more_and_a_shard_may_not(
    few: Experiment, many: Experiment, begun: Path, tmp_path: Path
) -> None:
    (begun / "manifest.json").unlink()
    (begun / "runs/part-00001.parquet").unlink()
    with pytest.raises(CannotResume, match="number of replicates"):
        sweep(many, begun, shard=Shard(1, 2))
    sweep(many, begun, resume=True)
    sweep(many, tmp_path / "afresh")
    assert tree(begun) == tree(tmp_path / "afresh")


def test_another_experiment_is_refused_whatever_its_replicates(many: Experiment, begun: Path) -> None:
    before = tree(begun)
    with pytest.raises(CannotResume, match="the seed is 1 there and 2 now"):
        sweep(replace(many, seed=2), begun, resume=True)
    assert tree(begun) == before
