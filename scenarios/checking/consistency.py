"""Is a file consistent? Names must exist, fields need or exclude each other, times must fit.

Works on plain values whose types are right where they are present (what has the wrong type was taken out
before), so that one wrong field does not hide what is wrong with another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.checking.partial_values import given_fields, removed_fields, was_given, was_removed
from scenarios.checking.timing import Clock, clock_blames, profile_blames
from scenarios.events import EventKind, all_kinds
from scenarios.reading.calendar import first_month, is_year_month
from scenarios.reading.faults import Blame, Path
from scenarios.reading.names import AXES, UNION, actor_fields, allowed_names, states
from scenarios.reading.safe_text import nearest
from scenarios.schema import SLUG, BurnIn

Plain = Mapping[str, Any]
PLACES = ("context", "shocks")
TIMING = ("months", "until", "size", "weight", "profile", "ramp", "every", "hazard")
"""Fields that do nothing where the month of an event says all."""


def consistency_blames(value: Plain) -> Iterator[Blame]:
    """Everything inconsistent in a file, but for its ``map`` (see ``default_sweep``)."""
    yield from prose_blames(value)
    yield from _numbers(value.get("parameters", {}))
    yield from switch_blames(value.get("switches", {}))
    yield from _actors(value.get("actors", {}))
    yield from _names(value)
    yield from _weights(value)
    clock = clock_of(value)
    for place in PLACES:
        for number, event in _events(value, place):
            yield from event_blames(event, (place, number), clock)


def prose_blames(value: Plain) -> Iterator[Blame]:
    """A title is one line, and neither it nor the question is blank."""
    if "\n" in value.get("title", "").strip():
        yield Blame(("title",), "must be one line")
    for field in ("title", "asks"):
        if field in value and not value[field].strip():
            yield Blame((field,), "must not be blank")


def _events(value: Plain, place: str) -> Iterator[tuple[int, Plain]]:
    yield from ((number, event) for number, event in enumerate(value.get(place, ())) if event is not None)


def clock_of(value: Plain) -> Clock | None:
    """The scenario's time, where start and horizon are known."""
    months = value.get("horizon", {}).get("months")
    burn_in = value.get("burn_in", {}).get("months", BurnIn().months)
    start = first_month(value.get("start"))
    return Clock(start, months, burn_in) if months and is_year_month(start) else None


def _numbers(parameters: Plain) -> Iterator[Blame]:
    from sim.parameters.table import PARAMETERS

    for name, number in given_fields(parameters):
        if name not in PARAMETERS:
            message = "is not a parameter (see alliance list parameters)"
            yield Blame(("parameters", name), message, tuple(PARAMETERS), on_key=True)
            continue
        row = PARAMETERS[name]
        yield from _in_range(("parameters", name), number, row.low, row.high, row.meaning)


def _in_range(path: Path, number: float | None, low: float, high: float, meaning: str) -> Iterator[Blame]:
    if number is not None and not low <= number <= high:
        yield Blame(path, f"must lie from {low:g} to {high:g} ({meaning})")


def switch_blames(switches: Plain) -> Iterator[Blame]:
    """Names in ``switches`` that are no mechanism."""
    from sim.parameters.table import MECHANISMS

    for name, _ in given_fields(switches):
        if name not in MECHANISMS:
            message = "is not a mechanism (see alliance list mechanisms)"
            yield Blame(("switches", name), message, tuple(MECHANISMS), on_key=True)


def _actors(actors: Plain) -> Iterator[Blame]:
    known = (*states(), UNION)
    for actor, group in given_fields(actors):
        if actor not in known:
            yield Blame(
                ("actors", actor), "is not an actor (ISO code of three letters, or EU)", known, on_key=True
            )
        for name, number in given_fields(group or {}):
            path = ("actors", actor, name)
            if name not in actor_fields():
                yield Blame(path, "is not a field of an actor", tuple(actor_fields()), on_key=True)
                continue
            yield from _in_range(path, number, *actor_fields()[name], meaning=f"{name} of an actor")


def _names(value: Plain) -> Iterator[Blame]:
    seen: dict[str, str] = {}
    for place in PLACES:
        for number, event in _events(value, place):
            name = event.get("name")
            if name in seen:
                yield Blame((place, number, "name"), f"is the name of {seen[name]} already; names are unique")
            elif name is not None:
                seen[name] = f"{place}[{number}]"


def _weights(value: Plain) -> Iterator[Blame]:
    """Every weight that an event names is there, and every weight that is there has an event."""
    present = [name for name, _ in given_fields(value.get("weights", {}))]
    known = [name for name in present if re.fullmatch(SLUG, name)]
    events = [((place, number), event) for place in PLACES for number, event in _events(value, place)]
    said = {(*path, "weight"): event["weight"] for path, event in events if "weight" in event}
    unknown = [path for path, name in said.items() if name not in present]
    listed = f" ({', '.join(known[:8])}{' …' if len(known) > 8 else ''})" if known else ""
    for path in () if was_removed(value, "weights") else unknown:
        yield Blame(path, f"is not one of the weights of this file{listed}", tuple(known))
    if not unknown and _all_types_right(value):  # else a weight may only seem to have no event
        for name in set(present) - set(said.values()):
            yield Blame(("weights", name), "does nothing: no event has this weight", on_key=True)


def _all_types_right(value: Plain) -> bool:
    """Whether no event, and nothing of one, was taken out for its type or its name."""
    complete = not any(was_removed(value, place) or None in value.get(place, ()) for place in PLACES)
    return complete and not any(
        removed_fields(event) for place in PLACES for _, event in _events(value, place)
    )


def event_blames(event: Plain, path: Path, clock: Clock | None) -> Iterator[Blame]:
    """Everything wrong with one event at ``path`` (``("shocks", 0)``)."""
    from sim.world.causes import TARGETS

    if "kind" in event and "target" in event:
        yield Blame((*path, "target"), "stands beside kind; give one of the two", on_key=True)
        return
    if "kind" in event:
        yield from _of_kind(event, path, clock)
    elif "target" in event:
        if event["target"] not in TARGETS:
            yield Blame((*path, "target"), f"is not a target ({', '.join(TARGETS)})", tuple(TARGETS))
            return
        yield from _selection(event, path, event["target"], {"classes", "domains"})
        yield from _in_time(event, path, clock, "step", None)
    elif not was_given(event, "kind") and not was_given(event, "target"):
        yield Blame((*path, "kind"), "is missing: say a kind, or a target")


def _of_kind(event: Plain, path: Path, clock: Clock | None) -> Iterator[Blame]:
    if event["kind"] not in all_kinds():
        message = "is not a kind of event (alliance list shocks names all)"
        yield Blame((*path, "kind"), message, tuple(all_kinds()))
        return
    kind = all_kinds()[event["kind"]]
    if path[0] not in kind.places:
        yield Blame((*path, "kind"), f"{kind.name} may stand only in {' and '.join(kind.places)}")
    yield from _selection(event, path, kind.target, set(kind.selection))
    if kind.reading == "before":
        yield from _unused(event, path, kind)
        if clock:
            yield from clock_blames(event, path, clock, -clock.burn_in)
    else:
        yield from _in_time(event, path, clock, kind.profile, kind.size)


def _unused(event: Plain, path: Path, kind: EventKind) -> Iterator[Blame]:
    for field in TIMING:
        if field in event:
            yield Blame((*path, field), f"does nothing with kind {kind.name}; take it out", on_key=True)


def _in_time(
    event: Plain, path: Path, clock: Clock | None, profile: str, size: float | None
) -> Iterator[Blame]:
    given = was_given(event, "size") or was_given(event, "weight") or _weight_meant(event)
    if size is None and not given:
        yield Blame((*path, "size"), "is missing: 0 (nothing) to 1 (all of it)")
    yield from profile_blames(event, path, event.get("profile", profile))
    if clock:
        yield from clock_blames(event, path, clock, -clock.burn_in if path[0] == "context" else 0)


def _weight_meant(event: Plain) -> bool:
    """Whether a field that was refused was meant for a weight, which stands for a size."""
    return any(nearest(name, ("weight",)) for name in removed_fields(event))


def _selection(event: Plain, path: Path, target: str, optional: set[str]) -> Iterator[Blame]:
    """A selection's names must exist, be said where nothing stands for them, and be of use to the target."""
    from sim.world.causes import TARGETS

    by_field = {AXES[axis]: axis for axis in TARGETS[target].select}
    for field in ("of", "classes", "domains"):
        if field not in by_field:
            if field in event:
                yield Blame((*path, field), f"does nothing: {target} does not select by it", on_key=True)
        elif field in event:
            yield from _named(event[field], (*path, field), allowed_names(by_field[field]))
        elif field not in optional and not was_given(event, field):
            yield Blame(
                (*path, field),
                f"is missing: say whom it hits ({', '.join(allowed_names(by_field[field])[:4])} …)",
            )


def _named(names: tuple[str | None, ...], path: Path, known: tuple[str, ...]) -> Iterator[Blame]:
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name is None:
            continue
        if name not in known:
            yield Blame(
                (*path, number),
                f"is not one of {', '.join(known[:8])}{' …' if len(known) > 8 else ''}",
                known,
            )
        elif name in seen:
            yield Blame((*path, number), "stands twice in the list")
        seen.add(name)
