"""The table of effects, a row a gain: by partition, stakes, start, cell, reading and measure."""

from collections.abc import Iterator, Sequence
from functools import partial

from analysis.arrays import FloatArray
from experiments.study.effects.arms import TURNS, EffectQuestion, all_stakes, cells, course
from experiments.study.effects.effect_names import (
    ADDS,
    AS_IS,
    CALM,
    COSTS,
    EFFECTS,
    PARTITIONS,
    RECENTRED,
    REFERENCE,
    SAVES,
    TAKES,
)
from experiments.study.effects.losses import MEASURES, Factorial, calm_gains, factorial, gains, said
from experiments.study.effects.readings import readings, rows_of_reading
from experiments.study.report import Row, say
from experiments.sweep.processes import in_processes

N = 100
"""Draws of each arm."""
MAIN = ("cooperation", "output", "dead")
"""What is read in every way; of the rest only what effects save re-centred."""


def questions(n: int = N) -> list[EffectQuestion]:
    """Every cell from every start, by every partition, at all stakes."""
    return [
        EffectQuestion(cell, start, partition, stakes, n)
        for partition in PARTITIONS
        for stakes in all_stakes()
        for start in TURNS
        for cell in cells()
    ]


def rows_of(asked: EffectQuestion) -> list[Row]:
    """Every row of a question. At other stakes than the shipped ones only what effects save re-centred of
    cooperation and output.
    """
    shipped = asked.stakes.name == all_stakes()[0].name
    named = {
        "partition": asked.partition, "stakes": asked.stakes.name, "start": asked.start,
        "cell": asked.cell.cell, "where": asked.cell.where,
    }  # fmt: skip
    anew = factorial(asked, recalm=True)
    readings = [*_recentred(anew, shipped), *(_others(factorial(asked, recalm=False)) if shipped else ())]
    return [
        {**named, "reading": reading, "measure": measure, "what": what, **_said_of(reading, values)}
        for reading, measure, what, values in readings
    ]


def _said_of(reading: str, values: FloatArray) -> Row:
    words = said(values)
    levels = {SAVES: ADDS, COSTS: TAKES} if reading == CALM else {}
    return {**words, "verdict": levels.get(str(words["verdict"]), words["verdict"])}


Reading = tuple[str, str, str, FloatArray]


def _recentred(arms: Factorial, shipped: bool) -> Iterator[Reading]:
    for measure in MEASURES if shipped else ("cooperation", "output"):
        for gain in gains(arms.own, measure):
            if gain.what in EFFECTS or (shipped and measure in MAIN):
                yield RECENTRED, measure, gain.what, gain.values


def _others(arms: Factorial) -> Iterator[Reading]:
    for measure in MAIN:
        for name, losses in ((AS_IS, arms.own), (REFERENCE, arms.reference)):
            for gain in gains(losses, measure)[: len(EFFECTS)]:
                yield name, measure, gain.what, gain.values
    for measure in ("cooperation", "output"):
        for gain in calm_gains(arms.levels, measure):
            yield CALM, measure, gain.what, gain.values


def table(asked: Sequence[EffectQuestion], jobs: int | None = None) -> list[Row]:
    """The rows of all questions, in up to `jobs` spawned processes; the numbers do not depend on how many."""
    rows: list[Row] = []
    for number, made in enumerate(in_processes(rows_of, asked, jobs, first=_compile), start=1):
        rows += made
        if number % len(cells()) == 0:
            last = asked[number - 1]
            say(f"effects: {last.partition}, stakes {last.stakes.name}, from {last.start}")
    return rows


def reading_table(jobs: int | None = None, n: int = N) -> list[Row]:
    """The rows of what synergy and prevention mean besides (`readings`)."""
    measured = in_processes(partial(rows_of_reading, n=n), [None, *readings()], jobs, first=_compile)
    return [row for rows in measured for row in rows]


def _compile() -> None:
    course(questions(1)[0], (), recalm=False)
