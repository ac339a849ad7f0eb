"""Two worker processes against one on the same chunks of a sweep."""

import os
import signal
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from experiments.design.experiment import Experiment, default_axes
from experiments.errors import WorkersLost
from experiments.sweep.chunk import compute
from experiments.sweep.plan import Chunk, plan
from experiments.sweep.workers import cores, spawning
from scenarios import load

PAIRS = 7


def two_cores(points: int, pairs: int = PAIRS) -> dict[str, Any]:
    """Two worker processes against one on the same two chunks of a sweep, computed, measured and written as a
    sweep does: seconds of each pair, in changing order, their ratios, the median ratio. None on one core.

    The workers live before the clock starts: their start is left out.
    """
    if cores() < 2:
        return {"ratio": None, "ratios": [], "one_s": [], "two_s": [], "runs_a_second": None}
    chunks = _chunks(points)
    with tempfile.TemporaryDirectory() as folder, _team(1) as single, _team(2) as double:
        place, teams = Path(folder), {"one": single, "two": double}
        try:
            for jobs, team in enumerate(teams.values(), start=1):
                _warm(team, jobs, chunks, place)
            taken = [_pair(teams, chunks, place, turned=bool(k % 2)) for k in range(pairs)]
        except BrokenProcessPool as fault:
            raise WorkersLost("a worker process ended while it was measured") from fault
    return {
        "ratio": median(pair["one"] / pair["two"] for pair in taken),
        "ratios": [pair["one"] / pair["two"] for pair in taken],
        "one_s": [pair["one"] for pair in taken],
        "two_s": [pair["two"] for pair in taken],
        "runs_a_second": sum(chunk.runs for chunk in chunks) / median(pair["one"] for pair in taken),
    }


def _chunks(points: int) -> list[Chunk]:
    """Two chunks of the first grid points of a shipped sweep, alike in all but their number."""
    scenario = load("taiwan-blockade")
    chunk = plan(Experiment(scenario, default_axes(scenario), replicates=20, seed=1))[0]
    return [replace(chunk, index=index, points=chunk.points[:points]) for index in range(2)]


def _team(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN))


def _warm(team: ProcessPoolExecutor, jobs: int, chunks: list[Chunk], folder: Path) -> None:
    """Chunks until every worker of the team has computed one."""
    seen: set[int] = set()
    while len(seen) < jobs:
        with spawning():
            done = [team.submit(_worked, chunk, folder) for chunk in chunks]
        seen.update(future.result() for future in done)


def _worked(chunk: Chunk, folder: Path) -> int:
    """Compute a chunk; who did it."""
    compute(chunk, folder)
    return os.getpid()


def _pair(
    teams: Mapping[str, ProcessPoolExecutor], chunks: list[Chunk], folder: Path, *, turned: bool
) -> dict[str, float]:
    """Seconds each team takes for the chunks, one team after the other."""
    taken = {}
    for name in sorted(teams, reverse=turned):
        begun = time.perf_counter()
        for _ in teams[name].map(_worked, chunks, [folder] * len(chunks)):
            pass
        taken[name] = time.perf_counter() - begun
    return taken
