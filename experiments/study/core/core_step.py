"""The steps `core` and `mechanisms` of the study: their tables and pictures."""

from typing import NamedTuple

from experiments.study.core.alternatives import alternative_rows
from experiments.study.core.core_figures import headline_figure, killing_figure, maps_figure
from experiments.study.core.core_tables import (
    CENTRE,
    FEW,
    WIDTHS,
    N,
    answers,
    criteria_rows,
    killing_rows,
    map_rows,
    paper_case_rows,
    removed_rows,
    stakes_rows,
)
from experiments.study.core.courses import Courses
from experiments.study.core.elasticities import N as DRAWS
from experiments.study.core.elasticities import elasticity_rows
from experiments.study.core.exponential_return import null_rows
from experiments.study.core.mechanism_effects import effect_rows, expected
from experiments.study.folders import SHIPPED, Folders
from experiments.study.recheck import Recheck, whole
from experiments.study.report import Row, save_figure, save_table, say
from sim.parameters.spread import SPREAD

MECHANISMS_TABLE = "core-mechanisms"


class Numbers(NamedTuple):
    """Replicates of the criteria, of each variant and of the length that kills; draws of elasticities."""

    criteria: int = N
    variants: int = FEW
    killing: int = 50
    elasticities: int = DRAWS


FULL = Numbers()


def tables(numbers: Numbers = FULL) -> dict[str, list[Row]]:
    """Every table of the core by name."""
    criteria, maps = [], []
    for width in WIDTHS:
        came = answers(Courses(numbers.criteria, width=width))
        criteria += [*criteria_rows(width, came)]
        if width in (CENTRE, SPREAD):
            criteria += [*paper_case_rows(width, numbers.criteria)]
        maps += [*map_rows(width, came.maps)]
        say(f"core: criteria and maps at ± {width:.0%}")
    killing = [row for width in (CENTRE, SPREAD) for row in killing_rows(numbers.killing, width)]
    say("core: lengths that kill")
    return {
        "core-criteria": criteria,
        "core-maps": maps,
        "core-killing-length": killing,
        "core-stakes": [*stakes_rows(numbers.variants)],
        "core-removed": [*removed_rows(numbers.variants)],
        "core-alternatives": [*alternative_rows(numbers.variants)],
        "core-elasticities": [*elasticity_rows(numbers.elasticities)],
        "core-null": [*null_rows(numbers.variants)],
    }


def write_core(folders: Folders = SHIPPED, _: int | None = None, numbers: Numbers = FULL) -> None:
    """Run the core's criteria and what stands beside them; write tables and pictures."""
    made = tables(numbers)
    for name, rows in made.items():
        save_table(folders, name, rows)
    save_figure(folders, "core-maps", maps_figure(made["core-maps"]))
    save_figure(folders, "core-killing-length", killing_figure(made["core-killing-length"]))
    save_figure(folders, "core-headline", headline_figure(numbers.killing))


def recheck_core(_: Folders, __: int | None, ___: int | None) -> dict[str, Recheck]:
    """Every table of the core made anew."""
    return {name: whole(rows) for name, rows in tables().items()}


def write_mechanisms(folders: Folders = SHIPPED, _: int | None = None) -> None:
    """Measure every mechanism off against on, as written down before."""
    save_table(folders, MECHANISMS_TABLE, effect_rows(expected()))


def recheck_mechanisms(_: Folders, __: int | None, ___: int | None) -> dict[str, Recheck]:
    """The table of mechanisms made anew."""
    return {MECHANISMS_TABLE: whole(effect_rows(expected()))}
