"""What a person sees where there is no terminal, or one of no known width."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from alliance import screen

Command = Callable[..., Any]


@pytest.mark.parametrize("told", ["0", "00", "-3", "", "abc", "²", "9" * 30, "9" * 5000])
@pytest.mark.parametrize("name", ["COLUMNS", "LINES"])
def test_a_size_that_is_none_is_unknown(
    alliance: Command, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    monkeypatch.delenv("COLUMNS")
    expected = alliance("list", "outcomes")
    monkeypatch.setenv(name, told)
    assert alliance("list", "outcomes") == expected
    assert "bounced back" in expected.out


@pytest.mark.parametrize("columns", ["1", "5", "1000000"])
def test_a_width_nothing_fits_into_and_one_nobody_has_lose_no_word(
    alliance: Command, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    words = re.findall(r"\w+", alliance("list", "outcomes").out)
    monkeypatch.setenv("COLUMNS", columns)
    assert sorted(re.findall(r"\w+", alliance("list", "outcomes").out)) == sorted(words)


def test_a_log_gets_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "EVERY", 0.2)
    with screen.progress() as show:
        show("drawing", 0, None)
        time.sleep(0.5)  # nothing is heard meanwhile
        show("running", 100, 400)
        show("running", 200, 400)
        time.sleep(0.5)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "drawing: less than a second so far"
    assert lines[-1] == "running: 200 of 400, less than a second so far, almost done"
    assert 3 <= len(lines) <= 5
    time.sleep(0.4)
    assert capsys.readouterr().err == ""  # no line comes after the end


def test_what_is_short_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert screen.EVERY == 30
    with screen.progress() as show:
        show("running", 1, 2)
    assert capsys.readouterr().err == ""


def test_the_time_to_go_counts_what_this_call_has_done() -> None:
    doing = screen._Doing("running", 500, 1000, done_before=400, since=0.0)
    assert doing.line(60.0) == "running: 500 of 1,000, 60 s so far, about 5 min to go"
    idle = screen._Doing("running", 400, 1000, done_before=400, since=0.0)
    assert idle.line(60.0) == "running: 400 of 1,000, 60 s so far"


@pytest.mark.parametrize("whole", [(), (0,)])
def test_a_narrow_table_loses_no_letter_and_breaks_names_at_their_hyphens(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, whole: tuple[int, ...]
) -> None:
    rows = [("unilateral-turn-2025", "bounced forward", *("-0.0584",) * 5)]
    for width, shown in (("76", ["unilateral-", "turn-2025"]), ("200", ["unilateral-turn-2025"])):
        monkeypatch.setenv("COLUMNS", width)
        screen.table("", ("scenario", "outcome", *"abcde"), rows, numbers=range(2, 7), whole=whole)
        out = capsys.readouterr().out
        assert "…" not in out
        assert [line.split()[0] for line in out.splitlines() if "-" in line[:20]] == shown
        assert out.count("-0.0584") == 5


def test_where_not_even_the_words_fit_the_widest_columns_give_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    columns = ("interoperability", "commitments", "a", "five")
    screen.table("", columns, [("effort", "degraded", "1", "0.5")], whole=())
    out = capsys.readouterr().out
    assert all(len(line) <= 40 for line in out.splitlines())
    assert all(word in out for word in ("effort", "degraded", "five", "0.5"))
