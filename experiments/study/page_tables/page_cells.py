"""Cells and columns of the tables within pages, from the rows of stored tables."""

import math
from collections.abc import Callable, Iterable, Mapping

from analysis.figures.style import percent
from analysis.intervals import Interval

Row = Mapping[str, str]
Column = tuple[str, Callable[[Row], str]]


def line(cells: Iterable[str]) -> str:
    """A line of a table in Markdown."""
    return "| " + " | ".join(cells) + " |"


def text(name: str, title: str | None = None) -> Column:
    """A column of a row's words as they stand, headed by its own name unless a title is given."""
    return title or name.replace("_", " "), lambda row: row[name]


def number(name: str, title: str | None = None, digits: int = 2) -> Column:
    """A column of numbers with so many digits after the point."""
    return title or name.replace("_", " "), lambda row: f"{float(row[name]):.{digits}f}"


def share(name: str, title: str | None = None) -> Column:
    """A column of shares, 0 to 1 in the row, in per cent."""
    return title or name.replace("_", " "), lambda row: percent(float(row[name]))


def interval(middle: str, title: str, low: str = "low", high: str = "high") -> Column:
    """A column of shares in per cent, each with its interval from the columns `low` and `high`."""
    return title, lambda row: percent(Interval(float(row[middle]), float(row[low]), float(row[high])))


def spread(name: str, title: str) -> Column:
    """A column of numbers, each with its 5th and 95th percentile (columns `_q05` and `_q95`)."""

    def written(row: Row) -> str:
        middle, low, high = (float(row[column]) for column in (name, f"{name}_q05", f"{name}_q95"))
        return f"{middle:.2f} ({low:.2f}–{high:.2f})"

    return title, written


def held(title: str = "holds") -> Column:
    """A column that says whether what a row asks for holds, and what it fails where it does not."""
    return title, lambda row: "yes" if row["kept"] == "True" else f"**no**: {row['faults']}"


def threshold_cell(row: Row) -> str:
    """What a part of a pattern has to come to, in signs."""
    least = row["smallest"]
    return {"-": f"≤ −{least}", "below": f"≤ {least}", "zero": "= 0"}.get(row["sign"], f"≥ {least}")


def estimate_cell(row: Row) -> str:
    """A part's estimate with its interval, to three digits."""
    if math.isnan(float(row["estimate"])):
        return "–"
    middle, low, high = (digits(float(row[name])) for name in ("estimate", "low", "high"))
    return f"{middle} ({low} to {high})" if low != high else middle


def correlation_cell(row: Row) -> str:
    """A correlation, −1 to 1, with its interval, to two digits."""
    return with_ends(row, ("correlation", "low", "high"), fixed(".2f"))


def share_cell(row: Row) -> str:
    """A share, 0 to 1, to two digits, with its interval where that has a width."""
    middle, low, high = (float(row[name]) for name in ("share", "low", "high"))
    return f"{middle:.2f} ({low:.2f} to {high:.2f})" if low != high else f"{middle:.2f}"


def with_ends(row: Row, names: tuple[str, str, str], shown: Callable[[float], str]) -> str:
    """A number of a row with its lower and its upper end, each as it is to be shown."""
    middle, low, high = (shown(float(row[name])) for name in names)
    return f"{middle} ({low} to {high})"


def fixed(form: str) -> Callable[[float], str]:
    """What shows a number in a format, with a true minus.

    >>> fixed("+.2f")(-0.5), fixed(".3g")(0.25)
    ('−0.50', '0.25')
    """
    return lambda value: f"{value:{form}}".replace("-", "−")


def digits(value: float) -> str:
    """A number to three digits with a true minus; infinity, where no size up to 1 is enough, reads over 1."""
    return "over 1" if value == float("inf") else fixed(".3g")(value)
