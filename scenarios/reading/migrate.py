"""A file of an older format → the present one: before it is checked, and with each value at its old line.

Whoever changes the format raises ``VERSION`` and adds one step here, from the version before; files of every
version then read as before. Version 1 is the first, so there is no step yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from scenarios.reading.document import Document
from scenarios.reading.faults import Blame, Path
from scenarios.schema import VERSION

Step = Callable[[Document], None]
STEPS: dict[int, Step] = {}
"""Version → the step that turns a document of it into one of the next; what is missing it leaves alone."""


def migrate(document: Document, steps: Mapping[int, Step] = STEPS, to: int = VERSION) -> Blame | None:
    """Take a document to version ``to``, step by step; a blame, and nothing done, where no steps lead there.

    A version that is missing or no whole number is left to the check of types.
    """
    value = document.value
    if not isinstance(value, dict) or type(value.get("version")) is not int:
        return None
    way = range(value["version"], to)
    if value["version"] > to or any(version not in steps for version in way):
        return Blame(("version",), _advice(value["version"], to))
    for version in way:
        steps[version](document)
        value["version"] = version + 1
    return None


def _advice(version: int, to: int) -> str:
    from importlib.metadata import version as installed

    program = f"alliance {installed('alliance-resilience')}"
    if version > to:
        return f"must be {to}, the newest that {program} reads; update the program to read version {version}"
    return f"must be {to}: {program} knows no version {version}; write {to}, then mend what is found"


def move(document: Document, old: Path, new: Path) -> None:
    """Move a field with all that is in it; its places, and what was blamed in it, move along.

    Groups on the way to ``new`` are made. Nothing happens where ``old`` is missing or ``new`` is there.
    """
    source = _group(document.value, old[:-1])
    if source is None or old[-1] not in source:
        return
    moved = source.pop(old[-1])
    target = _group(document.value, new[:-1], make=True)
    if target is None or new[-1] in target:
        source[old[-1]] = moved
        return
    target[new[-1]] = moved

    def now(path: Path) -> Path:
        return new + path[len(old) :] if path[: len(old)] == old else path

    document.places = {now(path): place for path, place in document.places.items()}
    document.keys = {now(path): place for path, place in document.keys.items()}
    document.blames = [replace(blame, path=now(blame.path)) for blame in document.blames]


def _group(value: Any, path: Path, *, make: bool = False) -> dict[Any, Any] | None:
    """The group at ``path``, made on the way if wanted; None where something else stands there."""
    for step in path:
        if make and isinstance(value, dict):
            value.setdefault(step, {})
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value if isinstance(value, dict) else None
