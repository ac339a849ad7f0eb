"""What a reader of a printed page stumbles over: letters too small, cut off, over one another, raw keys."""

import re
from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.figures import style

PRINTED = 8 / 2.54
"""Inches."""
SLACK = 1.0
"""Points by which boxes of letters, which are higher than what is drawn, may touch."""
RAW = re.compile(r"^(shocks?|parameters|switches|weights|context|start|horizon|actors)\.[a-z]")
"""A key as it stands in a file, at the beginning of what an axis or a panel says."""


def printed(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Every text that is drawn, with its box in points of the printed page."""
    with style.sheet():
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    page = PRINTED / figure.get_size_inches()[0] * 72 / figure.dpi
    hidden = {id(label) for panel in figure.axes for label in _beyond(panel)}
    return [
        (text, Bbox(Text.get_window_extent(text).get_points() * page))
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and id(text) not in hidden and _shown(text)
    ]


def _shown(text: Text) -> bool:
    return not (
        text.axes is not None
        and not text.axes.axison
        and text in (text.axes.xaxis.label, text.axes.yaxis.label)
    )


def _beyond(panel: Axes) -> list[Text]:
    """Labels of ticks that lie outside the limits, or on an axis that is not drawn."""
    beyond: list[Text] = []
    for axis in (panel.xaxis, panel.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            inside = low - 1e-9 <= tick.get_loc() <= high + 1e-9
            if not (inside and panel.axison):
                beyond += [tick.label1, tick.label2]
    return beyond


def faults(figure: Figure) -> list[str]:
    """What a reader of the printed page would stumble over."""
    texts = printed(figure)
    reduced = PRINTED / figure.get_size_inches()[0]
    height = figure.get_size_inches()[1] * reduced * 72
    stumbles = [f"small: {text.get_text()}" for text, _ in texts if text.get_fontsize() * reduced < 5 - 1e-9]
    stumbles += [f"raw key: {text.get_text()}" for text, _ in texts if RAW.search(text.get_text())]
    for text, box in texts:
        if box.x0 < -SLACK or box.x1 > PRINTED * 72 + SLACK or box.y0 < -SLACK or box.y1 > height + SLACK:
            stumbles.append(f"cut off: {text.get_text()}")
    for (text, first), (other, second) in combinations(texts, 2):
        if text.get_rotation() % 90 or other.get_rotation() % 90:
            continue  # the box of a slanted text is far larger than the text
        shared = Bbox.intersection(first, second)
        if shared is not None and min(shared.width, shared.height) > SLACK:
            stumbles.append(f"{text.get_text()!r} over {other.get_text()!r}")
    return stumbles
