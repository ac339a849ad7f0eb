"""No text of a figure is missing in Chinese, none is left over, and each is filled with the same values."""

import re

import pytest

from languages.speech import of_figures, texts_of
from tests.languages.catalogue import by_id, calls, counted, of_tables, sources, written_out

FILLED = re.compile(r"\{(\w+)[^}]*\}")
HAN = re.compile("[\u4e00-\u9fff]")
SAME = {"GDP", "gdp", "with {key} = {value}"}
"""What reads the same in both."""


def needed() -> dict[str, set[str]]:
    """The English texts that each file must have."""
    code = written_out(sources())[0] | counted()
    return {"figures": code, "tables": of_tables() - code}


@pytest.mark.parametrize("name", ["figures", "tables"])
def test_every_text_has_its_chinese_and_no_chinese_is_left_over(name: str) -> None:
    there = set(texts_of(name))
    assert needed()[name] - there == set()
    assert there - needed()[name] == set()


def test_every_parameter_series_and_kind_of_event_has_a_chinese_name() -> None:
    assert {group: {*named} for group, named in of_figures().items()} == by_id()
    every = [name for group in of_figures().values() for name in group.values()]
    assert [name for name in every if not HAN.search(name)] == []


def test_what_is_said_is_written_out_where_it_is_said() -> None:
    assert written_out(sources())[1] == []


@pytest.mark.parametrize("name", ["figures", "tables"])
def test_both_languages_fill_the_same_places(name: str) -> None:
    texts = texts_of(name).items()
    places = {one: [sorted(FILLED.findall(text)) for text in (one, other)] for one, other in texts}
    assert [english for english, (one, other) in places.items() if one != other] == []


@pytest.mark.parametrize("name", ["figures", "tables"])
def test_every_chinese_text_is_chinese(name: str) -> None:
    """Signs alone, such as a comma, have no character."""
    lettered = {
        english: text
        for english, text in texts_of(name).items()
        if re.search(r"[A-Za-z]", FILLED.sub("", english))
    }
    assert {english for english, text in lettered.items() if not HAN.search(text)} == SAME & lettered.keys()


def test_a_missing_text_and_one_that_is_not_written_out_would_be_seen() -> None:
    """Control."""
    source = 'from languages import said, worded\nsaid("how many")\nworded("later")\nsaid(name)\n'
    source += 'said(f"{n} of them")\n'
    texts, otherwise = written_out({"a.py": source})
    assert texts == {"how many", "later"}
    assert otherwise == ["a.py:4", "a.py:5"]
    assert texts - set(texts_of("figures")) == texts
    assert [*calls("said('a word')")] == []
    assert len(needed()["figures"]) > 200
    assert len(needed()["tables"]) > 100
