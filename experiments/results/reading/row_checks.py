"""Whether the rows of a table are those its manifest speaks of."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from experiments.results import store
from experiments.results.manifest import ComparisonManifest, Manifest, RunManifest, SweepManifest
from experiments.results.reading.columns import column_fault, columns_of

_HEAD = ("index", "point", "replicate", "seed", "status")
_JUDGED = ("outcome_60", "outcome", "outcome_rest")


def row_faults(folder: Path, manifest: Manifest, chunks: int) -> Iterator[str]:
    """What the table of runs says otherwise than the manifest, the first of each kind, in words. The table is
    read part by part. Raises NotResults where it cannot be read.
    """
    if others := list(_column_faults(folder, chunks)):
        yield from others[:1]
        return
    rows, ok, outcomes, wrong = 0, 0, {name: Counter[str]() for name in _JUDGED}, dict[str, str]()
    for table in store.read_parts(folder, store.RUNS, [*_HEAD, *_JUDGED], range(chunks)):
        index = np.arange(rows, rows + len(table))
        for words in _misplaced(table, index, manifest):
            wrong.setdefault(words, words)
        done = np.asarray(table["status"]) == "ok"
        ok += int(done.sum())
        for name, counted in outcomes.items():
            counted.update(table[name].filter(pa.array(done)).drop_null().to_pylist())
        rows += len(table)
    yield from wrong
    if rows != manifest.run_count:
        yield f"has {rows:,} rows, its manifest says {manifest.run_count:,}"
    elif ok != manifest.ok:
        yield f"has {ok:,} runs that were finished, its manifest says {manifest.ok:,}"
    for name, counted in outcomes.items():
        told = _told(manifest, name)
        if told and told != {outcome: n for outcome, n in counted.items() if n}:
            yield f"has other outcomes ({name}) than its manifest counts"


def _column_faults(folder: Path, chunks: int) -> Iterator[str]:
    """Parts of a table need their columns, and each the same ones."""
    for table in store.TABLES:
        parts = (store.part(table, chunk) for chunk in range(chunks))
        there = [name for name in parts if store.is_own_file(folder, name)]
        first = columns_of(folder / there[0]) if there else None
        for name in there:
            columns = columns_of(folder / name)
            if fault := column_fault(table, columns):
                yield f"{fault} ({name})"
            elif columns != first:
                yield f"has other columns in {name} than in {there[0]}"


def _misplaced(table: pa.Table, index: Any, manifest: Manifest) -> Iterator[str]:
    head = {name: np.asarray(table[name]) for name in _HEAD}
    if not np.array_equal(head["index"], index):
        yield "has rows that are not numbered 0, 1, 2 and so on"
    elif not np.array_equal(head["point"] * manifest.replicates + head["replicate"], index):
        yield "has rows whose point and replicate do not make their number"
    if (head["seed"] != manifest.seed).any():
        yield f"has runs of another seed than its manifest says ({manifest.seed})"


def _told(manifest: Manifest, judged: str) -> dict[str, int]:
    """How often a manifest counts each outcome; nothing where it does not say."""
    match manifest:
        case RunManifest():
            measures: Mapping[str, Any] = manifest.measures or {}
            shares = measures.get(judged) or {}
            shares = shares.get("outcomes", {}) if judged == "outcome_rest" else shares
        case SweepManifest():
            by_column = {
                "outcome_60": manifest.shares_60,
                "outcome": manifest.shares,
                "outcome_rest": manifest.shares_rest or {},
            }
            shares = by_column[judged]
        case ComparisonManifest() | _:
            return {}
    return {name: share["n"] for name, share in shares.items() if share["n"]}
