"""The languages in which figures and their words are given, texts apart from code.

English stands in the code and is the key; the Chinese of it stands in `texts/`. Names that the model has by
id (scenarios, mechanisms, outcomes, members …) stand in `names/` in both languages, for figures and page.
`glossary.json` has the terms of the theory, each with the one word that all texts call it.
"""

from languages.speech import (
    ENGLISH,
    LANGUAGES,
    counted,
    in_a_row,
    named,
    names,
    rendered,
    retold,
    said,
    speaking,
    spoken,
    worded,
)

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "counted",
    "in_a_row",
    "named",
    "names",
    "rendered",
    "retold",
    "said",
    "speaking",
    "spoken",
    "worded",
]
