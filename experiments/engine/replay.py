"""One run of a results folder again: the same draws, held against the row that is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
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
from experiments.results.manifest import Manifest, read_manifest
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


def repeat(folder: Path, index: int, engine: Engine = simulate) -> Replay:
    """Repeat the run of that index of a folder's table `runs`.

    Raises UsageFault for an index the folder does not have, NotResults for a folder whose manifest or table
    cannot be read, ModelChanged where the results come from another model than this one.
    """
    manifest = read_manifest(folder)
    if manifest.model != source_hash():
        raise ModelChanged(
            f"the results in {folder} come from another model ({manifest.model}, this one is "
            f"{source_hash()}): a run repeated here would be another run"
        )
    row = _row(folder, index, manifest)
    stored = row.to_pylist()[0]
    varied = {key: stored[key] for key in manifest.vary}
    point = Point(stored["point"], varied, scenario_of(folder, manifest, varied, stored["point"]))
    number = np.array([stored["replicate"]], dtype=np.int64)
    evaluation = evaluate(
        point.scenario, stored["seed"], number, RunCache(engine), resting=manifest.followed_to_rest
    )
    first = index - stored["replicate"]
    again = result_tables.runs(point, stored["seed"], [stored["replicate"]], first, evaluation)
    measured = row.select(again.column_names)  # a comparison's rows also say what their scenario is called
    same = again.equals(measured.combine_chunks().replace_schema_metadata(None))
    return Replay(stored, again.to_pylist()[0], varied, same)


def _row(folder: Path, index: int, manifest: Manifest) -> pa.Table:
    runs = manifest.run_count
    if not 0 <= index < runs:
        raise UsageFault(f"no run {index} in {folder}: it holds runs 0 to {runs - 1}")
    row = store.read_table(folder, store.RUNS, filters=[("index", "=", index)])
    if len(row) != 1:
        raise NotResults(f"run {index} stands {len(row)} times in the table runs of {folder}")
    return row


def scenario_of(
    folder: Path, manifest: Manifest, varied: Mapping[str, Value] = {}, point: int = 0
) -> Scenario:
    """The scenario of a results folder as it was run, of several that of the point with these values. Raises
    NotResults.
    """
    try:
        return Scenario.model_validate(manifest.scenario_of(varied, point))
    except (LookupError, ValidationError) as fault:
        raise NotResults(f"the manifest of {folder} holds no scenario that can be run") from fault
