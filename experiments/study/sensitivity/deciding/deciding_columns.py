"""The tables of what decides as they stand on their page."""

from collections.abc import Callable, Mapping, Sequence

from experiments.study.page_tables.page_cells import (
    Column,
    Row,
    digits,
    fixed,
    number,
    share_cell,
    text,
    with_ends,
)
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


def _if_any(name: str, title: str | None = None) -> Column:
    """A column of numbers to the hundredth; a dash where nothing was measured."""
    return title or name, lambda row: fixed(".2f")(float(row[name])) if row[name] else "–"


def _added(row: Row) -> str:
    sign = "" if row["group"] in (NOTHING, EVERYTHING) else "+"
    return with_ends(row, ("mean", "low", "high"), fixed(f"{sign}.3f"))


OF_DECIDING: Mapping[str, Sequence[Column]] = {
    "deciding": (
        text("group"),
        *(
            _if_any(f"{design.name}, {crisis.name}", f"{crisis.name}, {design.name}")
            for design in (ANY_SHOCK, SAME_SHOCK) for crisis in CRISES
        ),
        ("decides", lambda row: row["decides"] or "–"),
        text("rule", "what the rule says"), text("built_in", "is its part built in?"),
        text("otherwise", "what would have to be different"),
    ),
    "deciding-leaves": (
        text("crisis"), text("if"), ("then", lambda row: f"**{row['then']}**"),
        number("share_of_alliances", "share of alliances"),
        *(number(ending, f"of them {ending}" if ending == ENDINGS[0] else ending) for ending in ENDINGS),
        text("n"),
    ),
    "deciding-accuracy": (
        text("crisis"), text("target", "what is predicted"), text("teller", "predicted by"),
        ("share predicted rightly (95 % interval)", share_cell), text("n"),
    ),
    "deciding-contrast": (
        text("side"), text("group"), ("adds to q (95 % interval)", _added),
        number("draws_above_0", "share of draws above 0"), text("n"),
    ),
    "deciding-otherwise": (
        text("rule", "rules"), text("crisis"), *(text(ending) for ending in reversed(ENDINGS)),
        text("no_baseline", "no baseline"),
        *(_if_any(name) for name in (SIZE, LENGTH, TRUST, INTEROPERABILITY, EFFORT, TURN_BEFORE)), text("n"),
    ),
    "deciding-shifts": (
        text("crisis"), text("factor"), text("group"), ("shift", lambda row: digits(float(row["shift"]))),
        ("shift by chance", lambda row: digits(float(row["noise"]))), text("n"),
    ),
}  # fmt: skip
SHIFTS = 0.1
"""Of the longest table stands on the page what shifts the distribution of q further."""
OF_DECIDING_SHOWN: Mapping[str, Callable[[Row], bool]] = {
    "deciding-contrast": lambda row: row["reading"] == next(iter(READINGS)),
    "deciding-shifts": lambda row: row["measure"] == LEVEL and float(row["shift"]) > SHIFTS,
}
