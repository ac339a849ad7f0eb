"""The tables of what decides as they stand on their page."""

from collections.abc import Callable, Mapping, Sequence

from experiments.study.page_tables.page_cells import Column, Row, digits, number, share_cell, text
from experiments.study.sensitivity.deciding.contrast_shares import EVERYTHING, NOTHING, READINGS
from experiments.study.sensitivity.deciding.drawn_alliances import ENDINGS, LEVEL
from experiments.study.sensitivity.deciding.factors import (
    CRISES,
    EFFORT,
    INTEROPERABILITY,
    LENGTH,
    SIZE,
    TRUST,
    TURN_BEFORE,
)
from experiments.study.sensitivity.deciding.variance_shares import ANY_SHOCK, SAME_SHOCK

_SIGNS = str.maketrans("-", "−")


def _index(design: str, crisis: str) -> Column:
    def written(row: Row) -> str:
        cell = row[f"{design}, {crisis}"]
        return f"{float(cell):.2f}".translate(_SIGNS) if cell else "–"

    return f"{crisis}, {design}", written


def _rank(name: str) -> Column:
    return name, lambda row: f"{float(row[name]):.2f}".translate(_SIGNS) if row[name] else "–"


def _added(row: Row) -> str:
    sign = "" if row["group"] in (NOTHING, EVERYTHING) else "+"
    cells = (f"{float(row[name]):{sign}.3f}".translate(_SIGNS) for name in ("mean", "low", "high"))
    return "{} ({} to {})".format(*cells)


OF_DECIDING: Mapping[str, Sequence[Column]] = {
    "deciding": (
        text("group"),
        *(_index(design.name, crisis.name) for design in (ANY_SHOCK, SAME_SHOCK) for crisis in CRISES),
        ("decides", lambda row: row["decides"] or "–"),
        text("rule", "what the rule says"), text("built_in", "so its part is"),
        text("otherwise", "what would have to be otherwise"),
    ),
    "deciding-leaves": (
        text("crisis"), text("if"), ("then", lambda row: f"**{row['then']}**"),
        number("share_of_alliances", "share of alliances"),
        *(number(ending, f"of them {ending}" if ending == ENDINGS[0] else ending) for ending in ENDINGS),
        text("n"),
    ),
    "deciding-accuracy": (
        text("crisis"), text("target", "what is told"), text("teller", "by"),
        ("told right (95 % interval)", share_cell), text("n"),
    ),
    "deciding-contrast": (
        text("side"), text("group"), ("adds to q (95 % interval)", _added),
        number("draws_above_0", "draws above 0"), text("n"),
    ),
    "deciding-otherwise": (
        text("rule", "rules"), text("crisis"), *(text(ending) for ending in reversed(ENDINGS)),
        text("no_baseline", "no baseline"),
        *(_rank(name) for name in (SIZE, LENGTH, TRUST, INTEROPERABILITY, EFFORT, TURN_BEFORE)), text("n"),
    ),
    "deciding-shifts": (
        text("crisis"), text("factor"), text("group"), ("shift", lambda row: digits(float(row["shift"]))),
        ("by chance", lambda row: digits(float(row["noise"]))), text("n"),
    ),
}  # fmt: skip
SHIFTS = 0.1
"""Of the longest table stands on the page what shifts the distribution of q further."""
OF_DECIDING_SHOWN: Mapping[str, Callable[[Row], bool]] = {
    "deciding-contrast": lambda row: row["reading"] == next(iter(READINGS)),
    "deciding-shifts": lambda row: row["measure"] == LEVEL and float(row["shift"]) > SHIFTS,
}
