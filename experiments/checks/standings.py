"""Where each test and its first result stand in a history, and what that holds against the test."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from experiments.checks.commit_history import Commit, History, earlier_commits

EXCEPTIONS = "experiments/checks/preregistration-exceptions.csv"
MARK = "not preregistered"
"""What the column `known` of a table of tests says of a test that is not older than its result."""
NOT_TESTED = "not tested"
"""The verdict of a row that is no result yet."""
ORDER, CHANGE, ELSEWHERE = "order", "change", "elsewhere"
"""What can be excused: a test not older than its result, one changed after it, one that is in no table."""

Rows = Mapping[str, str]
"""The tests of a table by name, each with its columns that may not change."""
Editions = Sequence[tuple[Commit, Sequence[Rows]]]
"""Every commit, first to last, with the tables in it (two where a file is there under two names)."""
Excuses = Mapping[tuple[str, str], frozenset[str]]
"""What is excused, by table and test."""


class Pairing(NamedTuple):
    """A table of tests, by its path, and the file of their results: the columns that name a test in both
    (rows of one name are one test), and those of the tests that may not change once there is a result.
    """

    name: str
    tests: str
    results_file: str
    key: tuple[str, ...]
    fixed: tuple[str, ...]

    @property
    def results(self) -> str:
        """The path of the results from the root of the sources."""
        return f"experiments/study/results/{self.results_file}"


class Standing(NamedTuple):
    """A test that has a result. `test` and `result` are the commits in which either first stands, `older` is
    whether the one comes before the other, `before` what the test asked in every commit before the result,
    first to last, and `now` what it asks in the tree (None where it is not there).
    """

    pair: Pairing
    name: str
    test: Commit | None
    result: Commit
    older: bool
    before: Sequence[str]
    now: str | None
    excused: frozenset[str] = frozenset()

    @property
    def hidden(self) -> bool:
        """Whether both are there where the history begins, so that it cannot tell the order."""
        return not self.result.parents and self.test is not None and not self.test.parents


@cache
def tests_in(text: str, key: tuple[str, ...], fixed: tuple[str, ...]) -> Rows:
    """Tests by name in the text of a table, each with what may not change; without those not tested yet."""
    rows: dict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader(io.StringIO(text)):
        name = " ".join(row[column] for column in key if row.get(column))
        if name and row.get("verdict") != NOT_TESTED:
            rows[name].add(", ".join(f"{column} {row.get(column) or '-'}" for column in fixed))
    return {name: "; ".join(sorted(asked)) for name, asked in rows.items()}


def editions(history: History, path: str, key: tuple[str, ...], fixed: tuple[str, ...] = ()) -> Editions:
    """What a table held in every commit."""
    texts, places = history.texts, history.places[path]
    return [
        (
            each,
            [
                tests_in(texts[each.name, place], key, fixed)
                for place in places
                if (each.name, place) in texts
            ],
        )
        for each in history.commits
    ]


def first(name: str, editions: Editions) -> Commit | None:
    """The first commit in which a test stands; one at which the history is cut goes before all others."""
    there = [commit for commit, tables in editions if any(name in rows for rows in tables)]
    return min(there, key=lambda commit: bool(commit.parents), default=None)


def standings(history: History, pair: Pairing, excuses: Excuses) -> list[Standing]:
    """Every test that has a result now, or is there and once had one."""
    tests = editions(history, pair.tests, pair.key, pair.fixed)
    results = editions(history, pair.results, pair.key)
    excused = {**_marked(history, pair), **excuses}
    names = dict.fromkeys([*_last(results), *_last(tests)])
    result_of = {name: first(name, results) for name in names}
    return [
        _standing(history, pair, name, tests, result)._replace(
            excused=excused.get((pair.name, name), frozenset())
        )
        for name, result in result_of.items()
        if result is not None
    ]


def _marked(history: History, pair: Pairing) -> Excuses:
    """Tests that say themselves that they are not preregistered."""
    known = _last(editions(history, pair.tests, pair.key, ("known",)))
    return {(pair.name, name): frozenset((ORDER, CHANGE)) for name, words in known.items() if MARK in words}


def _last(editions: Editions) -> Rows:
    return {name: asks for rows in editions[-1][1] for name, asks in rows.items()}


def _standing(history: History, pair: Pairing, name: str, tests: Editions, result: Commit) -> Standing:
    ancestors = earlier_commits(result, history)
    earlier = [(commit, tables) for commit, tables in tests if commit.name in ancestors]
    test = first(name, earlier)
    before = [rows[name] for _, tables in earlier for rows in tables if name in rows]
    return Standing(
        pair, name, test or first(name, tests), result, test is not None, before, _last(tests).get(name)
    )


def faults_by_log(standing: Standing) -> Iterator[str]:
    """What the commits themselves hold against a test, in a sentence."""
    pair, name, test, result, older, before, now, excused = standing
    who, here = f"{pair.name} {name}:", f"its result on {when(result)}"
    if test is None or now is None:
        if ELSEWHERE not in excused:
            advice = f"put its row there, or say in {EXCEPTIONS} where it stands."
            yield f"{who} {here} has no test in {pair.tests}; {advice}"
    elif not older:
        if ORDER not in excused:
            yield f"{who} the test was first committed on {when(test)}, not before {here}; {remedy(pair)}"
    elif now not in before and CHANGE not in excused:
        yield f"{who} the test of {when(test)} was changed after {here}, {renamed(before[-1], now)}"


def when(commit: Commit) -> str:
    """Its date and the start of its name, as `2026-11-28 10:39:15 (407bd9f)`."""
    return f"{commit.date} ({commit.name[:7]})" if commit.name else f"a day to come ({commit.subject})"


def remedy(pair: Pairing) -> str:
    """What to do about a test that is not older than its result."""
    mark = f"mark this one “{MARK}” in {pair.tests}"
    return f"commit tests before they are run; {mark}, or excuse it in {EXCEPTIONS}."


def renamed(before: str, now: str | None) -> str:
    """What to do about a test that was changed."""
    return f"from “{before}” to “{now}”; ask this under a new name, or excuse it in {EXCEPTIONS}."
