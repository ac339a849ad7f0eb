"""`alliance new`: a commented scenario file to start from."""

import os
from pathlib import Path
from typing import Annotated

import typer

from alliance import screen

SCHEMA = "scenario.schema.json"
"""A schema of this name beside the new file is named in its first line, for editors."""


def command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Name of the scenario, in small letters, digits and single hyphens.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where to write it. Default: NAME.yaml in this folder.", show_default=False
        ),
    ] = None,
) -> None:
    """Write a scenario file that explains every field. It can be checked and run as it stands.

    If scenario.schema.json is in the same folder (see alliance schema), the file refers editors to it.

    \b
    Example:  alliance new my-shock
    """
    from shlex import quote

    import scenarios
    from experiments.errors import UsageFault
    from scenarios.library import SUFFIXES

    slug = next((name.removesuffix(end) for end in SUFFIXES if name.endswith(end)), name)
    text = scenarios.starter(slug)
    path = out or Path(f"{slug}.yaml" if name == slug else name)
    if path.suffix not in SUFFIXES:
        raise UsageFault(f"--out must end in {' or '.join(SUFFIXES)} (got {path})")
    if path.stem in scenarios.shipped():
        raise UsageFault(
            f"{path.stem} is the name of a scenario that comes with the program; choose another name"
        )
    if (path.parent / SCHEMA).is_file():
        text = f"# yaml-language-server: $schema={SCHEMA}\n{text}"
    _write(path, text)
    screen.unbroken(path)
    screen.message(f"Edit it, then run alliance check {quote(str(path))} and alliance run {quote(str(path))}")


def _write(path: Path, text: str) -> None:
    """Write a new file, whole or not at all, and never in the place of another."""
    from experiments.errors import UsageFault
    from experiments.results.places import check_file
    from experiments.results.store import saying

    with saying(path.parent):
        if not os.path.lexists(path):
            check_file(path)
        try:
            file = path.open("x", encoding="utf-8")
        except FileExistsError:
            raise UsageFault(f"{path} is there already, and stays as it is; choose another name") from None
        try:
            with file:
                file.write(text)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
