"""What is left of a file's values without what was blamed already: its types can be trusted.

Which fields were taken out is remembered, so that nothing is called missing that was only wrong.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from scenarios.reading.faults import Path

_REMOVED = "\0removed"
"""Field that keeps the names of the fields taken out; no file can hold it (it is a control character)."""


def without_blamed(value: Any, blamed: Container[Path], path: Path = ()) -> Any:
    """A copy of ``value`` without the blamed paths: fields vanish, places in lists become None.

    Whole numbers written with a point become whole, as they do in the checked file.
    """
    if isinstance(value, dict):
        removed = {name for name in value if (*path, name) in blamed}
        rest = {
            name: without_blamed(part, blamed, (*path, name))
            for name, part in value.items()
            if name not in removed
        }
        return {**rest, _REMOVED: removed} if removed else rest
    if isinstance(value, list | tuple):
        places = [(*path, number) for number in range(len(value))]
        return [
            None if place in blamed else without_blamed(part, blamed, place)
            for place, part in zip(places, value, strict=True)
        ]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def was_given(group: Mapping[str, Any], field: str) -> bool:
    """Whether the file gave ``field``, rightly or wrongly."""
    return field in group or field in group.get(_REMOVED, ())


def was_removed(group: Mapping[str, Any], field: str) -> bool:
    """Whether the file gave ``field`` wrongly, so that it was taken out."""
    return was_given(group, field) and field not in group


def removed_fields(group: Mapping[str, Any]) -> frozenset[str]:
    """The fields taken out of a group: what it seems to lack may be there under such a name."""
    return frozenset(group.get(_REMOVED, ()))


def given_fields(group: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """All fields of a group that the file gave; None stands for a value that was taken out, whose name can
    still be wrong.
    """
    yield from ((name, value) for name, value in group.items() if name != _REMOVED)
    yield from ((name, None) for name in sorted(group.get(_REMOVED, ())))
