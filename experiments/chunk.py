"""One chunk of a sweep: computed in memory, committed to the tables, and a receipt for it."""

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from experiments import tables
from experiments.errors import ModelChanged
from experiments.evaluate import Evaluation, References, evaluate
from experiments.plan import Chunk, Point
from experiments.store import CURVES, RUNS, write_chunk
from sim.rules.compiled import source_hash
from sim.run import CLAMPS


@dataclass
class Receipt:
    """What a chunk came to: counts over its runs, clamped values by rule, errors of failed runs."""

    chunk: int
    runs: int = 0
    ok: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    clamps: Counter[str] = field(default_factory=Counter)
    failed: dict[int, str] = field(default_factory=dict)

    def add(self, evaluation: Evaluation) -> None:
        """Count the runs of an evaluation."""
        measures = evaluation.measures
        self.ok += len(evaluation.inert)
        self.outcomes.update(str(name) for name in measures["outcome"] if name)
        self.counts.update(
            inert=int(evaluation.inert.sum()),
            saturated=int(evaluation.saturated.sum()),
            censored=int(measures["censored"].sum()),
            dead_twin=int((~measures["twin_alive"]).sum()),
        )
        self.clamps.update(clamps(evaluation))


def clamps(evaluation: Evaluation) -> dict[str, int]:
    """How often the runs' rules had to cut a value to its range, by rule."""
    return dict(zip(CLAMPS, evaluation.run.clamps.sum(axis=0).tolist(), strict=True))


@cache
def _references() -> References:
    return References()


def compute(chunk: Chunk, folder: Path) -> Receipt:
    """Compute a chunk and commit its tables; a failed run costs a row. Raises StoreFault or ModelChanged."""
    if source_hash() != chunk.model:
        raise ModelChanged("the model's files changed while the sweep was running; start it again")
    receipt, rows, bands = Receipt(chunk.index, runs=chunk.runs), [], []
    for point in chunk.points:
        made = _point(point, chunk, receipt)
        rows.extend(made[0])
        bands.extend(made[1])
    _commit(chunk, folder, receipt, rows, bands)
    return receipt


def give_up(chunk: Chunk, folder: Path, reason: str) -> Receipt:
    """Commit a chunk that cannot be computed: all its runs failed, for this reason."""
    receipt, every = Receipt(chunk.index, runs=chunk.runs), range(chunk.replicates)
    rows = [
        tables.runs(point, chunk.seed, every, point.index * chunk.replicates, None) for point in chunk.points
    ]
    receipt.failed = {point.index * chunk.replicates + k: reason for point in chunk.points for k in every}
    _commit(chunk, folder, receipt, rows, [])
    return receipt


def _point(point: Point, chunk: Chunk, receipt: Receipt) -> tuple[list[pa.Table], list[pa.Table]]:
    """Rows and bands of one point. If its replicates fail together, those that fail alone are left out of
    the rest.
    """
    first, good = point.index * chunk.replicates, list(range(chunk.replicates))
    rows = []
    try:
        evaluation = _evaluate(point, chunk, good)
    except Exception:
        bad = {k: error for k in good if (error := _error(point, chunk, k))}
        receipt.failed |= {first + k: error for k, error in bad.items()}
        rows = [tables.runs(point, chunk.seed, sorted(bad), first, None)]
        good = [k for k in good if k not in bad]
        if not good:
            return rows, []
        evaluation = _evaluate(point, chunk, good)
    receipt.add(evaluation)
    table = pa.concat_tables([*rows, tables.runs(point, chunk.seed, good, first, evaluation)])
    return [table.sort_by("index")], [tables.curves(point.index, evaluation)]


def _error(point: Point, chunk: Chunk, replicate: int) -> str:
    """What goes wrong when a replicate runs alone, in one line; empty if nothing does."""
    try:
        _evaluate(point, chunk, [replicate])
    except Exception as fault:
        return " ".join(f"{type(fault).__name__}: {fault}".split())
    return ""


def _evaluate(point: Point, chunk: Chunk, replicates: list[int]) -> Evaluation:
    numbers = np.array(replicates, dtype=np.int64)
    return evaluate(point.scenario, chunk.seed, numbers, _references(), resting=chunk.rest)


def _commit(
    chunk: Chunk, folder: Path, receipt: Receipt, rows: list[pa.Table], bands: list[pa.Table]
) -> None:
    """Curves first: a chunk counts as done once its runs are there, with the receipt in the file itself."""
    words = {
        "plan": chunk.plan,
        "chunk": str(chunk.index),
        "receipt": json.dumps(vars(receipt), sort_keys=True),
    }
    curves = pa.concat_tables(bands) if bands else tables.CURVES.empty_table()
    write_chunk(folder, CURVES, chunk.index, curves.replace_schema_metadata(words))
    write_chunk(folder, RUNS, chunk.index, pa.concat_tables(rows).replace_schema_metadata(words))
