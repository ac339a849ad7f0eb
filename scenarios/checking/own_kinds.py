"""Kinds of event from outside the program: tables like ``event_kinds.csv``, checked cell by cell."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.extensions import KINDS, extensions
from scenarios.reading.document import Unfit
from scenarios.reading.faults import Fault, Invalid
from scenarios.reading.names import AXES, allowed_names
from scenarios.reading.reader import read_file
from scenarios.reading.safe_text import echo, either, nearest, printable
from scenarios.schema import PROFILES, SLUG

if TYPE_CHECKING:
    from scenarios.events import EventKind

COLUMNS = (
    "name",
    "title",
    "target",
    "of",
    "classes",
    "domains",
    "profile",
    "size",
    "reading",
    "places",
    "words",
)
PLACES = ("context", "shocks")
Row = dict[str, str]
Wrong = tuple[str, str, tuple[str, ...]]
"""The column, what is wrong with its cell, and the names that would do."""


def own_kinds(taken: frozenset[str]) -> dict[str, EventKind]:
    """The kinds of all extensions, by name; the names ``taken`` are there already. Raises :class:`Invalid`,
    whose faults are all that is wrong with a table, each at its line.
    """
    own: dict[str, EventKind] = {}
    for extension in extensions():
        if path := extension.file(KINDS):
            own |= _kinds(path, path.stat().st_mtime_ns, taken.union(own))
    return own


@lru_cache(maxsize=32)
def _kinds(path: Path, changed: int, taken: frozenset[str]) -> dict[str, EventKind]:
    """The kinds of a table, read anew where it was changed since."""
    from scenarios.events import kind_of_row

    faults: list[Fault] = []
    kinds: dict[str, EventKind] = {}
    for line, row in _rows(path):
        blamed = list(_blames(row, taken.union(kinds)))
        faults += [_fault(path, line, row, *blame) for blame in blamed]
        if not blamed:
            kinds[row["name"]] = kind_of_row({**row, "profile": row["profile"] or "step"})
    if faults:
        raise Invalid(tuple(faults))
    return kinds


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Each row with its line; lines that begin with # are remarks."""
    try:
        reader = csv.reader(read_file(str(path)).splitlines(keepends=True))
    except (Unfit, OSError) as error:
        words = str(error) if isinstance(error, Unfit) else f"cannot be opened: {error.strerror}"
        raise Invalid((Fault(printable(str(path)), 1, 1, "file", words),)) from None
    header: list[str] = []
    for cells in reader:
        if not cells or cells[0].startswith("#"):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
            if tuple(header) != COLUMNS:
                words = f"the first row must be {','.join(COLUMNS)}"
                raise Invalid((Fault(printable(str(path)), reader.line_num, 1, "columns", words),))
        elif len(cells) != len(COLUMNS):
            words = f"must have {len(COLUMNS)} cells; put text with a comma in double quotes"
            raise Invalid((Fault(printable(str(path)), reader.line_num, 1, "row", words, str(len(cells))),))
        else:
            yield reader.line_num, dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))


def _blames(row: Row, taken: frozenset[str]) -> Iterator[Wrong]:
    from sim.world.causes import TARGETS

    if not re.fullmatch(SLUG, row["name"]):
        yield "name", "must be small letters and digits, with hyphens between words", ()
    elif row["name"] in taken:
        yield "name", "is the name of a kind already; call it otherwise", ()
    for column in ("title", "words"):
        if not row[column]:
            yield column, "is missing", ()
    if row["target"] in TARGETS:
        yield from _selection(row, TARGETS[row["target"]].select)
    else:
        words = f"is not a cause of the model ({', '.join(TARGETS)}); a new cause is a change of the model"
        yield "target", words, tuple(TARGETS)
    if row["profile"] not in ("", *PROFILES):
        yield "profile", f"is not one of {', '.join(PROFILES)}", PROFILES
    if row["size"] and not _is_share(row["size"]):
        yield "size", "must be a number from 0 to 1, or empty where each event says it", ()
    if row["reading"] != "during":
        yield "reading", "must be during: only shipped kinds act before their month", ("during",)
    if not row["places"] or not set(row["places"].split()) <= {*PLACES}:
        yield "places", "must be context, shocks or both, with a space between", PLACES


def _selection(row: Row, axes: tuple[str, ...]) -> Iterator[Wrong]:
    by_field = {AXES[axis]: axis for axis in axes}
    for field in ("of", "classes", "domains"):
        if field not in by_field:
            if row[field]:
                yield field, f"must be empty: {row['target']} does not select by it", ()
            continue
        known = ("all", *allowed_names(by_field[field]))
        names = row[field].split()
        if unknown := [name for name in names if name not in known or (name == "all" and len(names) > 1)]:
            yield field, f"{echo(unknown[0])} is not one of {', '.join(known[:8])} …", known


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _fault(path: Path, line: int, row: Row, column: str, message: str, options: tuple[str, ...]) -> Fault:
    hint = either(nearest(row[column], options)) if row[column] else ""
    return Fault(
        printable(str(path)), line, 1, column, message, echo(row[column]) if row[column] else "", hint
    )
