"""How the study writes: tables as CSV, pictures, and a line for whoever waits."""

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from analysis.figures import style
from experiments.errors import StoreFault
from experiments.results.store import commit
from experiments.study.folders import Folders
from scenarios.reading.safe_text import printable
from sim.source import source_hash

Row = dict[str, Any]
"""A row of a table, by column."""
SEED = 1
"""The seed of every table of the study."""
DOTS = 180
"""Dots an inch of a picture in the docs: sharp on a page, and each file under 200 kB."""


def save_table(folders: Folders, name: str, rows: Sequence[Row]) -> None:
    """Write rows as a CSV table; numbers to six digits, and the seed and the model's hash in every row."""
    write(folders.tables / f"{name}.csv", csv_text(rows))


def csv_text(rows: Sequence[Row]) -> str:
    """The text of a table. A column that some rows lack is 0 there."""
    stamped = [{**row, "seed": SEED, "model": source_hash()} for row in rows]
    columns = dict.fromkeys(column for row in stamped for column in row)
    return text_of([*columns], [{key: _written(cell) for key, cell in row.items()} for row in stamped])


def csv_rows(rows: Sequence[Row]) -> list[dict[str, str]]:
    """Rows as they are read again once they are written."""
    return [*csv.DictReader(io.StringIO(csv_text(rows)))]


def text_of(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """The text of a table of these columns, its cells as they are."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="0", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _written(cell: object) -> object:
    return f"{cell:.6g}" if isinstance(cell, float) else cell


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table. Raises StoreFault, with the file, for one that is not there or cannot be read."""
    try:
        rows = [*csv.DictReader(io.StringIO(read_text(path), newline=""))]
    except csv.Error as fault:
        raise StoreFault(f"{path}: cannot be read: {fault}") from fault
    for number, row in enumerate(rows, start=1):
        if None in row or None in row.values():
            raise StoreFault(f"{path}: row {number} has more or fewer cells than there are columns")
    return rows


def read_text(path: Path) -> str:
    """The text of a file. Raises StoreFault, with the file, for one that is not there or is no text."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, ValueError) as fault:
        raise StoreFault(f"{path}: cannot be read: {fault}") from fault


def write(path: Path, text: str) -> None:
    """Write a text file whole or not at all, and make its folder where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    commit(path, text.encode("utf-8"))


def save_figure(folders: Folders, name: str, figure: Figure) -> None:
    """Write a picture."""
    image = io.BytesIO()
    with style.sheet():
        figure.savefig(image, dpi=DOTS, format="png")
    folders.figures.mkdir(parents=True, exist_ok=True)
    commit(folders.figures / f"{name}.png", image.getvalue())


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(printable(words), file=sys.stderr, flush=True)
