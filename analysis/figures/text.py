"""Names given by users are text: not mathematics, not markup, not commands to a terminal, and of finite
length."""

import re
import unicodedata
import warnings
from contextlib import suppress
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from languages import ENGLISH, spoken

LATIN = "DejaVu Sans"
"""Comes with matplotlib, so it is there on every machine."""

CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "SimHei",
    "Droid Sans Fallback",
    "Noto Sans CJK JP",
)
"""Fonts with Chinese characters, the first one installed is used. The last is what some versions of
matplotlib take the first for, whose file holds both; characters that differ have their Japanese shapes.
"""
PACKAGE = "fonts-noto-cjk"
"""Package of Debian and Ubuntu that brings the first of them."""
ENDS_NO_LINE, BEGINS_NO_LINE = "（《“‘〈【", "，。、；：？！）》”’〉】…％%"
"""Signs that a line of Chinese may not end with, or begin with."""
ALONE = 4
"""Columns of a character with the sign behind it."""
WIDE = "WF"
"""Classes of characters that take two columns, and between which a line may end."""


_GAPS = (r"(?<![=×第]) (?![%=×次个组年]|\d+ %)", r"(?<![=×第]) (?![%=×次个组年])", " ")
"""Spaces that a line may end at, the next where there is no room for what the one before keeps together: a
number stays with what it counts, and a share with what has it.
"""
_WHOLE = re.compile(r"（[^（）]*）|个月|.", re.DOTALL)
"""What a line of Chinese does not end within: a bracket, a word for months, a character."""


@cache
def families() -> tuple[str, ...]:
    """Return the families to draw with: the Latin one and, if installed, one with Chinese characters."""
    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    return (LATIN, *[name for name in CHINESE if name in installed][:1])


def spoken_families() -> tuple[str, ...]:
    """Return the same, the one that has all letters of the language being spoken first: its Latin letters
    then go with its Chinese ones.
    """
    return families() if spoken() == ENGLISH else families()[::-1]


def has_chinese() -> bool:
    """Return whether a font with Chinese characters is installed, be it since matplotlib last looked."""
    if len(families()) == 1:
        _look_again()
    return len(families()) > 1


@cache
def _look_once() -> None:
    """The same where a name is drawn: once in a process, since many may have characters that no font has."""
    _look_again()


def _look_again() -> None:
    """Let matplotlib know fonts that were installed after it made its list, which it keeps in a file."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for file in font_manager.findSystemFonts():
        if file not in known:
            with suppress(OSError, RuntimeError):  # a file that is no font after all
                font_manager.fontManager.addfont(file)
    for kept in (families, _drawable):
        kept.cache_clear()


@cache
def _drawable() -> frozenset[int]:
    codes: set[int] = set()
    for family in families():
        codes |= set(FT2Font(font_manager.findfont(family)).get_charmap())
    return frozenset(codes)


def plain(text: object, *, limit: int = 80, width: int | None = None) -> str:
    r"""Return `text` fit to be drawn as it reads, whatever it holds.

    Control, formatting and unassigned characters become spaces, stacked accents are cut to one, `$` is drawn
    as a dollar and never begins mathematics. Longer than `limit` columns (a Chinese character takes two) it
    ends in `…`. With `width` it is broken into lines of at most so many columns. A character no installed
    font has becomes `?`, with one warning.

    >>> plain("costs $5 \x1b[31m and $x^2$")
    'costs \\$5 [31m and \\$x^2\\$'
    """
    cut = _shorten(_with_fallback(_visible(str(text))) or "(no name)", limit)
    broken = cut if width is None else "\n".join(_lines(cut, width))
    return broken.replace("$", r"\$")


def torn(text: str) -> int:
    r"""Return how many lines hold part of a bracket of Chinese.

    >>> torn("冲击（12 个\n月）"), torn("冲击\n（12 个月）")
    (2, 0)
    """
    return sum(line.count("（") != line.count("）") for line in text.split("\n"))


def columns(text: str) -> int:
    """Return how many columns `text` takes: two for a wide (Chinese, Japanese, Korean) character, else
    one."""
    return sum(2 if unicodedata.east_asian_width(character) in WIDE else 1 for character in text)


def _visible(text: str) -> str:
    letters, accents = [], 0
    for character in unicodedata.normalize("NFC", text):
        category = unicodedata.category(character)
        accents = accents + 1 if category.startswith("M") else 0
        if accents <= 1:
            letters.append(" " if category[0] in "CZ" else character)
    return " ".join("".join(letters).split())


def _with_fallback(text: str) -> str:
    missing = _missing(text)
    if missing and len(families()) == 1:
        _look_once()
        missing = _missing(text)
    if missing:
        _warn_missing()
    return "".join("?" if character in missing else character for character in text)


def _missing(text: str) -> frozenset[str]:
    """The characters of a text that no installed font is known to have."""
    drawable = _drawable()
    return frozenset(character for character in text if ord(character) not in drawable)


@cache
def _warn_missing() -> None:
    wanted = ", ".join(CHINESE[:2])
    warnings.warn(
        f"no installed font has some characters of a name; they are drawn as '?' (for Chinese: {wanted})",
        stacklevel=4,
    )


def _shorten(text: str, limit: int) -> str:
    if columns(text) <= limit:
        return text
    while text and columns(text) > limit - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _lines(text: str, width: int) -> list[str]:
    lines: list[list[str]] = [[]]
    for word in _words(text, width):
        between = " " if lines[-1] else ""
        for run in _runs(word, width):
            for piece in _pieces(run, width):
                if columns(f"{''.join(lines[-1])}{between}{piece}") <= width:
                    lines[-1].append(f"{between}{piece}")
                else:
                    lines.append([piece])
                between = ""
    return ["".join(line) for line in _in_company(lines, width)]


def _in_company(lines: list[list[str]], width: int) -> list[list[str]]:
    """Return the lines with no single character of Chinese alone on the last."""
    *before, last = lines
    if (
        not before
        or len(last) != 1
        or columns(last[0]) > ALONE
        or not _is_wide(last[0][0])
        or len(before[-1]) < 3
    ):
        return lines
    *stays, moved = before[-1]
    if columns(moved.strip() + last[0]) > width:
        return lines
    return [*before[:-1], stays, [moved.strip(), *last]]


def _runs(word: str, width: int) -> list[str]:
    """Return what a line may break between within a word: anywhere beside a wide character, but not before a
    sign that closes or behind one that opens, nor within a bracket that is no longer than a line.

    >>> _runs("冲击（12 个月）后，shock", 20)
    ['冲', '击', '（12 个月）', '后，', 'shock']
    """
    runs = [""]
    for part in (part for whole in _WHOLE.findall(word) for part in _within_a_line(whole, width)):
        before = runs[-1][-1:]
        beside = _is_wide(part[0]) or _is_wide(before)
        spaced = not (before.strip() and part[0].strip())
        if beside and not spaced and before not in ENDS_NO_LINE and part[0] not in BEGINS_NO_LINE:
            runs.append("")
        runs[-1] += part
    return runs


def _within_a_line(whole: str, width: int) -> list[str]:
    return [whole] if columns(whole) <= width else [*whole]


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in WIDE


def _words(text: str, width: int) -> list[str]:
    """Return what a line may break between: a number stays beside its sign, and a bracket, such as a unit,
    in one piece, where these are no longer than a line.
    """
    words = re.split(rf"{_GAPS[0]}(?![^()]*\))(?![^（）]*）)", text)
    for gap in _GAPS:
        words = [part for word in words for part in _parted(word, gap, width)]
    return words


def _parted(word: str, gap: str, width: int) -> list[str]:
    return [word] if columns(word) <= width else re.split(gap, word)


def _pieces(word: str, width: int) -> list[str]:
    """Return the word, cut where it alone is wider than a line, behind hyphens if it has some.

    >>> _pieces("unilateral-turn-2025", 17), _pieces("interoperability", 9)
    (['unilateral-turn-', '2025'], ['interoper', 'ability'])
    """
    pieces = [""]
    for part in re.split(r"(?<=-)", word):
        for run in [part] if columns(part) <= width else part:
            if columns(pieces[-1] + run) > width:
                pieces.append("")
            pieces[-1] += run
    return pieces
