"""Every broken file of the collection is answered with its faults, each at its line and column, and nothing
else.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

import scenarios
from scenarios.text import hidden

HERE = Path(__file__).parent


def expected() -> dict[str, list[tuple[int, int, str, str]]]:
    found = defaultdict(list)
    with (HERE / "broken.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            place = int(row["line"]), int(row["column"]), row["field"], row["words"]
            found[row["file"]].append(place)
    return dict(found)


EXPECTED = expected()


def test_every_broken_file_has_an_expectation_and_there_are_many() -> None:
    files = {path.stem for path in (HERE / "broken").glob("*.yaml")}
    assert files == set(EXPECTED)
    assert len(files) >= 40


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_file_gets_its_faults_at_their_places(name: str) -> None:
    faults = scenarios.check(HERE / "broken" / f"{name}.yaml")
    wanted = sorted(EXPECTED[name])
    assert sorted((fault.line, fault.column, fault.field) for fault in faults) == [one[:3] for one in wanted]
    for line, column, field, words in wanted:
        at = [str(f) for f in faults if (f.line, f.column, f.field) == (line, column, field)]
        assert any(words in text for text in at), at


@pytest.mark.parametrize("name", EXPECTED)
def test_a_fault_is_one_printable_line(name: str) -> None:
    for fault in scenarios.check(HERE / "broken" / f"{name}.yaml"):
        assert hidden(str(fault), allowed="") == -1
        assert f":{fault.line}:{fault.column}: " in str(fault)


def test_load_raises_what_check_returns() -> None:
    path = HERE / "broken" / "eight-at-once.yaml"
    with pytest.raises(scenarios.Invalid) as caught:
        scenarios.load(path)
    assert list(caught.value.faults) == scenarios.check(path)
    assert len(caught.value.faults) == 8


def test_a_fault_says_place_field_message_value_and_nearest_name() -> None:
    fault = scenarios.Fault("a.yaml", 3, 7, "shocks[0].kind", "is not a kind of event", "blokade", "blockade")
    text = "a.yaml:3:7: shocks[0].kind: is not a kind of event (got blokade). Did you mean blockade?"
    assert str(fault) == text


def test_without_the_checks_of_meaning_broken_files_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    path = HERE / "broken" / "unknown-mechanism.yaml"
    assert scenarios.check(path)
    monkeypatch.setattr("scenarios.validate.meaning", lambda value: iter(()))
    assert scenarios.check(path) == []


def test_faults_are_capped_and_the_rest_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text("".join(f"field{number}: 1\n" for number in range(200)), encoding="utf-8")
    faults = scenarios.check(path)
    assert len(faults) == 51
    assert "more faults" in faults[-1].message
