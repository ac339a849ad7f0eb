"""How the command ends is said in one place, and its help says it as it is."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from alliance.exit_codes import ExitCode
from alliance.main import VERBS

Command = Callable[..., Any]
ROOT = Path(__file__).parents[2]
ROOMS = ("alliance", "page", "experiments", "scenarios", "analysis", "sim", "languages")
ENDS = {"exit", "_exit", "Exit", "SystemExit"}
CODES = {"code", "returncode", "exitcode", "exit_code"}
SAID = re.compile(r"exit code \d|ends? with \d", re.IGNORECASE)


def is_number(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def bare(text: str, *, front_door: bool) -> Iterator[str]:
    """Places in a module where an exit code stands as a number; behind the front door any returned number
    is one.
    """
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=func, args=args, keywords=keywords) if name_of(func) in ENDS:
                numbers = [*args, *(keyword.value for keyword in keywords)]
            case ast.Compare(left=left, comparators=numbers) if name_of(left) in CODES:
                pass
            case ast.Return(value=ast.IfExp(body=body, orelse=orelse)) if front_door:
                numbers = [body, orelse]
            case ast.Return(value=ast.expr() as value) if front_door:
                numbers = [value]
            case ast.Constant(value=str(words)):
                numbers = [node] if SAID.search(words) else []
                yield from (f"line {node.lineno}: {words[:60]}" for _ in numbers)
                continue
            case _:
                continue
        yield from (f"line {node.lineno}" for number in numbers if is_number(number))


def sources() -> Iterator[tuple[str, str, bool]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if path.name != "exit_codes.py":
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"), room == "alliance"


def test_no_exit_code_is_a_bare_number() -> None:
    places = {name: [*bare(text, front_door=front_door)] for name, text, front_door in sources()}
    assert len(places) > 150
    assert {name: where for name, where in places.items() if where} == {}


@pytest.mark.parametrize(
    "text",
    ["import sys\nsys.exit(3)", "raise SystemExit(1)", "typer.Exit(code=2)", "def f():\n    return 4",
     "def f():\n    return 0 if ok else 1", "if done.code == 3: pass", '"""Exit code 3 if there is one."""'],
)  # fmt: skip
def test_a_bare_number_is_seen(text: str) -> None:
    """Control: each way to write one."""
    assert [*bare(text, front_door=True)]


@pytest.mark.parametrize("text", ["sys.exit(call(words))", "def f():\n    return ExitCode.OK", "f(3)"])
def test_what_is_none_is_not_taken_for_one(text: str) -> None:
    assert not [*bare(text, front_door=True)]


def test_the_help_lists_every_code_with_its_meaning(
    alliance: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    said = " ".join(alliance("--help").out.split())
    assert all(f"{code.value} {code.meaning}" in said for code in ExitCode)


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_says_with_which_codes_it_answers(alliance: Command, verb: str) -> None:
    said = " ".join(alliance(verb, "--help").out.split())
    assert [int(code) for code in re.findall(r"Exit code (\d+):", said)] == [*VERBS[verb].ends]


def test_the_codes_are_those_scripts_rely_on() -> None:
    assert [code.value for code in ExitCode] == [0, 1, 2, 3, 4, 5, 130]
