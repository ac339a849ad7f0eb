"""`alliance plot`: the figures of a results folder, drawn again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alliance import screen
from alliance.exit_codes import ExitCode
from alliance.options import Json, Partial
from alliance.outcome_words import say_part

if TYPE_CHECKING:
    from experiments.results.reading.results import FolderResults

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
    partial: Partial = False,
    as_json: Json = False,
) -> int:
    """Draw the figures of a run or sweep again, from the tables in its folder alone.

    All of it must be there and as it was written. With --partial every caption says how much there is, and
    the names of the files end with `-partial`.

    \b
    Example:  alliance plot results/taiwan-blockade --kind survival --format pdf
    """

    if kind == LIST:
        _list(as_json)
        return ExitCode.OK
    if folder is None:
        raise typer.BadParameter("name a folder of results, or ask for --kind list", param_hint="DIR")
    results, drawn = _draw(folder, kind, [name.strip() for name in formats.split(",")], partial)
    if as_json:
        screen.data({"figures": [str(path) for path in drawn], "part": results.part or None})
    else:
        for path in drawn:
            screen.unbroken(path)
    return say_part(results)


def _draw(folder: Path, kind: str, formats: list[str], partial: bool) -> "tuple[FolderResults, list[Path]]":
    from experiments.figures import folder_figures
    from experiments.results.reading.results import open_results

    folder_figures.check_asked(kind, formats)
    with screen.progress() as show:
        show("looking at every file", 0, None)
        results = open_results(folder, partial=partial)
        show("drawing", 0, None)
        return results, folder_figures.draw_results(results, kind, formats)


def _list(as_json: bool) -> None:
    """Say what kinds of figure there are."""
    from experiments.figures.folder_figures import kinds

    if as_json:
        screen.data([{"name": name, "title": title} for name, title in kinds().items()])
    else:
        screen.table("Kinds of figure", ("kind", "shows"), [*kinds().items()])
