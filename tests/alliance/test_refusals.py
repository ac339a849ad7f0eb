"""Nonsense is refused in one line with the right exit code, and nothing is left behind."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

USAGE = [
    "rum", "effects taiwan-blockade", "--foo", "run", "run taiwan-blockade extra", "list nothing",
    "run {} --set shock.sise=1", "run {} --set shock.size=2", "run {} --set shock.size",
    "run {} --set shock.size=x",
    "run {} --set shock.size=nan", "run {} --set =1", "run {} --set shock.size=1 --set shock.size=0",
    "run {} --off councl", "run {} --replicates 0", "run {} --replicates x", "run {} --replicates 1.5",
    "run {} --replicates 10000000", "run {} --seed -1", "run {} --seed 99999999999999999999",
    "run {} --engine fast",
    "run {} --lens realist", "run {} --resume", "run {} --dry-run", "run {} --only 3", "run {} --lang zh",
    "run {} --set population.firms=1e12", "sweep {} --shard 1/2", "sweep {} --resume", "sweep {} --dask x",
    "sweep {} --dry-run", "sweep {} --jobs 0", "sweep {} --jobs many", "sweep {} --vary shock.size",
    "sweep {} --vary shock.sise=0:1:3", "sweep {} --vary shock.size=0:1:1",
    "sweep {} --vary shock.size=0:2:3",
    "sweep {} --vary shock.size=0:nan:3", "sweep {} --vary shock.size=0:1:3 --vary shock.size=0,1",
    "sweep {} --vary shock.size=0:1:9999 --vary shock.months=1:12:12", "sweep {} --lens realist",
    "plot here --kind pie",
    "verify --cases 0", "verify --cases x",
]  # fmt: skip


@pytest.mark.parametrize("line", USAGE)
def test_a_wrong_word_is_one_line_and_2(alliance: Command, small: Path, line: str) -> None:
    found = alliance(*line.format(small).split())
    assert (found.code, found.out) == (2, "")
    assert len(found.err.splitlines()) == 1, found.err
    assert [path.name for path in Path().iterdir()] == ["small.yaml"]


def test_an_unknown_command_is_told_the_nearest(alliance: Command) -> None:
    assert "run" in alliance("rnu").err.split("Did you mean")[1]
    assert "verify" in alliance("zzz").err


def test_an_unknown_scenario_is_told_the_nearest(alliance: Command) -> None:
    found = alliance("run", "taiwan-blokade")
    assert found.code in (2, 3)
    assert "Did you mean taiwan-blockade?" in found.err
    assert len(found.err.splitlines()) == 1


@pytest.mark.parametrize("verb", ["run", "sweep", "show"])
def test_an_invalid_file_is_one_line_and_3(alliance: Command, small: Path, verb: str) -> None:
    small.write_text(small.read_text().replace("size: 1}", "size: 2}").replace("firms: 12", "firm: 12"))
    found = alliance(verb, small)
    assert (found.code, found.out) == (3, "")
    assert len(found.err.splitlines()) == 1
    assert "small.yaml:" in found.err
    assert "(and 1 more)" in found.err


@pytest.mark.parametrize("verb", ["run", "sweep"])
@pytest.mark.parametrize("place", ["full", "file", "file/below"])
def test_a_folder_that_cannot_be_used_is_one_line_and_1(
    alliance: Command, small: Path, verb: str, place: str
) -> None:
    Path("full").mkdir()
    Path("full/mine").write_text("x")
    Path("file").write_text("x")
    found = alliance(verb, small, "--replicates", 2, "--out", place)
    assert (found.code, found.out) == (1, "")
    assert len(found.err.splitlines()) == 1
    assert sorted(str(path) for path in Path().rglob("*")) == ["file", "full", "full/mine", "small.yaml"]


@pytest.mark.parametrize("place", ["missing", "."])
def test_a_folder_without_results_cannot_be_drawn(alliance: Command, place: str) -> None:
    found = alliance("plot", place)
    assert (found.code, found.out) == (1, "")
    assert len(found.err.splitlines()) == 1


def test_a_bug_is_one_line_that_says_how_to_see_more(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Traceback\n  in a worker\nKeyError: ours\x1b[31m")

    monkeypatch.setattr("experiments.single.run", broken)
    found = alliance("run", small)
    assert (found.code, found.out, len(found.err.splitlines())) == (1, "", 1)
    assert "a bug of alliance: RuntimeError: KeyError: ours\\x1b[31m (ALLIANCE_TRACEBACK=1" in found.err
    assert [path.name for path in Path().iterdir()] == ["small.yaml"]
    monkeypatch.setenv("ALLIANCE_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        alliance("run", small)
