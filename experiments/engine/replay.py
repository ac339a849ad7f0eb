"""One run of a results folder again: the same draws, held against the row that is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from pydantic import ValidationError

from experiments.design.axes import Setting, Value
from experiments.design.experiment import Point
from experiments.engine.evaluate import evaluate
from experiments.engine.run_cache import Engine, RunCache
from experiments.errors import ModelChanged, NotResults, UsageFault
from experiments.results import result_tables, store
from experiments.results.reading.results import FolderResults
from scenarios import Scenario
from sim.run import simulate
from sim.source import source_hash


@dataclass(frozen=True)
class Replay:
    """A run repeated: its row as stored and as it came out now, and the keys that were varied."""

    stored: dict[str, Any]
    now: dict[str, Any]
    varied: Setting
    same: bool


def repeat(results: FolderResults, index: int, engine: Engine = simulate) -> Replay:
    """Repeat the run of that index of the table `runs`.

    Raises UsageFault for an index there is no run of, NotResults for a table that cannot be read,
    ModelChanged where the results come from another model than this one.
    """
    manifest, folder = results.manifest, results.folder
    if manifest.model != source_hash():
        raise ModelChanged(
            f"the results in {folder} come from another model ({manifest.model}, this one is "
            f"{source_hash()}): a run repeated here would be another run"
        )
    row = _row(results, index)
    stored = row.to_pylist()[0]
    varied = {key: stored[key] for key in manifest.vary}
    point = Point(stored["point"], varied, scenario_of(results, varied, stored["point"]))
    number = np.array([stored["replicate"]], dtype=np.int64)
    evaluation = evaluate(
        point.scenario, stored["seed"], number, RunCache(engine), resting=manifest.followed_to_rest
    )
    first = index - stored["replicate"]
    again = result_tables.runs(point, stored["seed"], [stored["replicate"]], first, evaluation)
    measured = row.select(again.column_names)  # a comparison's rows also say what their scenario is called
    same = again.equals(measured.combine_chunks().replace_schema_metadata(None))
    return Replay(stored, again.to_pylist()[0], varied, same)


def _row(results: FolderResults, index: int) -> pa.Table:
    runs, folder = results.manifest.run_count, results.folder
    if not 0 <= index < runs:
        raise UsageFault(f"no run {index} in {folder}: it holds runs 0 to {runs - 1}")
    row = results.table(store.RUNS, filters=[("index", "=", index)])
    if len(row) != 1:
        raise NotResults(f"run {index} stands {len(row)} times in the table runs of {folder}")
    if absent := {*results.manifest.vary, *result_tables.MEASURES} - {*row.column_names}:
        raise NotResults(f"the table runs of {folder} has no column {', '.join(sorted(absent))}")
    return row


def scenario_of(results: FolderResults, varied: Mapping[str, Value] = {}, point: int = 0) -> Scenario:
    """The scenario of results as it was run, of several that of the point with these values. Raises
    NotResults.
    """
    try:
        return Scenario.model_validate(results.manifest.scenario_of(varied, point))
    except (LookupError, ValidationError) as fault:
        raise NotResults(f"the manifest of {results.folder} holds no scenario that can be run") from fault
