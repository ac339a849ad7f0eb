"""The table `reserve.csv` of a results folder: how much more the alliance could take, month by month."""

import csv
import hashlib
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from experiments.errors import NotResults
from experiments.results.store import commit, in_one_line

FILE = "reserve.csv"
RUN, TWIN, CALM = "run", "twin", "calm"


class ReserveRow(NamedTuple):
    """The least further shock that is the end of the runs, from a month on.

    `of` is `run`, `twin` or `calm`; `further` the shock's name and `unit` what `q10`, `q50` and `q90` are
    counted in (infinite: more than `most`; None: no replicate has one). `lost` is the share of runs that need
    nothing more, `beyond` that of those which even `most` does not end; `n` are runs whose twin lives.
    """

    of: str
    further: str
    unit: str
    month: int
    q10: float | None
    q50: float | None
    q90: float | None
    lost: float | None
    beyond: float | None
    most: float
    n: int


SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("of", "further", "unit")),
        ("month", pa.int64()),
        *((name, pa.float64()) for name in ("q10", "q50", "q90", "lost", "beyond", "most")),
        ("n", pa.int64()),
    ]
)
"""Its columns, as the dictionary of a folder lists them."""


def csv_text(rows: Sequence[ReserveRow]) -> str:
    """The table as text; infinite is `inf`, and what there is none of is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ReserveRow._fields)
    writer.writerows(["" if cell is None else _cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cell(cell: str | float) -> str:
    return cell if isinstance(cell, str) else f"{cell:.6g}"


def write(folder: Path, rows: Sequence[ReserveRow]) -> str:
    """Write the table into a folder and return the hash of its bytes. Raises StoreFault."""
    data = csv_text(rows).encode()
    commit(folder / FILE, data)
    return hashlib.sha256(data).hexdigest()


def read_reserve(folder: Path) -> list[ReserveRow] | None:
    """The rows of a folder, None where it has no such table. Raises NotResults where it cannot be read."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        cells = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        if tuple(cells.fieldnames or ()) != ReserveRow._fields:
            raise ValueError("its columns are others")
        return [row_of(row) for row in cells]
    except (OSError, ValueError, TypeError, KeyError, csv.Error) as fault:
        raise NotResults(f"{path}: cannot be read: {in_one_line(fault)}") from fault


def row_of(cells: Mapping[str, str]) -> ReserveRow:
    """A row from its cells as they are written. Raises ValueError or KeyError for cells that are none."""
    low, middle, high, lost, beyond = (
        float(cells[name]) if cells[name] else None for name in ("q10", "q50", "q90", "lost", "beyond")
    )
    row = ReserveRow(
        of=cells["of"], further=cells["further"], unit=cells["unit"], month=int(cells["month"]), q10=low,
        q50=middle, q90=high, lost=lost, beyond=beyond, most=float(cells["most"]), n=int(cells["n"]),
    )  # fmt: skip
    if any(cell != cell for cell in row):  # not a number
        raise ValueError(f"a cell of month {row.month} is not a number")
    return row


def document(rows: Sequence[ReserveRow]) -> list[dict[str, str | float | None]]:
    """The rows for a JSON document, which knows nothing infinite: null, and `beyond` tells it."""
    return [
        {
            name: None if isinstance(cell, float) and math.isinf(cell) else cell
            for name, cell in row._asdict().items()
        }
        for row in rows
    ]
