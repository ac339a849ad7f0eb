"""Take out of a value what was blamed already, so that the rest can be trusted to have its shape."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from scenarios.reading.faults import Path

_GONE = "\0gone"
"""Field that keeps the names of the fields taken out; no file can hold it (it is a control character)."""


def prune(value: Any, blamed: Container[Path], path: Path = ()) -> Any:
    """A copy of ``value`` without the blamed paths: fields vanish, places in lists become None.

    Whole numbers written with a point become whole, as they do in the checked file.
    """
    if isinstance(value, dict):
        gone = {name for name in value if (*path, name) in blamed}
        kept = {name: prune(one, blamed, (*path, name)) for name, one in value.items() if name not in gone}
        return {**kept, _GONE: gone} if gone else kept
    if isinstance(value, list | tuple):
        steps = ((number, (*path, number)) for number in range(len(value)))
        return [None if step in blamed else prune(value[number], blamed, step) for number, step in steps]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def has(group: Mapping[str, Any], field: str) -> bool:
    """Whether the file gave ``field``, rightly or wrongly."""
    return field in group or field in group.get(_GONE, ())


def misshapen(group: Mapping[str, Any], field: str) -> bool:
    """Whether the file gave ``field`` wrongly, so that it was taken out."""
    return has(group, field) and field not in group


def gone(group: Mapping[str, Any]) -> frozenset[str]:
    """The fields taken out of a group: what it seems to lack may be there under such a name."""
    return frozenset(group.get(_GONE, ()))


def fields(group: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields of a pruned group; value None for those taken out, whose names can still be wrong."""
    yield from ((name, one) for name, one in group.items() if name != _GONE)
    yield from ((name, None) for name in sorted(group.get(_GONE, ())))
