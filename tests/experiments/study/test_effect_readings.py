"""What synergy and prevention mean besides a loss saved: joint action by hand, an alliance beside none."""

from experiments.study.effects import readings
from experiments.study.effects.answers import at_all_stakes, reading_words
from experiments.study.effects.arms import EffectQuestion, all_stakes, case_of, course_of
from experiments.study.effects.effect_names import ACTION, READY, STRONGER
from experiments.study.effects.readings import (
    DECADE,
    Reading,
    action_rows,
    no_alliance,
    ready_rows,
    rows_of_reading,
)
from experiments.study.report import Row
from experiments.sweep.processes import in_processes
from sim.parameters.table import MECHANISMS

FEW = 3


def written(reading: str, cell: str) -> Reading:
    return next(row for row in readings.readings() if (row.reading, row.cell.cell) == (reading, cell))


def by_measure(rows: list[Row]) -> dict[str, float]:
    return {str(row["measure"]): float(row["mean"]) for row in rows}


def test_what_was_written_down_names_mechanisms_and_scenarios_that_are_there() -> None:
    every = readings.readings()
    assert {row.claim for row in every} == {"A3", "A4"}
    assert all(set(row.off) <= set(MECHANISMS) for row in every)
    assert all(bool(row.off) == (row.reading != READY) for row in every)
    for row in every:
        case_of(EffectQuestion(row.cell, "calm", "model", all_stakes()[0], 1), (), recalm=False)


def test_joint_action_saves_output_under_a_blockade_and_nothing_where_nothing_is_switched() -> None:
    blockade = written(ACTION, "blockade-12")
    rows = [row for row in action_rows(blockade, FEW) if row["start"] == "calm"]
    assert all(float(row["mean"]) > 0.01 for row in rows if row["measure"] == "output")
    same = [*action_rows(blockade._replace(off=()), FEW)]
    assert {float(row["mean"]) for row in same} == {0.0}  # control: on minus on


def test_no_alliance_is_none_before_the_shock_and_the_alliance_is() -> None:
    asked = EffectQuestion(written(READY, "blockade-12").cell, "calm", "model", all_stakes()[0], FEW)
    case, first, last = case_of(asked, (), recalm=False, lead=DECADE)
    assert first >= DECADE
    none = course_of(no_alliance(case, first), first, last, FEW, asked.seed)
    some = course_of(case, first, last, FEW, asked.seed)
    before = first - 1
    assert (none.twin["cooperation"][:, before] < 0.1 * some.twin["cooperation"][:, before]).all()
    assert (none.twin["cooperation"][:, 0] > 0.5 * some.twin["cooperation"][:, 0]).all()  # it begins in calm


def test_plants_stand_ready_where_laws_paid_for_them_and_nowhere_else() -> None:
    laws, none = (by_measure([*ready_rows(written(READY, cell), FEW)]) for cell in ("chip-laws", "key-node"))
    assert laws["home capacity"] > 0.01 > abs(none["home capacity"])
    assert none["commitments_compute"] > 0.1
    assert abs(none["output"]) < 0.001


def test_levels_are_added_or_taken_and_losses_saved_or_cost() -> None:
    verdicts = {
        (row["measure"] == "output", row["verdict"])
        for cell in ("blockade-12", "leak")
        for row in ready_rows(written(READY, cell), 20)
    }
    assert {word for of_output, word in verdicts if of_output} <= {"saves", "costs", "none", "undecided"}
    assert {word for of_output, word in verdicts if not of_output} <= {"adds", "takes", "none", "undecided"}
    assert (False, "adds") in verdicts


def test_a_cell_counts_only_where_it_is_saved_at_every_one_of_the_stakes() -> None:
    def row(cell: str, stakes: str, verdict: str) -> Row:
        named = {"reading": ACTION, "cell": cell, "stakes": stakes, "verdict": verdict}
        return {**named, "measure": "output", "mean": 0.1}

    rows = [
        row("a", "one", "saves"),
        row("a", "two", "saves"),
        row("b", "one", "saves"),
        row("b", "two", "none"),
    ]
    assert at_all_stakes(rows, "saves") == ["a"]
    stronger: Row = {**row("calm", "one", "adds"), "reading": STRONGER, "mean": 0.25}
    words = reading_words([*rows, stronger, row("c", "one", "costs")])
    assert "0.25" in words["A3"]
    assert "saves in a; costs somewhere in c" in words["A3"]
    assert "no shock" in reading_words([row("b", "one", "none")])["A3"]


def test_processes_change_no_row() -> None:
    few = [None, written(ACTION, "coercion")]
    alone = [*in_processes(readings_of_two, few, 1)]
    assert alone == [*in_processes(readings_of_two, few, 2)]
    assert {row["reading"] for row in alone[0]} == {STRONGER}


def readings_of_two(reading: Reading | None) -> list[Row]:
    return rows_of_reading(reading, 2)
