"""The tables of the page on the reserve."""

import math
from collections.abc import Callable, Mapping, Sequence

from analysis.figures.style import percent
from experiments.reserve.further_shocks import TURN
from experiments.study.page_tables.page_cells import Column, Row, text


def _amount(cell: str, further: str) -> str:
    """A reserve in words: beyond what was tried, a turn is longer than that and a blockade none."""
    if cell == "":
        return "–"
    if math.isinf(float(cell)):
        return f"over {TURN.most}" if further == TURN.name else "none"
    return f"{float(cell):g}"


def _band(name: str, title: str) -> Column:
    """A median, and from the tenth to the ninetieth percentile."""

    def written(row: Row) -> str:
        middle, low, high = (_amount(row[f"{name}_{q}"], row["further"]) for q in ("q50", "q10", "q90"))
        return middle if low == middle == high else f"{middle} ({low}–{high})"

    return title, written


def _in_month(name: str, month: str, title: str) -> Column:
    """A median, and its month in brackets."""
    return title, lambda row: f"{_amount(row[name], row['further'])} ({row[month]})" if row[month] else "–"


def _range(name: str, title: str, shown: Callable[[float], str]) -> Column:
    """From the least to the most, as effort goes."""
    return title, lambda row: " to ".join(shown(float(row[f"{name}_{end}"])) for end in ("least", "most"))


def _share(name: str, title: str) -> Column:
    return title, lambda row: percent(float(row[name]))


OF_RESERVE: Mapping[str, Sequence[Column]] = {
    "reserve-cases": (
        ("case", lambda row: f"`{row['case']}`"),
        text("further", "further shock"),
        _band("calm", "reserve in calm"),
        _band("lowest", "lowest reserve"),
        text("lowest_month", "in month"),
        ("twin's reserve in that month", lambda row: _amount(row["twin_then"], row["further"])),
        _in_month("later", "later_month", "reserve ten years on (month)"),
        _in_month("highest", "highest_month", "highest reserve (month)"),
        text("n"),
    ),
    "atlas-shares": (
        text("what", "part of the start"),
        _share("share_of_turn", "share of the variance of the reserve"),
        _share("share_of_back", "share of the variance of the share that recovers"),
        (
            "cells in which it decides",
            lambda row: f"{row['decides']} of {row['cells']}" if row["cells"] else "",
        ),
    ),
    "atlas-plane": (
        text("trust"),
        text("interoperability"),
        _range("back", "share that recovers, depending on effort", percent),
        _range("turn", "months of a full turn that end it, depending on effort", lambda value: f"{value:g}"),
        (
            "effort decides whether most recover",
            lambda row: "**yes**" if row["effort_decides"] == "yes" else "no",
        ),
    ),
}
OF_RESERVE_SHOWN: Mapping[str, Callable[[Row], bool]] = {
    "atlas-plane": lambda row: row["interoperability"] in ("0.1", "1"),
}
