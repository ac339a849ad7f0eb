"""The ``map`` of a scenario: two keys and the values its default sweep runs over."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from scenarios.checking.consistency import PLACES, Plain, consistency_blames
from scenarios.checking.partial_values import given_fields, was_removed
from scenarios.reading.faults import Blame, KeyFault, Path
from scenarios.schema import Event, File, Span
from scenarios.settable_keys import MOMENT, SWITCH, WHOLE, Key, find_key, plain_values, set_value

ENDS = ("from", "to")


def axis_values(key: Key, axis: tuple[float, ...] | Span) -> tuple[float, ...]:
    """The values of one axis, whole numbers where the key is whole; a span has both ends in it."""
    values = _spread(axis) if isinstance(axis, Span) else axis
    return tuple(round(value) for value in values) if key.form in (WHOLE, MOMENT) else values


def _spread(span: Span) -> tuple[float, ...]:
    step = (span.high - span.low) / (span.n - 1)
    return (*(round(span.low + step * number, 12) for number in range(span.n - 1)), span.high)


def map_blames(rest: Plain, events_valid: bool) -> Iterator[Blame]:
    """What is wrong with a map by itself: unknown keys, values that its keys do not take or that repeat.

    ``rest`` is the file as plain values without what has the wrong type. Keys of events are looked up only
    where all types of the events are right, keys of weights only where theirs are.
    """
    if "map" not in rest:
        return
    axes, varied = dict(given_fields(rest["map"])), dict[Path, str]()
    if len(axes) != 2:
        yield Blame(("map",), "must have 2 entries, each a key and its values")
    sketch = _sketch(rest, events_valid)
    unsure: tuple[str, ...] = () if events_valid else ("shock", "context")
    unsure += ("weights",) if was_removed(rest, "weights") else ()
    for name, axis in axes.items():
        if name.startswith(unsure):
            continue
        try:
            key = find_key(sketch, name)
        except KeyFault as error:
            fault = error.faults[0]
            yield Blame(("map", name), fault.message, hint=fault.hint, on_key=True)
            continue
        if key.form == SWITCH:
            yield Blame(("map", name), "is a switch; a map needs numbers", on_key=True)
        elif key.path in varied:
            yield Blame(("map", name), f"varies the same as {varied[key.path]}", on_key=True)
        else:
            yield from axis_blames(key, ("map", name), axis)
        varied.setdefault(key.path, name)


def _sketch(rest: Plain, events_valid: bool) -> File:
    """As much of a file as its keys depend on: its weights and, where they are valid, its events."""
    written = rest if events_valid else {}
    context, shocks = (tuple(map(Event.model_validate, written.get(place, ()))) for place in PLACES)
    weights = dict(given_fields(rest.get("weights", {})))
    return File.model_construct(weights=weights, context=context, shocks=shocks)


def axis_blames(key: Key, path: Path, axis: list[Any] | Plain | None) -> Iterator[Blame]:
    """What is wrong with one axis at ``path``, of which entries may be None and fields gone: those are blamed
    already. A span without ``n`` is looked at as far as its ends.
    """
    if axis is None:
        return
    written = dict(enumerate(axis)) if isinstance(axis, list) else {end: axis.get(end) for end in ENDS}
    whole, well = key.form in (WHOLE, MOMENT), isinstance(axis, list) or set(axis) == {*ENDS, "n"}
    for step, value in written.items():
        message = ""
        if value is not None and not key.low <= value <= key.high:
            message = f"must lie from {key.low:g} to {key.high:g} ({key.meaning})"
        elif whole and value is not None and value != round(value):
            message = "must be a whole number"
        if message:
            yield Blame((*path, step), message)
        well = well and value is not None and not message
    if not well:
        return
    values = axis_values(key, tuple(axis) if isinstance(axis, list) else Span.model_validate(axis))
    if len(set(values)) < len(values):
        different = f"{len(values)} values, {len(set(values))} different"
        yield Blame(path, f"holds a value twice: {different}", on_key=True)


def corner_blames(file: File) -> Iterator[Blame]:
    """Try the ends of each axis, then the corners: what a key takes may depend on the rest, as a length does
    on the horizon.
    """
    if not file.map:
        return
    axes = {name: axis_values(find_key(file, name), axis) for name, axis in file.map.items()}
    ends = {name: (min(values), max(values)) for name, values in axes.items()}
    single = [{name: end} for name, pair in ends.items() for end in pair]
    corners = [dict(zip(ends, corner, strict=True)) for corner in product(*ends.values())]
    blames = [blame for values in single if (blame := _first_blame(file, values))]
    yield from blames or [blame for values in corners if (blame := _first_blame(file, values))][:1]


def _first_blame(file: File, ends: dict[str, float]) -> Blame | None:
    """What is first wrong with a file whose keys take these values."""
    value = plain_values(file)
    for name, end in ends.items():
        set_value(value, find_key(file, name), end)
    for blame in consistency_blames(value):
        changes = " and ".join(f"{name} = {end:g}" for name, end in ends.items())
        return Blame(("map", [*ends][-1]), f"with {changes}: {blame.message}", on_key=True)
    return None
