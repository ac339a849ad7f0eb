"""The core's tables as they stand on its page."""

import math
from collections.abc import Callable, Mapping, Sequence

from experiments.study.core.criteria import NEVER
from experiments.study.page_tables.page_cells import Column, Row, digits, number, share_cell, text, with_ends

_OUTCOMES = ("forward", "back", "partial", "collapsed")
_SHARES: tuple[Column, ...] = tuple(
    number(f"{name}_{outcome}", f"{name} map: {outcome}" if outcome == "forward" else outcome)
    for name in ("outside", "inside")
    for outcome in _OUTCOMES
)


def _digit(name: str, title: str | None = None) -> Column:
    return title or name.replace("_", " "), lambda row: _level(row[name]) if row[name] else ""


def _level(cell: str) -> str:
    """A number to three digits; a level against a twin that does not come back is endless."""
    return "the twin does not come back" if math.isinf(float(cell)) else digits(float(cell))


def _threshold(row: Row) -> str:
    """The trust above which a danger raises effort, w/(v + w); nothing where there are no stakes."""
    together = float(row["v"]) + float(row["w"])
    return f"{float(row['w']) / together:.2f}" if together else "none"


def _width(row: Row) -> str:
    return f"± {float(row['width']):.0%}" if float(row["width"]) else "centre"


def _bounds_asked(row: Row) -> str:
    low, high = row["at_least"], row["at_most"]
    if low and high:
        return f"{low} to {high}"
    return f"≥ {low}" if low else f"≤ {high}" if high else ""


def _spread(row: Row) -> str:
    return with_ends(row, ("median", "q05", "q95"), _or_never) if row["median"] else ""


def _or_never(value: float) -> str:
    return "never" if value == NEVER else digits(value)


def _elasticity(row: Row) -> str:
    return with_ends(row, ("elasticity", "low", "high"), digits)


def _measure(row: Row) -> str:
    return " ".join(filter(None, (row["series"], row["over"], row["reading"], row["set"])))


OF_CORE: Mapping[str, Sequence[Column]] = {
    "core-criteria": (
        ("parameters", _width), text("id"), text("what", "criterion"), ("asked for", _bounds_asked),
        ("median (middle 90 %)", _spread), text("holds", "median holds"),
        ("share of draws that keep it (95 % interval)", share_cell), text("n"),
    ),
    "core-maps": (
        text("map"), text("size"), text("months"),
        *(text(outcome) for outcome in reversed(_OUTCOMES)), text("n"),
    ),
    "core-killing-length": (
        ("parameters", _width), text("size"), ("months (middle 90 %)", _spread),
        number("never", "share of alliances that no length tried ends"), text("n"),
    ),
    "core-stakes": (
        text("ratio", "v : w"), number("v"), number("w"), ("threshold", _threshold),
        *(_digit(name) for name in ("C14", "C15", "C18", "C19", "C20", "C21")), *_SHARES, text("n"),
    ),
    "core-removed": (
        text("removed"), text("expected"), text("id"), text("what", "criterion"), _digit("median"),
        text("holds"), *_SHARES, text("n"),
    ),
    "core-alternatives": (
        text("alternative"), text("expected"), text("id"), text("what", "criterion"), _digit("median"),
        text("holds"), *_SHARES, text("n"),
    ),
    "core-elasticities": (
        text("half_life", "half-life of"), number("median", "months, median", 0), text("parameter"),
        ("elasticity (interval)", _elasticity), number("explained", "R²"), text("n", "draws"),
    ),
    "core-null": (
        text("course"), number("gap", "gap to 1 at its start"), number("half_life", "half-life, months", 0),
        number("unexplained", "share unexplained", 3),
        number("largest", "largest error of q", 3), text("months"),
    ),
    "core-mechanisms": (
        text("mechanism"), text("shows"), text("scenario"),
        ("measure", _measure),
        text("sign", "expected"), _digit("with", "with it"), _digit("without", "without it"),
        _digit("difference"), text("centre", "moves at the centre"),
        ("share of draws in which it moves", lambda row: share_cell(row) if row["share"] else ""),
        text("verdict"), text("note"),
    ),
}  # fmt: skip
"""Columns by table."""
OF_CORE_SHOWN: Mapping[str, Callable[[Row], bool]] = {
    "core-maps": lambda row: float(row["width"]) == 0 and float(row["size"]) in (0.5, 1.0),
    "core-removed": lambda row: row["holds"] == "no" or row["id"] == "C20",
    "core-alternatives": lambda row: row["holds"] == "no" or row["id"] in ("C4", "C6", "C16", "C20"),
    "core-elasticities": lambda row: row["apart_from_0"] == "yes",
}
"""Which of their rows stand on the page."""
