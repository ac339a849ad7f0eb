"""What became of the runs, in a few rows: one for all of them, or one for each scenario of a comparison."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.outcomes import NAMES
from experiments.results.manifest import ComparisonManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import RUNS

WHEN = {"outcome_60": "five years on", "outcome": "at the end"}
"""The columns of outcomes that are told, the one that leads first, each with when it is read."""
MEDIANS = {"robustness": "robustness", "loss_calm": "loss against calm", "loss": "loss against the twin"}
"""Measures of which the median is told, with their names for a reader."""


@dataclass(frozen=True)
class Summary:
    """Columns and rows of a small table, all of them text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary(results: FolderResults) -> Summary:
    """Shares of outcomes and median measures of all runs that have them. Empty where there is no shock."""
    table = results.table(RUNS, ["point", *WHEN, *MEDIANS])
    column = next((name for name in WHEN if table[name].null_count < len(table)), "")
    if not column:
        return Summary((), ())
    groups = [*_groups(results, table)]
    rows = [(*called, str(len(rows)), _shares(rows, column), *_medians(rows)) for called, rows in groups]
    first = ("scenario",) if isinstance(results.manifest, ComparisonManifest) else ()
    return Summary((*first, "runs", WHEN[column], *MEDIANS.values()), tuple(rows))


def _groups(results: FolderResults, table: pa.Table) -> Iterator[tuple[tuple[str, ...], pa.Table]]:
    """Rows that are told together, with what they are called."""
    if not isinstance(results.manifest, ComparisonManifest):
        yield (), table
        return
    for point, name in enumerate(results.manifest.compared):
        yield (name,), table.filter(pc.field("point") == point)


def _shares(rows: pa.Table, column: str) -> str:
    counted = Counter(rows[column].drop_null().to_pylist())
    told = [name for name in NAMES[column] if counted[name]]
    return ", ".join(f"{name} {100 * counted[name] / counted.total():.0f} %" for name in told) or "–"


def _medians(rows: pa.Table) -> Iterator[str]:
    for name in MEDIANS:
        values = np.asarray(rows[name].drop_null(), dtype=np.float64)
        yield f"{np.median(values):.3f}" if len(values) else "–"
