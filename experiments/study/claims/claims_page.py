"""The ledger of claims as a page: `docs/claims.md`."""

from collections.abc import Sequence
from pathlib import Path

from experiments.study.claims.ledger import (
    FACT,
    KINDS,
    MEANINGS,
    Entry,
    StoredResult,
    additions,
    asked_better,
    kinds_in_words,
    ledger,
    models_of,
    stored_results,
)
from experiments.study.effects.answers import CLAIMS, reading_words
from experiments.study.folders import RESULTS, SHIPPED, Folders
from experiments.study.report import read


def page(tables: Path = RESULTS) -> str:
    """The text of `docs/claims.md`."""
    rows, saved = ledger(tables), effect_words(tables)
    lines = [*_introduction(rows)]
    for section in dict.fromkeys(row.claim.section for row in rows):
        lines += ["", f"## {section}", "", "| id | claim | carried by | tested by | verdict |",
                  "| --- | --- | --- | --- | --- |"]  # fmt: skip
        lines += [_line(row, saved.get(row.claim.id, "")) for row in rows if row.claim.section == section]
    lines += ["", "## What the model adds", "", "Needed to make it run, and not the theory's.", "",
              "| mechanism | what it is | source |", "| --- | --- | --- |"]  # fmt: skip
    lines += [f"| `{name}` | {title} | {source} |" for name, title, source in additions()]
    return "\n".join([*lines, ""])


def _introduction(rows: Sequence[Entry]) -> list[str]:
    counts = {name: sum(row.verdict == name for row in rows) for name in MEANINGS}
    verdicts = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return [
        "# The ledger of claims",
        "",
        "Every claim of the theory, the mechanism that carries it, the patterns that test it and what came",
        "of them. Made by `python -m experiments.study claims`; a test compares. `alliance claims` shows the",
        "same, and `alliance claims --id F3` runs what stands behind one claim and draws it. Words are ours,",
        "ids the theory's. **Theoretical exploration, not a forecast.**",
        "",
        *(f"- *{name}*: {words}." for name, words in MEANINGS.items()),
        "",
        "A draw is one of all parameters at once from their ranges; the share of draws in which a part holds",
        "is its volume ([patterns](patterns.md)), taken among draws that live through the dated turns of",
        "2001 to 2026; P26 is about no claim and has none.",
        "",
        "A part whose measure was wrong goes on being run and stands with what it came to, marked with the",
        "part that asks better. It decides no verdict; why its measure was wrong was written down before the",
        "other was run ([expectations](expectations.md)).",
        "",
        "Beside each part stands how the ledger knows. Only *independent* parts are evidence; a verdict that",
        "is built in says how large an effect is and how widely it shows, and is no evidence for the idea.",
        "",
        *(f"- *{kind}*: {words}." for kind, words in KINDS.items()),
        "",
        f"In all {len(rows)}: {verdicts}. {_measured_on(rows)}",
        "",
        kinds_in_words(rows),
    ]  # fmt: skip


def _measured_on(rows: Sequence[Entry]) -> str:
    models = ", ".join(models_of(rows))
    earlier = "What the core before this one came to: [earlier core](earlier-core.md)."
    return f"Measured on model `{models}`. {earlier}" if models else f"None is measured yet. {earlier}"


def effect_words(tables: Path) -> dict[str, str]:
    """What each effect came to as the loss it saves, by partition, at all stakes; nothing where that has not
    been measured.
    """
    rows, readings = (_rows(tables / f"{name}.csv") for name in ("effect-answers", "effect-readings"))
    words = reading_words(readings) if readings else {}
    for effect, claim in CLAIMS.items():
        said = {row["partition"]: row["at_all_stakes"] for row in rows if row["effect"] == effect}
        if said:
            told = "; ".join(f"{partition}: {word}" for partition, word in said.items())
            besides = words.get(claim, "")
            words[claim] = f"As the loss it saves ([effects](effects.md)): {told}. {besides}".rstrip()
    return words


def _rows(path: Path) -> list[dict[str, str]]:
    return read(path) if path.exists() else []


def _line(row: Entry, beside: str = "") -> str:
    parts = ", ".join(_tested(result, row.claim.id) for result in row.results)
    tested = " ".join(filter(None, (parts, beside)))
    names = ", ".join(f"`{name}`" for name in row.mechanisms)
    verdict = f"{row.verdict}: {row.reason}" if row.reason else row.verdict
    verdict += f" ({row.kind})" if row.kind and row.verdict != FACT else ""
    return f"| {row.claim.id} | {row.claim.says} | {names} | {tested} | {verdict} |"


def _tested(result: StoredResult, claim: str) -> str:
    volume = "" if result.wide is None else f", volume {result.wide:.2f}"
    kind = f", {result.kind}" if result.kind else ""
    better = " and ".join(asked_better(result.part, claim))
    marked = f", asked better by {better}" if better else ""
    return f"{result.part.name} ({result.verdict}{kind}, n = {result.part.n}{volume}{marked})"


def texts(folders: Folders = SHIPPED) -> dict[Path, str]:
    """What the page has to say, from the tables as they are now."""
    stored_results.cache_clear()
    return {folders.pages / "claims.md": page(folders.tables)}
