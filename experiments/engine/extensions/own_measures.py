"""Measures of a user's own: functions on the curves of runs, each a number for every run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from analysis.arrays import FloatArray
from analysis.baseline import PerformanceCourse
from experiments.engine.evaluate import relative_performance
from experiments.engine.extensions.functions import OwnFunction, own_functions
from experiments.errors import UsageFault
from experiments.results.manifest import ComparisonManifest, Manifest, RunManifest, SweepManifest
from experiments.results.reading.results import FolderResults
from experiments.results.result_tables import COMPARED, MEASURES
from experiments.results.store import RUNS, TRAJECTORIES
from scenarios.extensions import MEASURES as FILE
from sim.series import SERIES

TAKEN = {"index", "point", "scenario", "replicate", "seed", "status", *MEASURES, *COMPARED}
"""Columns of the table of runs that are there already."""


@dataclass(frozen=True)
class Curves:
    """What a measure is given: every series of the runs of one setting, and of their twins, by name:
    float64[runs, months] each.

    `first` and `last` are the first and the last month of the shock (None: no shock, one without end).
    """

    run: Mapping[str, FloatArray]
    twin: Mapping[str, FloatArray]
    first: int | None
    last: int | None

    @cached_property
    def q(self) -> FloatArray:
        """Performance over the twin's, [runs, months]: 1 before the shock, not a number where the twin is
        dead.
        """
        run, twin = (PerformanceCourse(of["performance"], of["cooperation"]) for of in (self.run, self.twin))
        return relative_performance(run, twin, self.first)


def own_measures() -> dict[str, OwnFunction]:
    """The measures of all extensions, by name. Raises UsageFault and `scenarios.Invalid`."""
    return own_functions(FILE, "a measure", TAKEN)


def measured(measure: OwnFunction, curves: Curves) -> FloatArray:
    """One number for each run. Raises UsageFault where the measure gives something else."""
    runs = len(curves.run["performance"])
    try:
        values = np.asarray(measure(curves), dtype=np.float64)
    except (TypeError, ValueError) as error:
        if isinstance(error, UsageFault):
            raise
        raise measure.wrong(f"must return one number for each of {runs} runs, and returns none") from None
    if values.shape != (runs,):
        raise measure.wrong(
            f"must return one number for each of {runs} runs (got an array of {values.shape}); "
            "over the months of each run sum with axis=1"
        )
    return values


def measure_runs(results: FolderResults, measures: Sequence[OwnFunction]) -> dict[str, FloatArray]:
    """Each measure by name, in the order of the table of runs; not a number where a run was not finished.

    Raises UsageFault where the results hold no trajectories.
    """
    if TRAJECTORIES not in results.tables:
        raise UsageFault(
            f"{results.folder} holds no trajectories, which measures of your own are made from; sweep with "
            "trajectories=True (--trajectories)"
        )
    places = {pair: place for place, pair in enumerate(_pairs(results.whole_table(RUNS)))}
    columns = {measure.name: np.full(len(places), np.nan) for measure in measures}
    for pairs, curves in _curves(results):
        rows = [places[pair] for pair in pairs]
        for measure in measures:
            columns[measure.name][rows] = measured(measure, curves)
    return columns


def _pairs(table: pa.Table) -> list[tuple[int, int]]:
    return [*zip(table["point"].to_pylist(), table["replicate"].to_pylist(), strict=True)]


def _curves(results: FolderResults) -> Iterator[tuple[list[tuple[int, int]], Curves]]:
    """The curves of each setting, with point and replicate of its runs."""
    for table in results.parts(TRAJECTORIES):
        points = np.asarray(table["point"])
        for point in np.unique(points):
            rows = table.filter(pa.array(points == point))
            shocked = np.asarray(rows["shocked"])
            month = np.asarray(rows["month"])
            months = int(month.max()) + 1
            first_months = rows.filter(pa.array(shocked & (month == 0)))
            run, twin = (_series(rows.filter(pa.array(side)), months) for side in (shocked, ~shocked))
            yield _pairs(first_months), Curves(run, twin, *_window(results.manifest, int(point)))


def _series(rows: pa.Table, months: int) -> dict[str, FloatArray]:
    return {series.name: np.asarray(rows[series.name]).reshape(-1, months) for series in SERIES}


def _window(manifest: Manifest, point: int) -> tuple[int | None, int | None]:
    if isinstance(manifest, RunManifest):
        return manifest.shock["first"], manifest.shock["last"]
    assert isinstance(manifest, SweepManifest | ComparisonManifest)
    first, last = manifest.windows[point]
    return first, last
