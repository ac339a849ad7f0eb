"""The command `alliance`: its verbs, and the one boundary where every expected error becomes a line and a
code.

Exit codes: 0 ok, 1 failure, 2 usage, 3 invalid file, 4 some runs failed (the rest is kept), 130 interrupted.
"""

import os
import sys
import warnings
from collections.abc import Callable, Sequence

import typer

from alliance.boundary import EXIT, say, translate
from alliance.commands import (
    bench,
    check,
    claims,
    compare,
    doctor,
    export,
    list,  # noqa: A004
    new,
    plot,
    run,
    schema,
    show,
    status,
    sweep,
    verify,
)
from alliance.options import TYPED
from experiments.sweep.startup import load_lean

ABOUT = """Why does one shock make one alliance deepen, another come back, a third fall apart?

A model for exploring theory and for teaching, never a forecast.

Begin with:  alliance list scenarios  ·  alliance run chip-shortage-2021  ·  alliance sweep taiwan-blockade
"""

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(help=ABOUT)
def about() -> None:
    """All there is to say stands in the help."""


VERBS: dict[str, tuple[Callable[..., int | None], str]] = {
    "list": (list.command, "Scenarios, mechanisms, kinds of shock, series."),
    "show": (show.command, "A scenario in words."),
    "new": (new.command, "A commented scenario file to start from."),
    "check": (check.command, "Every fault of a scenario file, where it stands."),
    "run": (run.command, "One scenario at close range: outcome, measures, recovery curve."),
    "compare": (compare.command, "Scenarios side by side under the same draws."),
    "sweep": (sweep.command, "Many runs over a grid: tables, outcome map."),
    "plot": (plot.command, "The figures of a results folder again."),
    "status": (status.command, "How far has a sweep come, and how does it go on?"),
    "export": (export.command, "The tables for other programs: CSV, netCDF."),
    "claims": (claims.command, "The ledger: what the theory says, what carries it, what came of it."),
    "verify": (verify.command, "Are the engines one model, bit by bit? Is a results folder whole?"),
    "schema": (schema.command, "The JSON Schema of scenario files, for editors."),
    "bench": (bench.command, "How fast is this machine? Ratios of engines, cores and sizes."),
    "doctor": (doctor.command, "Is this installation sound?"),
}
for name, (verb, words) in VERBS.items():
    app.command(name, short_help=words)(verb)


def call(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit code; nothing expected escapes as a
    traceback.
    """
    given = [*arguments] or ["--help"]
    wrong = _unknown_verb(given)
    if wrong:
        say(wrong)
        return EXIT.usage
    TYPED.set(tuple(given))
    try:
        code = app(given, prog_name="alliance", standalone_mode=False)
        sys.stdout.flush()
    except SystemExit as end:  # how the parser ends after it has installed the shell's completion
        return end.code if isinstance(end.code, int) else EXIT.ok
    except (Exception, KeyboardInterrupt) as fault:
        return translate(fault)
    if code == EXIT.interrupted:  # the parser has swallowed the interrupt
        say("interrupted")
    return code if isinstance(code, int) else EXIT.ok


def _unknown_verb(arguments: Sequence[str]) -> str | None:
    from difflib import get_close_matches

    first = next((word for word in arguments if not word.startswith("-")), None)
    if first is None or first in VERBS:
        return None
    near = get_close_matches(first, VERBS, n=3, cutoff=0.5)
    meant = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(VERBS)}."
    return f"no such command: {first!r}. {meant}"


def main() -> None:
    """Entry point of the command."""
    _steady_streams()
    _plain_warnings()
    load_lean()
    sys.exit(call(sys.argv[1:]))


def _plain_warnings() -> None:
    """A warning is a line to a person, not a place in our source."""
    warnings.showwarning = lambda message, *_, **__: say(f"warning: {message}")


def _steady_streams() -> None:
    """A closed stream swallows what is written to it; one that cannot show a character shows another."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
