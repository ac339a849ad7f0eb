"""Strangers' text made safe to print, and the names nearest to it."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

LONGEST_ECHO = 60
LONGEST_LINE = 4096
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_QUOTES = "“”„‟‘’‚‛"
_LOOK_LATIN = ("CYRILLIC", "GREEK", "ARMENIAN")


def echo(value: object) -> str:
    """``value`` as one short printable line: hidden characters and odd spaces escaped, cut after 60."""
    if isinstance(value, dict):
        return f"a group of {len(value)}"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    text = str(value)
    safe = "".join(sign if sign.isprintable() else _escaped(sign) for sign in text[: LONGEST_ECHO + 1])
    return safe[:LONGEST_ECHO] + "…" if len(safe) > LONGEST_ECHO else safe


def printable(line: object) -> str:
    """A line that cannot steer a terminal, whole, so that a path in it still leads to its file."""
    return visible(str(line)[:LONGEST_LINE])


def visible(text: str) -> str:
    """``text`` with every character that a terminal would act on or not show, line ends too, escaped.

    >>> visible("\\x1b[31mred\\u202e"), visible("Αθήνα 台")
    ('\\\\x1b[31mred\\\\u202e', 'Αθήνα 台')
    """
    return "".join(_escaped(sign) if unicodedata.category(sign) in _HIDDEN else sign for sign in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def first_hidden(text: str, allowed: str = "\n\t") -> int:
    """Place of the first character of ``text`` that a terminal would act on or not show, or -1."""
    for place, character in enumerate(text):
        if character not in allowed and unicodedata.category(character) in _HIDDEN:
            return place
    return -1


def ordinary(text: str) -> str:
    """``text`` as a plain keyboard writes it: wide forms, dashes, spaces and digits of other scripts turned
    back, printed quotes taken off.

    >>> ordinary("１２０"), ordinary("−1"), ordinary("“2026‑01”")
    ('120', '-1', '2026-01')
    """
    return "".join(_ordinary(character) for character in text)


def _ordinary(character: str) -> str:
    category = unicodedata.category(character)
    if character.isascii() or character in _QUOTES:
        return "" if character in _QUOTES else character
    if category == "Zs":
        return " "
    if category == "Pd" or character == "−":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(character))
    wide = unicodedata.decomposition(character).startswith(("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", character) if wide else "." if character == "٫" else character


def lookalike(text: str) -> str:
    """The first character of ``text`` that only looks like an ordinary one, as ``U+FF1A``; else nothing."""
    latin = any(character.isascii() and character.isalpha() for character in text)
    for character in text:
        foreign = latin and unicodedata.name(character, "").startswith(_LOOK_LATIN)
        if foreign or _ordinary(character) != character:
            return f"U+{ord(character):04X}"
    return ""


def nearest(word: str, options: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Up to ``most`` of ``options`` that look like ``word``, best first; capitals do not matter."""
    by_low = {option.lower(): option for option in options}
    alike = difflib.get_close_matches(word[:LONGEST_ECHO].lower(), list(by_low), n=most, cutoff=0.6)
    return tuple(by_low[name] for name in alike)


def either(names: Iterable[str]) -> str:
    """Names joined for reading: ``a, b or c``."""
    listed = list(names)
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + f" or {listed[-1]}" if listed else ""
