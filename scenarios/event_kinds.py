"""Friendly kinds of event: recipes *target × selection × profile × size*, a row of ``kinds.csv`` each.

A new kind is a new row. Cells: ``of``, ``classes``, ``domains`` hold the selection taken where an event says
none (names, or ``all``; empty: the event must say it, if the target selects by it). ``size`` empty: the event
must say it. ``reading`` is ``during`` (the cause acts from the event's month on) or ``before`` (it acts until
then: what the event brings is absent before it). ``places`` are the parts of a file where the kind may stand.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("event_kinds.csv")


@dataclass(frozen=True)
class Kind:
    """One row of the table; ``selection`` maps ``of``, ``classes``, ``domains`` to names or ``("all",)``."""

    name: str
    title: str
    target: str
    selection: dict[str, tuple[str, ...]]
    profile: str
    size: float | None
    reading: str
    places: tuple[str, ...]
    words: str


def read_table(path: Path) -> dict[str, Kind]:
    """The kinds of a table in CSV, by name. Raises KeyError or ValueError on a table of another form."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: _kind(row) for row in csv.DictReader(file)}


def _kind(row: dict[str, str]) -> Kind:
    fields = ("of", "classes", "domains")
    return Kind(
        name=row["name"],
        title=row["title"],
        target=row["target"],
        selection={field: tuple(row[field].split()) for field in fields if row[field]},
        profile=row["profile"],
        size=float(row["size"]) if row["size"] else None,
        reading=row["reading"],
        places=tuple(row["places"].split()),
        words=row["words"],
    )


@lru_cache(maxsize=1)
def all_kinds() -> dict[str, Kind]:
    """All kinds, by name, in the order of the table."""
    return read_table(TABLE)
