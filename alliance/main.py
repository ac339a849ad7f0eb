"""The command `alliance`: its verbs, and the call in which every expected error becomes a line and a code."""

import gc
import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, NamedTuple

import typer

from alliance.boundary import hear_the_system, interruption, say, translate
from alliance.commands import (
    bench,
    check,
    claims,
    compare,
    doctor,
    effects,
    export,
    new,
    plot,
    run,
    schema,
    serve,
    show,
    status,
    sweep,
    verify,
)
from alliance.commands import list as list_verb
from alliance.exit_codes import ExitCode, legend
from alliance.options import TYPED
from experiments.sweep.startup import spare_unused_imports

ABOUT = """Why does the same shock make one alliance deepen, another merely come back, a third fall apart?

This is a model for exploring theory and for teaching, never for forecasting.

Begin with:  alliance list scenarios  ·  alliance run chip-shortage-2021  ·  alliance sweep taiwan-blockade
"""

app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import version

    from sim.source import source_hash

    print(f"alliance-resilience {version('alliance-resilience')} (model {source_hash()})")
    raise typer.Exit


@app.callback(help=ABOUT, epilog=legend())
def about(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """All there is to say stands in the help."""


class Verb(NamedTuple):
    """A command: the function called, its line in the help, and the exit codes other than `OK` with which it
    answers (its mistakes end as those of any verb do).
    """

    command: Callable[..., int | None]
    words: str
    ends: Mapping[ExitCode, str] = {}

    @property
    def epilog(self) -> str | None:
        """The last line of its help."""
        ends = (f"Exit code {code.value}: {when}." for code, when in self.ends.items())
        return " ".join(ends) or None


A_PART = {ExitCode.SOME_FAILED: "with --partial, some of the results are not there"}
VERBS = {
    "list": Verb(list_verb.command, "List scenarios, mechanisms, kinds of shock, series and more."),
    "show": Verb(show.command, "Describe a scenario in words."),
    "new": Verb(new.command, "Write a commented scenario file to start from."),
    "check": Verb(
        check.command,
        "Find every fault in a scenario file, and say where it is.",
        {ExitCode.INVALID: "a file has a fault"},
    ),
    "run": Verb(
        run.command,
        "Run one scenario, and show outcome, reasons, measures and recovery curve.",
        {ExitCode.FAILURE: "a run repeated by --only differs from the stored one"},
    ),
    "compare": Verb(compare.command, "Compare scenarios, run with the same random draws."),
    "sweep": Verb(
        sweep.command,
        "Make many runs over a grid, and draw a map of their outcomes.",
        {
            ExitCode.SOME_FAILED: ExitCode.SOME_FAILED.meaning,
            ExitCode.CANNOT_RESUME: "what --resume finds in --out belongs to a different sweep",
        },
    ),
    "plot": Verb(plot.command, "Draw the figures of a results folder.", A_PART),
    "status": Verb(
        status.command,
        "Say how far a sweep has come, and how to resume it.",
        {ExitCode.INVALID: "a file has been altered or damaged"},
    ),
    "export": Verb(export.command, "Write the tables for other programs, as CSV or netCDF.", A_PART),
    "effects": Verb(effects.command, "Measure what maintenance, synergy and prevention save in a shock."),
    "claims": Verb(claims.command, "Show the theory's claims, how each is tested, and the verdicts."),
    "verify": Verb(
        verify.command,
        "Check that both engines agree bit by bit, or that a folder is intact.",
        {ExitCode.FAILURE: "a single bit differs, or a file has been altered or damaged"},
    ),
    "serve": Verb(serve.command, "Open the page: move sliders and see the alliance bend."),
    "schema": Verb(schema.command, "Print the JSON Schema of scenario files, for editors."),
    "bench": Verb(bench.command, "Measure how fast the model runs on this machine."),
    "doctor": Verb(
        doctor.command,
        "Check that this installation is sound.",
        {ExitCode.FAILURE: "something must be repaired first"},
    ),
}
for name, verb in VERBS.items():
    app.command(name, short_help=verb.words, epilog=verb.epilog)(verb.command)


def call(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit code; nothing expected escapes as a
    traceback.
    """
    given = [*arguments] or ["--help"]
    wrong = _unknown_verb(given)
    if wrong:
        say(wrong)
        return ExitCode.USAGE
    TYPED.set(tuple(given))
    try:
        code = app(given, prog_name="alliance", standalone_mode=False)
        sys.stdout.flush()
    except SystemExit as end:  # how the parser ends after it has installed the shell's completion
        return end.code if isinstance(end.code, int) else ExitCode.OK
    except (Exception, KeyboardInterrupt) as fault:
        return translate(fault, given)
    if code == ExitCode.INTERRUPTED:  # the parser has swallowed the interrupt
        say(interruption())
    return code if isinstance(code, int) else ExitCode.OK


def _unknown_verb(arguments: Sequence[str]) -> str | None:
    from difflib import get_close_matches

    first = next((word for word in arguments if not word.startswith("-")), None)
    if first is None or first in VERBS:
        return None
    near = get_close_matches(first, VERBS, n=3, cutoff=0.5)
    meant = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(VERBS)}."
    return f"no such command: {first!r}. {meant}"


BRIEF = frozenset({"check", "list", "plot", "run", "show", "status"})
"""Verbs that end in seconds: to look for cycles of garbage meanwhile takes an eighth of their time."""


def main() -> None:
    """Entry point of the command."""
    try:
        _make_ready()
        code = call(sys.argv[1:])
    except KeyboardInterrupt as fault:  # of a signal given before the call
        code = translate(fault)
    gc.freeze()  # all memory goes back at once: to look it through for cycles first takes half a second
    sys.exit(code)


def _make_ready() -> None:
    if BRIEF.intersection(sys.argv[1:2]):
        gc.disable()
    hear_the_system()
    _steady_streams()
    _plain_warnings()
    os.environ.pop("MPLBACKEND", None)  # of a notebook that starts this command: it names nothing here
    spare_unused_imports()


def _plain_warnings() -> None:
    """A warning is a line to a person, not a place in our source."""
    warnings.showwarning = lambda message, *_, **__: say(f"warning: {message}")


def _steady_streams() -> None:
    """A closed stream swallows what is written to it; one that cannot show a character shows another."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            setattr(sys, name, os.fdopen(nowhere, "w", encoding="utf-8"))
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
