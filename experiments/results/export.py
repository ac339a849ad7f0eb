"""The tables of a results folder for other programs: CSV files, or one netCDF file."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from analysis.bands import QUANTILES
from analysis.outcomes import NAMES
from experiments.errors import NotResults, UsageFault
from experiments.results import dictionary, places, store
from experiments.results.reading.results import FolderResults, open_results

FORMATS = ("csv", "netcdf")
MOST_BYTES = 2**31 - 2**20
"""The classic netCDF format ends a little below 2 GiB."""


def export(folder: Path, form: str, out: Path, *, partial: bool = False) -> list[Path]:
    """Write the tables of a folder into `out`, which must be empty, and return the files: a CSV file a table,
    or `results.nc`. With `partial` the folder need not be whole (see `export_results`).

    Raises NotResults for a folder that may not be read so, and what `export_results` raises.
    """
    check_format(form)
    return export_results(open_results(folder, partial=partial), form, out)


def check_format(form: str) -> None:
    """Raise UsageFault for a format there is none of."""
    if form not in FORMATS:
        raise UsageFault(f"no such format: {form!r}; there are {' and '.join(FORMATS)}")


def export_results(results: FolderResults, form: str, out: Path) -> list[Path]:
    """Write the tables of results into `out`, which must be empty, and return their files; what every column
    means stands beside them (`dictionary.FILE`). Of a part their names end with `-partial`, and each run that
    was planned and is not there has a row whose status is `missing`.

    Raises StoreFault for `out`, UsageFault for what the format cannot hold, NotResults for a table that
    cannot be read.
    """
    check_format(form)
    ending = "-partial" if results.part else ""
    with store.saying(results.folder, "read"):
        sizes = [path.stat().st_size for path in store.table_files(results.folder)]
    places.check_outside(out, results.folder)
    with places.held(out, sum(sizes)), places.whole(out):  # as text they take more
        _describe(results, out)
        if form == "netcdf":
            return [_netcdf(results, out / f"results{ending}.nc")]
        return [_csv(results, name, out / f"{name}{ending}.csv") for name in results.tables]


def _describe(results: FolderResults, out: Path) -> None:
    """The dictionary of the folder, or where it is not finished one like it."""
    written, manifest = results.folder / dictionary.FILE, results.manifest
    if store.is_own_file(results.folder, dictionary.FILE):
        with store.saying(results.folder, "read"):
            data = written.read_bytes()
        store.commit(out / dictionary.FILE, data)
    else:
        dictionary.write(out, manifest.vary, trajectories=store.TRAJECTORIES in results.tables)


def _csv(results: FolderResults, table: str, path: Path) -> Path:
    """Part by part, so that a table need not fit into memory."""
    of_table = results.all_runs() if table == store.RUNS else results.parts(table)
    parts = (part.replace_schema_metadata(None) for part in of_table)
    first = next(parts)
    with store.under_another_name(path) as temporary:
        try:
            with pc.CSVWriter(temporary, first.schema) as writer:
                for part in chain([first], parts):
                    if part.schema != first.schema:  # whoever writes such a part does not live on
                        raise pa.ArrowInvalid("its parts have different columns")
                    writer.write_table(part)
        except pa.ArrowException as fault:
            raise NotResults(f"cannot read the table {table} in {results.folder}: {fault}") from fault
    return path


def _netcdf(results: FolderResults, path: Path) -> Path:
    """Runs along the dimension `run`; curves along `point`, `series` and `month`. What is missing is not a
    number; outcomes are numbers whose meaning stands in `flag_meanings`.
    """
    from scipy.io import netcdf_file

    runs, curves = results.whole_table(store.RUNS), results.whole_table(store.CURVES)
    series = list(dict.fromkeys(curves["series"].to_pylist()))
    points, place = np.unique(np.asarray(curves["point"]), return_inverse=True)
    months = int(np.asarray(curves["month"]).max(initial=-1)) + 1
    cells = len(points) * len(series) * months
    needed = 8 * (cells * (len(QUANTILES) + 2) + len(runs) * runs.num_columns)
    if needed > MOST_BYTES:
        raise UsageFault(
            f"netCDF would take {needed / 2**30:.1f} GiB, and its classic form ends at 2; use csv"
        )
    sizes = {"run": len(runs), "point": len(points), "series": len(series), "month": months}
    longest = max(map(len, series), default=1)
    with (
        store.under_another_name(path) as temporary,
        netcdf_file(temporary, "w", version=2) as file,
    ):
        if results.part:
            file.part = results.part
        for name, size in {**sizes, "letter": longest}.items():
            file.createDimension(name, size)
        for column in runs.column_names:
            _variable(file, column, ("run",), *_numbers(column, runs[column]))
        letters = np.array([list(name.ljust(longest)) for name in series], dtype="S1")
        _variable(file, "series", ("series", "letter"), letters, {})
        _variable(file, "curve_point", ("point",), points.astype(np.int32), {})
        where = (place, _index(curves["series"], series), np.asarray(curves["month"]))
        for name in ("mean", *QUANTILES, "n"):
            block = np.full((len(points), len(series), months), np.nan)
            block[where] = curves[name].to_numpy(zero_copy_only=False)
            _variable(file, f"curve_{name}", ("point", "series", "month"), block, {})
    return path


def _index(column: pa.ChunkedArray, names: Sequence[str]) -> Any:
    return np.asarray(pa.compute.index_in(column, pa.array(names)))


def _numbers(name: str, column: pa.ChunkedArray) -> tuple[Any, dict[str, Any]]:
    """A column as numbers: whole ones of 32 bits where all are there, else floats; words by their place."""
    if pa.types.is_string(column.type):
        present = sorted(set(column.drop_null().to_pylist()))
        words = list(NAMES.get(name, present))
        told = {
            "flag_values": np.arange(len(words), dtype=np.int32),
            "flag_meanings": " ".join(word.replace(" ", "_") for word in words),
        }
        return np.asarray(_index(column, words).astype(np.float64)), told if words else {}
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    values = column.to_numpy(zero_copy_only=False).astype(np.float64)
    whole = (
        pa.types.is_integer(column.type) and not column.null_count and np.abs(values).max(initial=0) < 2**31
    )
    return (values.astype(np.int32) if whole else values), {}


def _variable(file: Any, name: str, dimensions: tuple[str, ...], values: Any, told: dict[str, Any]) -> None:
    kind = "c" if values.dtype.kind == "S" else values.dtype.newbyteorder(">").char
    variable = file.createVariable(name, kind, dimensions)
    variable[:] = values
    for key, said in told.items():
        setattr(variable, key, said)
