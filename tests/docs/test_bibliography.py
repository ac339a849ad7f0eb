"""Every work that the model or a measure cites is in the bibliography, and every work in it is cited."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

import sim

HOUSE = Path(sim.__file__).parents[1]
PAGE = HOUSE / "docs" / "bibliography.md"
CITING = ("sim", "analysis")
RULES = sorted(path for path in (HOUSE / "sim" / "rules").glob("*.py") if path.stem != "__init__")
CITED = re.compile(r"\[((?:[A-Z][A-Za-z]+\d{4})|DuLi)\]")


def cited(text: str) -> set[str]:
    """The keys a text cites."""
    return set(CITED.findall(text))


def entries() -> dict[str, str]:
    """Every work by its key."""
    rows = re.findall(r"^\| \[(\w+)\] \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(dict(rows)) == len(rows)
    return dict(rows)


def test_whatever_is_cited_is_in_the_bibliography_and_whatever_is_in_it_is_cited() -> None:
    sources = [path for room in CITING for path in (HOUSE / room).rglob("*.py")]
    assert set().union(*(cited(path.read_text(encoding="utf-8")) for path in sources)) == set(entries())


def test_a_key_that_is_misspelt_would_be_seen() -> None:
    """Control."""
    assert cited("As in [Kidd2005], and [DuLi]; see [d * s] and [0, 1].") == {"Kidd2005", "DuLi"}
    assert "Kidd2005" not in entries()


def test_works_are_in_order_and_say_when_they_came_out() -> None:
    keys = list(entries())
    assert keys == sorted(keys)
    for key, work in entries().items():
        year = re.search(r"\d{4}$", key)
        assert year is None or year.group() in work, key
        assert all(f"(https://doi.org/{name})" in work for name in re.findall(r"\[doi:([^]]+)\]", work)), key


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_every_file_of_rules_cites_its_sources_and_shows_a_worked_example(path: Path) -> None:
    """Arithmetic has no source; the examples are run with all others."""
    module = import_module(f"sim.rules.{path.stem}")
    assert cited(path.read_text(encoding="utf-8")) or path.stem == "numbers"
    assert any(test.examples for test in doctest.DocTestFinder().find(module))
