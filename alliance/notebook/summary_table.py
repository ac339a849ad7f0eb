"""What became of the runs, in a few rows: one for all of them, or one for each scenario of a comparison."""

from collections import Counter
from collections.abc import Iterable, Iterator
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
MEASURED = ("robustness", "loss_calm", "loss")
"""Measures of which the median is told."""
OF_COMPARISON = "loss_first_calm"
"""In place of the loss against calm where all scenarios are held against one calm alliance."""
CALLED = {"loss": "loss against the twin", **dict.fromkeys(("loss_calm", OF_COMPARISON), "loss against calm")}
"""What a reader finds a measure called where its own name does not say it."""


@dataclass(frozen=True)
class Summary:
    """Columns and rows of a small table, all of them text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary(results: FolderResults) -> Summary:
    """Shares of outcomes and median measures of all runs that have them. Empty where there is no shock."""
    compared = isinstance(results.manifest, ComparisonManifest)
    table = results.table(RUNS, None if compared else ["point", *WHEN, *MEASURED])
    column = next((name for name in WHEN if table[name].null_count < len(table)), "")
    if not column:
        return Summary((), ())
    held = {"loss_calm": OF_COMPARISON} if OF_COMPARISON in table.column_names else {}
    measured = [held.get(name, name) for name in MEASURED]
    rows = [
        (*called, str(len(group)), _shares(group, column), *_medians(group, measured))
        for called, group in _groups(results, table)
    ]
    first = ("scenario",) if compared else ()
    names = (CALLED.get(name, name) for name in measured)
    return Summary((*first, "runs", WHEN[column], *names), tuple(rows))


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


def _medians(rows: pa.Table, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        values = np.asarray(rows[name].drop_null(), dtype=np.float64)
        yield f"{np.median(values):.3f}" if len(values) else "–"
