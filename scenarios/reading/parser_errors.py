"""What the parser of YAML complains of, in words for people who write scenarios: where, and what to do."""

from __future__ import annotations

from typing import Any

from scenarios.reading.document import Unfit
from scenarios.reading.safe_text import lookalike

_OPENED = ("found unexpected end of stream", "could not find expected ':'")
"""Complaints whose cause lies where the thing began, not where the parser gave up."""

_INDENTED = "a field indented unlike its neighbours"
_ADVICE = (
    ("could not find expected ':'", "a field needs a colon and a space behind its name"),
    ("mapping values are not", f"a second colon in a line, or {_INDENTED}; put text with a colon in quotes"),
    ("character '\\t'", "a tab; indent with spaces"),
    ("that cannot start any token", "text that begins with such a sign must stand in quotes"),
    ("expected the node content", "a bracket is opened and not closed, or a comma is too many"),
    ("expected ',' or", "a comma is missing here, or the bracket opened at @ is not closed"),
    ("end of stream", "this quote is never closed"),
    ("unknown escape", "in double quotes a backslash is no plain sign; use single quotes"),
    ("expected alphabetic", "text that begins with & or * must stand in quotes"),
    (
        "but found",
        f"text behind a value, or {_INDENTED}; put text that begins with a sign in quotes",
    ),
)
"""What the parser says → what would be right, the first that fits; ``@`` is where the thing began."""


def in_words(error: Any, text: str) -> Unfit:
    """The fault of a file that is not YAML; ``error`` is a complaint of ruamel.yaml with its marks."""
    problem = " ".join(str(error.problem or error.context).split())
    here, begun = error.problem_mark or error.context_mark, error.context_mark
    if begun and any(words in problem for words in _OPENED) and begun.line != here.line:
        here = begun
    if here is None:
        return Unfit(f"is not valid YAML: {problem}")
    words = next((advice for said, advice in _ADVICE if said in problem), problem)
    words = words.replace("@", f"{begun.line + 1}:{begun.column + 1}" if begun else "first")
    strange = _strange("".join(text.split("\n")[max(0, here.line - 1) : here.line + 1]))
    note = f"; {strange} stands there, which YAML takes for text" if strange else ""
    return Unfit(f"is not valid YAML: {words}{note}", (here.line + 1, here.column + 1))


def _strange(lines: str) -> str:
    """A sign that stands where YAML wants a space, a colon, a comma or a hyphen, as ``U+FF1A``."""
    return next((mark for sign in lines if (mark := lookalike(sign)) and not sign.isalnum()), "")
