"""Whether a part of a table has the columns that its readers need, each of its own kind."""

from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.results.result_tables import CURVES, MEASURES, TRAJECTORIES
from experiments.results.store import CURVES as CURVES_TABLE
from experiments.results.store import RUNS, is_of_the_disk
from experiments.results.store import TRAJECTORIES as TRAJECTORIES_TABLE

_HEAD = {name: pa.int64() for name in ("index", "point", "replicate", "seed")} | {"status": pa.string()}
_KINDS = {
    RUNS: _HEAD | MEASURES,
    CURVES_TABLE: {field.name: field.type for field in CURVES},
    TRAJECTORIES_TABLE: {field.name: field.type for field in TRAJECTORIES},
}
_NEEDED = {
    RUNS: {*_HEAD, "outcome_60", "outcome", "outcome_rest"},
    CURVES_TABLE: {*CURVES.names},
    TRAJECTORIES_TABLE: {"point", "shocked", "replicate", "month"},
}
"""Of the others an earlier version may have had fewer."""


def columns_of(part: Path | bytes) -> pa.Schema | None:
    """The columns of a part of a table; None where it is none. Raises OSError where the disk fails."""
    try:
        return pq.read_schema(BytesIO(part) if isinstance(part, bytes) else part)
    except (OSError, ValueError, pa.ArrowException) as fault:
        if is_of_the_disk(fault):
            raise
        return None


def column_fault(table: str, columns: pa.Schema | None) -> str:
    """What is wrong with the columns of a part of a table, in words; empty where nothing is."""
    if columns is None:
        return "is no table"
    names = columns.names
    for name, kind in _KINDS[table].items():
        if name in _NEEDED[table] and name not in names:
            return f"has no column {name}"
        if name in names and (names.count(name) > 1 or columns.field(name).type != kind):
            return f"has another column {name} than such a table has"
    return ""
