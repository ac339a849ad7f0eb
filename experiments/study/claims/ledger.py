"""The ledger of claims: what the theory says → the mechanism that carries it → the patterns that test it →
what came of them.

Nothing is typed but the claims themselves (`claims.csv`, in our words, with the ids of the theory).
Mechanisms name their claims in `sim/parameters/mechanisms.csv` and `sim/parameters/parameters.csv`, patterns
in `patterns.csv`; verdicts are those stored by `python -m experiments.study patterns` with the model's hash.
`python -m experiments.study claims` writes `docs/claims.md` (`claims_page`).
"""

import csv
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from experiments.errors import StoreFault, UsageFault
from experiments.study.folders import RESULTS
from experiments.study.patterns.preregistered import (
    FAILS,
    HOLDS,
    NOT_TESTED,
    UNDECIDED,
    Part,
    parts,
    retired_parts,
)
from scenarios.reading.safe_text import echo
from sim.parameters.table import MECHANISMS, PARAMETERS

WRITTEN = Path(__file__).resolve().parent / "claims.csv"
ADDED = "X"
"""What a mechanism or a pattern names as its claim where the model adds what the theory does not say."""
FACT, SUPPORTED, DEPENDS, NOT_SUPPORTED = "fact", "supported", "depends", "not supported"
VERDICTS = (HOLDS, FAILS, UNDECIDED, NOT_TESTED)
HALF = 0.5
"""The volume from which a part holds widely."""
OTHERWISE = 0.1
"""A part whose sign is another in fewer draws than this could not have come out otherwise."""
INDEPENDENT, NOT_PREREGISTERED, TUNED, BUILT_IN = "independent", "not preregistered", "tuned for", "built in"
KINDS: Mapping[str, str] = {
    INDEPENDENT: "written down before it was run, and its sign is another in a tenth of the draws or more",
    NOT_PREREGISTERED: "first committed together with its result",
    TUNED: "the values of the parameters were searched so that it holds",
    BUILT_IN: "it restates a rule, or its sign is another in fewer than a tenth of the draws",
}
"""How the ledger knows, the best kind first."""
MEANINGS: Mapping[str, str] = {
    SUPPORTED: "every part of its patterns holds at the model's defaults and in half of the draws or more",
    HOLDS: "every part holds at the defaults; how widely at least one of them does has not been measured",
    DEPENDS: "at least one part holds at the defaults alone, or widely but not at the defaults",
    NOT_SUPPORTED: "at least one part does neither",
    NOT_TESTED: "no mechanism carries it, no pattern asks for it, or none was run on the present model; the "
    "reason stands beside it",
    FACT: "carried by data, a scenario or a measure, and not for a model to judge; so are framings",
}


class Claim(NamedTuple):
    """A claim of the theory: its id, its section, what it says, what carries it if it is a fact, and why it
    is not tested where no mechanism can carry it honestly.
    """

    id: str
    section: str
    says: str
    fact: str
    untested: str = ""


@dataclass(frozen=True)
class StoredResult:
    """What a part of a pattern came to when it was last run, and on which model; `volume` is the share of
    draws of all parameters from their ranges in which it holds, `in_history` that among draws that live
    through the dated turns, `otherwise` the share in which its sign is another; None where not measured.
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
        if self.part.built_in or (self.otherwise is not None and self.otherwise < OTHERWISE):
            return BUILT_IN
        if self.part.known or self.otherwise is None:
            return self.part.known
        return INDEPENDENT


@dataclass(frozen=True)
class Entry:
    """A row of the ledger: the claim, the mechanisms that carry it, the parts that test it, the verdict and,
    where nothing was tested, why.
    """

    claim: Claim
    mechanisms: tuple[str, ...]
    results: tuple[StoredResult, ...]
    verdict: str
    reason: str

    @property
    def built_in(self) -> bool:
        """Whether every part that counts for it restates a rule: the sizes are tested, not the idea."""
        return bool(self.counted) and all(result.part.built_in for result in self.counted)

    @property
    def measured(self) -> tuple[StoredResult, ...]:
        """The parts that have a result."""
        return tuple(result for result in self.results if result.verdict != NOT_TESTED)

    @property
    def counted(self) -> tuple[StoredResult, ...]:
        """Those of them that decide: the others measured it wrongly, and another part asks better."""
        return tuple(result for result in self.measured if not asked_better(result.part, self.claim.id))

    @property
    def deciding(self) -> StoredResult | None:
        """The first part that comes to the worst verdict, which is the claim's; None where there is none."""
        verdicts = [combined_verdict(result.verdict, result.wide) for result in self.counted]
        return self.counted[verdicts.index(worst(*verdicts))] if verdicts else None

    @property
    def kind(self) -> str:
        """The best kind of evidence that holds for it; nothing where none does."""
        kinds = {result.kind for result in self.counted if result.verdict == HOLDS}
        return next((kind for kind in KINDS if kind in kinds), "")

    @property
    def switches(self) -> tuple[str, ...]:
        """Those that carry it and can be switched off."""
        return tuple(name for name in self.mechanisms if name in MECHANISMS)


def claims() -> tuple[Claim, ...]:
    """Every claim of the theory, in its order."""
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        return tuple(Claim(**row) for row in csv.DictReader(file))


def ledger(tables: Path = RESULTS) -> tuple[Entry, ...]:
    """Every claim with its verdict, from the tables stored in a folder.

    Raises StoreFault where there are none.
    """
    results = stored_results(tables)
    return tuple(_entry(claim, results) for claim in claims())


def entry(name: str, tables: Path = RESULTS) -> Entry:
    """The row of one claim. Raises UsageFault with the nearest ids where there is none."""
    from difflib import get_close_matches

    rows = {row.claim.id: row for row in ledger(tables)}
    if name.upper() not in rows:
        near = get_close_matches(name.upper(), rows, n=3, cutoff=0.4)
        meant = f"did you mean {' or '.join(near)}?" if near else f"they run from {min(rows)} to {max(rows)}"
        raise UsageFault(f"no such claim: {echo(name)}; {meant} (alliance claims lists them)")
    return rows[name.upper()]


@cache
def stored_results(tables: Path) -> tuple[StoredResult, ...]:
    """What every part came to, as the steps `patterns` and `volume` of the study have written it. Raises
    StoreFault, with file, line and what is wrong, unless both tables are whole.
    """
    known, wide = {part.name: part for part in parts()}, tables / "volume.csv"
    volumes = {line.name("what"): line for line in _lines(wide)} if wide.exists() else {}
    results: dict[str, StoredResult] = {}
    for line in _lines(tables / "patterns.csv"):
        name = f"{line.name('id')} {line.name('part')}"
        if name not in known or name in results:
            raise line.fault(f"{name} is {'there twice' if name in results else 'no part of a pattern'}")
        results[name] = _result(known[name], line, volumes.get(name))
    _refuse_missing(tables / "patterns.csv", set(known) - set(results))
    if wide.exists():
        claimed = {name for name, part in known.items() if set(part.claims.split()) - {ADDED}}
        _refuse_missing(wide, claimed - set(volumes))
    return tuple(results.values())


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


def _result(part: Part, line: _Line, wide: _Line | None) -> StoredResult:
    middle, low, high = (line.value(name) for name in ("estimate", "low", "high"))
    verdict = line.name("verdict")
    if verdict not in VERDICTS:
        raise line.fault(f"verdict is none of {', '.join(VERDICTS)}: {verdict}")
    words = verdict, line.name("model"), int(line.value("seed", 0)), line.row.get("note") or ""
    if wide is None:
        return StoredResult(part, middle, low, high, *words)
    return StoredResult(
        part, middle, low, high, *words, wide.value("share", 0, 1), wide.name("model"),
        _share_if_any(wide, "in_history"), _share_if_any(wide, "otherwise"),
    )  # fmt: skip


def _share_if_any(line: _Line, column: str) -> float | None:
    """A share where the table has one: not a number stands for nothing to measure."""
    if not line.row.get(column):
        return None
    value = line.value(column)
    return None if math.isnan(value) else value


def _entry(claim: Claim, stored: tuple[StoredResult, ...]) -> Entry:
    mechanisms = carriers(claim.id)
    results = tuple(result for result in stored if claim.id in result.part.claims.split())
    if claim.fact:
        return Entry(claim, mechanisms, results, FACT, claim.fact)
    if not mechanisms:
        return Entry(claim, mechanisms, results, NOT_TESTED, claim.untested or "no mechanism carries it yet")
    if not results:
        return Entry(claim, mechanisms, results, NOT_TESTED, _unasked(claim))
    deciding = [result for result in results if not asked_better(result.part, claim.id)]
    row = Entry(claim, mechanisms, results, NOT_TESTED, deciding[0].note if deciding else "")
    if not row.counted:
        return row
    verdicts = (combined_verdict(result.verdict, result.wide) for result in row.counted)
    return replace(row, verdict=worst(*verdicts), reason="")


def asked_better(part: Part, claim: str) -> tuple[str, ...]:
    """The parts that ask for a claim in place of one whose measure was wrong; none where it decides itself.

    >>> asked_better(Part("P", "a", "A1", "", "", "+", 0.1, "", 1, ""), "A1")
    ()
    """
    return tuple(name for name in part.repairs if claim in _claims_of_parts().get(name, ()))


@cache
def _claims_of_parts() -> Mapping[str, tuple[str, ...]]:
    return {part.name: tuple(part.claims.split()) for part in parts()}


def _unasked(claim: Claim) -> str:
    """Why no pattern asks for a claim: none ever did, or what did is retired."""
    gone = [part for part in retired_parts() if claim.id in part.claims.split()]
    if not gone:
        return "no pattern asks for it yet"
    return "; ".join(f"{part.name} is retired ({part.successor} stands in its place)" for part in gone)


def carriers(name: str) -> tuple[str, ...]:
    """The mechanisms that name a claim, or that a parameter which names it belongs to, in their order; the
    parameters themselves where they belong to none.
    """
    named = [row.name for row in MECHANISMS.values() if name in row.claims.split()]
    named += [row.mechanism or row.name for row in PARAMETERS.values() if name in row.claims.split()]
    return tuple(dict.fromkeys(named))


def combined_verdict(verdict: str, volume: float | None) -> str:
    """The verdict on a part from that at the defaults and its volume.

    >>> combined_verdict("holds", 0.7), combined_verdict("holds", 0.2), combined_verdict("fails", 0.2)
    ('supported', 'depends', 'not supported')
    >>> combined_verdict("holds", None), combined_verdict("fails", None)
    ('holds', 'not supported')
    """
    here = verdict == HOLDS
    if volume is None:
        return HOLDS if here else NOT_SUPPORTED
    wide = volume >= HALF
    return SUPPORTED if here and wide else DEPENDS if here or wide else NOT_SUPPORTED


def worst(*verdicts: str) -> str:
    """The verdict on a claim from those on its parts.

    >>> worst("supported", "depends", "holds")
    'depends'
    """
    return next(name for name in (NOT_SUPPORTED, DEPENDS, HOLDS, SUPPORTED) if name in verdicts)


def additions() -> tuple[tuple[str, str, str], ...]:
    """What the model adds to the theory: mechanisms that name no claim of it, with title and source."""
    return tuple(
        (row.name, row.title, row.source) for row in MECHANISMS.values() if row.claims.split() == [ADDED]
    )


def models_of(rows: Sequence[Entry]) -> list[str]:
    """The models on which verdicts and volumes were measured: one, unless tables are of different days."""
    models = {
        model for row in rows for result in row.measured for model in (result.model, result.volume_model)
    }
    return sorted(models - {""})


def kinds_in_words(rows: Sequence[Entry]) -> str:
    """How many claims each kind of evidence holds for, in a sentence: the best kind of each claim counts."""
    judged = [row for row in rows if row.verdict in (SUPPORTED, HOLDS, DEPENDS)]
    counts = {kind: sum(row.kind == kind for row in judged) for kind in KINDS}
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    return f"Of {len(judged)} claims that hold, in part at least, the best evidence is: {told}."
