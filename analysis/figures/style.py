"""One style for every picture: size, fonts, colours, title, caption, and how it is written to disk.

Pictures are 12 cm wide and remain legible reduced to 8 cm (a column of a journal): the smallest letters are
then 5 pt. Colours: Okabe & Ito (2008), told apart with any of the common forms of colour blindness; where an
outcome is drawn, a letter says it a second time.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import outcomes
from analysis.figures.marks import paper
from analysis.figures.text import plain, spoken_families, torn
from analysis.intervals import Interval
from languages import counted as counted
from languages import rendered, said, worded

WIDTH = paper.WIDTH
"""Inches."""
DOTS = 300
"""To the inch, of a figure as PNG."""
SMALL, BODY, TITLE = paper.SMALL, 8.5, 10.5
"""Sizes of letters in points at full width."""
MARGIN = 0.02
"""Share of the width left free at either side of the title and the caption."""

MOST_REMARKS = 1200
"""Columns of a caption: enough for its last words, that this is no forecast, never to be cut."""
MIN_COLUMNS = 8
"""A line is not broken into fewer columns than this."""
UNCUT = 4000
"""Columns of a title or a caption that is written beside its figure."""
NO_FORECAST = worded("theoretical exploration, not a forecast")

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY = "#8C8C8C"

OUTCOME_COLOURS: Mapping[str, str] = {
    outcomes.NO_BASELINE: "#4D4D4D",
    outcomes.COLLAPSED: VERMILION,
    outcomes.FORWARD: BLUE,
    outcomes.NOT_DEGRADED: SKY,
    outcomes.BACK: GREEN,
    outcomes.ADAPTED: PURPLE,
    outcomes.PARTIAL: ORANGE,
    outcomes.OPEN: YELLOW,
    outcomes.LIVES: "#B8E2C8",
}
OUTCOME_LINES: Mapping[str, str] = {**OUTCOME_COLOURS, outcomes.OPEN: "#9A8F00", outcomes.LIVES: "#3D8A5B"}
"""For lines and letters: yellow is too faint for them on white."""
OUTCOME_LETTERS: Mapping[str, str] = {
    outcomes.NO_BASELINE: "X",
    outcomes.COLLAPSED: "C",
    outcomes.FORWARD: "F",
    outcomes.NOT_DEGRADED: "N",
    outcomes.BACK: "B",
    outcomes.ADAPTED: "A",
    outcomes.PARTIAL: "P",
    outcomes.OPEN: "O",
    outcomes.LIVES: "L",
}

SHEET: dict[Any, Any] = {
    "axes.edgecolor": "#444444",
    "axes.labelsize": BODY,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": BODY,
    "figure.facecolor": "white",
    "font.size": BODY,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "lines.linewidth": 1.4,
    "pdf.fonttype": 42,
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "alliance-resilience",
    # Unhinted letters have the same width at every resolution, so a line that fits here fits in the file.
    "text.hinting": "no_hinting",
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
}

Title = str | tuple[str, ...]
"""What a figure is headed with: a text, or a question and what it is asked of, a line each."""

FORMATS = ("png", "svg", "pdf")


@contextmanager
def sheet() -> Iterator[None]:
    """Draw within this style; whatever style the caller has is put back afterwards."""
    # The backend is left alone: it is the one setting that would not be put back.
    settings: dict[Any, Any] = {
        key: mpl.rcParamsDefault[key] for key in mpl.rcParamsDefault if key != "backend"
    }
    with mpl.rc_context({**settings, **SHEET, "font.family": list(spoken_families())}):
        yield


def blank(height: float, width: float | None = None) -> Figure:
    """Return an empty figure of this height and width in inches, by default that of the page; made without
    pyplot, so nothing is kept in memory behind it."""
    return Figure(figsize=(paper.current().width if width is None else width, height), layout="constrained")


def head(figure: Figure, title: object) -> None:
    """Write the title (text of a user) over the figure, in about three lines at most; a bare page keeps it
    for the caption beside it."""
    text = figure.suptitle("", x=MARGIN, ha="left", fontsize=TITLE, fontweight="bold")
    _write_words(figure, text, title if isinstance(title, tuple) else (title,), 140, paper.TITLE_LINES)


def foot(figure: Figure, runs: str, seed: int | None, *notes: str) -> None:
    """Write the line every picture carries: how many runs, which seed, and that this is no forecast."""
    sown = [] if seed is None else [said("seed {seed}", seed=seed)]
    remarks = said("; ").join([runs, *sown, *notes, rendered(NO_FORECAST)])
    text = figure.supxlabel("", x=MARGIN, ha="left", fontsize=SMALL, color="#444444")
    _write_words(
        figure, text, (said("{remarks}.", remarks=remarks),), MOST_REMARKS, paper.CAPTION_LINES, even=False
    )


def _write_words(
    figure: Figure, text: Text, words: tuple[object, ...], limit: int, usual: int, *, even: bool = True
) -> None:
    """Write title or caption; where the page is bare it is read elsewhere, and is neither broken nor cut."""
    if paper.current().bare:
        text.set_text("\n".join(plain(part, limit=UNCUT) for part in words))
    else:
        fill(text, words, limit=limit, room=1 - 2 * MARGIN, even=even)
    paper.make_room(figure, text, usual)


def fill(text: Text, words: object, *, limit: int, room: float, columns: int = 92, even: bool = True) -> None:
    """Set a text to `words`, in lines no longer than the share `room` of the figure's side along them.

    A tuple is as many paragraphs, each cut at `limit` and each beginning a line. Measured as drawn and
    not counted: forty columns of W are twice as wide as forty of i. `even` makes lines about as long as one
    another, so that none is left with a single word.
    """
    figure = text.get_figure(root=True)
    if figure is None:
        raise ValueError("the text is in no figure")
    paragraphs = words if isinstance(words, tuple) else (words,)
    upright = text.get_rotation() == 90
    if text.axes is not None and not upright:
        room = paper.current().within(room)
    available = room * (figure.bbox.height if upright else figure.bbox.width)
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    while True:
        text.set_text(_broken(paragraphs, limit, columns, even))
        extent = text.get_window_extent(renderer)
        length = extent.height if upright else extent.width
        if length <= available or columns <= MIN_COLUMNS:
            return
        columns = max(MIN_COLUMNS, min(columns - 1, int(columns * available / length)))


def _broken(paragraphs: tuple[object, ...], limit: int, columns: int, even: bool) -> str:
    """The paragraphs in lines of so many columns at most; `even`: in the fewest that take no more lines and
    tear no further bracket.
    """

    def broken(columns: int) -> str:
        return "\n".join(plain(part, limit=limit, width=columns) for part in paragraphs)

    best = broken(columns)
    if not even or best.count("\n") < len(paragraphs):
        return best
    for fewer in range(columns - 1, MIN_COLUMNS, -1):
        tried = broken(fewer)
        if tried.count("\n") > best.count("\n") or torn(tried) > torn(best):
            break
        best = tried
    return best


def width(text: Text) -> float:
    """Return the width of a text as drawn, as a share of its figure's."""
    figure = text.get_figure(root=True)
    if figure is None:
        raise ValueError("the text is in no figure")
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    return float(text.get_window_extent(renderer).width / figure.bbox.width)


def ink(colour: str) -> str:
    """Return black or white, whichever can be read on a colour (#rrggbb)."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return BLACK if 0.3 * red + 0.59 * green + 0.11 * blue > 120 else "#FFFFFF"


def runs_of_settings(runs: int, settings: int) -> str:
    """Return how many runs of how many settings there are.

    >>> runs_of_settings(40, 2)
    '40 runs of 2 settings'
    """
    return said("{runs} of {settings}", runs=counted(runs, "run"), settings=counted(settings, "setting"))


def percent(share: float | Interval) -> str:
    """Return a share as text, with its interval where there is one.

    >>> percent(0.214), percent(Interval(0.21, 0.17, 0.26))
    ('21 %', '21 % (17–26 %)')
    """
    if not isinstance(share, Interval):
        return said("{share:.0f} %", share=100 * share)
    if not share.low <= share.high:
        return said("{share:.0f} %", share=100 * share.estimate)
    low, high = 100 * share.low, 100 * share.high
    return said("{share:.0f} % ({low:.0f}–{high:.0f} %)", share=100 * share.estimate, low=low, high=high)


def estimate(share: float | Interval) -> float:
    """Return the share itself."""
    return share.estimate if isinstance(share, Interval) else share


def save(
    figure: Figure, stem: str | Path, formats: Sequence[str] = FORMATS, centimetres: float | None = None
) -> list[Path]:
    """Write the figure as `stem`.png, .svg and .pdf (or those of `formats`) and return the files.

    With `centimetres` it is so wide in the file: all of it is scaled, letters too, so that what fits one size
    fits every other. The same figure gives the same bytes: no date is written, and the ids of an SVG follow
    from its content.
    """
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise ValueError(f"unknown format {', '.join(unknown)}; there are {', '.join(FORMATS)}")
    stem, files = Path(stem), []
    scale = 1.0 if centimetres is None else centimetres / 2.54 / float(figure.get_size_inches()[0])
    with sheet():
        for kind in formats:
            files.append(stem.with_name(f"{stem.name}.{kind}"))
            _write(figure, files[-1], kind, scale)
            figure.set_layout_engine(None)  # laid out once: the other formats take the same places
    return files


def _write(figure: Figure, file: Path, kind: str, scale: float) -> None:
    no_date: Mapping[str, dict[str, Any]] = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
    if kind == "pdf" and scale != 1.0:
        _write_scaled_pdf(figure, file, scale)
        return
    size: dict[str, Any] = {"pil_kwargs": {"dpi": (DOTS, DOTS)}} if kind == "png" else {}
    figure.savefig(file, format=kind, dpi=DOTS * scale, metadata=no_date[kind], **size)
    if kind == "svg" and scale != 1.0:
        file.write_text(scaled_svg(file.read_text(encoding="utf-8"), scale), encoding="utf-8")


def scaled_svg(text: str, scale: float) -> str:
    """Return the SVG with another size on the page: its own measures, in the box of its view, stay.

    >>> scaled_svg('<svg width="340pt" height="100pt" viewBox="0 0 340 100">', 0.5)
    '<svg width="170pt" height="50pt" viewBox="0 0 340 100">'
    """

    def resized(size: re.Match[str]) -> str:
        wide, high = (f"{float(points) * scale:.6g}" for points in size.groups())
        return f'width="{wide}pt" height="{high}pt"'

    return re.sub(r'width="([\d.]+)pt" height="([\d.]+)pt"', resized, text, count=1)


def _write_scaled_pdf(figure: Figure, file: Path, scale: float) -> None:
    """As matplotlib writes a figure to a PDF, but with all of the page scaled."""
    from matplotlib.backends.backend_mixed import MixedModeRenderer
    from matplotlib.backends.backend_pdf import Op, PdfFile, RendererPdf  # takes long to import

    before, figure.dpi = figure.dpi, 72
    wide, high = figure.get_size_inches()
    pdf = PdfFile(file, metadata={"CreationDate": None})  # type: ignore[no-untyped-call]
    try:
        pdf.newPage(wide * scale, high * scale)  # type: ignore[no-untyped-call]
        # The writer cuts lines off at the edge of its page, in the measures of the drawing: were that the
        # scaled page, a small one would lose the far end of every line.
        pdf.width, pdf.height = wide, high
        pdf.output(scale, 0, 0, scale, 0, 0, Op.concat_matrix)  # type: ignore[no-untyped-call]
        canvas = RendererPdf(pdf, before, high, wide)  # type: ignore[no-untyped-call]
        renderer = MixedModeRenderer(figure, wide, high, before, canvas)  # type: ignore[no-untyped-call]
        figure.draw(renderer)  # type: ignore[arg-type]
        renderer.finalize()
        pdf.finalize()  # type: ignore[no-untyped-call]
    finally:
        pdf.close()  # type: ignore[no-untyped-call]
        figure.dpi = before
