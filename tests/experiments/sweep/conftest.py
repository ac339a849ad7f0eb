"""A small experiment in many chunks, and what lies in a folder."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest

from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.results.reading.receipt import Receipt
from experiments.sweep import chunk as chunks
from experiments.sweep import sweep
from experiments.sweep.plan import Chunk
from scenarios import Scenario


@pytest.fixture
def eight_chunks(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> Experiment:
    """Eight points of five runs in eight chunks, computed in this process."""

    def compute_here(some: Sequence[Chunk], folder: Path, jobs: int) -> Generator[Receipt, None, None]:
        for chunk in some:
            yield chunks.compute(chunk, folder)

    monkeypatch.setattr("experiments.sweep.plan.CHUNK_RUNS", 5)
    monkeypatch.setattr(sweep, "run_chunks", compute_here)
    axes = (Axis("shock.size", (0.0, 0.3, 0.6, 1.0)), Axis("shock.months", (6, 12)))
    return Experiment(small, axes, replicates=5, seed=1)


@pytest.fixture(scope="session")
def content() -> Callable[[Path], dict[str, bytes]]:
    """The bytes of every file of a folder, by its path."""

    def files(folder: Path) -> dict[str, bytes]:
        paths = (path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in paths}

    return files
