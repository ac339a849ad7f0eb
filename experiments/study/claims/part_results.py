"""What every part of a pattern came to, read from the tables that the study has stored, and what kind of
evidence that is.
"""

import csv
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from experiments.errors import StoreFault
from experiments.study.patterns.preregistered import FAILS, HOLDS, NOT_TESTED, UNDECIDED, Part, parts
from scenarios.reading.safe_text import echo

ADDED = "X"
"""What a mechanism or a pattern names as its claim where the model adds what the theory does not say."""
VERDICTS = (HOLDS, FAILS, UNDECIDED, NOT_TESTED)
UNCHANGED = "nothing replaced"
"""The structural alternative that is the model itself."""
SUPPORTED, DEPENDS, NOT_SUPPORTED = "supported", "depends", "not supported"
"""The verdicts on a claim that is tested."""
OTHERWISE = 0.1
"""A part whose sign changes in fewer draws than this could not have come out otherwise."""
INDEPENDENT, NOT_PREREGISTERED, TUNED, BUILT_IN = "independent", "not preregistered", "tuned for", "built in"
KINDS: Mapping[str, str] = {
    INDEPENDENT: "written down before it was run, and its sign changes in at least a tenth of the draws, or "
    "when one rule is replaced",
    NOT_PREREGISTERED: "first committed together with its result",
    TUNED: "the values of the parameters were searched so that it holds",
    BUILT_IN: "it restates a rule, or its sign changes in fewer than a tenth of the draws and whichever rule "
    "is replaced",
}
"""Kinds of evidence, the best first."""


@dataclass(frozen=True)
class StoredResult:
    """What a part of a pattern came to when it was last run, and on which model; `volume` is the share of
    draws of all parameters from their ranges in which it holds, `in_history` that among draws that live
    through the dated turns, `otherwise` the share in which its sign is another; None where not measured.
    `turned_by` names the structural alternatives under which it comes out otherwise.
    """

    part: Part
    estimate: float
    low: float
    high: float
    verdict: str
    model: str
    seed: int
    note: str
    volume: float | None = None
    volume_model: str = ""
    in_history: float | None = None
    otherwise: float | None = None
    turned_by: tuple[str, ...] = ()

    @property
    def wide(self) -> float | None:
        """In which share of the draws it holds that live through the dated turns of 2001 to 2026; of all
        draws where that was not measured.
        """
        return self.volume if self.in_history is None else self.in_history

    @property
    def kind(self) -> str:
        """What kind of evidence it is (`KINDS`); nothing where its draws have not been measured."""
        if self.part.known == TUNED:
            return TUNED
        seldom = self.otherwise is not None and self.otherwise < OTHERWISE
        if self.part.built_in or (seldom and not self.turned_by):
            return BUILT_IN
        if self.part.known or self.otherwise is None:
            return self.part.known
        return INDEPENDENT


@cache
def stored_results(tables: Path) -> tuple[StoredResult, ...]:
    """What every part came to, as the steps `patterns`, `volume` and `structure` of the study have it. Raises
    StoreFault, with file, line and what is wrong, unless the first two tables are whole.
    """
    known, wide = {part.name: part for part in parts()}, tables / "volume.csv"
    volumes = {line.name("what"): line for line in _lines(wide)} if wide.exists() else {}
    turned = _turned(tables / "structure.csv")
    results: dict[str, StoredResult] = {}
    for line in _lines(tables / "patterns.csv"):
        name = f"{line.name('id')} {line.name('part')}"
        if name not in known or name in results:
            raise line.fault(f"{name} is {'there twice' if name in results else 'no part of a pattern'}")
        results[name] = _result(known[name], line, volumes.get(name), turned.get(name, ()))
    _refuse_missing(tables / "patterns.csv", set(known) - set(results))
    if wide.exists():
        claimed = {name for name, part in known.items() if set(part.claims.split()) - {ADDED}}
        _refuse_missing(wide, claimed - set(volumes))
    return tuple(results.values())


def _turned(path: Path) -> dict[str, tuple[str, ...]]:
    """The structural alternatives under which each part comes out otherwise, as far as that is measured; the
    one that replaces nothing is none.
    """
    turned: dict[str, tuple[str, ...]] = {}
    for line in _lines(path) if path.exists() else ():
        if line.name("otherwise") == "yes" and line.name("alternative") != UNCHANGED:
            part = line.name("part")
            turned[part] = (*turned.get(part, ()), line.name("alternative"))
    return turned


def _refuse_missing(path: Path, missing: set[str]) -> None:
    if missing:
        raise StoreFault(f"{path}: lacks {', '.join(sorted(missing)[:5])}; {_maker(path)} makes it anew")


def _maker(path: Path) -> str:
    """The command that makes a table of the ledger: a step of the study has its name."""
    return f"python -m experiments.study {path.stem}"


@dataclass(frozen=True)
class _Line:
    """A line of a stored table, that says where it stands when something is wrong with it."""

    path: Path
    number: int
    row: Mapping[str, str]

    def fault(self, words: str) -> StoreFault:
        return StoreFault(f"{self.path}:{self.number}: {echo(words)}")

    def name(self, column: str) -> str:
        """A cell that has to be there."""
        if not self.row.get(column):
            raise self.fault(f"{column} is missing")
        return self.row[column]

    def value(self, column: str, low: float = -math.inf, high: float = math.inf) -> float:
        """A number of this range. Where none is given also not a number, for nothing to measure, and an
        endless one, as a size that no shock tried reaches.
        """
        text, number = self.name(column), None
        with suppress(ValueError):
            number = float(text) if text.isascii() else None
        endless = math.isinf(low) and math.isinf(high)
        if number is None or not (endless or (math.isfinite(number) and low <= number <= high)):
            raise self.fault(f"{column} is no number of its range: {text}")
        return number


def _lines(path: Path) -> list[_Line]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [_Line(path, number, row) for number, row in enumerate(csv.DictReader(file), start=2)]
    except FileNotFoundError:
        raise StoreFault(f"no results at {path}; {_maker(path)} makes them") from None
    except (OSError, ValueError, csv.Error) as fault:
        raise StoreFault(f"{path}: cannot be read: {echo(fault)}") from fault


def _result(part: Part, line: _Line, wide: _Line | None, turned: tuple[str, ...]) -> StoredResult:
    middle, low, high = (line.value(name) for name in ("estimate", "low", "high"))
    verdict = line.name("verdict")
    if verdict not in VERDICTS:
        raise line.fault(f"verdict is none of {', '.join(VERDICTS)}: {verdict}")
    words = verdict, line.name("model"), int(line.value("seed", 0)), line.row.get("note") or ""
    if wide is None:
        return StoredResult(part, middle, low, high, *words, turned_by=turned)
    return StoredResult(
        part, middle, low, high, *words, wide.value("share", 0, 1), wide.name("model"),
        _share_if_any(wide, "in_history"), _share_if_any(wide, "otherwise"), turned,
    )  # fmt: skip


def _share_if_any(line: _Line, column: str) -> float | None:
    """A share where the table has one: not a number stands for nothing to measure."""
    if not line.row.get(column):
        return None
    value = line.value(column)
    return None if math.isnan(value) else value
