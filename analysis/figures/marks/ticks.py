"""Ticks at whole years, quarters and months, whatever the span."""

import math

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MultipleLocator

from analysis.figures.marks import paper

MONTHS = (1, 3, 6, 12, 24, 36, 60, 120, 240, 600)
"""Distances between ticks, in months."""


def month_ticks(axes: Axes, first: float, last: float, most: int, *, dated: bool = False) -> None:
    """Put at most about `most` ticks on the horizontal axis from `first` to `last`, fewer on a narrow page.

    The axis counts months, or with `dated` years (2021.25 for April 2021), written as `2021` or `2021-04`.
    """
    most = max(2, round(most * paper.current().room))
    span = (last - first) * (12 if dated else 1)
    step = next((months for months in MONTHS if span <= most * months), MONTHS[-1])
    while step > MONTHS[0] and _ticks(first, last, step / 12 if dated else step) < 2:
        step = MONTHS[MONTHS.index(step) - 1]  # one tick alone is no scale
    axes.xaxis.set_major_locator(MultipleLocator(step / 12 if dated else step))
    if dated:
        axes.xaxis.set_major_formatter(FuncFormatter(lambda year, _: date(year, whole=step >= 12)))


def _ticks(first: float, last: float, step: float) -> int:
    return math.floor(last / step) - math.ceil(first / step) + 1


def date(year: float, *, whole: bool) -> str:
    """Return a year with fraction as text.

    >>> date(2021.25, whole=False), date(2021.0, whole=True)
    ('2021-04', '2021')
    """
    months = round(12 * year)
    return f"{round(year)}" if whole else f"{months // 12}-{months % 12 + 1:02}"
