"""Every broken file of the collection is answered with its faults, each at its line and column, and nothing
else.

`broken.csv` holds a row a fault: file, line, column, field, and words of what would be right.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

import scenarios
from alliance.main import call

HERE = Path(__file__).parent
Limit = Callable[[float], AbstractContextManager[None]]
Row = tuple[int, int, str, str]


def expected() -> dict[str, list[Row]]:
    rows = defaultdict(list)
    with (HERE / "broken.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            place = int(row["line"]), int(row["column"]), row["field"], row["words"]
            rows[row["file"]].append(place)
    return {name: sorted(places) for name, places in rows.items()}


EXPECTED = expected()


def path_of(name: str) -> Path:
    return HERE / "broken" / f"{name}.yaml"


@pytest.fixture(autouse=True, scope="module")
def _all_is_imported() -> None:
    for verb in ("run", "sweep", "show", "check"):
        call([verb, "missing.yaml"])


def test_every_broken_file_has_an_expectation_and_there_are_many() -> None:
    files = {path.stem for path in (HERE / "broken").glob("*.yaml")}
    assert files == set(EXPECTED)
    assert len(files) >= 200
    assert len({path_of(name).read_bytes() for name in files}) == len(files)


@pytest.mark.parametrize("name", EXPECTED)
def test_check_names_each_fault_its_place_its_field_and_what_would_be_right(
    name: str, capsys: pytest.CaptureFixture[str], limit: Limit
) -> None:
    with limit(1.0):
        code = call(["check", str(path_of(name))])
    answer = capsys.readouterr()
    assert (code, answer.err) == (3, "")
    lines = answer.out.splitlines()
    assert len(lines) == len(EXPECTED[name]), lines
    for line, column, field, words in EXPECTED[name]:
        begin = f"{path_of(name)}:{line}:{column}: {field}{': ' if field else ''}"
        assert any(text.startswith(begin) and words in text for text in lines), (begin, words, lines)
    assert all(text.isprintable() and "bug" not in text for text in lines)


@pytest.mark.parametrize("name", [*EXPECTED][::6])
@pytest.mark.parametrize("verb", ["run", "sweep", "show"])
def test_other_commands_refuse_it_with_the_first_fault_in_one_line(
    verb: str, name: str, capsys: pytest.CaptureFixture[str], limit: Limit
) -> None:
    with limit(1.0):
        code = call([verb, str(path_of(name))])
    answer = capsys.readouterr()
    assert (code, answer.out, len(answer.err.splitlines())) == (3, "", 1)
    line, column, *_ = EXPECTED[name][0]
    assert answer.err.startswith(f"alliance: {path_of(name)}:{line}:{column}: ")
    more = len(EXPECTED[name]) - 1
    assert answer.err.endswith(f"(and {more} more)\n") == bool(more)


def test_faults_for_programs_hold_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["check", "--json", *(str(path_of(name)) for name in EXPECTED)]) == 3
    listed = [
        (row["file"], row["line"], row["column"], row["field"]) for row in json.loads(capsys.readouterr().out)
    ]
    assert sorted(listed) == sorted(
        (str(path_of(name)), *row[:3]) for name, rows in EXPECTED.items() for row in rows
    )


def test_load_raises_what_check_returns() -> None:
    path = path_of("eight-at-once")
    with pytest.raises(scenarios.Invalid) as caught:
        scenarios.load(path)
    assert list(caught.value.faults) == scenarios.check(path)
    assert len(caught.value.faults) == 8


def test_a_fault_says_place_field_message_value_and_nearest_name() -> None:
    fault = scenarios.Fault("a.yaml", 3, 7, "shocks[0].kind", "is not a kind of event", "blokade", "blockade")
    text = "a.yaml:3:7: shocks[0].kind: is not a kind of event (got blokade). Did you mean blockade?"
    assert str(fault) == text


def test_an_event_is_named_as_keys_name_it_and_by_its_number_where_it_has_no_name_of_its_own() -> None:
    fields = {name: [field for _, _, field, _ in EXPECTED[name]] for name in ("missing-size", "missing-name")}
    assert fields == {"missing-size": ["shocks.hit.size"], "missing-name": ["shocks[0].name"]}


def test_without_the_checks_of_consistency_broken_files_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scenarios.check(path_of("unknown-mechanism"))
    monkeypatch.setattr("scenarios.checking.validate.consistency_blames", lambda value: iter(()))
    assert scenarios.check(path_of("unknown-mechanism")) == []


def test_what_takes_more_than_a_second_is_seen(limit: Limit, monkeypatch: pytest.MonkeyPatch) -> None:
    def forever(value: object) -> None:
        while True:
            pass

    monkeypatch.setattr("scenarios.checking.validate.consistency_blames", forever)
    with pytest.raises(BaseException, match=r"more than 0.1 s"), limit(0.1):
        call(["check", str(path_of("unknown-mechanism"))])


def test_faults_are_capped_and_the_rest_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text("".join(f"field{number}: 1\n" for number in range(200)), encoding="utf-8")
    faults = scenarios.check(path)
    assert len(faults) == 51
    assert "more faults" in faults[-1].message
