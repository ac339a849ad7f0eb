"""One word for one thing: terms of the theory are the same in figures, tables of the model and the page."""

import json
import re
from collections.abc import Iterable

import languages
from languages.speech import HERE, of_figures, texts_of
from page.wording import flat, texts
from sim.parameters.table import PARAMETERS
from sim.series import SERIES

GLOSSARY: dict[str, str] = json.loads((HERE / "glossary.json").read_text(encoding="utf-8"))
BESIDE = {
    "Mean shortfall behind the twin",
    "Mean lead over the twin",
    "The page's server does not answer; start it again with: alliance serve",
}
"""Headings beside which the term stands already, and a command."""


def pairs() -> list[tuple[str, str]]:
    """Every text in English and in Chinese."""
    english, chinese = (flat(texts(language)) for language in languages.LANGUAGES)
    every = [(english[name], chinese[name]) for name in english]
    every += [*texts_of("figures").items(), *texts_of("tables").items()]
    every += [(series.title, of_figures()["series_title"][series.name]) for series in SERIES]
    return every + [(row.meaning, of_figures()["parameter"][name]) for name, row in PARAMETERS.items()]


def strays(every: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """A term, and a text that has it in English and calls it something else in Chinese."""
    plain = [(re.sub(r"\{\w+[^}]*\}", "", english), english, chinese) for english, chinese in every]
    return [
        (term, english)
        for term, called in GLOSSARY.items()
        for words, english, chinese in plain
        if re.search(rf"\b{term}s?\b", words, re.IGNORECASE) and called not in chinese
    ]


def test_a_term_is_the_same_wherever_it_stands() -> None:
    assert [stray for stray in strays(pairs()) if stray[1] not in BESIDE] == []


def test_the_three_effects_have_the_words_of_the_paper() -> None:
    named = languages.names("zh")["effect"]
    for effect in ("maintenance", "synergy", "prevention"):
        assert GLOSSARY[effect] in named[effect]
    assert [GLOSSARY[effect] for effect in ("maintenance", "synergy", "prevention")] == [
        "维系",
        "协同",
        "预防",
    ]


def test_another_word_for_a_term_would_be_seen() -> None:
    """Control."""
    assert strays([("Trusts of the {twin}", "相信"), ("distrust", "不")]) == [
        ("trust", "Trusts of the {twin}")
    ]
    assert len(pairs()) > 600
