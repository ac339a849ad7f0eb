"""What is handed on as a wheel or an sdist is whole: every file is in it, and every command of the
documentation works from another folder, with no checkout beside it.

The dependencies are those of the environment the tests run in; our own packages come from the wheel alone.
"""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from ruamel.yaml import YAML

from alliance.main import VERBS

ROOT = Path(__file__).parents[2]
ROOMS = ("alliance", "page", "experiments", "scenarios", "analysis", "sim", "languages")
README, COMMANDS = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/commands.md"))
CODE = re.compile(r"`([^`]+)`")
LIGHTER = {
    "run": "--replicates 5",
    "compare": "--replicates 5",
    "sweep": "--replicates 1",
    "verify": "--cases 2",
    "bench": "--quick",
    "serve": "--no-browser --seconds 1",
}
"""What makes a call of the README short; it stays the same call. Not for what repeats or reads a folder."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel and the sdist of this checkout."""
    folder = tmp_path_factory.mktemp("built")
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The wheel of this checkout."""
    (path,) = built.glob("*.whl")
    return path


# --- every file is in it


def sources() -> set[str]:
    """Every file of the packages, code and data."""
    paths = (path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in paths if "__pycache__" not in path.parts}


def left_out(names: Iterable[str]) -> set[str]:
    """Files of the packages that an archive with these names lacks."""
    return sources() - set(names)


def names_in_sdist(built: Path) -> list[str]:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return [name.partition("/")[2] for name in archive.getnames()]


def test_wheel_and_sdist_hold_every_file_of_the_packages(built: Path, wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    assert left_out(names) == left_out(names_in_sdist(built)) == set()
    assert {f"{room}/py.typed" for room in ROOMS} <= set(names)
    data = [name for name in names if name.split("/")[0] in ROOMS and not name.endswith(".py")]
    assert len(data) > 40
    for name in data:  # control: none can go without being missed
        assert left_out(other for other in names if other != name) == {name}


def test_the_sdist_holds_what_a_reader_and_a_tester_need(built: Path) -> None:
    names = set(names_in_sdist(built))
    assert {"README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "pyproject.toml"} <= names
    assert {"docs/model.md", "tests/conftest.py", "tests/alliance/test_installed.py"} <= names


def test_what_is_cited_is_what_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    for field, cited_as in (("name", "title"), ("version", "version"), ("license", "license")):
        assert cited[cited_as] == project[field]
    assert cited["authors"] == project["authors"]
    (software, paper) = re.findall(r"^@(?:software|article)\{.*?^\}", README, re.MULTILINE | re.DOTALL)
    assert f"version = {{{project['version']}}}" in software
    assert f"author  = {{{{{project['authors'][0]['name']}}}}}" in software
    assert cited["references"][0]["title"] in paper
    assert "year" not in paper  # what is not known is not made up


# --- every command works


def in_the_table(text: str) -> Iterator[str]:
    """The commands of the table in docs/commands.md, in order; what is written as a variant (`or …`) as a
    command of its own.
    """
    table = text.partition("## First steps")[2].partition("\n## ")[0]
    for row in re.findall(r"^\|.*\|$", table, re.MULTILINE)[2:]:
        command = ""
        for words in CODE.findall(row.split("|", 2)[2]):
            if words.startswith("alliance "):
                command = words
                yield command
            elif not words.endswith(".yaml"):  # a file to edit is no command
                yield variant(command, words)


def variant(command: str, words: str) -> str:
    """A command with another option, or another last word.

    >>> variant("alliance list scenarios", "shocks"), variant("alliance sweep x --shard 1/2", "--shard 2/2")
    ('alliance list shocks', 'alliance sweep x --shard 2/2')
    """
    assert command, f"{words!r} is a variant of no command"
    if not words.startswith("--"):
        return f"{command.rpartition(' ')[0]} {words}"
    option = words.split()[0]
    return re.sub(rf" {option} \S+", "", command) + f" {words}"


def lighter(command: str) -> str:
    """A command that takes seconds and is otherwise the same."""
    verb, *rest = command.split()[1:]
    reads_a_folder = "--only" in rest or (verb == "verify" and rest)
    return command if reads_a_folder or verb not in LIGHTER else f"{command} {LIGHTER[verb]}"


def test_the_table_is_read_to_its_last_word() -> None:
    commands = [*in_the_table(COMMANDS)]
    verbs = {command.split()[1] for command in commands if "--install" not in command}
    assert verbs == set(VERBS)
    for command in (
        "alliance list outcomes", "alliance sweep taiwan-blockade --out results/parts --shard 2/2",
        "alliance export results/taiwan-blockade --to netcdf",
        "alliance plot results/taiwan-blockade --kind list",
        "alliance --install-completion", "alliance schema experiment", "alliance run my-shock.yaml",
    ):  # fmt: skip
        assert command in commands


def install(wheel: Path, place: Path) -> Path:
    """The folder of an environment that holds the wheel, and sees the dependencies of this one."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    (packages,) = (place / "lib").glob("python*/site-packages")
    there = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "dependencies.pth").write_text("\n".join(there), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "install"]
    subprocess.run([*pip, "--quiet", "--no-index", "--no-deps", "--ignore-installed", str(wheel)], check=True)
    return place


def called(command: str, environment: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of a shell in that folder, where `alliance` is the environment's."""
    home = environment / "home"
    home.mkdir(exist_ok=True)
    folder.mkdir(exist_ok=True)
    cache = os.environ.get("ALLIANCE_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "HOME": str(home),
        "PATH": f"{environment / 'bin'}:{os.environ['PATH']}",
        "ALLIANCE_CACHE_DIR": str(cache),
    }
    line = ["bash", "-c", f"{command}; exit $?"]  # a shell that stays, for completion looks for it
    return subprocess.run(line, cwd=folder, env=variables, capture_output=True, text=True, timeout=600)


@pytest.mark.slow
def test_every_command_of_the_readme_works_where_the_wheel_is_installed(wheel: Path, tmp_path: Path) -> None:
    environment, folder = install(wheel, tmp_path / "environment"), tmp_path / "elsewhere"
    where = called(f"python -c 'import {', '.join(ROOMS)}; print({'.__file__, '.join(ROOMS)}.__file__)'",
                   environment, folder)  # fmt: skip
    assert where.stdout.split() == [
        str(next((environment / "lib").glob("python*/site-packages")) / room / "__init__.py")
        for room in ROOMS
    ]
    first = re.search(r"alliance sweep [^&\n]*", README)
    assert first
    wrong = {}
    for command in (first[0].strip(), *in_the_table(COMMANDS)):
        done = called(lighter(command), environment, folder)
        if done.returncode:
            wrong[lighter(command)] = (done.returncode, done.stdout[-500:] + done.stderr[-500:])
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("scenarios/taiwan-blockade.yaml", "alliance show taiwan-blockade"),
        ("scenarios/event_kinds.csv", "alliance list shocks"),
        ("experiments/what-recovery-needs.yaml", "alliance sweep what-recovery-needs --dry-run"),
        ("experiments/study/results/patterns.csv", "alliance claims"),
        ("sim/actors/states.csv", "alliance run taiwan-blockade --replicates 1"),
    ],
)
def test_a_wheel_that_lacks_a_file_fails(wheel: Path, tmp_path: Path, name: str, command: str) -> None:
    """Control: the same installation, a data file taken out."""
    lacking = tmp_path / wheel.name
    with ZipFile(wheel) as whole, ZipFile(lacking, "w") as copy:
        assert name in whole.namelist()
        for entry in whole.infolist():
            if entry.filename != name:
                copy.writestr(entry, whole.read(entry))
    environment = install(lacking, tmp_path / "environment")
    assert called("alliance --help", environment, tmp_path / "elsewhere").returncode == 0
    assert called(command, environment, tmp_path / "elsewhere").returncode != 0
