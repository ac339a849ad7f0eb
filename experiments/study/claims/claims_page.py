"""The ledger of claims as a page: `docs/claims.md`."""

from collections.abc import Sequence
from pathlib import Path

from experiments.study.claims.ledger import (
    FACT,
    MEANINGS,
    Entry,
    additions,
    additions_within,
    asked_better,
    kinds_in_words,
    ledger,
    models_of,
)
from experiments.study.claims.part_results import KINDS, StoredResult, stored_results
from experiments.study.folders import RESULTS, SHIPPED, Folders


def page(tables: Path = RESULTS) -> str:
    """The text of `docs/claims.md`."""
    rows = ledger(tables)
    lines = [*_introduction(rows)]
    for section in dict.fromkeys(row.claim.section for row in rows):
        lines += ["", f"## {section}", "", "| id | claim | effect | represented by | tested by | verdict |",
                  "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
        lines += [_line(row) for row in rows if row.claim.section == section]
    lines += ["", "## What the model adds", "",
              "These mechanisms are needed to make the model run, and are not part of the theory.", "",
              "| mechanism | what it is | source |", "| --- | --- | --- |"]  # fmt: skip
    lines += [f"| `{name}` | {title} | {source} |" for name, title, source in additions()]
    lines += ["", "These rules are ours, though they belong to mechanisms that represent claims.", "",
              "| mechanism | what is ours |", "| --- | --- |"]  # fmt: skip
    lines += [f"| `{name}` | {what} |" for name, what in additions_within()]
    return "\n".join([*lines, ""])


def _introduction(rows: Sequence[Entry]) -> list[str]:
    counts = {name: sum(row.verdict == name for row in rows) for name in MEANINGS}
    verdicts = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return [
        "# The ledger of claims",
        "",
        "This page lists every claim of the theory, the mechanisms that represent it, the patterns that test",
        "it and the verdict. It is made by `python -m experiments.study claims`. `alliance claims` shows the",
        "same, and `alliance claims --id F3` runs the tests of one claim again and draws the results. The",
        "wording and the ids of the claims are ours. **Theoretical exploration, not a forecast.**",
        "",
        *(f"- *{name}*: {words}." for name, words in MEANINGS.items()),
        "",
        "A draw takes all parameters at once from their ranges. The share of draws in which a part holds is",
        "its volume ([patterns](patterns.md)), taken among the draws that live through the dated turns of",
        "2001 to 2026.",
        "",
        "A part whose measure was wrong is still run, and its result is shown with the name of the part that",
        "asks the question better. It decides no verdict; the reason why its measure was wrong was written",
        "down before the other part was run ([expectations](expectations.md)). Where a part asked something",
        "else than the claim says, another part was chosen to decide the claim after results were known; the",
        "expectations also record the verdicts before this change. *Not asked* names whatever in a tested",
        "claim no part tests.",
        "",
        "The column *effect* names the one of the three effects that the paper means by a claim, by its",
        "section 4.3 and by what it says elsewhere; a *burden* on an effect weakens it. A2, A3 and A4 are",
        "answered by switching the effects on and off ([effects](effects.md)); older parts that",
        "judged these effects by performance decide no verdict.",
        "",
        "Beside each part the table says what kind of evidence it is. Only *independent* parts are evidence.",
        "A verdict that is built in says how large an effect is and how widely it shows, and is no evidence",
        "for the idea.",
        "",
        *(f"- *{kind}*: {words}." for kind, words in KINDS.items()),
        "",
        f"Of {len(rows)} claims in all, the verdicts are: {verdicts}. {_measured_on(rows)}",
        "",
        kinds_in_words(rows),
    ]  # fmt: skip


def _measured_on(rows: Sequence[Entry]) -> str:
    models = ", ".join(models_of(rows))
    earlier = "The page [earlier core](earlier-core.md) reports on an earlier version of the model."
    return (
        f"They were measured on model `{models}`. {earlier}" if models else f"None is measured yet. {earlier}"
    )


def _line(row: Entry) -> str:
    parts = ", ".join(_tested(result, row.claim.id) for result in row.results)
    tested = " ".join(filter(None, (parts, row.effect_words)))
    names = ", ".join(f"`{name}`" for name in row.mechanisms)
    verdict = f"{row.verdict}: {row.reason}" if row.reason else row.verdict
    verdict += f" ({row.kind})" if row.kind and row.verdict != FACT else ""
    verdict += f"; not asked: {row.claim.not_asked}" if row.claim.not_asked else ""
    return f"| {row.claim.id} | {row.claim.says} | {row.claim.effect} | {names} | {tested} | {verdict} |"


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
