"""A file of an older format is brought up step by step; one of a newer or unknown format is one clear line.

The older format here, version 0, never was: it is made up to try the way by which a real one would come.
"""

from importlib.metadata import version as installed
from pathlib import Path

import pytest

import scenarios
from alliance.main import call
from scenarios.reading import migrate
from scenarios.reading.document import Document
from scenarios.reading.reader import read
from scenarios.schema import VERSION

PROGRAM = f"alliance {installed('alliance-resilience')}"
OLD = """\
version: 0
title: A blockade
asks: What of files that were written before?
begins: 2025-01
horizon: 48
firms: 12
events:
  - {name: blockade, kind: blockade, of: [TWN], from: 12,
     months: 12, strength: 1}
  - {name: turn, kind: unilateral-turn, of: [USA], from: 6}
"""

NEW = """\
version: 1
title: A blockade
asks: What of files that were written before?
start: 2025-01
horizon: {months: 48}
population: {firms: 12}
shocks:
  - {name: blockade, kind: blockade, of: [TWN], from: 12, months: 12, size: 1}
  - {name: turn, kind: unilateral-turn, of: [USA], from: 6, size: 0.5}
"""


def from_version_0(document: Document) -> None:
    migrate.move(document, ("begins",), ("start",))
    migrate.move(document, ("horizon",), ("horizon", "months"))
    migrate.move(document, ("firms",), ("population", "firms"))
    migrate.move(document, ("events",), ("shocks",))
    for number, event in enumerate(document.value.get("shocks", ())):
        migrate.move(document, ("shocks", number, "strength"), ("shocks", number, "size"))
        event.setdefault("size", 0.5)  # what version 0 took where nothing was said


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("mine.yaml")
    path.write_text(OLD)
    return path


@pytest.fixture
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(migrate.STEPS, 0, from_version_0)


@pytest.mark.usefixtures("_known")
def test_an_older_file_is_read_as_what_it_means_today(file: Path) -> None:
    old = scenarios.load(file)
    assert file.read_text() == OLD
    file.write_text(NEW)
    assert old == scenarios.load(file)
    assert old.version == VERSION


@pytest.mark.usefixtures("_known")
def test_the_command_runs_an_older_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["check", str(file)]) == 0
    assert call(["run", str(file), "--replicates", "1", "--out", "there"]) == 0
    capsys.readouterr()


@pytest.mark.usefixtures("_known")
def test_faults_of_an_older_file_stand_where_it_has_them(file: Path) -> None:
    """Misshapen, out of range, unreadable, unknown, in a group that the step made: each in its place."""
    text = OLD.replace("strength: 1", "strength: 0x1").replace("firms: 12", "firms: 0")
    text = text.replace("begins: 2025-01", "begins: soon").replace("of: [USA]", "of: [USB], colour: red")
    file.write_text(text.replace("horizon: 48", "horizon: 8"))
    places = [(fault.line, fault.column, fault.field) for fault in scenarios.check(file)]
    assert places == [
        (4, 9, "start"),
        (5, 10, "horizon.months"),
        (6, 8, "population.firms"),
        (9, 28, "shocks.blockade.size"),
        (10, 46, "shocks.turn.of[0]"),
        (10, 52, "shocks.turn.colour"),
    ]


@pytest.mark.usefixtures("_known")
def test_a_step_makes_nothing_up(file: Path) -> None:
    """What an older file lacks it lacks still, and a new name in it is not overwritten by an old one."""
    file.write_text(
        OLD.replace("begins: 2025-01\n", "").replace("firms: 12", "population: {firms: 5}\nfirms: 6")
    )
    told = [(fault.line, fault.field, fault.message[:19]) for fault in scenarios.check(file)]
    assert told == [(1, "start", "is missing"), (6, "firms", "is not a field here")]


def test_steps_are_taken_one_after_the_other() -> None:
    seen = []
    document = read("version: 3")
    way = {number: lambda document: seen.append(document.value["version"]) for number in (5, 3, 4)}
    assert migrate.migrate(document, way, to=6) is None
    assert (seen, document.value) == ([3, 4, 5], {"version": 6})


def test_a_way_with_a_gap_is_not_begun() -> None:
    document = read("version: 3\nold: 1")
    blame = migrate.migrate(document, {3: lambda document: document.value.clear()}, to=5)
    assert blame is not None
    assert document.value == {"version": 3, "old": 1}


def test_the_steps_there_are_lead_without_a_gap_to_this_version() -> None:
    assert sorted(migrate.STEPS) == list(range(VERSION - len(migrate.STEPS), VERSION))


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("0", f"must be 1: {PROGRAM} knows no version 0; write 1, then mend what is found"),
        ("-1", "knows no version -1"),
        ("2", f"must be 1, the newest that {PROGRAM} reads; update the program to read version 2"),
        ("true", "must be 1"),
        ("1.5", "must be 1"),
    ],
)
def test_a_version_that_is_not_read_says_what_to_do(file: Path, version: str, words: str) -> None:
    file.write_text(NEW.replace("version: 1", f"version: {version}"))
    (fault,) = scenarios.check(file)
    assert (fault.line, fault.column, fault.field, fault.got) == (1, 10, "version", version)
    assert words in fault.message


@pytest.mark.parametrize("version", [0, 2])
def test_nothing_else_is_said_of_a_file_of_another_format(file: Path, version: int) -> None:
    other = NEW.replace("start:", "begins:").replace("size: 1", "size: 2")
    file.write_text(other)
    assert len(scenarios.check(file)) == 3  # control: in a file of this version all of it is told
    file.write_text(other.replace("version: 1", f"version: {version}"))
    assert [fault.field for fault in scenarios.check(file)] == ["version"]


def test_a_missing_version_is_one_line_beside_the_other_faults(file: Path) -> None:
    file.write_text(NEW.replace("version: 1\n", ""))
    (fault,) = scenarios.check(file)
    assert str(fault) == "mine.yaml:1:1: version: is missing: write version: 1"


def test_the_command_refuses_another_format_in_one_line(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["run", str(file)]) == 3
    answer = capsys.readouterr()
    assert (answer.out, answer.err.count("\n")) == ("", 1)
    assert answer.err.startswith("alliance: mine.yaml:1:10: version: must be 1")
    assert list(Path().iterdir()) == [file]
