"""What was written down of the patterns before any of them was run, as `patterns.csv` holds it."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

WRITTEN = Path(__file__).resolve().parent / "patterns.csv"
HOLDS, FAILS, UNDECIDED, NOT_TESTED = "holds", "fails", "undecided", "not tested"
"""The verdicts on a part."""


class Part(NamedTuple):
    """One part of a pattern, as written down: n runs of a scenario give a measure, which has to lie beyond
    `smallest` in the direction of `sign` (+, -, below, zero; map: see `parts_from_shares.map_shares`).
    """

    id: str
    part: str
    claims: str
    scenario: str
    measure: str
    sign: str
    smallest: float
    unit: str
    n: int
    says: str
    built_in: bool = False
    """Whether it restates a rule that was written for it, so that its size is tested and not its idea."""
    retired: str = ""
    """Why it is asked no more; empty for one that is."""
    successor: str = ""
    """What asks in its place."""
    known: str = ""
    """That the search was tuned for it, or that it was first committed together with its result."""
    repaired_by: str = ""
    """The parts that ask in place of one whose measure was wrong, by name, with `; ` between them, or
    `effects`. Such a part goes on being run and decides no claim that one of them names.
    """

    @property
    def name(self) -> str:
        """Its id and part, as in `P3 speed`."""
        return f"{self.id} {self.part}"

    @property
    def repairs(self) -> tuple[str, ...]:
        """The names of the parts that ask in its place; none where its measure stands."""
        return tuple(self.repaired_by.split("; ")) if self.repaired_by else ()


def parts(path: Path = WRITTEN) -> list[Part]:
    """Every part that is asked, in the order of the file."""
    return [part for part in all_parts(path) if not part.retired]


def retired_parts(path: Path = WRITTEN) -> list[Part]:
    """Every part that is asked no more: its mechanism is gone."""
    return [part for part in all_parts(path) if part.retired]


def all_parts(path: Path = WRITTEN) -> list[Part]:
    """Every part that was ever written down, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_part(row) for row in csv.DictReader(file)]


_TEXTS = (
    "id",
    "part",
    "claims",
    "scenario",
    "measure",
    "sign",
    "unit",
    "says",
    "retired",
    "successor",
    "known",
    "repaired_by",
)


def _part(row: Mapping[str, str]) -> Part:
    text = {key: row[key] for key in _TEXTS}
    return Part(**text, smallest=float(row["smallest"]), n=int(row["n"]), built_in=row["built_in"] == "yes")
