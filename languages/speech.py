"""Texts in the language that is being spoken: English, unless `speaking` says otherwise."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

ENGLISH, CHINESE = "en", "zh"
LANGUAGES = (ENGLISH, CHINESE)
NOUNS: Mapping[str, str] = {"run": "{n} run", "month": "{n} month", "setting": "{n} setting"}
"""What is counted, and the text for so many of it."""
TEXTS = ("figures", "tables")
"""Files of Chinese texts: what figures say, and what stands in tables of the model."""
HERE = Path(__file__).parent
_FILLED = re.compile(r"\{(\w+)[^}]*\}")

_SPOKEN: ContextVar[str] = ContextVar("language", default=ENGLISH)


def spoken() -> str:
    """The language being spoken, one of `LANGUAGES`."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language, and afterwards the one that was spoken before. Raises ValueError for one there is
    none of.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language!r}; there are {', '.join(LANGUAGES)}")
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def said(text: str, **values: Any) -> str:
    """A text of the code, always written out where it is said, in the language being spoken and filled with
    the values.

    >>> said("{n} of each", n=3)
    '3 of each'
    >>> with speaking("zh"):
    ...     said("shaded: shock")
    '阴影：冲击期间'
    """
    return rendered(text, **values)


def worded(text: str) -> str:
    """The same text: a mark that it is to be `rendered` later, in whatever language is then spoken."""
    return text


def rendered(text: str, **values: Any) -> str:
    """A text that was `worded` elsewhere or stands in a table of the model, as `said` gives its own. Without
    values its braces are left alone, as in a name that a user has given.
    """
    put = chinese().get(text, text) if spoken() == CHINESE else text
    return put.format(**values) if values else put


def retold(text: str, templates: Iterable[str], **ways: Callable[[str], str]) -> str:
    """A text that was made in English from one of the templates and kept, in the language being spoken; what
    it was filled with is given in the way of its name, or as it is. A text of none of them is left alone.

    >>> with speaking("zh"):
    ...     retold("without council", [worded("without {mechanism}")], mechanism=lambda name: "委员会")
    '不含“委员会”'
    """
    if spoken() == ENGLISH:
        return text
    for template in templates:
        if matched := pattern(template).fullmatch(text):
            values = matched.groupdict()
            return rendered(template, **{name: ways.get(name, str)(value) for name, value in values.items()})
    return text


@cache
def pattern(template: str) -> re.Pattern[str]:
    """What texts made from a template look like, a group for each value."""
    fixed = _FILLED.split(template)
    parts = [f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(fixed)]
    return re.compile("".join(parts), re.DOTALL)


def named(group: str, name: str, english: str) -> str:
    """What something of the model is called, by its group and id: in English as given here, in Chinese as the
    page calls it or, of the groups of `texts/by_id.json`, as figures do. What has no name there keeps the
    English one.

    >>> named("outcome", "adapted", "adapted")
    'adapted'
    >>> with speaking("zh"):
    ...     named("side", "EU", "European Union")
    '欧盟'
    """
    return english if spoken() == ENGLISH else _chinese_names().get(group, {}).get(name, english)


def counted(n: int, noun: str) -> str:
    """A count with its noun, one of `NOUNS` where it is to be had in every language.

    >>> counted(1, "run"), counted(1200, "run")
    ('1 run', '1,200 runs')
    >>> with speaking("zh"):
    ...     counted(1200, "run")
    '1,200 次模拟'
    """
    if spoken() == ENGLISH or noun not in NOUNS:
        return f"{n:,} {noun}{'' if n == 1 else 's'}"
    return rendered(NOUNS[noun], n=f"{n:,}")


def in_a_row(parts: Iterable[str]) -> str:
    """Names or remarks in a row, parted by commas as the language has them."""
    return said(", ").join(parts)


@cache
def chinese() -> Mapping[str, str]:
    """Every text by its English, in Chinese."""
    every: dict[str, str] = {}
    for name in TEXTS:
        every |= texts_of(name)
    return every


@cache
def texts_of(name: str) -> Mapping[str, str]:
    """The Chinese texts of a file of `TEXTS` by their English."""
    return _read(HERE / "texts" / f"{name}.json")


@cache
def names(language: str) -> Mapping[str, Mapping[str, str]]:
    """Names of a language by group (`scenario`, `mechanism`, `outcome` …) and id."""
    return _read(HERE / "names" / f"{language}.json")


@cache
def of_figures() -> Mapping[str, Mapping[str, str]]:
    """Chinese names by group (`parameter`, `series_title`, `kind`) and id that figures alone use: their
    English stands in tables of the model.
    """
    return _read(HERE / "texts" / "by_id.json")


@cache
def _chinese_names() -> Mapping[str, Mapping[str, str]]:
    return {**names(CHINESE), **of_figures()}


def _read(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document
