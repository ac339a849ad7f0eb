"""What reading a file gives: plain values, the places where they stand, and what was refused on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scenarios.reading.faults import Blame, Path


@dataclass(frozen=True)
class Place:
    """Where something stands (line and column from 1) and how it was written."""

    line: int
    column: int
    raw: object = ""


@dataclass
class Document:
    """A file read: its plain value, the places of values and of field names, and the blames of reading."""

    value: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    blames: list[Blame] = field(default_factory=list)

    @property
    def refused(self) -> frozenset[Path]:
        """Where reading has found something wrong."""
        return frozenset(blame.path for blame in self.blames if blame.path)


class Unfit(ValueError):
    """The text cannot be read at all; ``at`` is (line, column) from 1."""

    def __init__(self, message: str, at: tuple[int, int] = (1, 1)) -> None:
        super().__init__(message)
        self.at = at
