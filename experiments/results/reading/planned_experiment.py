"""The experiment a folder was begun for, made again from the folder alone: wherever it lies now, and whatever
became of the file that was typed then.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.arrays import AnyArray
from experiments.design.axes import Axis, Setting
from experiments.design.experiment import Experiment, settings_of
from experiments.design.fingerprint import fingerprint
from experiments.design.samples import Sample
from experiments.errors import CannotResume, NotResults
from experiments.results import store
from experiments.results.manifest import GRIDS
from experiments.results.reading.plan_file import is_as_written, read_plan
from experiments.results.store import PLAN
from scenarios import Scenario
from sim.source import source_hash

SETTINGS = "settings.parquet"
"""The settings of a sample, a row each; a grid needs none, since its plan names the values of every key."""


def keep_settings(folder: Path, sample: Sample | None) -> None:
    """Write the settings of a sample beside the plan, if they are not there. Raises StoreFault."""
    if sample is None:
        return
    path = folder / SETTINGS
    data = store.parquet(pa.table({key: pa.array(values) for key, values in sample.columns.items()}))
    with store.saying(folder):
        there = store.is_own_file(folder, SETTINGS) and path.read_bytes() == data
    if not there:
        store.commit(path, data)


def planned_settings(folder: Path, plan: Mapping[str, Any]) -> Sequence[Setting]:
    """Every setting of a plan, by the number of its point. Raises NotResults."""
    return settings_of(*_axes(folder, plan))


def _axes(folder: Path, plan: Mapping[str, Any]) -> tuple[tuple[Axis, ...], Sample | None]:
    sample = None if plan["design"] in GRIDS else _sample(folder)
    drawn = sample.columns if sample else {}
    return tuple(Axis(key, tuple(values)) for key, values in plan["vary"].items() if key not in drawn), sample


def planned_experiment(folder: Path, plan: Mapping[str, Any]) -> Experiment:
    """The experiment of a folder's plan. Raises NotResults where the plan or its settings are not those the
    folder was begun with.
    """
    documents = plan.get("scenarios") or {"": plan["scenario"]}
    axes, sample = _axes(folder, plan)
    try:
        first, *others = (Scenario.model_validate(document) for document in documents.values())
    except ValueError as fault:
        raise NotResults(f"{folder / PLAN} holds no scenario that this version can run") from fault
    experiment = Experiment(
        first,
        axes,
        plan["replicates"],
        plan["seed"],
        plan["rest"],
        plan["trajectories"],
        sample,
        tuple(others),
        plan.get("experiment"),
        tuple(plan["changed"]),
    )
    if fingerprint(experiment, plan["model"]) != plan["plan"]:
        what = f"{PLAN} or {SETTINGS}" if sample else PLAN
        raise NotResults(f"{folder}: {what} was changed since the sweep was begun")
    return experiment


def begun_experiment(folder: Path) -> Experiment:
    """What a folder was begun for, to go on with it. Raises NotResults where that cannot be told,
    CannotResume where another model began it.
    """
    plan = read_plan(folder)
    if is_as_written(folder, plan) is False:
        raise NotResults(f"{folder / PLAN} was changed since the sweep was begun")
    if plan["model"] != source_hash():
        raise CannotResume(
            f"cannot go on in {folder}: the model is {plan['model']} there and {source_hash()} now"
        )
    return planned_experiment(folder, plan)


def _sample(folder: Path) -> Sample:
    path = folder / SETTINGS
    if not path.is_file():
        raise NotResults(f"{folder}: {SETTINGS} is missing, which holds the settings of this sweep")
    try:
        table = pq.ParquetFile(path).read()
        columns = {name: _values(table[name]) for name in table.column_names}
    except (OSError, ValueError, pa.ArrowException) as fault:
        raise NotResults(f"cannot read {path}: {store.in_one_line(fault)}") from fault
    if not columns or not table.num_rows:
        raise NotResults(f"{path} holds no settings")
    return Sample(columns)


def _values(column: pa.ChunkedArray) -> AnyArray:
    """A column with the type it had before it was written, so that the sample's hash is the same."""
    words = pa.types.is_string(column.type)
    return np.array(column.to_pylist()) if words else np.asarray(column.to_numpy())


def plan_fault(folder: Path, plan: Mapping[str, Any]) -> str:
    """What is the matter with a plan that is read as one; empty where it is as it was written.

    One of another model may use keys that this version does not know: then its seal alone is asked.
    """
    if is_as_written(folder, plan) is False:
        return "was changed since it was written"
    if plan["model"] != source_hash():
        return ""
    try:
        planned_experiment(folder, plan)
    except NotResults as fault:
        return str(fault).removeprefix(f"{folder}: ")
    return ""
