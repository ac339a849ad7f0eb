"""The ledger of claims: what the theory says → the mechanism that carries it → the patterns that test it →
what came of them.

Nothing is typed but the claims themselves (`claims.csv`, in our words, with the ids of the theory).
Mechanisms name their claims in `sim/mechanisms.csv` and `sim/parameters.csv`, patterns in `patterns.csv`;
verdicts are those stored by `python -m experiments.patterns` with the model's hash.
`python -m experiments.claims` writes `docs/claims.md`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from experiments.errors import StoreFault, UsageFault
from experiments.patterns_written import FAILS, HOLDS, NOT_TESTED, UNDECIDED, Part, parts
from sim.parameters import MECHANISMS, PARAMETERS

WRITTEN = Path(__file__).resolve().parent / "claims.csv"
DOCS = Path(__file__).resolve().parent.parent / "docs"
ADDED = "X"
"""What a mechanism or a pattern names as its claim where the model adds what the theory does not say."""
FACT, NOT_SUPPORTED = "a fact", "not supported"
MEANINGS: Mapping[str, str] = {
    HOLDS: "every part of its patterns lies beyond the smallest effect, at the model's defaults",
    NOT_SUPPORTED: "at least one part fails, at the model's defaults",
    UNDECIDED: "no part fails, at least one interval lies on both sides of the smallest effect",
    NOT_TESTED: "no mechanism carries it, or no pattern asks for it; the reason stands beside it",
    FACT: "a fact or a framing: carried by data, a scenario or a measure, and not for a model to judge",
}


class Claim(NamedTuple):
    """A claim of the theory: its id, its section, what it says, and what carries it if it is a fact."""

    id: str
    section: str
    says: str
    fact: str


@dataclass(frozen=True)
class Found:
    """What a part of a pattern came to when it was last run, and on which model."""

    part: Part
    estimate: float
    low: float
    high: float
    verdict: str
    model: str
    seed: int
    note: str


@dataclass(frozen=True)
class Entry:
    """A row of the ledger: the claim, the mechanisms that carry it, the parts that test it, the verdict and,
    where nothing was tested, why.
    """

    claim: Claim
    mechanisms: tuple[str, ...]
    found: tuple[Found, ...]
    verdict: str
    reason: str


def claims() -> tuple[Claim, ...]:
    """Every claim of the theory, in its order."""
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        return tuple(Claim(**row) for row in csv.DictReader(file))


def ledger(folder: Path = DOCS) -> tuple[Entry, ...]:
    """Every claim with its verdict, from the tables stored in `results/` of the folder.

    Raises StoreFault where there are none.
    """
    results = stored(folder)
    return tuple(_entry(claim, results) for claim in claims())


def entry(name: str, folder: Path = DOCS) -> Entry:
    """The row of one claim. Raises UsageFault with the nearest ids where there is none."""
    from difflib import get_close_matches

    rows = {row.claim.id: row for row in ledger(folder)}
    if name.upper() not in rows:
        near = get_close_matches(name.upper(), rows, n=3, cutoff=0.4)
        meant = f"did you mean {' or '.join(near)}?" if near else f"they run from {min(rows)} to {max(rows)}"
        raise UsageFault(f"no such claim: {name!r}; {meant} (alliance claims lists them)")
    return rows[name.upper()]


@cache
def stored(folder: Path) -> tuple[Found, ...]:
    """What every part came to, as `python -m experiments.patterns` has written it. Raises StoreFault."""
    path = folder / "results" / "patterns.csv"
    known = {part.name: part for part in parts()}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [*csv.DictReader(file)]
        return tuple(_found(known[f"{row['id']} {row['part']}"], row) for row in rows)
    except FileNotFoundError:
        raise StoreFault(
            f"no results of patterns at {path}; python -m experiments.patterns makes them"
        ) from None
    except (OSError, KeyError, ValueError) as fault:
        raise StoreFault(f"cannot read {path}: {fault}") from fault


def _found(part: Part, row: Mapping[str, str]) -> Found:
    middle, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    return Found(part, middle, low, high, row["verdict"], row["model"], int(row["seed"]), row["note"])


def _entry(claim: Claim, results: tuple[Found, ...]) -> Entry:
    carried = carriers(claim.id)
    found = tuple(one for one in results if claim.id in one.part.claims.split())
    if claim.fact:
        return Entry(claim, carried, found, FACT, claim.fact)
    if not carried:
        return Entry(claim, carried, found, NOT_TESTED, "no mechanism carries it yet")
    if not found:
        return Entry(claim, carried, found, NOT_TESTED, "no pattern asks for it yet")
    return Entry(claim, carried, found, judged(*(one.verdict for one in found)), "")


def carriers(name: str) -> tuple[str, ...]:
    """The mechanisms that name a claim, or that a parameter which names it belongs to, in their order; the
    parameters themselves where they belong to none.
    """
    named = [row.name for row in MECHANISMS.values() if name in row.claims.split()]
    named += [row.mechanism or row.name for row in PARAMETERS.values() if name in row.claims.split()]
    return tuple(dict.fromkeys(named))


def judged(*verdicts: str) -> str:
    """The verdict on a claim from those on its parts: the worst of them.

    >>> judged("holds", "fails"), judged("holds", "undecided"), judged("holds")
    ('not supported', 'undecided', 'holds')
    """
    worst = next(one for one in (FAILS, UNDECIDED, NOT_TESTED, HOLDS) if one in verdicts)
    return NOT_SUPPORTED if worst == FAILS else worst


def added() -> tuple[tuple[str, str, str], ...]:
    """What the model adds to the theory: mechanisms that name no claim of it, with title and source."""
    return tuple(
        (row.name, row.title, row.source) for row in MECHANISMS.values() if row.claims.split() == [ADDED]
    )


def page(folder: Path = DOCS) -> str:
    """The text of `docs/claims.md`."""
    rows = ledger(folder)
    models = sorted({one.model for row in rows for one in row.found})
    counts = {name: sum(row.verdict == name for row in rows) for name in MEANINGS}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    lines = [
        "# The ledger of claims",
        "",
        "Every claim of the theory, the mechanism that carries it, the patterns that test it and what came",
        "of them. Made by `python -m experiments.claims`; a test compares. `alliance claims` shows the same,",
        "and `alliance claims --id F3` runs what stands behind one claim and draws it. Words are ours, ids",
        "the theory's. **Theoretical exploration, not a forecast.**",
        "",
        *(f"- *{name}*: {words}." for name, words in MEANINGS.items()),
        "",
        "A claim is *supported* once its patterns also hold over the parameters' ranges and not at the",
        "defaults alone. That share, its volume, has not been measured yet; so no claim is called supported.",
        "",
        f"In all {len(rows)}: {told}. Measured on model `{', '.join(models)}`.",
    ]  # fmt: skip
    section = ""
    for row in rows:
        if row.claim.section != section:
            section = row.claim.section
            lines += ["", f"## {section}", "", "| id | claim | carried by | tested by | verdict |",
                      "| --- | --- | --- | --- | --- |"]  # fmt: skip
        tested = ", ".join(f"{one.part.name} ({one.verdict}, n = {one.part.n})" for one in row.found)
        names = ", ".join(f"`{name}`" for name in row.mechanisms)
        verdict = f"{row.verdict}: {row.reason}" if row.reason else row.verdict
        lines.append(f"| {row.claim.id} | {row.claim.says} | {names} | {tested} | {verdict} |")
    lines += ["", "## What the model adds", "", "Needed to make it run, and not the theory's.", "",
              "| mechanism | what it is | source |", "| --- | --- | --- |"]  # fmt: skip
    lines += [f"| `{name}` | {title} | {source} |" for name, title, source in added()]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    (DOCS / "claims.md").write_text(page(), encoding="utf-8")
