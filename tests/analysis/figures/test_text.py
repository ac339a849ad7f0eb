"""Names of users are drawn as they read, whatever they hold."""

import warnings
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.cbook import is_math_text

from analysis.figures import style, text
from analysis.figures.text import columns, plain


@pytest.fixture
def latin_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pretend that no font with Chinese characters is installed."""
    caches = (text.families, text._drawable, text._warn_missing)
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setattr(text, "CHINESE", ("A font that nobody has", "Another"))
    yield
    for cached in caches:
        cached.cache_clear()


def can_draw(words: str) -> bool:
    """Whether some installed font has every character."""
    return all(ord(character) in text._drawable() for character in words)


@pytest.mark.parametrize("name", ["$x^2$", r"\$x$", "$", "a $5 and $6 b", r"\\$\alpha$", "$$"])
def test_a_dollar_is_a_dollar(name: str) -> None:
    drawn = plain(name)
    assert not is_math_text(drawn)
    # This is what matplotlib itself does to text that is not mathematics.
    assert drawn.replace(r"\$", "$") == name


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("a\x1b[31mred", "a [31mred"),
        ("two\nlines\tand\r\x00more", "two lines and more"),
        ("right\u202eto\u2066left\u200b", "right to left"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("z\u0301\u0301\u0301\u0301\u0301", "\u017a\u0301"),
        ("", "(no name)"),
        ("\x07\u200b", "(no name)"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_what_cannot_be_seen_is_not_drawn(name: str, drawn: str) -> None:
    assert plain(name) == drawn


def test_long_names_are_cut_and_say_so() -> None:
    assert plain("word " * 100, limit=20) == "word word word word…"
    assert columns(plain("x" * 1_000, limit=30)) == 30


def test_lines_are_no_wider_than_asked_even_without_spaces() -> None:
    for name in ("word " * 20, "x" * 77, "a " + "y" * 50 + " b"):
        assert max(map(columns, plain(name, limit=200, width=16).split("\n"))) <= 16


@pytest.mark.parametrize("width", range(9, 40))
def test_a_number_is_never_parted_from_its_percent_sign(width: int) -> None:
    lines = plain("collapsed 83 %, open 19 % (7–40 %)", width=width).split("\n")
    assert not [line for line in lines if line.startswith("%")]


@pytest.mark.usefixtures("latin_only")
def test_without_a_chinese_font_there_is_one_warning_and_a_fallback() -> None:
    assert not can_draw("芯片 shock")
    assert can_draw("Übersicht, naïve")
    with pytest.warns(UserWarning, match="no installed font") as caught:
        drawn = [plain(name) for name in ("芯片 shock", "短缺")]
    assert drawn == ["?? shock", "??"]
    assert len(caught) == 1


def test_a_chinese_font_is_used_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    known = frozenset(range(32, 0xA000))
    monkeypatch.setattr(text, "_drawable", lambda: known)
    assert plain("芯片短缺", limit=5) == "芯片…"
    assert plain("芯片短缺", width=4) == "芯片\n短缺"
    assert can_draw("芯片")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.integers(2, 40), st.integers(4, 40))
def test_any_text_can_be_drawn(name: str, width: int, limit: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        drawn = plain(name, limit=limit, width=width)
    assert not is_math_text(drawn)
    shown = drawn.replace(r"\$", "$")
    assert all(character == "\n" or character.isprintable() for character in shown)
    assert all(columns(line) <= width for line in shown.split("\n"))
    assert can_draw(shown.replace("\n", " "))
    assert shown.strip()


@pytest.mark.skipif(not text.has_chinese(), reason="no font has Chinese characters")
def test_chinese_lines_end_where_chinese_lines_may() -> None:
    words = "色带与区间：含偶然因素（参数在 ±15% 内抽取）；理论探索，并非预测。共 16 次崩溃。"
    for width in range(12, 60):
        lines = plain(words, limit=200, width=width).split("\n")
        assert not [line for line in lines if line[0] in text.BEGINS_NO_LINE or line[-1] in text.ENDS_NO_LINE]
        assert not [line for line in lines if line.startswith("次崩") or line.endswith("16")]
        assert columns(lines[-1]) > text.ALONE
        assert "".join("".join(lines).split()) == "".join(words.split())
    assert plain("损失（占绩效）", width=10) == "损失\n（占绩效）"  # a bracket in one piece
    assert plain("并非预测", width=6) == "并非\n预测"  # no character alone


def test_a_unit_in_brackets_is_not_torn_apart_unless_it_is_longer_than_a_line() -> None:
    assert plain("allied output (calm output = 1)", width=22) == "allied output\n(calm output = 1)"
    assert all(columns(line) <= 10 for line in plain("x (calm output is 1)", width=10).split("\n"))


def test_lines_of_a_label_are_about_as_long_as_one_another() -> None:
    figure = style.blank(2)
    label = figure.text(0, 0, "")
    style.fill(label, "a label of words of which one would be left alone", limit=90, room=0.95, columns=44)
    even = [len(line) for line in label.get_text().split("\n")]
    style.fill(
        label,
        "a label of words of which one would be left alone",
        limit=90,
        room=0.95,
        columns=44,
        even=False,
    )
    uneven = [len(line) for line in label.get_text().split("\n")]
    assert len(even) == len(uneven) == 2
    assert max(even) < max(uneven)


def test_a_word_is_cut_only_where_it_alone_is_longer_than_a_line() -> None:
    assert plain("(effort × interoperability)", width=17) == "(effort ×\ninteroperability)"
    assert plain("(effort × interoperability)", width=12) == "(effort ×\ninteroperabi\nlity)"  # control


def test_a_share_stays_with_what_has_it() -> None:
    assert plain("bounced back 58 %, partial 42 %", width=27) == "bounced back 58 %,\npartial 42 %"
