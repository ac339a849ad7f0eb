"""The key of the exercises: every number is what the exercises' own commands give, and no page on the way
gives it away.
"""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from alliance.main import call
from alliance.screen import figure
from experiments.study.folders import DOCS

TEACHING = DOCS / "teaching"
EXERCISES = ("why-one-breaks", "after-a-turn", "what-a-council-does")
KEY = (TEACHING / "key.md").read_text(encoding="utf-8")
ON_THE_WAY = [
    *(TEACHING / f"{name}.md" for name in ("README", *EXERCISES)),
    *(DOCS / name for name in ("README.md", "glossary.md", "scenarios.md")),
    DOCS.parent / "README.md",
]
SAMPLE = (("why-one-breaks", 3), ("after-a-turn", 1), ("what-a-council-does", 1))
"""Runs that are made anew each time; the others are slow."""


class Row(NamedTuple):
    """A run of the key: its cells by column, and the sentence on why it ended so."""

    cells: dict[str, str]
    why: str


def page(name: str) -> str:
    return (TEACHING / f"{name}.md").read_text(encoding="utf-8")


def commands(name: str) -> list[list[str]]:
    """The runs of an exercise, in order."""
    return [line.split()[1:] for line in re.findall(r"^alliance run .+$", page(name), re.MULTILINE)]


def rows(name: str, key: str = KEY) -> list[Row]:
    """What the key says of an exercise, a row a run."""
    (part,) = re.findall(rf"^## [^\n]*\]\({name}\.md\)\n(.+?)(?=^## |\Z)", key, re.MULTILINE | re.DOTALL)
    head, *table = re.findall(r"^\| (.+) \|$", part, re.MULTILINE)
    columns = head.split(" | ")
    sentences = re.findall(r"^> \d\. (.+)$", part, re.MULTILINE)
    return [
        Row(dict(zip(columns, line.split(" | "), strict=True)), why)
        for line, why in zip(table, sentences, strict=True)
    ]


def measured(document: dict[str, Any], run: str, columns: list[str]) -> Row:
    """The row that a run's document makes."""
    measures = document["measures"]
    shares = {name: row["n"] for name, row in measures["outcome_60"].items() if row["n"]}
    cells = {"run": run, "five years on": ", ".join(f"{name} {count}" for name, count in shares.items())}
    medians = {name: measures[name.strip("`")]["q50"] for name in columns if name not in cells}
    return Row({**cells, **{name: figure(value) for name, value in medians.items()}}, document["why"])


def runs() -> list[Any]:
    """Every run of every exercise; those outside the sample are slow."""
    places = [(name, number) for name in EXERCISES for number in range(1, len(commands(name)) + 1)]
    return [
        pytest.param(
            name, number, marks=() if (name, number) in SAMPLE else pytest.mark.slow, id=f"{name}-{number}"
        )
        for name, number in places
    ]


@pytest.mark.parametrize(("name", "number"), runs())
def test_every_number_of_the_key_is_what_the_exercise_s_own_command_gives(
    name: str, number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([*commands(name)[number - 1], "--json", "--out", str(tmp_path / "out")]) == 0
    told = rows(name)[number - 1]
    document = json.loads(capsys.readouterr().out)
    assert measured(document, told.cells["run"], list(told.cells)) == told


def test_the_key_has_a_row_for_every_run_of_every_exercise_as_on_its_bet_sheet() -> None:
    for name in EXERCISES:
        numbers = [row.cells["run"].split(". ")[0] for row in rows(name)]
        assert numbers == [str(number + 1) for number in range(len(commands(name)))]
        assert numbers == re.findall(r"^\| (\d)\. ", page(name), re.MULTILINE)


def stray_numbers(key: str) -> set[str]:
    """Numbers in the key's prose that stand neither in its tables and sentences nor on an exercise's page."""
    lines = key.splitlines()
    measured_lines = [line for line in lines if line.startswith(("|", ">"))]
    prose = "\n".join(line for line in lines if not line.startswith(("|", ">", "#")))
    number = re.compile(r"\d+(?:\.\d+)?")
    allowed = number.findall("\n".join([*measured_lines, *map(page, EXERCISES)]))
    return set(number.findall(prose)) - set(allowed)


def test_the_key_s_prose_has_no_number_of_its_own() -> None:
    assert stray_numbers(KEY) == set()
    assert stray_numbers(f"{KEY}\nThat is 98.76 of them.\n") == {"98.76"}  # control


def given_away(text: str) -> list[str]:
    """What a page tells of the key: a link to it or to a page of results, or a number measured there."""
    values = {value for name in EXERCISES for row in rows(name) for value in row.cells.values()}
    decimals = {number for value in values for number in re.findall(r"\d\.\d+", value)}
    pages = ("key.md", "scenario-results.md", "results.md", "core.md", "what-decides.md")
    linked = [name for name in pages if f"({name})" in text or f"/{name})" in text]
    return [*linked, *sorted(decimals & set(re.findall(r"\d\.\d+", text)))]


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_leads_to_no_answer(name: str) -> None:
    assert given_away(page(name)) == []


def test_an_answer_on_an_exercise_s_page_would_be_seen() -> None:
    """Control."""
    value = re.findall(r"\d\.\d+", " ".join(rows(EXERCISES[0])[0].cells.values()))[0]
    assert given_away(f"{page(EXERCISES[0])} See [the key](key.md): {value}") == ["key.md", value]


def told(text: str) -> list[str]:
    """Lines that name a scenario of the exercises and, beside it, what becomes of an alliance."""
    scenario = r"`(?:taiwan-blockade|unilateral-turn-2025|blockade-after-a-turn|council-suspended)`"
    ends = r"deepens?|collapses?|comes? back|survives?|(?:breaks?|ends?) (?:the|an) alliance|fades?"
    return [line for line in text.splitlines() if re.search(scenario, line) and re.search(ends, line)]


@pytest.mark.parametrize("path", ON_THE_WAY, ids=lambda path: path.relative_to(DOCS.parent).as_posix())
def test_no_page_on_the_way_tells_what_becomes_of_a_scenario_of_the_exercises(path: Path) -> None:
    assert told(path.read_text(encoding="utf-8")) == []


def test_what_a_page_gives_away_would_be_seen() -> None:
    """Control: the page that has what one sees in the scenarios."""
    assert len(told((DOCS / "scenario-results.md").read_text(encoding="utf-8"))) >= 2
