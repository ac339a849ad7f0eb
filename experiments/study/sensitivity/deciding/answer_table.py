"""The answer in one table: which groups decide each crisis, and how far that is built into the rules."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from experiments.study.report import Row
from experiments.study.sensitivity.deciding.drawn_alliances import LEVEL
from experiments.study.sensitivity.deciding.factors import CRISES
from experiments.study.sensitivity.deciding.variance_shares import ANY_SHOCK, SAME_SHOCK

BUILT_IN = Path(__file__).with_name("built_in.csv")
DECIDES = 0.1
"""A group decides a crisis if, by its interval, more than this share of the variance of q is not there
without it.
"""
Rows = Sequence[Mapping[str, object]]


@cache
def built_in() -> dict[str, dict[str, str]]:
    """What the rules say of each group, as it was written down before anything was run."""
    with BUILT_IN.open(encoding="utf-8", newline="") as file:
        return {row["group"]: row for row in csv.DictReader(file)}


def answer_rows(variance: Rows, pawn: Rows) -> list[Row]:
    """A row a group: its total index of q for any shock and for the same shock, crisis by crisis, which
    crises it decides, in how many it moves the distribution beyond chance, and what the rules say.
    """
    totals = {
        (str(row["design"]), str(row["crisis"]), str(row["group"])): row
        for row in variance
        if row["measure"] == LEVEL
    }
    made = []
    for group in dict.fromkeys(str(row["group"]) for row in variance):
        row: Row = {"group": group}
        for design in (ANY_SHOCK, SAME_SHOCK):
            for crisis in CRISES:
                index = totals.get((design.name, crisis.name, group))
                row[f"{design.name}, {crisis.name}"] = "" if index is None else _number(index["total"])
        made.append({**row, **_decided(totals, group), "shifts": _shifts(pawn, group), **built_in()[group]})
    return sorted(made, key=_largest, reverse=True)


def _decided(totals: Mapping[tuple[str, str, str], Mapping[str, object]], group: str) -> Row:
    decided = [
        f"{crisis.name} ({design.name})"
        for crisis in CRISES
        for design in (ANY_SHOCK, SAME_SHOCK)
        if _number(totals.get((design.name, crisis.name, group), {"total_low": 0})["total_low"]) > DECIDES
    ]
    return {"decides": "; ".join(decided)}


def _shifts(pawn: Rows, group: str) -> int:
    """In how many crises a member of the group shifts the distribution of q beyond pure chance."""
    beyond = {
        row["crisis"]
        for row in pawn
        if (row["group"], row["measure"], row["beyond"]) == (group, LEVEL, "yes")
    }
    return len(beyond)


def _largest(row: Row) -> float:
    return max(_number(cell) for name, cell in row.items() if ", " in name and cell != "")


def _number(cell: object) -> float:
    return float(str(cell))
