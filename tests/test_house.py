"""The promises of the house, measured over all its rooms: small functions and files, names of the field, no
circle of imports. Each measure has its control, a sample in which it must see the fault.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

import pytest

import sim

HOUSE = Path(sim.__file__).parents[1]
ROOMS = ("alliance", "analysis", "experiments", "languages", "page", "scenarios", "sim")
SOURCES = {
    path.relative_to(HOUSE).as_posix(): path for room in ROOMS for path in (HOUSE / room).rglob("*.py")
}
TESTS = {
    path.relative_to(HOUSE).as_posix(): path for path in Path(__file__).parent.rglob("*.py") if path.is_file()
}

LONGEST_FUNCTION, ORDINARY_FUNCTION, ORDINARY_SHARE = 60, 20, 0.9
LONGEST_FILE = 400
MOST_ENTRIES = 16
MOST_VAGUE_LOCALS = 0

FULL_FOLDERS = {
    "sim": "a part of the model is a folder, and what all of them use are files beside them",
    "sim/rules": "a rule is a file, and there are as many as there are subjects",
    "alliance/commands": "a verb is a file, and there are as many as there are verbs",
    "experiments/study": "a group of its steps is a folder, and there are as many as there are questions",
}
BANNED = {"lean", "only", "close", "kept", "asked", "origin", "dated", "slots", "shape", "telling"}
VAGUE = {"one", "found"}

ALIKE = {
    ("alliance/commands/doctor.py", "experiments/checks/doctor.py"): "the verb and what it looks at",
    (
        "alliance/commands/effects.py",
        "analysis/figures/effects.py",
    ): "the three effects; main effects of a design",
    ("alliance/commands/export.py", "experiments/results/export.py"): "the verb and what it writes",
    ("alliance/commands/run.py", "sim/run.py"): "the verb, and what runs in the end",
    ("alliance/commands/schema.py", "scenarios/schema.py"): "the verb and what it prints",
    ("alliance/commands/status.py", "sim/agents/states.py"): "a verb, and who acts",
    ("alliance/commands/sweep.py", "experiments/sweep/sweep.py"): "the verb and what it runs",
}
"""Modules whose names are the same, or almost, and the reason why they may be."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def texts(files: Mapping[str, Path]) -> dict[str, str]:
    return {name: path.read_text(encoding="utf-8") for name, path in files.items()}


def nodes(text: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(text))


def test_the_house_is_measured_whole() -> None:
    assert len(SOURCES) > 150
    assert len(TESTS) > 80
    assert {name.split("/")[0] for name in SOURCES} == set(ROOMS)


def lengths(text: str) -> dict[str, int]:
    """Lines of each function without its docstring."""
    lines = {}
    for node in nodes(text):
        if isinstance(node, Function):
            said = node.body[0] if ast.get_docstring(node) is not None else None
            docstring = 0 if said is None else (said.end_lineno or 0) - said.lineno + 1
            lines[f"{node.name}:{node.lineno}"] = (node.end_lineno or 0) - node.lineno + 1 - docstring
    return lines


def long_functions(files: Mapping[str, str]) -> dict[str, int]:
    """Functions longer than the longest allowed, and `ordinary` where too few are short."""
    counted = {
        f"{name}:{place}": lines for name, text in files.items() for place, lines in lengths(text).items()
    }
    long = {place: lines for place, lines in counted.items() if lines > LONGEST_FUNCTION}
    short = sum(lines <= ORDINARY_FUNCTION for lines in counted.values())
    return long if short >= ORDINARY_SHARE * len(counted) else {**long, "ordinary": short}


@pytest.mark.parametrize("files", [SOURCES, TESTS], ids=["sources", "tests"])
def test_no_function_is_longer_than_a_screen_and_nine_in_ten_are_short(files: Mapping[str, Path]) -> None:
    assert long_functions(texts(files)) == {}


def test_a_long_function_would_be_seen_and_a_docstring_is_not_counted() -> None:
    """Control."""
    body = "    x = 1\n" * 60
    assert lengths(f"def long():\n{body}") == {"long:1": 61}
    assert lengths(f'def long():\n    """Words\n    and more."""\n{body}') == {"long:1": 61}
    short = "def short(): ...\n" * 9
    assert long_functions({"a.py": f"{short}def long():\n{body}"}) == {"a.py:long:10": 61}
    middling = "def middling():\n" + "    x = 1\n" * 30
    assert long_functions({"a.py": short + middling}) == {}
    assert long_functions({"a.py": short + middling * 2}) == {"ordinary": 9}


def too_long(counted: Mapping[str, str]) -> list[str]:
    return [name for name, text in counted.items() if len(text.splitlines()) > LONGEST_FILE]


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    assert too_long(texts(SOURCES | TESTS)) == []
    assert too_long({"a": "x\n" * 400, "b": "x\n" * 401}) == ["b"]  # control


def silenced(text: str) -> list[str]:
    """Lines that tell the linter to be silent."""
    return [line for line in text.splitlines() if re.search(r"#\s*no" + "qa", line, re.IGNORECASE)]


def test_the_linter_is_nowhere_told_to_be_silent() -> None:
    assert {name: silenced(text) for name, text in texts(SOURCES | TESTS).items() if silenced(text)} == {}
    assert silenced("import os  # no" + "qa: F401") == ["import os  # no" + "qa: F401"]  # control


def entries(folder: Path) -> list[str]:
    """What a reader has to tell apart in a folder, but for the scenarios and experiments that are shipped."""
    names = (path.name for path in folder.iterdir() if not path.name.startswith((".", "__pycache__")))
    shipping = folder.name in ("scenarios", "experiments")
    return sorted(name for name in names if name != "py.typed" and not (shipping and name.endswith(".yaml")))


def test_a_folder_is_seen_at_a_glance() -> None:
    folders = {path.parent for path in SOURCES.values()}
    full = {folder.relative_to(HOUSE).as_posix() for folder in folders if len(entries(folder)) > MOST_ENTRIES}
    assert full == set(FULL_FOLDERS)


def test_a_full_folder_would_be_seen(tmp_path: Path) -> None:
    """Control."""
    (tmp_path / "scenarios").mkdir()
    for name in ("a.py", "b.yaml", ".hidden", "py.typed"):
        (tmp_path / "scenarios" / name).touch()
        (tmp_path / name).touch()
    assert entries(tmp_path / "scenarios") == ["a.py"]
    assert entries(tmp_path) == ["a.py", "b.yaml", "scenarios"]


def classes(text: str) -> list[str]:
    return [node.name for node in nodes(text) if isinstance(node, ast.ClassDef)]


def functions(text: str) -> list[str]:
    return [node.name for node in nodes(text) if isinstance(node, Function)]


def riddles(sources: Mapping[str, str]) -> list[str]:
    """Modules, packages, classes and functions that bear a banned name."""
    named = [(place, part) for place in sources for part in re.split("[/.]", place)]
    named += [(place, name) for place, text in sources.items() for name in classes(text) + functions(text)]
    return [f"{place}: {name}" for place, name in named if name.strip("_").lower() in BANNED]


def test_nothing_is_called_by_a_riddle() -> None:
    assert riddles(texts(SOURCES)) == []


def test_a_riddle_would_be_seen() -> None:
    """Control."""
    sources = {"sim/kept.py": "", "sim/lean/a.py": "class Asked: ...\ndef _shape(): ...\ndef shaped(): ..."}
    assert riddles(sources) == [
        "sim/kept.py: kept", "sim/lean/a.py: lean", "sim/lean/a.py: Asked", "sim/lean/a.py: _shape",
    ]  # fmt: skip


def almost(name: str, other: str) -> bool:
    """Whether two names are the same, or become so by one letter put in, taken out or changed."""
    if len(name) > len(other):
        name, other = other, name
    if len(name) == len(other):
        return sum(letter != beside for letter, beside in zip(name, other, strict=True)) <= 1
    return any(other[:place] + other[place + 1 :] == name for place in range(len(other)))


def alike(modules: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs of modules of different rooms that have the same name, or almost."""
    named = [(name, Path(name).stem) for name in modules if Path(name).stem not in ("__init__", "__main__")]
    return {
        (name, other)
        for (name, stem), (other, beside) in combinations(sorted(named), 2)
        if name.split("/")[0] != other.split("/")[0] and almost(stem, beside)
    }


def test_no_two_modules_of_different_rooms_are_mistaken_for_one_another() -> None:
    assert alike(SOURCES) == set(ALIKE)


def test_names_that_differ_by_a_letter_would_be_seen() -> None:
    """Control."""
    assert alike(
        ["sim/draw.py", "analysis/draws.py", "analysis/drawn.py", "alliance/run.py", "sim/run.py"]
    ) == {
        ("analysis/draws.py", "sim/draw.py"),
        ("analysis/drawn.py", "sim/draw.py"),
        ("alliance/run.py", "sim/run.py"),
    }


def namesakes(sources: Mapping[str, str]) -> dict[str, list[str]]:
    """Classes of one name, with the files in which they stand."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, text in sources.items():
        for name in classes(text):
            places[name].append(place)
    return {name: there for name, there in places.items() if len(there) > 1}


def test_no_two_classes_have_one_name() -> None:
    assert namesakes(texts(SOURCES)) == {}
    assert namesakes({"a.py": "class A: ...", "b.py": "class A: ...\nclass B: ..."}) == {
        "A": ["a.py", "b.py"]
    }  # control


def vague_locals(text: str) -> int:
    """How often a local or an argument bears a name that says nothing of what it holds."""
    names = [node.id for node in nodes(text) if isinstance(node, ast.Name)]
    names += [node.arg for node in nodes(text) if isinstance(node, ast.arg)]
    return sum(name in VAGUE for name in names)


def test_locals_say_what_they_hold() -> None:
    vague = {name: vague_locals(text) for name, text in texts(SOURCES).items() if vague_locals(text)}
    assert sum(vague.values()) <= MOST_VAGUE_LOCALS, vague
    assert vague_locals("def f(one): return [found for found in one]") == 4  # control


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """What is run when a module is imported: not what stands in functions or under TYPE_CHECKING."""
    for node in body:
        if isinstance(node, Function) or (
            isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        ):
            continue
        yield node
        for part in ("body", "orelse", "finalbody"):
            yield from statements(getattr(node, part, ()))
        for handler in getattr(node, "handlers", ()):
            yield from statements(handler.body)


def imports(text: str, modules: set[str]) -> set[str]:
    """Which of the modules a text imports when it is imported itself."""
    names: set[str] = set()
    for node in statements(ast.parse(text).body):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            own = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= own & modules or {str(node.module)}
    return names & modules


def circle(sources: Mapping[str, str]) -> set[str]:
    """Modules that stand in a circle of imports, or are imported by and import such."""
    named = {
        re.sub(r"(/__init__)?\.py$", "", place).replace("/", "."): text for place, text in sources.items()
    }
    left = {name: imports(text, set(named)) - {name} for name, text in named.items()}
    while ends := {
        name for name in left if not left[name] or not any(name in other for other in left.values())
    }:
        left = {name: others - ends for name, others in left.items() if name not in ends}
    return set(left)


def test_imports_run_in_no_circle() -> None:
    assert circle(texts(SOURCES)) == set()


def test_a_circle_would_be_seen_unless_it_is_for_type_checkers_or_put_off() -> None:
    """Control."""
    there = {"sim/__init__.py": "", "sim/a.py": "from sim.b import x", "sim/c.py": "import sim.a"}
    assert circle({**there, "sim/b.py": "try:\n    from sim import a\nexcept ImportError:\n    pass"}) == {
        "sim.a",
        "sim.b",
    }
    later = ("if TYPE_CHECKING:\n    from sim import a", "def f():\n    from sim import a")
    assert [circle({**there, "sim/b.py": text}) for text in later] == [set(), set()]


def private_names(text: str) -> set[str]:
    """Names with an underscore in front that a module takes from another."""
    taken = {alias.name for node in nodes(text) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return {name for name in taken if name.startswith("_") and not name.startswith("__")}


def test_no_module_takes_what_is_private_to_another() -> None:
    assert {name: private_names(text) for name, text in texts(SOURCES).items() if private_names(text)} == {}
    assert private_names("from sim.run import _step, run") == {"_step"}  # control
