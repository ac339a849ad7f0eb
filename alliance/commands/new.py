"""`alliance new`: a commented scenario file to start from."""

from pathlib import Path
from typing import Annotated

import typer

from alliance import screen


def command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="What the scenario is called: small letters, digits, single hyphens.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where to write it; NAME.yaml here if left out.", show_default=False
        ),
    ] = None,
) -> None:
    """Write a scenario file with a comment on every field. It can be checked and run as it stands.

    \b
    Example:  alliance new my-shock
    """
    from experiments.errors import UsageFault
    from scenarios import starter

    text = starter(name)
    path = out or Path(f"{name}.yaml")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageFault(
            f"{path} is there already and stays as it is; choose another name, or --out"
        ) from None
    screen.message(f"written: {path}")
    screen.message(f"next: edit it, then  alliance check {path}  and  alliance run {path}")
