"""How a plain word of a file is read: the core schema of YAML 1.2, without its traps.

``1e-3`` is a number; ``no``, ``off``, ``2026-01-05``, ``1_000``, ``0x10`` and ``010`` are text, so that
nothing is turned into a number or a truth value that its writer did not mean. Where such text lands on a
number, :func:`advice` says what to write.
"""

from __future__ import annotations

import math
import re

from scenarios.reading.calendar import is_year_month
from scenarios.reading.safe_text import ordinary

Scalar = str | int | float | bool | None
MOST_DIGITS = 15
"""Whole numbers up to this many digits are exact as a 64-bit float."""

ENDLESS = "must be a finite number"
_EMPTY = {"", "~", "null", "Null", "NULL"}
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.?(?:inf|Inf|INF|infinity|Infinity)|\.?(?:nan|NaN|NAN)")
_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.][0-9]{1,2})?(?:T.*)?")
_ADVICE = (
    (re.compile(r"[-+]?0[0-9][0-9.]*"), "a number does not begin with a needless 0"),
    (re.compile(r"[-+]?0[xob][0-9a-fA-F]+"), "write the number in ordinary digits"),
    (re.compile(r"[-+]?[0-9]+(_[0-9]+)+(\.[0-9_]*)?"), "write the number without _"),
    (re.compile(r"[-+]?[0-9]*(,[0-9]+)+"), "write no comma: a point before decimals, nothing in thousands"),
    (re.compile(r"[-+]?[0-9.]+ ?%"), "write a share between 0 and 1, not per cent"),
    (re.compile(r"[-+]?[0-9]+(:[0-9]+)+"), "write one number, not a time of day"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?"), "count months instead of naming a date"),
    (re.compile(r"[-+]?[0-9]{1,3}([ '’][0-9]{3})+"), "write the digits without a gap"),
    (re.compile(r"[-+]?[0-9.]+ *[a-zA-Z]+"), "write the number alone, without a unit"),
    (
        re.compile(r"[0-9.]+ *(-|–|to|…|\.\.) *[0-9.]+"),
        "write one number; the values of a sweep belong in map",
    ),
    (re.compile(r"=.*|[-+]?[0-9.]+ *[/*+±] *[0-9.]+|[½¼¾⅓⅔]"), "work it out and write the result"),
    (
        re.compile(r"(?i:forever|endless|permanent|infinite|unlimited|always)"),
        "for no end leave the field out",
    ),
    (re.compile(r"\$.*|\{.*"), "fill in the template first"),
)


class Unreadable(ValueError):
    """A word that looks like a number and cannot be one; the message says why."""


def read_scalar(text: str) -> Scalar:
    """The value of an unquoted word. Raises Unreadable for inf, nan and numbers beyond 64-bit floats."""
    if text in _EMPTY:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _ENDLESS.fullmatch(text):
        raise Unreadable(ENDLESS)
    if _WHOLE.fullmatch(text):
        if len(text.lstrip("+-")) > MOST_DIGITS:
            raise Unreadable(f"has more than {MOST_DIGITS} digits")
        return int(text)
    return _number(text) if _NUMBER.fullmatch(text) else text


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise Unreadable("is too large for a number")
    if value == 0.0 and re.search(r"[1-9]", re.split(r"[eE]", text)[0]):
        raise Unreadable("is too small: it would be read as 0")
    return value + 0.0


def advice(text: str) -> str:
    """What to write instead of ``text`` where a number is wanted, or nothing."""
    if is_number(text):
        return "take the quotes off"
    known = ordinary(text).strip()
    if known != text and is_number(known):
        return f"write it as {known}"
    return next((words for pattern, words in _ADVICE if pattern.fullmatch(text)), "")


def moment_advice(text: str) -> str:
    """What to write instead of ``text`` where a month is wanted, or nothing.

    >>> moment_advice("2026/1"), moment_advice("2026-01-05")
    ('write it as 2026-01', 'write it as 2026-01')
    """
    if is_number(text):
        return "take the quotes off"
    known = ordinary(text).strip()
    date = _DATE.fullmatch(known)
    month = f"{date[1]}-{int(date[2]):02d}" if date else known
    return f"write it as {month}" if month != text and (is_year_month(month) or is_number(month)) else ""


def is_number(text: str) -> bool:
    """Whether an unquoted word of a file would be read as a number."""
    return bool(_WHOLE.fullmatch(text) or _NUMBER.fullmatch(text))
