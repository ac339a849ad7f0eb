"""Strangers' text made safe to print, and the names nearest to it."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

LONGEST_ECHO = 60
LONGEST_PATH = 4096
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def echo(value: object) -> str:
    """``value`` as one short printable line: hidden characters escaped, the rest cut after 60."""
    if isinstance(value, dict):
        return f"a group of {len(value)}"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    text = str(value)
    safe = "".join(_shown(character) for character in text[: LONGEST_ECHO + 1])
    return safe[:LONGEST_ECHO] + "…" if len(safe) > LONGEST_ECHO else safe


def whole_path(path: object) -> str:
    """A file's path as printable text, whole: what stands before ``:line:col`` must lead to the file."""
    return "".join(_shown(character) for character in str(path)[:LONGEST_PATH])


def _shown(character: str) -> str:
    if unicodedata.category(character) in _HIDDEN:
        return character.encode("unicode_escape").decode("ascii")
    return character


def hidden(text: str, allowed: str = "\n\t") -> int:
    """Place of the first character of ``text`` that a terminal would act on or not show, or -1."""
    for place, character in enumerate(text):
        if character not in allowed and unicodedata.category(character) in _HIDDEN:
            return place
    return -1


def nearest(word: str, options: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Up to ``most`` of ``options`` that look like ``word``, best first; capitals do not matter."""
    by_low = {option.lower(): option for option in options}
    found = difflib.get_close_matches(word[:LONGEST_ECHO].lower(), list(by_low), n=most, cutoff=0.6)
    return tuple(by_low[name] for name in found)


def either(names: Iterable[str]) -> str:
    """Names joined for reading: ``a, b or c``."""
    listed = list(names)
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + f" or {listed[-1]}" if listed else ""
