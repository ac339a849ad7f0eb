"""Which settings to try: axes of values, and the grid they span.

`KEY=LO:HI:N` is N values with both ends in it; `KEY=V1,V2` lists them. Keys that count months, firms or a
seed are whole numbers: their values are rounded to the nearest whole one (halves up) and equal ones are
kept once.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from experiments.errors import UsageFault
from scenarios.reading.scalars import ENDLESS, Unreadable, advice, read_scalar

MOST_VALUES = 10_000
MOST_POINTS = 1_000_000
_RANGE_OF_OTHERS = re.compile(r"[0-9.]+ *(-|–|to|…|\.\.) *[0-9.]+")
"""A range as others write it."""
Value = float | bool | str
"""What a key may have at a point: a number, on or off of a switch, or the name of a scenario."""
Setting = dict[str, Value]
SCENARIO = "scenario"
"""The key that says which of several scenarios a setting changes."""


@dataclass(frozen=True)
class Axis:
    """A key and the values it takes, in order; whole numbers are int, all others float."""

    key: str
    values: tuple[Value, ...]


def axis_of(key: str, values: Iterable[float], *, whole: bool) -> Axis:
    """The axis of these values, rounded where the key is whole, each value once. Raises UsageFault if
    empty.
    """
    numbers = [float(value) for value in values]
    if not numbers or not all(math.isfinite(number) for number in numbers):
        raise UsageFault(f"{key}: needs one finite number or more")
    if len(numbers) > MOST_VALUES:
        raise UsageFault(f"{key}: {len(numbers)} values; at most {MOST_VALUES}")
    if whole:
        numbers = [math.floor(number + 0.5) for number in numbers]
    return Axis(key, tuple(dict.fromkeys(numbers)))


def evenly_spaced(low: float, high: float, count: int) -> list[float]:
    """`count` evenly spaced values from `low` to `high`, both exactly in it.

    >>> evenly_spaced(0, 1, 5)
    [0, 0.25, 0.5, 0.75, 1]
    """
    if count < 1 or (count == 1 and low != high):
        raise UsageFault(f"{low:g}:{high:g}:{count} has two ends, so it needs 2 values or more")
    if count > MOST_VALUES:
        raise UsageFault(f"{count} values; at most {MOST_VALUES}")
    # Both products before the quotient, so that 0:1:11 holds .3 and not .30000000000000004.
    inner = [(low * (count - 1 - step) + high * step) / (count - 1) for step in range(1, count - 1)]
    # Rounding may carry a value a last bit past an end, out of the range its key allows.
    inner = [min(max(value, min(low, high)), max(low, high)) for value in inner]
    return [low, *inner, high] if count > 1 else [low]


def parse_axis(text: str, whole: Callable[[str], bool]) -> Axis:
    """Read `KEY=LO:HI:N` or `KEY=V1,V2,…`; `whole` says of a key whether it takes whole numbers only.

    Raises UsageFault with what was expected, and whatever `whole` raises for a key it does not know.
    """
    key, rest = split_assignment(text, "LO:HI:N or KEY=V1,V2,…")
    rounded = whole(key)
    if _RANGE_OF_OTHERS.fullmatch(rest):
        raise UsageFault(f"{text!r}: write {key}=LO:HI:N, such as {key}=0:1:5, or list values, {key}=V1,V2")
    if ":" not in rest:
        listed = [finite_number(part, text) for part in rest.split(",")]
        if rounded and any(value != round(value) for value in listed):
            raise UsageFault(f"{text!r}: {key} takes whole numbers")
        twice = [value for value in dict.fromkeys(listed) if listed.count(value) > 1]
        if twice:
            raise UsageFault(f"{text!r}: {twice[0]:g} is listed twice; say a value once")
        return axis_of(key, listed, whole=rounded)
    parts = rest.split(":")
    if len(parts) != 3 or not parts[2].strip().isdecimal() or not parts[2].isascii():
        raise UsageFault(f"{text!r}: a range is LO:HI:N with a whole N, for instance {key}=0:1:5")
    values = evenly_spaced(finite_number(parts[0], text), finite_number(parts[1], text), int(parts[2]))
    return axis_of(key, values, whole=rounded)


def split_assignment(text: str, form: str) -> tuple[str, str]:
    """Key and value of `KEY=VALUE`; `form` is what stands behind the sign in the error's text. Raises
    UsageFault.
    """
    key, _, rest = text.partition("=")
    if not key.strip() or not rest.strip():
        raise UsageFault(f"{text!r} is not KEY={form}")
    return key.strip(), rest.strip()


def finite_number(text: str, context: str) -> float:
    """A finite number, or UsageFault naming the argument it stood in."""
    try:
        value = read_scalar(text.strip())
    except Unreadable as fault:
        words = "is not a finite number" if str(fault) == ENDLESS else str(fault)
        raise UsageFault(f"{context!r}: {text.strip()!r} {words}") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        words = ": ".join(filter(None, (f"{text.strip()!r} is not a number", advice(text.strip()))))
        raise UsageFault(f"{context!r}: {words}")
    return float(value)


def without_scenario(values: Mapping[str, Value]) -> Setting:
    """What a setting sets in its scenario: all but which scenario it is."""
    return {key: value for key, value in values.items() if key != SCENARIO}


def refuse_too_many(counts: Sequence[int]) -> None:
    """Raise UsageFault, with the arithmetic, if the product of the counts is more than `MOST_POINTS`."""
    points = math.prod(counts)
    if points > MOST_POINTS:
        product = f"{' × '.join(f'{count:,}' for count in counts)} = " if len(counts) > 1 else ""
        raise UsageFault(f"{product}{points:,} points; at most {MOST_POINTS:,}")


class Grid(Sequence[Setting]):
    """Every combination of the axes' values, the last axis fastest; made one by one, as it is asked for.

    Raises UsageFault for a key given twice, and for more than `MOST_POINTS` combinations.
    """

    def __init__(self, axes: Sequence[Axis]) -> None:
        keys = [axis.key for axis in axes]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise UsageFault(f"{', '.join(sorted(twice))} is varied twice")
        self.axes, self._count = tuple(axes), math.prod(len(axis.values) for axis in axes)
        refuse_too_many([len(axis.values) for axis in axes])

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Setting: ...
    @overload
    def __getitem__(self, place: slice) -> list[Setting]: ...
    def __getitem__(self, place: int | slice) -> Setting | list[Setting]:
        if isinstance(place, slice):
            return [self._at(k) for k in range(*place.indices(self._count))]
        return self._at(range(self._count)[place])

    def _at(self, place: int) -> Setting:
        values: Setting = {}
        for axis in reversed(self.axes):
            place, at = divmod(place, len(axis.values))
            values[axis.key] = axis.values[at]
        return dict(reversed(values.items()))
