"""`alliance plot`: the figures of a results folder, drawn again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from alliance import screen
from alliance.exit_codes import ExitCode
from alliance.options import Json, Lang, Partial, check_figures
from alliance.outcome_words import say_part
from languages import speaking

if TYPE_CHECKING:
    from experiments.results.reading.results import FolderResults

LIST = "list"


Folder = Annotated[
    Path | None,
    typer.Argument(metavar="DIR", help="A folder of results.", show_default=False),
]
Kind = Annotated[
    str,
    typer.Option(metavar="KIND", help="One kind of figure, all kinds, or `list` to see the kinds."),
]
Formats = Annotated[str, typer.Option("--format", metavar="F,…", help="Formats of the files: png, svg, pdf.")]
Series = Annotated[
    str,
    typer.Option(
        metavar="S,…",
        help="Draw these series month by month: names from alliance list series, or q.",
        show_default=False,
    ),
]
Overlay = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="DIR", help="Overlay the series of this folder. May be repeated.", show_default=False
    ),
]
Panels = Annotated[
    int, typer.Option(metavar="N", help="Number of panels side by side with --series: 1, 2 or 3.")
]
Size = Annotated[
    float | None,
    typer.Option(
        metavar="CM", help="Width of the figures in centimetres; 12 by default.", show_default=False
    ),
]
Points = Annotated[
    float | None,
    typer.Option(
        metavar="N",
        help="Size of the smallest letters in points, whatever the width of the figures.",
        show_default=False,
    ),
]
Bare = Annotated[
    bool,
    typer.Option(
        "--bare", help="Leave title and caption out of the figures; print the caption and write it as .txt."
    ),
]
Animate = Annotated[bool, typer.Option("--animate", help="Write a GIF of a run, month by month.")]
Place = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Write the figures into this folder. Default: into the results.",
        show_default=False,
    ),
]


def command(
    folder: Folder = None,
    kind: Kind = "all",
    formats: Formats = "png,svg",
    series: Series = "",
    overlay: Overlay = None,
    panels: Panels = 2,
    size: Size = None,
    points: Points = None,
    bare: Bare = False,
    out: Place = None,
    animate: Animate = False,
    partial: Partial = False,
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Draw the figures of a run or sweep again, from the tables in its folder alone.

    All results must be there and intact. With --partial some may be missing: every caption then says how
    much there is, and names of files end with `-partial`. --series and --overlay draw one figure, with the
    series of the run, of each scenario compared, or along a sweep's first key. --size also scales the
    letters, unless --points sets their size. A new figure replaces an older one of the same name: to keep
    several sizes, give each its own --out. Use --bare for a journal that sets titles and captions itself.

    \b
    Example:  alliance plot results/taiwan-blockade --kind survival --format pdf
    Example:  alliance plot results/taiwan-blockade --format pdf --size 8 --points 7 --bare
    Example:  alliance plot results/a --series q,trust_EU --overlay results/b --size 16
              alliance plot results/a --lang zh --out results/a-zh
    """

    if kind == LIST:
        _list(as_json)
        return ExitCode.OK
    if folder is None:
        raise typer.BadParameter("name a folder of results, or ask for --kind list", param_hint="DIR")
    written = Written([name.strip() for name in formats.split(",")], size, out, points, bare)
    if animate and out is not None:
        raise typer.BadParameter("a GIF is written into the folder of its run", param_hint="--out")
    check_figures(lang)
    with speaking(lang):
        if animate:
            results, drawn = _animate(folder)
        elif series or overlay:
            names = [name.strip() for name in series.split(",") if name.strip()] or ["q"]
            results, drawn = _draw_series([folder, *(overlay or [])], names, panels, written, partial)
        else:
            results, drawn = _draw(folder, kind, written, partial)
    _say(drawn, results, as_json)
    return say_part(results)


class Written(NamedTuple):
    """How figures are written: in which formats, how wide, into which folder (None: into the results), with
    how large letters, and whether without title and caption.
    """

    formats: list[str]
    centimetres: float | None
    out: Path | None = None
    points: float | None = None
    bare: bool = False


def _say(drawn: list[Path], results: "FolderResults", as_json: bool) -> None:
    """Say which files were written, and the captions of figures that are bare of theirs."""
    captions = {
        path.stem: path.read_text(encoding="utf-8").strip() for path in drawn if path.suffix == ".txt"
    }
    if as_json:
        said = {"captions": captions} if captions else {}
        screen.data({"figures": [str(path) for path in drawn], "part": results.part or None, **said})
        return
    for path in drawn:
        screen.unbroken(path)
    for name, words in captions.items():
        screen.line(f"{name}: {words}")


def _animate(folder: Path) -> "tuple[FolderResults, list[Path]]":
    from experiments.figures.animation import animate
    from experiments.results.reading.results import open_results

    with screen.progress() as show:
        show("looking at every file", 0, None)
        results = open_results(folder)
        return results, [animate(results, lambda done, of: show("drawing", done, of))]


def _draw(folder: Path, kind: str, written: Written, partial: bool) -> "tuple[FolderResults, list[Path]]":
    from experiments.figures import folder_figures
    from experiments.results.reading.results import open_results

    folder_figures.check_asked(kind, written.formats)
    with folder_figures.on_page(written.centimetres, written.points, written.bare), screen.progress() as show:
        show("looking at every file", 0, None)
        results = open_results(folder, partial=partial)
        show("drawing", 0, None)
        return results, folder_figures.draw_results(results, kind, *written[:3])


def _draw_series(
    folders: list[Path], names: list[str], panels: int, written: Written, partial: bool
) -> "tuple[FolderResults, list[Path]]":
    from experiments.figures import folder_figures
    from experiments.figures.chosen_series import check_series
    from experiments.results.reading.results import open_results

    folder_figures.check_asked("main", written.formats)
    check_series(names, panels)
    with folder_figures.on_page(written.centimetres, written.points, written.bare), screen.progress() as show:
        show("looking at every file", 0, None)
        results = [open_results(folder, partial=partial) for folder in folders]
        show("drawing", 0, None)
        return results[0], folder_figures.draw_series(results, names, panels, *written[:3])


def _list(as_json: bool) -> None:
    """Say what kinds of figure there are."""
    from experiments.figures.folder_figures import kinds

    if as_json:
        screen.data([{"name": name, "title": title} for name, title in kinds().items()])
    else:
        screen.table("Kinds of figure", ("kind", "shows"), [*kinds().items()])
