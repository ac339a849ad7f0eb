"""Figures of a results folder, drawn from its tables and manifest alone."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from matplotlib.figure import Figure

from analysis.figures import style
from analysis.figures.marks import paper
from analysis.figures.style import FORMATS
from analysis.figures.text import CHINESE, PACKAGE, has_chinese
from experiments.errors import NotResults, UsageFault, Without
from experiments.figures.chosen_series import check_series, series_figure
from experiments.figures.maps_over_keys import outcome_maps, share_maps
from experiments.figures.one_run import chips, members
from experiments.figures.outcomes_by_key import by_key
from experiments.figures.own_figures import own_figures
from experiments.figures.recovery_in_time import recovery_alone, recovery_in_time, survival
from experiments.figures.reserve_left import reserve_left
from experiments.results.places import check_apart, check_aside, check_place
from experiments.results.reading.results import FolderResults, just_written, open_results
from experiments.results.store import (
    commit,
    saying,
)
from languages import ENGLISH, LANGUAGES, speaking

Drawn = dict[str, Figure]
"""Figures by the names of their files."""

LEAST_WIDTH, MOST_WIDTH = 4, 60
"""Centimetres that a figure may be wide."""
CAPTION = ".txt"
"""Ending of the file with the words of a figure that is bare of them."""
ALL, MAIN, USUAL = "all", "main", ("png", "svg")


def draw(folder: Path, kind: str = MAIN, formats: Sequence[str] = USUAL) -> list[Path]:
    """Draw a results folder's figures into it, the main one first, each in every format of
    `style.FORMATS` asked for.

    `kind` is one of `kinds()`: a figure by its name, `main` for what a run or sweep draws by itself, `all`
    for every figure the folder can have. Raises NotResults for a folder without finished results,
    UsageFault for a kind it cannot have.
    """
    check_asked(kind, formats)
    return _drawn(just_written(folder), kind, formats)


def _drawn(
    results: FolderResults,
    kind: str,
    formats: Sequence[str],
    centimetres: float | None = None,
    out: Path | None = None,
) -> list[Path]:
    drawn: list[Path] = []
    for figures in each_drawn(results, kind):
        drawn += _save(figures, results, formats, centimetres, out)
    return drawn


def each_drawn(results: FolderResults, kind: str = MAIN) -> Iterator[Drawn]:
    """The figures of results, kind by kind, the main one first. Raises what `draw` raises."""
    check_asked(kind, ())
    if kind not in (ALL, MAIN):
        yield _known(kind)[kind][1](results)
        return
    for name, (_, figures) in _known(kind).items():
        if kind == ALL or name in (_MAIN if results.manifest.is_grid_of_numbers else _OTHERS):
            try:
                drawn = figures(results)
            except Without:
                continue  # asked for by name it says why
            yield drawn


def _known(kind: str) -> dict[str, tuple[str, Callable[[FolderResults], Drawn]]]:
    """What is looked for in: those of extensions, too, unless what is shipped will do."""
    return _KINDS if kind in (MAIN, *_KINDS) else {**_KINDS, **own_figures({ALL, MAIN, *_KINDS})}


def _save(
    figures: Drawn,
    results: FolderResults,
    formats: Sequence[str],
    centimetres: float | None,
    out: Path | None = None,
) -> list[Path]:
    """Those of a part bear it in their names, so that the figures of the whole do not become them."""
    named = {f"{name}-partial": figure for name, figure in figures.items()} if results.part else figures
    return save(named, out or results.folder, formats, centimetres)


def redraw(
    folder: Path, kind: str = ALL, formats: Sequence[str] = USUAL, *, partial: bool = False
) -> list[Path]:
    """Draw the figures of a folder that others may have touched: all of it must be whole or, with `partial`,
    what is whole is drawn, and every caption says so.

    Raises NotResults where it is not, and what `draw` raises.
    """
    check_asked(kind, formats)
    return draw_results(open_results(folder, partial=partial), kind, formats)


def draw_results(
    results: FolderResults,
    kind: str = ALL,
    formats: Sequence[str] = USUAL,
    centimetres: float | None = None,
    out: Path | None = None,
) -> list[Path]:
    """Draw the figures of results into their folder, or into `out`, `centimetres` wide. Raises what `draw`
    raises.
    """
    check_asked(kind, formats)
    return _within(results, lambda: _drawn(results, kind, formats, centimetres, out), out)


def draw_series(
    folders: Sequence[FolderResults],
    names: Sequence[str],
    panels: int,
    formats: Sequence[str] = USUAL,
    centimetres: float | None = None,
    out: Path | None = None,
) -> list[Path]:
    """Draw chosen series of all folders over one another into the first of them, or into `out` (see
    `series_figure`).
    """
    check_asked(MAIN, formats)
    check_series(names, panels)

    def draw() -> list[Path]:
        drawn = {"series": series_figure(folders, names, panels)}
        return _save(drawn, folders[0], formats, centimetres, out)

    return _within(folders[0], draw, out)


def check_language(lang: str) -> None:
    """Raise UsageFault for a language that figures cannot be drawn in: there is none such, or no font here
    has its letters.
    """
    if lang not in LANGUAGES:
        raise UsageFault(f"no such language: {lang!r}; there are {' and '.join(LANGUAGES)}")
    if lang != ENGLISH and not has_chinese():
        raise UsageFault(
            "no installed font has Chinese characters, which figures in Chinese need: on Debian or Ubuntu "
            f"install {PACKAGE}, elsewhere one of {', '.join(CHINESE[:4])}"
        )


@contextmanager
def figures_in(lang: str) -> Iterator[None]:
    """Draw figures in this language. Raises as `check_language` does."""
    check_language(lang)
    with speaking(lang):
        yield


def check_size(centimetres: float | None) -> None:
    """Raise UsageFault for a width that no page has."""
    if centimetres is not None and not LEAST_WIDTH <= centimetres <= MOST_WIDTH:
        raise UsageFault(f"--size is {LEAST_WIDTH} to {MOST_WIDTH} cm (got {centimetres:g})")


def check_points(points: float | None, centimetres: float | None) -> None:
    """Raise UsageFault for letters that nobody could read, or that leave no room in a figure so wide."""
    least, most = paper.LEAST_POINTS, paper.most_points(centimetres)
    if points is not None and not least <= points <= most:
        wide = "12" if centimetres is None else f"{centimetres:g}"
        raise UsageFault(f"--points is {least:g} to {most:.3g} in a figure {wide} cm wide (got {points:g})")


@contextmanager
def on_page(centimetres: float | None, points: float | None, bare: bool) -> Iterator[None]:
    """Draw figures of this width with letters of this size, `bare` without title and caption. Raises as
    `check_size` and `check_points` do.
    """
    check_size(centimetres)
    check_points(points, centimetres)
    with paper.drawn_for(centimetres, points, bare):
        yield


def _within(results: FolderResults, drawing: Callable[[], list[Path]], out: Path | None = None) -> list[Path]:
    """What is drawn; what does not fit in the folder is said in one line."""
    check_aside()
    check_place(out or results.folder)
    if out is not None:
        check_apart(out / "figure")
        with saying(out):
            out.mkdir(parents=True, exist_ok=True)
    try:
        return drawing()
    except UsageFault:
        raise
    except (AttributeError, LookupError, TypeError, ValueError) as fault:
        what = f"{type(fault).__name__}: {fault}"
        raise NotResults(f"{results.folder}: manifest and tables do not fit one another ({what})") from fault


def check_asked(kind: str, formats: Sequence[str]) -> None:
    """Raise UsageFault for a kind or a format there is none of."""
    if kind not in (ALL, MAIN, *_KINDS) and kind not in kinds():
        raise UsageFault(f"no such kind of figure: {kind!r}; there are {', '.join(kinds())}")
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise UsageFault(f"no such format: {unknown[0]!r}; there are {', '.join(FORMATS)}")


def save(
    figures: Drawn, folder: Path, formats: Sequence[str] = USUAL, centimetres: float | None = None
) -> list[Path]:
    """Write figures by the names of their files in these formats, so wide, each file whole or not at all."""
    files, given = [], [] if centimetres is None else [centimetres]
    with saying(Path(tempfile.gettempdir())), tempfile.TemporaryDirectory() as aside:
        for name, figure in figures.items():
            for file in style.save(figure, Path(aside) / name, formats, *given):
                commit(folder / file.name, file.read_bytes())
                files.append(folder / file.name)
            if paper.current().bare:
                files.append(folder / f"{name}{CAPTION}")
                commit(files[-1], f"{paper.caption(figure)}\n".encode())
    return files


_KINDS: dict[str, tuple[str, Callable[[FolderResults], Drawn]]] = {
    "map": ("what becomes of the alliance over a sweep's first two keys", outcome_maps),
    "curves": (
        "performance against the twin's, month by month: of a run with its parts, along a sweep's first key, "
        "or of scenarios compared",
        recovery_in_time,
    ),
    "recovery": ("performance of a run against the twin's, by itself", recovery_alone),
    "shares": ("each outcome's share over a sweep's map, with contours and how sure it is", share_maps),
    "keys": ("the outcomes along each key that a sweep varies, all others pooled", by_key),
    "survival": ("how soon runs that fell are back", survival),
    "chips": ("where the chips of a run are made and where they go, before and during the shock", chips),
    "members": (
        "trust of every state and its joint effort with the United States, by month",
        members,
    ),
    "reserve": ("how much more the alliance of a run could take, month by month", reserve_left),
}
_MAIN = ("map", "curves", "reserve")
_OTHERS = ("keys",)
"""In place of these where settings were drawn, or words tell them apart."""


def kinds() -> dict[str, str]:
    """What figures there are, each with what it shows, those of extensions last; `main` and `all` of them."""
    shown = {name: what for name, (what, _) in _known(ALL).items()}
    return {ALL: "every figure these results can have", MAIN: "what a run or sweep draws by itself", **shown}
