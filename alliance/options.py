"""Arguments that several verbs share."""

from contextvars import ContextVar
from pathlib import Path
from typing import Annotated

import typer

from languages import ENGLISH, LANGUAGES

TYPED: ContextVar[tuple[str, ...]] = ContextVar("typed", default=())
"""The words this call was made with, after `alliance`."""


def _scenarios(incomplete: str) -> list[str]:
    import scenarios

    try:
        own = [*scenarios.own_scenarios()]
    except scenarios.Invalid:  # the key that is pressed is no question about an extension
        own = []
    return [name for name in (*scenarios.shipped(), *own) if name.startswith(incomplete)]


def complete_sweeps(incomplete: str) -> list[str]:
    """Shipped scenarios and experiments that begin like this, for the shell."""
    from experiments.design import files

    return [*_scenarios(incomplete), *(name for name in files.shipped() if name.startswith(incomplete))]


def _switchable(incomplete: str) -> list[str]:
    from sim.parameters.table import MECHANISMS

    *before, last = incomplete.split(",")
    return [",".join([*before, name]) for name in MECHANISMS if name.startswith(last)]


def complete_keys(context: typer.Context, incomplete: str) -> list[str]:
    """The keys of the scenario named so far that begin like this, for the shell."""
    import scenarios

    named = context.params.get("scenario") or next(iter(context.args), None)
    try:
        known = scenarios.keys(scenarios.load(named)) if named else []
    except scenarios.Invalid:  # the key that is pressed is no question about the file
        return []
    return [f"{key}=" for key in known if key.startswith(incomplete)]


ScenarioName = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="The name of a scenario that comes with the program (alliance list scenarios), or a file.",
        show_default=False,
        autocompletion=_scenarios,
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change a key, for instance shock.size=0.5. May be repeated.",
        show_default=False,
        autocompletion=complete_keys,
    ),
]
Off = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MECH,…",
        help="Switch mechanisms off (alliance list mechanisms).",
        show_default=False,
        autocompletion=_switchable,
    ),
]
Fixed = Annotated[
    bool,
    typer.Option(
        "--fixed", help="Keep every parameter at its default instead of drawing parameters for each run."
    ),
]
Recalm = Annotated[
    bool,
    typer.Option(
        "--recalm",
        help="Derive the calm alliance anew from the run's settings and switches (as --set recalm=on does).",
    ),
]
Seed = Annotated[int, typer.Option(metavar="S", help="Seed of all draws, 0 or more.")]
Lens = Annotated[
    str,
    typer.Option(
        metavar="L",
        help="The theory whose weights are used: resilience, realist, institutionalist or constructivist.",
    ),
]
Lang = Annotated[
    str,
    typer.Option(
        metavar="en|zh", help="Language of the figures (of the page, with serve): English or Chinese."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
Partial = Annotated[
    bool,
    typer.Option(
        "--partial",
        help="If a sweep is unfinished or its files are damaged, use the intact part, and say so.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="An empty or new folder for the results.", show_default=False),
]


def settings(given: list[str] | None, recalm: bool = False, option: str = "--set") -> dict[str, str]:
    """`KEY=VALUE` arguments of an option as a mapping, with `recalm` on where it is asked for. Raises
    UsageFault for one that is not, or a key given twice.
    """
    from experiments.design.axes import split_assignment
    from experiments.errors import UsageFault

    changes: dict[str, str] = {}
    for text in given or []:
        key, value = split_assignment(text, "VALUE, for instance shock.size=0.5")
        if key in changes:
            raise UsageFault(f"{option} {key} is given twice")
        changes[key] = value
    if recalm and "recalm" in changes:
        raise UsageFault("recalm is set and --recalm is given; say one of the two")
    return {**changes, "recalm": "on"} if recalm else changes


def check_language(lang: str) -> None:
    """Raise UsageFault for a language that there is none of."""
    from experiments.errors import UsageFault

    if lang not in LANGUAGES:
        raise UsageFault(f"--lang is one of {' and '.join(LANGUAGES)} (got {lang!r})")


def check_figures(lang: str) -> None:
    """Raise UsageFault for a language that figures cannot be drawn in, before anything is computed."""
    check_language(lang)
    if lang != ENGLISH:
        from experiments.figures import folder_figures  # slow to load

        folder_figures.check_language(lang)


def mechanisms(given: list[str] | None) -> list[str]:
    """`A,B` and repeated `--off` as one list of names. Raises UsageFault where one names nothing."""
    from experiments.errors import UsageFault

    names = [name.strip() for text in given or [] for name in text.split(",")]
    if not all(names):
        raise UsageFault("--off needs the name of a mechanism between its commas (alliance list mechanisms)")
    return names
