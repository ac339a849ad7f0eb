"""Was each test committed before its result?

`python3 -m experiments.checks.preregistration`, where the sources are, compares first commits: a line for
each fault, and a failure where there is one. With `--record` it writes them into `first-commits.csv`.

A row of a table of tests has to stand in an earlier commit than its first result, and what it asks may not
change afterwards. Where the history does not reach back so far (a shallow clone, an exported tree), that
record answers in its place; where it does, the record has to agree with it. Python alone is needed, and git.
"""

import argparse
import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.checks.commit_history import History, NoHistory, history_of, tree_alone
from experiments.checks.standings import (
    CHANGE,
    ELSEWHERE,
    EXCEPTIONS,
    ORDER,
    Excuses,
    Pairing,
    Standing,
    faults_by_log,
    remedy,
    renamed,
    standings,
    when,
)

ROOT = Path(__file__).resolve().parents[2]
RECORD = "experiments/checks/first-commits.csv"

STUDY = "experiments/study"
DECIDING = f"{STUDY}/sensitivity/deciding"
_TIE = ("mechanism", "scenario", "set", "series", "over", "reading")
_PART = ("scenario", "measure", "sign", "smallest", "n")
_CELL = ("where", "scenario", "set")
_READ = ("reading", "cell")
_SCENARIO = ("scenario",)
_CASE = ("scenario", "set", "fitted_with")
PAIRS = (
    Pairing("patterns", f"{STUDY}/patterns/patterns.csv", "patterns.csv", ("id", "part"), _PART),
    Pairing("core-criteria", f"{STUDY}/core/criteria.csv", "core-criteria.csv", ("id",), ("low", "high")),
    Pairing(
        "core-mechanisms", f"{STUDY}/core/mechanisms.csv", "core-mechanisms.csv", _TIE, ("sign", "scale")
    ),
    Pairing("effects", f"{STUDY}/effects/effect_cells.csv", "effects.csv", ("cell",), _CELL),
    Pairing(
        "readings", f"{STUDY}/effects/effect_readings.csv", "effect-readings.csv", _READ, (*_CELL, "off")
    ),
    Pairing("null-models", f"{STUDY}/core/null_models/null_cases.csv", "null-models.csv", ("case",), _CASE),
    Pairing(
        "lens-cases", f"{STUDY}/lenses/lens_scenarios.csv", "lens-observations.csv", _SCENARIO, ("of", "set")
    ),
    Pairing("lenses", "scenarios/lenses/lenses.csv", "lens-outcomes.csv", ("lens",), ("key", "value")),
    Pairing(
        "groups", f"{DECIDING}/mechanism_groups.csv", "deciding-contrast.csv", ("group",), ("mechanism",)
    ),
)
"""What is compared, a line for each table of tests. Earlier places of a file are taken from the history."""


class Recorded(NamedTuple):
    """A row of the record: the first commits of a test and of its result, and what the test asked before."""

    table: str
    test: str
    test_date: str
    test_commit: str
    test_subject: str
    result_date: str
    result_commit: str
    result_subject: str
    asks: str


Record = Mapping[tuple[str, str], Recorded]
"""Rows of the record by table and test."""


class Report(NamedTuple):
    """What was found: faults and remarks, a sentence each, and how many tests were judged by what."""

    faults: Sequence[str]
    remarks: Sequence[str]
    by_log: int
    by_record: int
    elsewhere: int = 0


class UnclearRecord(Exception):
    """A file of the check says what it may not; the text is a sentence about it."""


def check(root: Path = ROOT, pairs: Sequence[Pairing] = PAIRS) -> Report:
    """Holds every test of the pairs against history and record of a tree."""
    history, remarks = read_history(root, pairs)
    record, excuses = read_record(root), read_exceptions(root)
    every = [standing for pair in pairs for standing in standings(history, pair, excuses)]
    faults = [fault for standing in every for fault in faults_of(standing, record)]
    faults += strangers(history, pairs, every, record)
    faults += [fault for pair in pairs for fault in missing_columns(root, pair)]
    by_record = sum(standing.hidden for standing in every)
    elsewhere = sum(standing.test is None for standing in every)
    remarks += remarks_on(every, record, excuses)
    return Report(faults, remarks, len(every) - by_record - elsewhere, by_record, elsewhere)


def read_history(root: Path, pairs: Sequence[Pairing]) -> tuple[History, list[str]]:
    """The history of a tree, or the tree alone and a remark why."""
    paths = [path for pair in pairs for path in (pair.tests, pair.results)]
    try:
        return history_of(root, paths), []
    except NoHistory as fault:
        remark = f"There is no history to compare ({fault}); {RECORD} answers for it."
        return tree_alone(root, paths), [remark]


def faults_of(standing: Standing, record: Record) -> list[str]:
    """All that is held against a test: by the commits, else by the record, and by the two together."""
    recorded = record.get((standing.pair.name, standing.name))
    faults = [*(faults_by_record(standing, recorded) if standing.hidden else faults_by_log(standing))]
    return [*faults, *(disagreements(standing, recorded) if recorded else [])]


def faults_by_record(standing: Standing, recorded: Recorded | None) -> Iterator[str]:
    """What the record holds against a test whose order the commits at hand do not show, in a sentence."""
    who, excused = f"{standing.pair.name} {standing.name}:", standing.excused
    if ORDER in excused:
        return
    if recorded is None:
        yield (
            f"{who} test and result are both there where the history begins, on {when(standing.result)}, "
            f"and {RECORD} does not say which came first; write it with --record on the whole history."
        )
        return
    test, result = f"the test of {recorded.test_date}", f"its result on {recorded.result_date}"
    if recorded.test_date >= recorded.result_date:
        yield f"{who} by {RECORD} {test} was not committed before {result}; {remedy(standing.pair)}"
    elif recorded.asks != standing.now and CHANGE not in excused:
        yield f"{who} by {RECORD} {test} was changed after {result}, {renamed(recorded.asks, standing.now)}"


def disagreements(standing: Standing, recorded: Recorded) -> Iterator[str]:
    """Where the record says something else than the commits at hand, in a sentence."""
    fresh = recorded_of(standing)
    test, result = standing.test, standing.result
    seen = {
        "test_date": test is not None and bool(test.parents),
        "result_date": bool(result.parents),
        "asks": bool(result.parents),
    }
    other = [
        name
        for name, visible in seen.items()
        if visible and getattr(fresh, name, "") != getattr(recorded, name)
    ]
    if other:
        said = "; ".join(f"{name} “{getattr(recorded, name)}”" for name in other)
        by_log = f"test {when(test) if test else 'nowhere'}, result {when(result)}"
        yield (
            f"{standing.pair.name} {standing.name}: {RECORD} says {said}, the history {by_log}; "
            f"write the record anew with --record."
        )


def recorded_of(standing: Standing) -> Recorded | None:
    """What the record has to say of a test; None where either is not committed or the test is in no table."""
    pair, name, test, result, _, before, now, _ = standing
    if test is None or not test.name or not result.name:
        return None
    asks = now if now and now in before else (before or ("",))[-1]
    first_test, first_result = ((each.date, each.name[:7], each.subject) for each in (test, result))
    return Recorded(pair.name, name, *first_test, *first_result, asks)


def strangers(
    history: History, pairs: Sequence[Pairing], every: Sequence[Standing], record: Record
) -> Iterator[str]:
    """Rows of the record about tests without a result, where the history can tell."""
    cut = {
        pair.name
        for pair in pairs
        for commit in history.commits
        for place in history.places[pair.results]
        if not commit.parents and (commit.name, place) in history.texts
    }
    there = {(standing.pair.name, standing.name) for standing in every}
    for table, test in record:
        if (table, test) not in there and table not in cut:
            yield f"{table} {test}: {RECORD} names it, and it has no result; write it anew with --record."


def missing_columns(root: Path, pair: Pairing) -> Iterator[str]:
    """Whether the tables are as the pair says; results may not be there yet."""
    for path, columns in ((pair.tests, (*pair.key, *pair.fixed)), (pair.results, pair.key)):
        if (root / path).is_file():
            with (root / path).open(encoding="utf-8", newline="") as file:
                lacking = set(columns) - set(next(csv.reader(file), []))
            if lacking:
                names = ", ".join(sorted(lacking))
                yield f"{pair.name}: {path} has no column {names}; correct its line in PAIRS."
        elif path == pair.tests:
            yield f"{pair.name}: {path} is not there; correct its line in PAIRS."


def remarks_on(every: Sequence[Standing], record: Record, excuses: Excuses) -> Iterator[str]:
    """What is no fault and should be known: what needs no mark or excuse, and what is not recorded yet."""
    due = [
        f"{standing.pair.name} {standing.name}"
        for standing in every
        if standing.excused
        and not standing.hidden
        and not [*faults_by_log(standing._replace(excused=frozenset()))]
    ]
    if due:
        yield f"Excused or marked, though the commits are in order: {', '.join(due)}."
    idle = excuses.keys() - {(standing.pair.name, standing.name) for standing in every}
    if idle:
        yield f"Excused in {EXCEPTIONS}, and without a result: {', '.join(map(' '.join, sorted(idle)))}."
    new = sum(
        recorded_of(standing) is not None and (standing.pair.name, standing.name) not in record
        for standing in every
        if not standing.hidden
    )
    if new:
        yield f"Tests that are not in {RECORD} yet: {new}; write it with --record, for who has no history."


def read_record(root: Path) -> Record:
    """The record of a tree; nothing where it has none."""
    return {(row["table"], row["test"]): Recorded(**row) for row in _rows(root / RECORD, Recorded._fields)}


def read_exceptions(root: Path) -> Excuses:
    """What is excused, each with its reason. Raises UnclearRecord for an unknown excuse or none."""
    excuses: dict[tuple[str, str], frozenset[str]] = {}
    for row in _rows(root / EXCEPTIONS, ("table", "test", "excuses", "reason")):
        if row["excuses"] not in (ORDER, CHANGE, ELSEWHERE) or not row["reason"].strip():
            raise UnclearRecord(
                f"{EXCEPTIONS}: {row['test']} needs {ORDER}, {CHANGE} or {ELSEWHERE}, and a reason."
            )
        key = row["table"], row["test"]
        excuses[key] = excuses.get(key, frozenset()) | {row["excuses"]}
    return excuses


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != tuple(columns):
            raise UnclearRecord(f"{path.name} needs the columns {', '.join(columns)}.")
        rows = list(reader)
    if any(None in row or None in row.values() for row in rows):
        raise UnclearRecord(f"{path.name} has a row that is too long or too short.")
    return rows


def write_record(root: Path = ROOT, pairs: Sequence[Pairing] = PAIRS) -> int:
    """Writes the record anew and returns how many tests it has. Raises NoHistory where the history is cut."""
    history = history_of(root, [path for pair in pairs for path in (pair.tests, pair.results)])
    every = [standing for pair in pairs for standing in standings(history, pair, {})]
    if any(standing.hidden for standing in every):
        raise NoHistory("it begins after the first results")
    rows = [row for row in map(recorded_of, every) if row]
    with (root / RECORD).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([Recorded._fields, *rows])
    return len(rows)


def main(words: Sequence[str] | None = None) -> int:
    """The command: 0 where all is in order, 1 where not, with a line for each fault."""
    parser = argparse.ArgumentParser(
        prog="python3 -m experiments.checks.preregistration", description=__doc__
    )
    parser.add_argument("--record", action="store_true", help="write first commits into the record")
    if parser.parse_args(words).record:
        try:
            print(f"{RECORD}: {write_record()} tests")
        except NoHistory as fault:
            print(
                f"The record is written on the whole history, and there is none here: {fault}.",
                file=sys.stderr,
            )
            return 1
        return 0
    try:
        report = check()
    except UnclearRecord as fault:
        report = Report([str(fault)], [], 0, 0)
    print(*report.faults, sep="\n", end="\n" if report.faults else "", file=sys.stderr)
    print(*report.remarks, sep="\n", end="\n" if report.remarks else "")
    told_by = (
        f"{report.by_log} by the commits, {report.by_record} by the record, {report.elsewhere} in no table"
    )
    print(f"Tests before results: {told_by}; faults: {len(report.faults)}.")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
