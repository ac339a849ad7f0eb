"""`alliance plot`: the figures of a results folder, drawn again."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from alliance import plot, screen
from alliance.options import Json


class Kind(StrEnum):
    """The figures there are."""

    all = "all"
    curves = "curves"
    map = "map"
    keys = "keys"


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.", show_default=False)],
    kind: Annotated[
        Kind,
        typer.Option(
            help="Recovery curves, outcome map of a sweep, outcomes along each key, or what suits the sweep."
        ),
    ] = Kind.all,
    as_json: Json = False,
) -> None:
    """Draw the figures of a run or sweep again, from the tables in its folder alone.

    \b
    Example:  alliance plot results/taiwan-blockade --kind map
    """
    from scenarios.text import printable

    drawn = plot(folder, kind.value)
    if as_json:
        screen.data({"figures": [str(path) for path in drawn]})
    else:
        for path in drawn:
            print(printable(path))
