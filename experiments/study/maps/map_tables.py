"""The outcome maps of the outside and the inside shock: their tables and pictures.

`python -m experiments.study maps` runs both maps and writes the tables `maps`, `cells`, `screening`,
`rest-against-level` and `thresholds`, and the pictures.
"""

from collections.abc import Sequence

from analysis.outcomes import ALL, NULL
from experiments.study.folders import SHIPPED, Folders
from experiments.study.maps import robustness
from experiments.study.maps.cells import Question, answers, question
from experiments.study.maps.map_figures import examples_figure, outcome_figure
from experiments.study.maps.robustness import Pair, map_rows
from experiments.study.maps.three_outcomes import (
    INSIDE,
    OUTSIDE,
    REPLICATES,
    UNSETTLED,
    Outcomes,
    keeps_three,
)
from experiments.study.recheck import Recheck, whole
from experiments.study.report import SEED, Row, save_figure, save_table, say
from scenarios import load


def questions() -> list[Question]:
    """The two maps as shipped: outside, then inside."""
    return [question(load(name), SEED, REPLICATES) for name in (OUTSIDE, INSIDE)]


def tables(pair: Pair) -> dict[str, list[Row]]:
    """Every table that is read off the runs of both maps, by name."""
    return {
        "maps": map_rows(pair.judged),
        "cells": _cell_rows(questions(), pair.judged),
        "screening": robustness.screening(pair),
        "rest-against-level": robustness.rest_against_level(pair),
        "thresholds": robustness.thresholds(pair),
    }


def recheck(_: Folders, __: int | None, jobs: int | None) -> dict[str, Recheck]:
    """Every table of the maps made anew."""
    return {name: whole(rows) for name, rows in tables(Pair(*answers(questions(), jobs))).items()}


def write_all(folders: Folders = SHIPPED, jobs: int | None = None) -> None:
    """Run both maps and write their tables and pictures."""
    pair = Pair(*answers(questions(), jobs))
    for name, rows in tables(pair).items():
        save_table(folders, name, rows)
    for name, of_map, outcomes in zip(Pair._fields, questions(), pair.judged, strict=True):
        save_figure(folders, f"map-{name}", outcome_figure(of_map, outcomes))
    save_figure(folders, "three-shocks", examples_figure())
    say(f"both maps: {keeps_three(*pair.judged)}")


def _cell_rows(maps: Sequence[Question], judged: Sequence[Outcomes]) -> list[Row]:
    """A row a cell: the shares of its runs five years on, by rest and by level."""
    rows: list[Row] = []
    for where, of_map, outcomes in zip(Pair._fields, maps, judged, strict=True):
        places = [(size, months) for size in of_map.sizes for months in of_map.months]
        for number, (size, months) in enumerate(places):
            row: Row = {"map": where, "size": size, "months": months, "n": of_map.replicates}
            for by in ("five_years", "rest", "level"):
                for name in (*ALL, NULL):
                    row[f"{by} {name or UNSETTLED}"] = float((getattr(outcomes, by)[number] == name).mean())
            rows.append(row)
    return rows
