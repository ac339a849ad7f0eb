"""One chunk of a sweep: computed in memory, committed to the tables, and a receipt for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from experiments.design.experiment import Point
from experiments.engine.evaluate import Evaluation, evaluate
from experiments.engine.run_cache import RunCache
from experiments.errors import ModelChanged
from experiments.results import result_tables
from experiments.results.reading.receipt import Receipt
from experiments.results.store import CURVES, RUNS, TRAJECTORIES, digest, part, write_chunk
from experiments.sweep.plan import Chunk
from experiments.sweep.receipt import count_runs
from scenarios import window
from sim.source import source_hash

Say = Callable[[int | None], None]
"""Called with the index of the run that begins now, or of the first of several; None: no single one."""


@cache
def _shared_runs() -> RunCache:
    return RunCache()


def forget() -> None:
    """Let go of the twins and calm references that this process holds."""
    _shared_runs.cache_clear()


def compute(
    chunk: Chunk,
    folder: Path,
    *,
    bad: Mapping[int, str] | None = None,
    careful: bool = False,
    say: Say = lambda _: None,
) -> Receipt:
    """Compute a chunk and commit its tables; a failed run costs a row. Raises StoreFault or ModelChanged.

    `bad` are runs known to fail, with the reason; `careful` tries every other run alone first, so that
    whoever listens knows of which run a process died.
    """
    if source_hash() != chunk.model:
        raise ModelChanged("the model's files changed while the sweep was running; start it again")
    receipt, made = Receipt(chunk.index, runs=chunk.runs, failed=dict(bad or {})), _Tables()
    if careful:
        for point in chunk.points:
            for k in _good(point, chunk, receipt):
                say(point.index * chunk.replicates + k)
                if error := _error(point, chunk, k):
                    receipt.failed[point.index * chunk.replicates + k] = error
        say(None)
    for point in chunk.points:
        if not careful:
            say(point.index * chunk.replicates)
        _point(point, chunk, receipt, made)
    return _commit(chunk, folder, receipt, made)


def give_up(chunk: Chunk, folder: Path, reason: str, bad: Mapping[int, str]) -> Receipt:
    """Commit a chunk that cannot be computed: all its runs failed, for this reason or one of their own."""
    every = range(chunk.first, chunk.first + chunk.runs)
    failed = dict.fromkeys(every, reason) | dict(bad)
    receipt, made = Receipt(chunk.index, runs=chunk.runs, failed=failed), _Tables()
    for point in chunk.points:
        _point(point, chunk, receipt, made)
    return _commit(chunk, folder, receipt, made)


@dataclass
class _Tables:
    """The parts of a chunk's tables, point by point."""

    runs: list[pa.Table] = field(default_factory=list)
    curves: list[pa.Table] = field(default_factory=list)
    trajectories: list[pa.Table] = field(default_factory=list)


def _good(point: Point, chunk: Chunk, receipt: Receipt) -> list[int]:
    first = point.index * chunk.replicates
    return [k for k in range(chunk.replicates) if first + k not in receipt.failed]


def _point(point: Point, chunk: Chunk, receipt: Receipt, made: _Tables) -> None:
    """Rows and bands of one point. If its replicates fail together, those that fail alone are left out of
    the rest.
    """
    first, good = point.index * chunk.replicates, _good(point, chunk, receipt)
    try:
        evaluation = _evaluate(point, chunk, good) if good else None
    except Exception:
        for k in good:
            if error := _error(point, chunk, k):
                receipt.failed[first + k] = error
        good = _good(point, chunk, receipt)
        evaluation = _evaluate(point, chunk, good) if good else None
    failed = sorted(set(range(chunk.replicates)) - set(good))
    rows = [result_tables.runs(point, chunk.seed, failed, first, None)] if failed else []
    if evaluation is not None:
        count_runs(receipt, evaluation)
        receipt.windows[point.index] = [*window(point.scenario)]
        rows.append(result_tables.runs(point, chunk.seed, good, first, evaluation))
        made.curves.append(result_tables.curves(point.index, evaluation))
        if chunk.trajectories:
            made.trajectories.append(result_tables.trajectories(point.index, good, evaluation))
    made.runs.append(pa.concat_tables(rows).sort_by("index"))


def _error(point: Point, chunk: Chunk, replicate: int) -> str:
    """What goes wrong when a replicate runs alone, in one line; empty if nothing does."""
    try:
        _evaluate(point, chunk, [replicate])
    except Exception as fault:
        return " ".join(f"{type(fault).__name__}: {fault}".split())
    return ""


def _evaluate(point: Point, chunk: Chunk, replicates: list[int]) -> Evaluation:
    numbers = np.array(replicates, dtype=np.int64)
    return evaluate(point.scenario, chunk.seed, numbers, _shared_runs(), resting=chunk.rest)


def _commit(chunk: Chunk, folder: Path, receipt: Receipt, made: _Tables) -> Receipt:
    """The runs come last: a chunk is done once they are there, with the receipt in the file itself and the
    hashes of the files beside it.
    """
    beside = {CURVES: (made.curves, result_tables.CURVES)}
    if chunk.trajectories:
        beside[TRAJECTORIES] = (made.trajectories, result_tables.TRAJECTORIES)
    for name, (parts, schema) in beside.items():
        table = pa.concat_tables(parts) if parts else schema.empty_table()
        told = table.replace_schema_metadata({"plan": chunk.plan, "chunk": str(chunk.index)})
        receipt.files[part(name, chunk.index)] = write_chunk(folder, name, chunk.index, told)
    runs = pa.concat_tables(made.runs)
    words = {
        "plan": chunk.plan,
        "chunk": str(chunk.index),
        "receipt": receipt.text(),
        "content": digest(runs),
    }
    told = runs.replace_schema_metadata(words)
    receipt.files[part(RUNS, chunk.index)] = write_chunk(folder, RUNS, chunk.index, told)
    return receipt
