"""What figures are drawn for: how wide they are against their letters, and with or without their words."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text

from languages import said

WIDTH = 12 / 2.54
"""Inches that a figure is wide unless another page is asked for."""
SMALL = 7.5
"""Points of the smallest letters of a figure as it is drawn; in its file they are scaled with it."""
LINE = 1.2
"""Height of a line of text, in its letters."""
TITLE_LINES, CAPTION_LINES = 2, 3
"""Lines of the title and of the caption that the height of a figure allows for."""
LEGEND_LINE = 1.5
"""Height of a line of a legend, in its letters."""
BESIDE = 0.18
"""What words and numbers beside a panel take of the usual width; on a narrow page they take as much."""


WIDE_ENDS = "。？！"
"""Ends of sentences that need no space behind them."""

LEAST_POINTS, LEAST_ROOM = 4.0, 8.0
"""Points that letters must have to be read, and centimetres that a figure needs at letters of `SMALL`."""


class Page(NamedTuple):
    """How wide figures are drawn, in inches at letters of `SMALL`, and whether without title and caption."""

    width: float = WIDTH
    bare: bool = False

    @property
    def room(self) -> float:
        """Width as a share of the usual one: so much less stands side by side."""
        return min(1.0, self.width / WIDTH)

    @property
    def narrow(self) -> bool:
        """Whether it has less room than usual."""
        return self.room < 1

    def within(self, share: float) -> float:
        """Return what is left of a share of the figure's width for the words of a panel."""
        return share - BESIDE * (1 - self.room) / self.room


USUAL = Page()
_PAGE: ContextVar[Page] = ContextVar("paper", default=USUAL)


def current() -> Page:
    """Return the page that figures are drawn for."""
    return _PAGE.get()


@contextmanager
def drawn_for(
    centimetres: float | None = None, points: float | None = None, bare: bool = False
) -> Iterator[None]:
    """Draw figures whose smallest letters have so many `points` once the file is `centimetres` wide (12 by
    default), or with `bare` without title and caption, which `caption` then returns. Without `points` letters
    are scaled with the figure.
    """
    width = WIDTH if centimetres is None else centimetres / 2.54
    token = _PAGE.set(Page(WIDTH if points is None else width * SMALL / points, bare))
    try:
        yield
    finally:
        _PAGE.reset(token)


def most_points(centimetres: float | None = None) -> float:
    """Return how many points the smallest letters may have in a file so wide, before words find no room.

    >>> most_points(8), round(most_points(), 2)
    (7.5, 11.25)
    """
    return SMALL * (2.54 * WIDTH if centimetres is None else centimetres) / LEAST_ROOM


def make_room(figure: Figure, text: Text, usual: int) -> None:
    """Make a figure as much higher as its title or caption has lines beyond the usual number or, where the
    page is bare, hide the text and make the figure lower by those lines.
    """
    line = LINE * float(text.get_fontsize()) / 72
    lines = text.get_text().count("\n") + 1
    if current().bare:
        text.set_visible(False)
        text.set_in_layout(False)
        taller = -usual * line
    else:
        taller = max(0, lines - usual) * line if current().narrow else 0.0
    figure.set_figheight(float(figure.get_figheight()) + taller)


def caption(figure: Figure) -> str:
    """Return a figure's title and caption as one text: what to print below a bare figure.

    >>> caption(Figure())
    ''
    """
    lines = [*figure.get_suptitle().split("\n"), figure.get_supxlabel().replace("\n", " ")]
    sentences = [line[:1].upper() + line[1:] for line in lines if line]
    ended = [
        line if line[-1] in f".?!{WIDE_ENDS}" else said("{remarks}.", remarks=line) for line in sentences
    ]
    parted = "".join(line if line[-1] in WIDE_ENDS else f"{line} " for line in ended)
    return parted.rstrip().replace(r"\$", "$")


def legend(axes: Axes, handles: Any, names: Any, *, ncols: int, room: float = 1.0, **more: Any) -> Legend:
    """Draw a legend in so many columns, or fewer where this share of the figure's width is too narrow for
    them; the figure is then made higher.
    """
    figure = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("the panel is in no figure")
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    columns = min(ncols, max(len(names), 1))
    rows = -(-len(names) // columns)
    most = current().within(room) * figure.bbox.width
    while True:
        drawn = axes.legend(handles, names, ncols=columns, **more)
        if columns == 1 or drawn.get_window_extent(renderer).width <= most:
            break
        columns -= 1
    further = -(-len(names) // columns) - rows
    figure.set_figheight(float(figure.get_figheight()) + further * LEGEND_LINE * SMALL / 72)
    return drawn
