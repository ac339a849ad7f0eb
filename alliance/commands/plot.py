"""`alliance plot`: the figures of a results folder, drawn again."""

from pathlib import Path
from typing import Annotated

import typer

from alliance import plot, screen
from alliance.options import Json

LIST = "list"


def command(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="A folder of results.", show_default=False),
    ] = None,
    kind: Annotated[
        str,
        typer.Option(metavar="KIND", help="One kind of figure, all there are, or `list` to see the kinds."),
    ] = "all",
    formats: Annotated[
        str, typer.Option("--format", metavar="F,…", help="Formats of the files: png, svg, pdf.")
    ] = "png,svg",
    as_json: Json = False,
) -> None:
    """Draw the figures of a run or sweep again, from the tables in its folder alone.

    \b
    Example:  alliance plot results/taiwan-blockade --kind survival --format pdf
    """
    if kind == LIST:
        _list(as_json)
        return
    if folder is None:
        raise typer.BadParameter("name a folder of results, or ask for --kind list", param_hint="DIR")
    drawn = plot(folder, kind, [name.strip() for name in formats.split(",")])
    if as_json:
        screen.data({"figures": [str(path) for path in drawn]})
    else:
        for path in drawn:
            screen.unbroken(path)


def _list(as_json: bool) -> None:
    """Say what kinds of figure there are."""
    from experiments.figures.folder_figures import kinds

    if as_json:
        screen.data([{"name": name, "title": title} for name, title in kinds().items()])
    else:
        screen.table("Kinds of figure", ("kind", "shows"), [*kinds().items()])
