"""The ``map`` of a scenario: two keys and the values its default sweep runs over."""

from __future__ import annotations

from collections.abc import Iterator

from .faults import Blame, KeyFault
from .meaning import meaning
from .schema import File, Span
from .slots import MOMENT, SWITCH, WHOLE, Key, find, plain_of, put


def axis_values(key: Key, axis: tuple[float, ...] | Span) -> tuple[float, ...]:
    """The values of one axis, whole numbers where the key is whole; a span has both ends in it."""
    values = _spread(axis) if isinstance(axis, Span) else axis
    return tuple(round(value) for value in values) if key.form in (WHOLE, MOMENT) else values


def _spread(span: Span) -> tuple[float, ...]:
    step = (span.high - span.low) / (span.n - 1)
    return (*(round(span.low + step * number, 12) for number in range(span.n - 1)), span.high)


def axes_blames(file: File) -> Iterator[Blame]:
    """What is wrong with a map: unknown keys, values that its keys do not take, values that repeat."""
    for name, axis in (file.map or {}).items():
        try:
            key = find(file, name)
        except KeyFault as error:
            fault = error.faults[0]
            yield Blame(("map", name), fault.message, hint=fault.hint, on_key=True)
            continue
        if key.form == SWITCH:
            yield Blame(("map", name), "is a switch; a map needs numbers", on_key=True)
            continue
        yield from _values_blames(file, key, axis)


def _values_blames(file: File, key: Key, axis: tuple[float, ...] | Span) -> Iterator[Blame]:
    whole = key.form in (WHOLE, MOMENT)
    written = list(axis) if isinstance(axis, tuple) else [axis.low, axis.high]
    steps: tuple[int | str, ...] = tuple(range(len(written))) if isinstance(axis, tuple) else ("from", "to")
    wrong = False
    for step, value in zip(steps, written, strict=True):
        if not key.low <= value <= key.high:
            yield Blame(("map", key.name, step), f"must lie from {key.low:g} to {key.high:g} ({key.meaning})")
            wrong = True
        elif whole and value != round(value):
            yield Blame(("map", key.name, step), "must be a whole number")
            wrong = True
    if wrong:
        return
    values = axis_values(key, axis)
    if len(set(values)) < len(values):
        yield Blame(
            ("map", key.name),
            f"holds a value twice: {len(values)} values, {len(set(values))} different",
            on_key=True,
        )
        return
    yield from _tried(file, key, (min(values), max(values)))


def _tried(file: File, key: Key, ends: tuple[float, ...]) -> Iterator[Blame]:
    """Try both ends in the scenario: what a key takes may depend on the rest, as a length on the horizon."""
    for end in ends:
        value = plain_of(file)
        put(value, key, end)
        for blame in meaning(value):
            yield Blame(("map", key.name), f"with {end:g}: {blame.message}", on_key=True)
            return
