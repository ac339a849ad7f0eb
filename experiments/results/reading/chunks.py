"""Which chunks of a sweep are whole: asked of their files alone, never of a list that is kept beside them."""

import hashlib
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.results import store
from experiments.results.reading.columns import column_fault, columns_of
from experiments.results.reading.receipt import Receipt
from experiments.results.reserve_table import FILE as RESERVE


def read_receipt(folder: Path, plan: str, chunk: int, *, points: int, replicates: int) -> Receipt | None:
    """The receipt of a chunk whose files are whole and belong to the plan; None if it is not done.

    `points` and `replicates`: how many it must hold.
    """
    name = store.part(store.RUNS, chunk)
    if not store.is_own_file(folder, name):
        return None
    try:
        data = (folder / name).read_bytes()
        file = pq.ParquetFile(pa.BufferReader(data))
        if file.metadata.num_rows != points * replicates or column_fault(store.RUNS, file.schema_arrow):
            return None  # few bytes may make more rows than there is memory for
        table = file.read()
        table.validate(full=True)
        said = {key.decode(): text.decode() for key, text in (table.schema.metadata or {}).items()}
        receipt = Receipt.parse(said["receipt"])
        mine = said["plan"] == plan and said["chunk"] == str(chunk) and receipt.chunk == chunk
        whole = receipt.runs == len(table) == points * replicates and store.digest(table) == said["content"]
        if not (mine and whole and _beside_is_whole(folder, receipt)):
            return None
    except (OSError, KeyError, ValueError, RecursionError, pa.ArrowException):
        return None
    receipt.files[name] = hashlib.sha256(data).hexdigest()
    return receipt


def _beside_is_whole(folder: Path, receipt: Receipt) -> bool:
    """Whether the tables written beside a chunk's runs are there, as its receipt says; no other name of a
    file is followed.
    """
    beside = {store.part(table, receipt.chunk) for table in (store.CURVES, store.TRAJECTORIES)}
    return store.part(store.CURVES, receipt.chunk) in receipt.files and all(
        name in beside and store.is_own_file(folder, name) and _is_as_said(folder / name, said)
        for name, said in receipt.files.items()
    )


def _is_as_said(path: Path, said: str) -> bool:
    data = path.read_bytes()
    return hashlib.sha256(data).hexdigest() == said and not column_fault(path.parent.name, columns_of(data))


def receipts(folder: Path, plan: Mapping[str, Any]) -> Iterator[Receipt | None]:
    """The receipt of every chunk of a folder's plan, None for each that is not done."""
    points, many = plan["points"], plan["points_a_chunk"]
    for chunk in range(plan["chunks"]):
        held = min(many, points - chunk * many)
        yield read_receipt(folder, plan["plan"], chunk, points=held, replicates=plan["replicates"])


def parts_of(plan: Mapping[str, Any]) -> set[str]:
    """The names of all files of tables that a sweep has when it is finished."""
    names = [store.RUNS, store.CURVES, *([store.TRAJECTORIES] if plan["trajectories"] else [])]
    return {store.part(name, chunk) for name in names for chunk in range(plan["chunks"])}


def strangers(folder: Path, known: Set[str]) -> list[str]:
    """Files that whoever reads the tables of a folder would read, and that are none of the known ones."""
    there = {path.relative_to(folder).as_posix() for path in store.table_files(folder)}
    reserve = {RESERVE} if (folder / RESERVE).exists() or (folder / RESERVE).is_symlink() else set()
    return sorted((there | reserve) - known)
