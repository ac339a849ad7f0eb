"""What a person reads: it fits eighty columns, loses no letter, and says what is so and not what is not."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alliance import outcome_words, screen

Command = Callable[..., Any]
LISTS = ("scenarios", "experiments", "mechanisms", "parameters", "shocks", "series", "outcomes")
NOTHING = {"inert": 0.0, "saturated": 0.0, "censored": 0.0, "dead_twin": 0.0, "clamps": {"blamed": 0}}


def cut(text: str, width: int = 80) -> list[str]:
    """Lines that are wider than that, and words that end in three dots."""
    return [line for line in text.splitlines() if len(line) > width or re.search(r"\w…", line)]


@pytest.mark.parametrize(
    "words",
    [*(("list", what) for what in LISTS), ("show", "history-2001-2026"), ("show", "tariff-war"), ("claims",)],
    ids=" ".join,
)
def test_what_is_told_fits_eighty_columns(
    alliance: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    found = alliance(*words)
    assert found.code == 0
    assert cut(found.out) == []


def test_what_a_run_and_a_comparison_tell_fits_eighty_columns(
    alliance: Command, monkeypatch: pytest.MonkeyPatch, small: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    longer = Path("a-small-blockade-that-has-a-long-name.yaml")
    longer.write_text(small.read_text())
    for words in (("run", small), ("compare", small, longer)):
        found = alliance(*words, "--replicates", 3)
        assert found.code == 0, found.err
        assert cut(found.out) == []
    assert "by rest" not in found.out


def test_a_line_that_is_cut_would_be_seen() -> None:
    """Control."""
    assert cut("perfect-st…\n0.64 … 0.74\n" + "a" * 81) == ["perfect-st…", "a" * 81]


@pytest.mark.parametrize(
    ("changed", "ends", "said"),
    [
        ({}, True, ["Runs that say little about the shock: none."]),
        (
            {"censored": 0.08},
            True,
            ["Runs that say little about the shock: 8 % have not recovered by the end."],
        ),
        (
            {"censored": 0.08, "inert": 0.5},
            False,
            [
                "Runs that say little about the shock: 50 % never moved.",
                "Whether runs recover is not judged, since the shock has no end.",
            ],
        ),
        (
            {"clamps": {"blamed": 1200}},
            True,
            [
                "Runs that say little about the shock: none.",
                "Values that a rule had to cut to their range: blamed 1,200 times.",
            ],
        ),
    ],
)
def test_only_what_is_so_is_said_of_runs_that_tell_little(
    capsys: pytest.CaptureFixture[str], changed: dict[str, Any], ends: bool, said: list[str]
) -> None:
    outcome_words.show_screening({**NOTHING, **changed}, ends=ends)
    assert capsys.readouterr().out.splitlines() == said


def test_numbers_stay_whole_where_they_fit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    screen.table("", ("name", "range", "meaning"), [("loss", "0.64 … 0.741", "long " * 20)], numbers=(1,))
    assert "0.64 … 0.741" in capsys.readouterr().out
