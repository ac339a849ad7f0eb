"""Text of a scenario file → plain values, each with the line and column where it stands.

A file may come from a stranger. So only the events of the YAML parser are used, and everything that could
grow, run code or mean two things is refused there: anchors, aliases, tags, merge keys, directives, a second
document, a repeated key.
"""

from __future__ import annotations

import os
import stat

from scenarios.reading.document import Document, Unfit
from scenarios.reading.parser import DocumentBuilder
from scenarios.reading.parser_errors import in_words
from scenarios.reading.safe_text import first_hidden

LARGEST_FILE = 256 * 1024
LONGEST_LINE = 4096
MOST_LINES = 8192
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_file(path: str, largest: int = LARGEST_FILE, lines: int = MOST_LINES) -> str:
    """An ordinary file's text, UTF-8 of at most ``largest`` bytes; never waits. Raises Unfit or OSError."""
    if not path or "\0" in path:
        raise Unfit("is not the name of a file")
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise Unfit("is a folder, not a file", at=(0, 0))
        if not stat.S_ISREG(mode):
            raise Unfit("is not an ordinary file")
        raw = _bytes(handle, largest + 1)
    finally:
        os.close(handle)
    return decode(raw, largest, lines)


def _bytes(handle: int, room: int) -> bytes:
    """At most one byte more than is allowed: not every file tells its size beforehand."""
    parts: list[bytes] = []
    while room > 0 and (part := os.read(handle, room)):
        parts.append(part)
        room -= len(part)
    return b"".join(parts)


def decode(raw: bytes, largest: int = LARGEST_FILE, lines: int = MOST_LINES) -> str:
    """Bytes → text, without the mark that some editors put first. Raises Unfit if they are too many, not
    UTF-8 or hold what does not show.
    """
    if len(raw) > largest:
        raise Unfit(f"is larger than {largest // 1024} KiB")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unfit("is written in UTF-16 or UTF-32; save it as UTF-8")
    raw = raw.removeprefix(BYTE_ORDER_MARK)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        raise Unfit("is not UTF-8 text; save it as UTF-8", _place(before, len(before))) from None
    text = text.replace("\r\n", "\n")
    if (spot := first_hidden(text)) >= 0:
        words = f"holds the character U+{ord(text[spot]):04X}, which does not show; take it out"
        raise Unfit(words, _place(text, spot))
    _check_lines(text, lines)
    return text


def _place(text: str, spot: int) -> tuple[int, int]:
    return text.count("\n", 0, spot) + 1, spot - (text.rfind("\n", 0, spot) + 1) + 1


def _check_lines(text: str, most: int) -> None:
    """Refuse what costs the parser time out of proportion: lines too long or too many, directives."""
    begun = False
    for number, line in enumerate(text.split("\n"), start=1):
        if number > most:
            raise Unfit(f"has more than {most} lines", (number, 1))
        if len(line) > LONGEST_LINE:
            raise Unfit(f"has a line of more than {LONGEST_LINE} characters", (number, LONGEST_LINE + 1))
        if not begun and line.startswith("%"):
            raise Unfit("has a YAML directive (%); take it out", (number, 1))
        begun = begun or (bool(line.strip()) and not line.lstrip().startswith("#"))


def read(text: str) -> Document:
    """Text → :class:`Document`. Raises :class:`Unfit` where it is not YAML, empty, too deep or too long."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    builder = DocumentBuilder()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        raise in_words(error, text) from None
    except YAMLError as error:
        raise Unfit(f"is not valid YAML: {type(error).__name__}") from None
    return builder.document()
