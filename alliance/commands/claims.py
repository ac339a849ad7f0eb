"""`alliance claims`: what the theory says, what carries it, and what came of it."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alliance import screen
from alliance.options import Json, Out

if TYPE_CHECKING:
    from experiments.study.claims.claim_evidence import Evidence
    from experiments.study.claims.ledger import Entry
    from experiments.study.claims.part_results import StoredResult


def command(
    name: Annotated[
        str | None,
        typer.Option(
            "--id",
            metavar="ID",
            help="Run the tests of one claim again, and draw the results.",
            show_default=False,
        ),
    ] = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Show the ledger: every claim of the theory, the mechanisms that represent it, the patterns that test it
    and the verdict, as stored with the model's hash.

    With --id the tests of one claim are run again and drawn, by default into results/claim-ID-001. With
    --json the command prints an array of claims, each with the numbers that decide its verdict.

    \b
    Example:  alliance claims --id E5
    """
    from experiments.errors import UsageFault
    from experiments.study.claims import ledger

    if name is not None:
        _run_again(ledger.entry(name), out, as_json)
        return
    if out is not None:
        raise UsageFault("--out is the folder for the results of one claim: give --id as well")
    rows = ledger.ledger()
    if as_json:
        screen.data([_document(row) for row in rows])
        return
    _show(rows)


def _show(rows: "Sequence[Entry]") -> None:
    from experiments.study.claims import ledger
    from experiments.study.claims.part_results import KINDS

    screen.table(
        "What the theory claims, and the verdicts",
        ("id", "claim", "represented by", "tested by", "verdict"),
        [_row(row) for row in rows],
    )
    for verdict, words in ledger.MEANINGS.items():
        judged = [row for row in rows if row.verdict == verdict]
        screen.line(f"{verdict} ({len(judged)}): {words}")
    screen.line(ledger.kinds_in_words(rows))
    for kind, words in KINDS.items():
        screen.line(f"{kind}: {words}")
    screen.line(f"Measured on model {', '.join(ledger.models_of(rows))}.")
    screen.line(screen.CAVEAT)


def _row(row: "Entry") -> tuple[str, ...]:
    tested = ", ".join(dict.fromkeys(result.part.id for result in row.results))
    verdict = f"{row.verdict} ({row.kind})" if row.kind and not row.claim.fact else row.verdict
    return row.claim.id, row.claim.says, ", ".join(row.mechanisms), tested, verdict


def _document(row: "Entry") -> dict[str, Any]:
    """A claim for programs. Pattern and numbers are those of the part that decides the verdict, all parts
    follow; `switch` is what `--off` takes. Null where there is none.
    """
    deciding = row.deciding
    of_part = dict.fromkeys(("n", "estimate", "low", "high", "volume"))
    if deciding is not None:
        of_part = {name: value for name, value in _part(deciding).items() if name in of_part}
    return {
        "id": row.claim.id,
        "claim": row.claim.says,
        "section": row.claim.section,
        "effect": row.claim.effect or None,
        "mechanism": "; ".join(_title(name) for name in row.mechanisms) or None,
        "switch": ",".join(row.switches) or None,
        "pattern": deciding and deciding.part.name,
        "verdict": row.verdict,
        "reason": row.reason,
        "not_asked": row.claim.not_asked or None,
        "built_in": row.built_in,
        "factorial": row.effect_words or None,
        "evidence": row.kind or None,
        **of_part,
        "parts": [_part(result) for result in row.results],
    }


def _title(name: str) -> str:
    """A mechanism in words; a parameter that belongs to none by what it means."""
    from sim.parameters.table import MECHANISMS, PARAMETERS

    return MECHANISMS[name].title if name in MECHANISMS else PARAMETERS[name].meaning


def _part(result: "StoredResult") -> dict[str, Any]:
    measured = {name: value for name, value in vars(result).items() if name != "part"}
    return {
        "pattern": result.part.name,
        **{name: _number(value) for name, value in {**result.part._asdict(), **measured}.items()},
    }


def _number(value: Any) -> Any:
    """Null for what is no finite number, which JSON cannot hold."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _run_again(row: "Entry", out: Path | None, as_json: bool) -> None:
    """The runs behind one claim, made anew and drawn."""
    from experiments.results.places import FEW, held, numbered
    from experiments.study.claims.claim_evidence import evidence

    name = f"claim-{row.claim.id}"
    with numbered(out, name) as folder, held(folder, FEW), screen.progress() as show:
        again = evidence(row, folder, show)
    if as_json:
        parts = [{**_part(result), "arms": again.arms[result.part.name]} for result in again.results]
        screen.data([{**_document(row), "again": parts, "figures": [str(path) for path in again.files]}])
    else:
        _show_again(row, again)


def _show_again(row: "Entry", again: "Evidence") -> None:
    from experiments.study.claims import ledger

    screen.line(f"{row.claim.id}: {row.claim.says}")
    screen.line(f"carried by {', '.join(row.mechanisms) or 'no mechanism'}; {row.verdict}")
    if row.claim.not_asked:
        screen.line(f"not asked: {row.claim.not_asked}")
    screen.line(screen.CAVEAT)
    for result in again.results:
        part = result.part
        better = " and ".join(ledger.asked_better(part, row.claim.id))
        asked = f"; its measure was wrong, {better} asks better" if better else ""
        screen.line(f"{part.name}: {part.says} [{part.unit}; {part.scenario}{asked}]")
    screen.table(
        "The tests of this claim, run again",
        ("part", "n", "found", "interval", "asked", "verdict", "stored", "volume"),
        [_beside_stored(now, stored) for now, stored in zip(again.results, row.results, strict=True)],
        numbers=(1, 2, 7),
    )
    arms = [
        (part, arm, screen.figure(level))
        for part, levels in again.arms.items()
        for arm, level in levels.items()
    ]
    if arms:
        screen.table("What is compared: mean levels", ("part", "of the", "level"), arms, numbers=(2,))
    screen.message(f"Figure: {again.files[0]}")


def _beside_stored(now: "StoredResult", stored: "StoredResult") -> tuple[str, ...]:
    smallest = f"{now.part.smallest:g}"
    asked = {"-": f"≤ −{smallest}", "below": f"≤ {smallest}", "zero": "= 0"}
    return (
        now.part.name,
        f"{now.part.n}",
        screen.figure(now.estimate),
        f"{screen.figure(now.low)} … {screen.figure(now.high)}",
        asked.get(now.part.sign, f"≥ {smallest}"),
        now.verdict,
        "the same" if f"{now.estimate:.6g}" == f"{stored.estimate:.6g}" else screen.figure(stored.estimate),
        screen.share(stored.volume),
    )
