"""Parser events → values, on a stack of its own. Refuses what has no place in a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenarios.reading.document import Document, Place, Unfit
from scenarios.reading.faults import Blame, Path
from scenarios.reading.safe_text import echo, first_hidden
from scenarios.reading.scalars import ENDLESS, Unreadable, read_scalar

DEEPEST = 8
MOST_ENTRIES = 4000


@dataclass
class _Open:
    """A group or list that is not closed yet.

    ``key`` is the field name that waits for its value; ``skip``: that value is thrown away; ``lost``: all of
    it is.
    """

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    skip: bool = False
    lost: bool = False

    @property
    def wants_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


class DocumentBuilder:
    """Takes the events of one file in order and builds its :class:`Document`."""

    def __init__(self) -> None:
        self._read = Document()
        self._stack: list[_Open] = []
        self._entries = 0
        self._documents = 0

    def document(self) -> Document:
        """The finished document. Raises :class:`Unfit` where the file holds nothing."""
        if () not in self._read.places or self._read.places[()].raw == "":
            raise Unfit("is empty")
        return self._read

    def take(self, event: Any) -> None:
        """Work one event of ruamel.yaml in; what it refuses is kept as a blame, so that reading goes on."""
        name = type(event).__name__.removesuffix("Event")
        if name == "DocumentStart":
            self._documents += 1
            if self._documents == 2:
                self._refuse(event, (), "has a second document (---); put each scenario in a file of its own")
        elif name in ("SequenceStart", "MappingStart", "Scalar", "Alias"):
            self._count(event)
            if self._documents == 1:
                self._node(event, name)
        elif name in ("SequenceEnd", "MappingEnd") and self._documents == 1:
            self._stack.pop()

    def _count(self, event: Any) -> None:
        self._entries += 1
        if self._entries > MOST_ENTRIES:
            raise Unfit(f"has more than {MOST_ENTRIES} entries", _at(event))

    def _node(self, event: Any, name: str) -> None:
        if self._stack and self._stack[-1].wants_key:
            self._field(event, self._stack[-1], name)
        elif name == "Scalar":
            self._word(event)
        elif name == "Alias":
            path = self._put(event, None, "*")
            self._refuse(event, path, "an alias is not allowed; write the value out", f"*{event.anchor}")
        else:
            self._begin(event, [] if name == "SequenceStart" else {})

    def _field(self, event: Any, top: _Open, name: str) -> None:
        """A field name: must be one word, new in its group, and no merge key."""
        top.key = str(event.value) if name == "Scalar" else ""
        path = (*top.path, top.key)
        wrong = self._wrong_field(event, path, name, top.lost)
        top.skip = bool(wrong)
        if wrong:
            self._refuse(event, path, wrong)
        elif not top.lost:
            self._read.keys[path] = Place(*_at(event), top.key)
        self._extras(event, path)
        if name in ("SequenceStart", "MappingStart"):
            self._push(event, [] if name == "SequenceStart" else {}, path)

    def _wrong_field(self, event: Any, path: Path, name: str, lost: bool) -> str:
        if name == "Alias":
            return "an alias is not allowed; write the field out"
        if name != "Scalar":
            return "a field name must be one word, not a list or group"
        if event.value == "<<" and not event.style:
            return "a merge key is not allowed; write the fields out"
        if path in self._read.keys and not lost:
            first = self._read.keys[path]
            return f"stands twice; first at {first.line}:{first.column}"
        return ""

    def _begin(self, event: Any, value: dict[str, Any] | list[Any]) -> None:
        lost = bool(self._stack) and (self._stack[-1].lost or self._stack[-1].skip)
        path = self._put(event, value, value)
        self._extras(event, path)
        self._push(event, value, path, lost)

    def _push(self, event: Any, value: dict[str, Any] | list[Any], path: Path, lost: bool = True) -> None:
        if len(self._stack) >= DEEPEST:
            raise Unfit(f"is nested more than {DEEPEST} deep", _at(event))
        self._stack.append(_Open(value, path, lost=lost))

    def _word(self, event: Any) -> None:
        value, wrong = _scalar(event)
        if not self._stack or self._stack[-1].lost or self._stack[-1].skip:
            wrong = ""  # blamed as a whole: for its type, or with the field it stands in
        path = self._put(event, value, event.value)
        self._extras(event, path)
        if wrong == ENDLESS and path[-1] == "months":
            wrong += "; for no end leave it out"
        if wrong:
            at = _at(event)
            if not event.value and path in self._read.keys:
                at = self._read.keys[path].line, self._read.keys[path].column
            self._read.blames.append(Blame(path, wrong, at=at, got=echo(event.value)))

    def _put(self, event: Any, value: Any, raw: object) -> Path:
        """Store ``value`` where the stack says, unless it is thrown away; gives its path."""
        if not self._stack:
            self._read.value, self._read.places[()] = value, Place(*_at(event), raw)
            return ()
        top = self._stack[-1]
        path: Path = (*top.path, len(top.value) if isinstance(top.value, list) else top.key or "")
        if not (top.lost or top.skip):
            self._read.places[path] = Place(*_at(event), raw)
            if isinstance(top.value, dict):
                top.value[top.key or ""] = value
        if isinstance(top.value, list):
            top.value.append(value)
        top.key, top.skip = None, False
        return path

    def _extras(self, event: Any, path: Path) -> None:
        if event.anchor and type(event).__name__ != "AliasEvent":
            self._refuse(event, path, "an anchor is not allowed; take it out", f"&{event.anchor}")
        if getattr(event, "tag", None):
            self._refuse(event, path, "a tag is not allowed; take it out", str(event.tag))

    def _refuse(self, event: Any, path: Path, message: str, got: str = "") -> None:
        self._read.blames.append(Blame(path, message, at=_at(event), got=echo(got)))


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _scalar(event: Any) -> tuple[Any, str]:
    """The value of a word and what is wrong with it (nothing where it is well)."""
    if first_hidden(event.value) >= 0:
        return None, "holds a character that does not show; take it out"
    if event.style:
        return event.value, ""
    try:
        value = read_scalar(event.value)
    except Unreadable as error:
        return None, str(error)
    return value, "has no value; write one, or take the field out" if value is None else ""
