"""What synergy and prevention mean beyond the loss that a whole group saves: a stronger whole, joint action
under a shock, and what stands ready before one (`effect_readings.csv`).
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from experiments.study.effects.arms import (
    TURN,
    TURNS,
    ArmCourse,
    Cell,
    EffectQuestion,
    Stakes,
    all_stakes,
    case_of,
    cells,
    changes_of,
    course,
    course_of,
    switched_off,
)
from experiments.study.effects.effect_names import ADDS, COSTS, PARTITIONS, READY, SAVES, STRONGER, TAKES
from experiments.study.effects.losses import losses_of, said, without
from experiments.study.report import Row
from sim.world.case import Case
from sim.world.shock_table import shock_rows

WRITTEN = Path(__file__).with_name("effect_readings.csv")
DECADE = 120
"""Months for which the sides of no alliance have turned away before the shock."""
READY_MATTERS = 0.02
"""The smallest difference that matters of what stands ready, which lies between 0 and 1."""
LOSSES = ("cooperation", "output")


class Reading(NamedTuple):
    """A reading of a claim in a cell: which mechanisms are switched off for it (none for what stands ready,
    which is read beside no alliance at all).
    """

    reading: str
    claim: str
    cell: Cell
    off: tuple[str, ...]


def readings() -> list[Reading]:
    """The readings as they were written down."""
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Reading(
            row["reading"],
            row["claim"],
            Cell(row["cell"], row["where"], row["scenario"], changes_of(row["set"]), row["says"]),
            tuple(row["off"].split()),
        )
        for row in rows
    ]


def rows_of_reading(reading: Reading | None, n: int) -> list[Row]:
    """The rows of a reading over n draws; of none, the stronger whole."""
    if reading is None:
        return [*stronger_rows(n)]
    return [*(ready_rows if reading.reading == READY else action_rows)(reading, n)]


def stronger_rows(n: int) -> Iterator[Row]:
    """What synergy adds to output in calm, as a share of the output with it, by each partition."""
    calm = cells()[0]
    for partition in PARTITIONS:
        asked = EffectQuestion(calm, "calm", partition, all_stakes()[0], n)
        on, off = (
            course(asked, mechanisms, recalm=False).twin["output"][:, :TURN].mean(axis=1)
            for mechanisms in ((), switched_off(partition, without("synergy")))
        )
        named = _named(STRONGER, "A3", partition, Cell("calm", "", "", (), ""), "calm", asked.stakes)
        yield {**named, "measure": "output", **_levels(said((on - off) / on))}


def action_rows(reading: Reading, n: int) -> Iterator[Row]:
    """What the mechanisms of a reading save, calm derived anew, from every start and at all stakes."""
    for stakes in all_stakes():
        for start in TURNS:
            asked = EffectQuestion(reading.cell, start, "model", stakes, n)
            on, off = (course(asked, mechanisms, recalm=True) for mechanisms in ((), reading.off))
            kept, lost = losses_of(on, on.twin), losses_of(off, off.twin)
            named = _named(reading.reading, reading.claim, " ".join(reading.off), reading.cell, start, stakes)
            for measure in LOSSES:
                yield {**named, "measure": measure, **said(lost[measure] - kept[measure])}


def ready_rows(reading: Reading, n: int) -> Iterator[Row]:
    """What stands ready in the last month before the shock with the alliance minus without one, and the loss
    of output that it saves, each against its own twin.
    """
    asked = EffectQuestion(reading.cell, "calm", "model", all_stakes()[0], n)
    with_it, without_it = (_course_of(asked, turned) for turned in (False, True))
    named = _named(READY, reading.claim, "the alliance", reading.cell, "calm", asked.stakes)
    for measure, values in _standing(with_it, without_it).items():
        yield {**named, "measure": measure, **_levels(said(values, READY_MATTERS))}
    saved = losses_of(without_it, without_it.twin)["output"] - losses_of(with_it, with_it.twin)["output"]
    yield {**named, "measure": "output", **said(saved)}


def _standing(with_it: ArmCourse, without_it: ArmCourse) -> Mapping[str, FloatArray]:
    before = with_it.first - 1
    names = ("commitments_compute", "commitments_algorithms", "terms", "home capacity", "incidents")
    return {name: with_it.run[name][:, before] - without_it.run[name][:, before] for name in names}


def _course_of(asked: EffectQuestion, turned: bool) -> ArmCourse:
    case, first, last = case_of(asked, (), recalm=False, lead=DECADE)
    return course_of(no_alliance(case, first) if turned else case, first, last, asked.n, asked.seed)


def no_alliance(case: Case, first: int) -> Case:
    """The case in which every state turns away in full, from ten years before month `first` to the end."""
    turn = shock_rows("cooperation.cost", {}, "step", first - DECADE, None, 1.0, case.world)
    return replace(case, context=np.concatenate([case.context, turn]))


def _named(reading: str, claim: str, of: str, cell: Cell, start: str, stakes: Stakes) -> Row:
    return {
        "reading": reading, "claim": claim, "of": of, "cell": cell.cell, "where": cell.where, "start": start,
        "stakes": stakes.name,
    }  # fmt: skip


def _levels(words: Mapping[str, float | int | str]) -> Row:
    """What is said of a level: it adds or takes where a loss would be saved or cost."""
    verdict = {SAVES: ADDS, COSTS: TAKES}.get(str(words["verdict"]), words["verdict"])
    return {**words, "verdict": verdict}
