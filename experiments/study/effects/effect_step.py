"""The step `effects` of the study: its tables and picture."""

from experiments.study.effects.answers import answer_rows
from experiments.study.effects.effect_figure import effects_figure
from experiments.study.effects.effect_rows import questions, reading_table, table
from experiments.study.folders import SHIPPED, Folders
from experiments.study.recheck import Recheck, spread, whole
from experiments.study.report import read, save_figure, save_table

TABLES = ("effects", "effect-answers", "effect-readings")


def write_effects(folders: Folders = SHIPPED, jobs: int | None = None) -> None:
    """Run the factorial of every cell and write what each effect saves."""
    rows = table(questions(), jobs)
    save_table(folders, "effects", rows)
    save_table(folders, "effect-answers", answer_rows(rows))
    save_table(folders, "effect-readings", reading_table(jobs))
    save_figure(folders, "effects", effects_figure(rows, "model"))


def recheck_effects(folders: Folders, sample: int | None, jobs: int | None) -> dict[str, Recheck]:
    """Rows of some questions made anew, each at its place in the table; the answers from the stored table."""
    asked = questions()
    chosen = spread(sample or len(asked), len(asked))
    sizes = [_rows_of_question(question.stakes.name == asked[0].stakes.name) for question in asked]
    made = table([asked[k] for k in chosen], jobs)
    places = [sum(sizes[:k]) + place for k in chosen for place in range(sizes[k])]
    again = {"effects": Recheck(dict(zip(places, made, strict=True)), sum(sizes))}
    answers = whole(answer_rows(read(folders.tables / "effects.csv")))
    return again | {"effect-answers": answers, "effect-readings": whole(reading_table(jobs))}


def _rows_of_question(shipped: bool) -> int:
    """How many rows a question has: everything at the shipped stakes, main effects at the others."""
    return 66 if shipped else 6
