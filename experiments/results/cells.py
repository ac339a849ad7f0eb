"""What became of each setting of a small sweep, in a row for each."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from experiments.results.manifest import SweepManifest
from experiments.results.store import RUNS, read_parts

MOST_SHOWN = 30
"""Settings that are shown one by one; of more there is the map."""


def cell_rows(folder: Path, manifest: SweepManifest, most: int = MOST_SHOWN) -> list[dict[str, Any]]:
    """For each setting the values of its keys, its most frequent outcome and that one's share, and the
    medians of loss and robustness; empty for more than `most` settings.

    The outcome is that five years on, or at the end where the scenario is too short for it. Of two that are
    equally frequent the row names both. A null stands where no run has a value.
    """
    if manifest.points > most or not manifest.vary:
        return []
    judged = "outcome_60" if manifest.shares_60 else "outcome"
    columns = ["point", "status", *manifest.vary, judged, "loss", "robustness"]
    runs = pa.concat_tables(read_parts(folder, RUNS, columns)).to_pylist()
    by_point: dict[int, list[dict[str, Any]]] = {}
    for run in runs:
        if run["status"] == "ok":
            by_point.setdefault(run["point"], []).append(run)
    return [_cell(cell, [*manifest.vary], judged) for _, cell in sorted(by_point.items())]


def _cell(runs: list[dict[str, Any]], keys: list[str], judged: str) -> dict[str, Any]:
    counts = Counter(run[judged] for run in runs if run[judged])
    most = max(counts.values(), default=0)
    return {
        **{key: runs[0][key] for key in keys},
        judged: " or ".join(sorted(name for name, count in counts.items() if count == most)) or None,
        "share": most / counts.total() if counts else None,
        "loss": _median(runs, "loss"),
        "robustness": _median(runs, "robustness"),
    }


def _median(runs: list[dict[str, Any]], name: str) -> float | None:
    values = np.array([run[name] for run in runs], dtype=np.float64)
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if len(seen) else None
