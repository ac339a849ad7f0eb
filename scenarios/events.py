"""Events: what a scenario writes, the kinds it may name, and the causes they come to.

A kind is a recipe *target × selection × profile × size*, a row of ``event_kinds.csv``; a new kind is a new
row. Cells: ``of``, ``classes``, ``domains`` hold the selection taken where an event says none (names, or
``all``; empty: the event must say it, if the target selects by it). ``size`` empty: the event must say it.
``reading`` is ``during`` (the cause acts from the event's month on) or ``before`` (it acts until then: what
the event brings is absent before it). ``places`` are the parts of a file where the kind may stand.

A cause is an event with its kind spelled out, defaults filled in and months counted from the start.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.reading.calendar import from_start
from scenarios.reading.names import AXES, axis_names, expand_names

if TYPE_CHECKING:  # a list of the kinds needs no schema
    from scenarios.schema import Event, File

TABLE = Path(__file__).with_name("event_kinds.csv")


@dataclass(frozen=True)
class EventKind:
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


def read_table(path: Path) -> dict[str, EventKind]:
    """The kinds of a table in CSV, by name. Raises KeyError or ValueError on a table of another form."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: kind_of_row(row) for row in csv.DictReader(file)}


def kind_of_row(row: dict[str, str]) -> EventKind:
    """The kind that a row of such a table tells. Raises KeyError or ValueError on one of another form."""
    fields = ("of", "classes", "domains")
    return EventKind(
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


@lru_cache(maxsize=4)
def _kinds_of(table: Path) -> dict[str, EventKind]:
    return read_table(table)


def all_kinds() -> dict[str, EventKind]:
    """All kinds, by name, in the order of the table; then those of extensions. Raises
    :class:`scenarios.Invalid` for a table of an extension that has a fault.
    """
    from scenarios.checking.own_kinds import own_kinds

    shipped = _kinds_of(TABLE)
    return {**shipped, **own_kinds(frozenset(shipped))}


def spelled_out(scenario: File) -> File:
    """A scenario in which every event whose kind comes from an extension names its cause instead: the same
    to the model, and read alike where the extension is not known.
    """
    from scenarios.checking.own_kinds import own_kinds

    own = own_kinds(frozenset(_kinds_of(TABLE)))
    parts = {place: getattr(scenario, place) for place in ("context", "shocks")}
    changed = {
        place: tuple(_spelled(event, own[event.kind]) if event.kind in own else event for event in events)
        for place, events in parts.items()
        if any(event.kind in own for event in events)
    }
    return scenario.model_copy(update=changed) if changed else scenario


def _spelled(event: Event, kind: EventKind) -> Event:
    from scenarios.schema import Event
    from sim.world.causes import TARGETS

    said = {name: getattr(event, name) for name in event.model_fields_set if name != "kind"}
    for axis in TARGETS[kind.target].select:
        names = kind.selection.get(AXES[axis], ("all",))
        said.setdefault(AXES[axis], axis_names(axis) if names == ("all",) else names)
    said.setdefault("profile", kind.profile)
    if kind.size is not None:
        said.setdefault("size", kind.size)
    said["target"] = kind.target
    return Event.model_construct(_fields_set={*said}, **said)


@dataclass(frozen=True)
class Cause:
    """One event, resolved: what it hits, whom, when, how hard.

    ``selection`` maps an axis of the target to names of the model. ``start`` counts months from the
    scenario's start (negative: before it); ``months`` is the length, None without end; ``size`` 0 to 1, times
    the value of its ``weight`` already; ``ramp``, ``every`` in months.
    """

    name: str
    kind: str
    target: str
    selection: dict[str, tuple[str, ...]]
    start: int
    months: int | None
    size: float
    profile: str
    ramp: int = 0
    every: int = 0
    hazard: float = 0.0
    weight: str = ""

    @property
    def end(self) -> int | None:
        """The last month in which it acts (its first, if its length is 0); None where it can return."""
        if self.profile in ("repeated", "random") or (self.months is None and self.profile != "pulse"):
            return None
        return max(self.start, self.start + (1 if self.profile == "pulse" else self.months or 0) - 1)


def causes(scenario: File, events: tuple[Event, ...]) -> tuple[Cause, ...]:
    """The causes of ``scenario.shocks`` or ``scenario.context``, in the order of the file."""
    return tuple(_cause(scenario, event) for event in events)


def _cause(scenario: File, event: Event) -> Cause:
    from sim.world.causes import TARGETS

    kind = all_kinds()[event.kind] if event.kind else None
    target = kind.target if kind else str(event.target)
    axes = TARGETS[target].select
    start, months = _when(scenario, event, kind)
    return Cause(
        name=event.name,
        kind=event.kind or "",
        target=target,
        selection={axis: _selected(axis, event, kind) for axis in axes},
        start=start,
        months=months,
        size=_size(event, kind) * (1 if event.weight is None else scenario.weights[event.weight]),
        profile=event.profile or (kind.profile if kind else "step"),
        ramp=event.ramp or 0,
        every=event.every or 0,
        hazard=event.hazard or 0.0,
        weight=event.weight or "",
    )


def _when(scenario: File, event: Event, kind: EventKind | None) -> tuple[int, int | None]:
    begin = from_start(event.start, scenario.start.month)
    if kind and kind.reading == "before":
        return -scenario.burn_in.months, begin + scenario.burn_in.months
    if event.until is not None:
        return begin, from_start(event.until, scenario.start.month) - begin
    return begin, event.months


def _size(event: Event, kind: EventKind | None) -> float:
    if event.size is not None:
        return event.size
    return kind.size if kind and kind.size is not None else 1.0


def _selected(axis: str, event: Event, kind: EventKind | None) -> tuple[str, ...]:
    field = AXES[axis]
    said = getattr(event, field) or (kind.selection.get(field) if kind else None) or ("all",)
    return axis_names(axis) if said == ("all",) else expand_names(axis, said)
