"""The glossary has every word that outputs use for measures, outcomes and series."""

import re

from analysis.outcomes import ALL
from experiments.results import dictionary, result_tables, store
from experiments.study.folders import DOCS
from sim.series import FAMILIES

GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")
COUNTED = {"index", "point", "replicate", "seed", "status"}
"""Columns that say which run a row is of, and measure nothing."""


def words(page: str) -> set[str]:
    """The first cells of the page's tables: each word, and the columns in brackets behind it."""
    cells = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
    plain = {word for cell in cells for word in re.split(r", | \(", cell)}
    return plain | {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def outputs() -> set[str]:
    """Every measure of the tables, every outcome, and every series without its side or domain."""
    schema = result_tables.runs_schema({})
    columns = {row["column"] for row in dictionary.rows({store.RUNS: schema})} - COUNTED
    series = {re.sub(r"_(USA|EU|advanced|data).*", "", family[0].name) for family in FAMILIES}
    return columns | set(ALL) | series


def test_every_word_of_the_outputs_is_in_the_glossary() -> None:
    assert sorted(outputs() - words(GLOSSARY)) == []


def test_a_word_that_is_missing_would_be_seen() -> None:
    """Control."""
    rows = [line for line in GLOSSARY.splitlines() if not line.startswith(("| robustness", "| bounced back"))]
    missing = outputs() - words("\n".join(rows))
    assert missing == {"robustness", "depth", "trough", "bounced back"}


def test_columns_that_are_named_exist() -> None:
    schemas = {store.RUNS: result_tables.runs_schema({}), store.CURVES: result_tables.CURVES}
    there = {row["column"] for row in dictionary.rows(schemas)} | outputs()
    named = {
        name
        for cell in re.findall(r"^\| ([^|]+) \|", GLOSSARY, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", cell)
    }
    assert sorted(named - there - {"performance_twin", "performance_calm"}) == []


def test_every_word_stands_once_and_has_a_page() -> None:
    cells = [
        line.split(" | ") for line in GLOSSARY.splitlines() if line.startswith("| ") and "---" not in line
    ]
    firsts = [cell[0] for cell in cells if cell[0] != "| word"]
    assert len(firsts) == len(set(firsts))
    assert all(len(cell) == 3 and ("](" in cell[2] or cell[0] == "| word") for cell in cells)
