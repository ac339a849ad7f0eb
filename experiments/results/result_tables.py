"""The two tables of a sweep, made from evaluations: `runs`, a row a run, and `curves`, a row a point,
series and month.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analysis.arrays import AnyArray, FloatArray
from analysis.bands import QUANTILES, bands_of_rows
from experiments.design.axes import Setting, Value
from experiments.design.experiment import Point
from sim.series import SERIES

if TYPE_CHECKING:
    from experiments.engine.evaluate import Evaluation

_KINDS = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}
FAILED, MISSING = "failed", "missing"
"""The status of a run that raised an error, and of one that was planned and is not there."""
MEASURES: dict[str, pa.DataType] = {
    "robustness": pa.float64(),
    "depth": pa.float64(),
    "trough": pa.int64(),
    "recovery": pa.int64(),
    "recovery_t1": pa.int64(),
    "recovered": pa.bool_(),
    "relapses": pa.int64(),
    "rise_to_back": pa.int64(),
    "rise_to_twin": pa.int64(),
    "rise_window": pa.int64(),
    "months_below": pa.int64(),
    "loss": pa.float64(),
    "gain": pa.float64(),
    "loss_calm": pa.float64(),
    "residual_12": pa.float64(),
    "residual_60": pa.float64(),
    "residual_120": pa.float64(),
    "dead": pa.bool_(),
    "outcome_60": pa.string(),
    "outcome": pa.string(),
    "outcome_rest": pa.string(),
    "twin_alive": pa.bool_(),
}
COMPARED: dict[str, pa.DataType] = {
    "scenario": pa.string(),
    "loss_first_calm": pa.float64(),
    "robustness_first_calm": pa.float64(),
    "gain_first_calm": pa.float64(),
}
"""Columns of `runs` in a comparison, behind those that every table of runs has."""
CURVES = pa.schema(
    [("point", pa.int64()), ("series", pa.string()), ("month", pa.int64()), ("mean", pa.float64())]
    + [(name, pa.float64()) for name in QUANTILES]
    + [("n", pa.int64())]
)

_RUN, _CURVE_MONTH, _TRAJECTORY_MONTH = 60, 700, 200
"""Bytes on the disk: of a run's row, of a month of a point's curves, of a month of a run and its twin."""


def least_bytes(*, runs: int, points: int, months: int, trajectories: bool = False) -> int:
    """Bytes that the tables of so many runs take at least: about half of what was measured, since tables of
    runs that hardly move are smaller.

    >>> least_bytes(runs=100, points=1, months=48, trajectories=True)
    999600
    """
    each = _RUN + months * _TRAJECTORY_MONTH * trajectories
    return runs * each + points * months * _CURVE_MONTH


TRAJECTORIES = pa.schema(
    [("point", pa.int64()), ("shocked", pa.bool_()), ("replicate", pa.int64()), ("month", pa.int64())]
    + [(series.name, pa.float64()) for series in SERIES]
)

TURNED = 8
"""Months of series that are laid out by run at a time: so many fit into the processor's fast memory."""


def runs_schema(values: Mapping[str, Value]) -> pa.Schema:
    """The columns of `runs` for a sweep of which one point has these values."""
    varied = [(key, _KINDS.get(type(value), pa.float64())) for key, value in values.items()]
    head = [
        ("index", pa.int64()),
        ("point", pa.int64()),
        *varied,
        ("replicate", pa.int64()),
        ("seed", pa.int64()),
    ]
    return pa.schema([*head, ("status", pa.string()), *MEASURES.items()])


def runs(
    point: Point, seed: int, replicates: Sequence[int], first: int, evaluation: "Evaluation | None"
) -> pa.Table:
    """Rows of `runs` for replicates of a point, whose first run index is `first`; without evaluation,
    failed ones.
    """
    if evaluation is None:
        return unmeasured_runs(point.index, point.values, seed, replicates, first, FAILED)
    return _runs(point.index, point.values, seed, replicates, first, "ok", evaluation.measures)


def unmeasured_runs(
    point: int, values: Setting, seed: int, replicates: Sequence[int], first: int, status: str
) -> pa.Table:
    """Rows of `runs` that say by their status why nothing was measured: `failed`, or `missing`."""
    return _runs(point, values, seed, replicates, first, status, {})


def _runs(
    point: int,
    values: Setting,
    seed: int,
    replicates: Sequence[int],
    first: int,
    status: str,
    measured: Mapping[str, AnyArray],
) -> pa.Table:
    schema, count = runs_schema(values), len(replicates)
    columns: dict[str, AnyArray | list[object]] = {
        "index": first + np.asarray(replicates, dtype=np.int64),
        "point": np.full(count, point),
        **{key: np.full(count, value) for key, value in values.items()},
        "replicate": np.asarray(replicates, dtype=np.int64),
        "seed": np.full(count, seed),
        "status": [status] * count,
    }
    arrays = [pa.array(columns[name], schema.field(name).type) for name in columns]
    arrays += [_nullable(measured.get(name), kind, count) for name, kind in MEASURES.items()]
    return pa.Table.from_arrays(arrays, schema=schema)


def _nullable(values: AnyArray | None, kind: pa.DataType, count: int) -> pa.Array:
    """An Arrow column in which what is not a number, or an empty word, is null."""
    if values is None:
        return pa.nulls(count, kind)
    if values.dtype.kind == "f":
        null = np.isnan(values)
        return pa.array(np.where(null, 0, values), mask=null).cast(kind)
    if values.dtype.kind in "UO":
        return pa.array([str(value) or None for value in values], kind)
    return pa.array(values, kind)


def with_columns(
    table: pa.Table, columns: Mapping[str, AnyArray], kinds: Mapping[str, pa.DataType]
) -> pa.Table:
    """A table with those of the columns that have a kind, behind its own; what is not a number is null."""
    for name, kind in kinds.items():
        table = table.append_column(pa.field(name, kind), _nullable(columns[name], kind, 0))
    return table


def curves(point: int, evaluation: "Evaluation") -> pa.Table:
    """Rows of `curves` for a point: every series the engines record, performance of twin and calm
    reference, and q."""
    beside = {
        "performance_twin": evaluation.twin["performance"],
        "performance_calm": evaluation.calm["performance"],
        "q": evaluation.q,
    }
    replicates, months, recorded = evaluation.run.series.shape
    values = np.empty((recorded + len(beside), months, replicates))
    for first in range(0, months, TURNED):
        some = slice(first, first + TURNED)
        values[:recorded, some] = evaluation.run.series[:, some].transpose(2, 1, 0)
    for row, beside_it in zip(values[recorded:], beside.values(), strict=True):
        row[:] = beside_it.T
    return _curves(point, [*(series.name for series in SERIES), *beside], values, 0)


def more_curves(point: int, series: Mapping[str, FloatArray], first: int) -> pa.Table:
    """Rows of `curves` for more series[replicates, months] of a point, by name, from the month `first` on."""
    values = np.stack([runs.T for runs in series.values()])
    return _curves(point, [*series], values, first)


def _curves(point: int, names: Sequence[str], values: FloatArray, first: int) -> pa.Table:
    """Mean, quantiles and count of values[names, months, replicates], which are sorted where they lie."""
    months = values.shape[1]
    columns = {
        "point": np.full(len(names) * months, point),
        "month": np.tile(np.arange(first, first + months), len(names)),
        **bands_of_rows(values.reshape(-1, values.shape[2])),
    }
    number = pa.array(np.repeat(np.arange(len(names), dtype=np.int32), months))
    said = pa.DictionaryArray.from_arrays(number, names).cast(pa.string())  # word by word takes far longer
    arrays = [
        said if field.name == "series" else _nullable(columns[field.name], field.type, 0) for field in CURVES
    ]
    return pa.Table.from_arrays(arrays, schema=CURVES)


def trajectories(point: int, replicates: Sequence[int], evaluation: "Evaluation") -> pa.Table:
    """A row a replicate and month, first of the runs, then of their twins; a column a series."""
    both = np.concatenate([evaluation.run.series, evaluation.twin.series])
    count, months = len(replicates), both.shape[1]
    columns: dict[str, AnyArray] = {
        "point": np.full(2 * count * months, point),
        "shocked": np.repeat([True, False], count * months),
        "replicate": np.tile(np.repeat(np.asarray(replicates, dtype=np.int64), months), 2),
        "month": np.tile(np.arange(months), 2 * count),
        **{series.name: both[:, :, place].ravel() for place, series in enumerate(SERIES)},
    }
    return pa.table(columns, schema=TRAJECTORIES)
