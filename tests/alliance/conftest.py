"""The command called in this process, and a scenario file that runs in milliseconds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from alliance.main import call

SMALL = """
version: 1
title: A small blockade
asks: Does the command work?
start: 2025-01
horizon: {months: 48}
burn_in: {months: 6}
population: {firms: 12}
shocks:
  - {name: blockade, kind: blockade, of: [TWN], from: 12, months: 12, size: 1}
map:
  shock.size: [0.2, 1]
  shock.months: [6, 12]
"""


class Answer(NamedTuple):
    """What a call printed and returned."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


Command = Callable[..., Answer]


@pytest.fixture
def alliance(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Call the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: object) -> Answer:
        code = call([str(argument) for argument in arguments])
        return Answer(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def small_text() -> str:
    """The text of that file."""
    return SMALL


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a small scenario, seen from the folder the command is called in."""
    monkeypatch.chdir(tmp_path)
    path = Path("small.yaml")
    path.write_text(SMALL)
    return path
