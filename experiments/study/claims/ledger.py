"""The ledger of claims: what the theory says → the mechanism that carries it → the patterns that test it →
what came of them.

Nothing is typed but the claims themselves (`claims.csv`, in our words, with the ids of the theory).
Mechanisms name their claims in `sim/parameters/mechanisms.csv` and `sim/parameters/parameters.csv`, patterns
in `patterns.csv`; verdicts are those stored by `python -m experiments.study patterns` with the model's hash.
`python -m experiments.study claims` writes `docs/claims.md` (`claims_page`).
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from experiments.errors import UsageFault
from experiments.study.claims.effect_evidence import ASKS, effect_verdicts, effect_words
from experiments.study.claims.part_results import (
    ADDED,
    DEPENDS,
    KINDS,
    NOT_SUPPORTED,
    SUPPORTED,
    StoredResult,
    stored_results,
)
from experiments.study.folders import RESULTS
from experiments.study.patterns.preregistered import HOLDS, NOT_TESTED, Part, parts, retired_parts
from scenarios.reading.safe_text import echo
from sim.parameters.table import MECHANISMS, PARAMETERS

WRITTEN = Path(__file__).resolve().parent / "claims.csv"
ADDITIONS = WRITTEN.with_name("additions.csv")
FACT = "fact"
HALF = 0.5
"""The volume from which a part holds widely."""
MEANINGS: Mapping[str, str] = {
    SUPPORTED: "every part of its patterns holds at the model's defaults and in half of the draws or more",
    HOLDS: "every part holds at the defaults; how widely at least one of them does has not been measured",
    DEPENDS: "at least one part holds only at the defaults, or in half of the draws but not at the defaults",
    NOT_SUPPORTED: "for at least one part, neither is true",
    NOT_TESTED: "no mechanism carries it, no pattern asks for it, or none was run on the present model; the "
    "reason stands beside it",
    FACT: "carried by data, a scenario or a measure, and not for a model to judge; so are framings",
}


class Claim(NamedTuple):
    """A claim of the theory: its id, its section, what it says, which of the three effects the paper means by
    it (`ours` where that is our reading), what carries it if it is a fact, why it is not tested where no
    mechanism can carry it honestly, and what no part asks of one that is.
    """

    id: str
    section: str
    says: str
    effect: str
    fact: str
    untested: str = ""
    not_asked: str = ""


@dataclass(frozen=True)
class Entry:
    """A row of the ledger: the claim, the mechanisms that carry it, the parts that test it, the verdict and,
    where nothing was tested, why; for the three effects also what the factorial comes to.
    """

    claim: Claim
    mechanisms: tuple[str, ...]
    results: tuple[StoredResult, ...]
    verdict: str
    reason: str
    effect_verdict: str = ""
    effect_words: str = ""

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
    results, verdicts, words = stored_results(tables), effect_verdicts(tables), effect_words(tables)
    return tuple(
        _entry(claim, results, verdicts.get(claim.id, ""), words.get(claim.id, "")) for claim in claims()
    )


def entry(name: str, tables: Path = RESULTS) -> Entry:
    """The row of one claim. Raises UsageFault with the nearest ids where there is none."""
    from difflib import get_close_matches

    rows = {row.claim.id: row for row in ledger(tables)}
    if name.upper() not in rows:
        near = get_close_matches(name.upper(), rows, n=3, cutoff=0.4)
        meant = f"did you mean {' or '.join(near)}?" if near else f"they run from {min(rows)} to {max(rows)}"
        raise UsageFault(f"no such claim: {echo(name)}; {meant} (alliance claims lists them)")
    return rows[name.upper()]


def _entry(claim: Claim, stored: tuple[StoredResult, ...], of_effect: str, words: str) -> Entry:
    mechanisms = carriers(claim.id)
    results = tuple(result for result in stored if claim.id in result.part.claims.split())

    def row(verdict: str, reason: str = "") -> Entry:
        return Entry(claim, mechanisms, results, verdict, reason, of_effect, words)

    if claim.fact:
        return row(FACT, claim.fact)
    if not mechanisms:
        return row(NOT_TESTED, claim.untested or "no mechanism carries it yet")
    if not (results or of_effect):
        return row(NOT_TESTED, claim.untested or _unasked(claim))
    deciding = [result for result in results if not asked_better(result.part, claim.id)]
    counted = row(NOT_TESTED).counted
    verdicts = [combined_verdict(result.verdict, result.wide) for result in counted]
    if of_effect:
        verdicts.append(of_effect)
    if verdicts:
        return row(worst(*verdicts))
    return row(NOT_TESTED, deciding[0].note if deciding else "what asks better has no result yet")


def asked_better(part: Part, claim: str) -> tuple[str, ...]:
    """The parts that ask for a claim in place of one whose measure was wrong; none where it decides itself.

    >>> asked_better(Part("P", "a", "A1", "", "", "+", 0.1, "", 1, ""), "A1")
    ()
    """
    if part.repairs == (ASKS,):
        return part.repairs
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


def additions_within() -> tuple[tuple[str, str], ...]:
    """What is ours within mechanisms that carry claims of the theory: mechanism, and rule."""
    with ADDITIONS.open(encoding="utf-8", newline="") as file:
        return tuple((row["mechanism"], row["what"]) for row in csv.DictReader(file))


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
    elsewhere = len(judged) - sum(counts.values())
    rest = f" ({elsewhere} hold in half of the draws, but not at the defaults)" if elsewhere else ""
    return f"Of {len(judged)} claims that hold, in part at least, the best evidence is: {told}{rest}."
