"""How the command starts: fast, plain, and not past a stray module."""

import gc
import json
import os
import shlex
import subprocess
import sys
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pytest

from alliance import main
from alliance.import_guard import ROOMS
from alliance.main import VERBS
from sim.source import source_hash


def start(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_help_comes_at_once(tmp_path: Path) -> None:
    took = []
    for _ in range(3):
        begin = time.perf_counter()
        assert start("-m", "alliance", "--help", cwd=tmp_path).returncode == 0
        took.append(time.perf_counter() - begin)
    assert min(took) < 1.0  # 0.15 s on a quiet machine; the promise is 0.4


@pytest.mark.parametrize(
    ("verb", "looks"), [("run", False), ("show", False), ("sweep", True), ("serve", True)]
)
def test_what_ends_soon_does_not_look_for_cycles_of_garbage(
    verb: str, looks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long command does, or its memory would grow."""
    seen: list[bool] = []
    monkeypatch.setattr(sys, "argv", ["alliance", verb])

    def call(_: object) -> int:
        seen.append(gc.isenabled())
        return 0

    monkeypatch.setattr(main, "call", call)
    for name in ("hear_the_system", "_steady_streams", "_plain_warnings", "spare_unused_imports"):
        monkeypatch.setattr(main, name, lambda: None)
    try:
        with pytest.raises(SystemExit):
            main.main()
    finally:
        gc.enable()
    assert seen == [looks]


MEASURED = """
import os, subprocess, sys
process = subprocess.Popen([sys.executable, "-m", "alliance", *sys.argv[1:]])
_, _, used = os.wait4(process.pid, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""A small process between this one and the command, which would else be counted our memory."""


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="this system does not say what a process took")
@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("--set population.firms=1e12", "must be at most 1000000"),
        (
            "--vary shock.size=0:1:2500 --vary shock.from=1:2500:2500 --vary parameters.slope=1:2:2500 "
            "--vary parameters.effort_pace=0.1:0.2:2500",
            "2,500 × 2,500 × 2,500 × 2,500 = 39,062,500,000,000 points; at most 1,000,000",
        ),
    ],
)
def test_what_no_machine_can_run_is_refused_at_once(asked: str, says: str, tmp_path: Path) -> None:
    took = []
    for _ in range(3):
        done = start("-c", MEASURED, "sweep", "taiwan-blockade", *asked.split(), cwd=tmp_path)
        assert says in done.stderr
        seconds, peak = (float(word) for word in done.stdout.split())
        took.append(seconds)
        assert peak * (1 if sys.platform == "darwin" else 1024) < 100e6
    assert min(took) < 1.0  # half a second on a quiet machine
    assert not list(tmp_path.iterdir())


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from alliance.main import call; call(['--help']); call(['run', '--help'])\n"
        "heavy = {'numpy', 'numba', 'mesa', 'matplotlib', 'pandas', 'pyarrow', 'rich', 'scipy'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    assert start("-c", code, cwd=tmp_path).stderr == "[]\n"


@pytest.mark.parametrize("verb", list(VERBS))
def test_the_help_of_every_verb_has_an_example_and_its_defaults(verb: str, tmp_path: Path) -> None:
    text = start("-m", "alliance", verb, "--help", cwd=tmp_path).stdout
    assert f"Example:  alliance {verb}" in text
    for option in ("--replicates", "--seed", "--cases", "--kind"):
        if option in text:
            assert "[default: " in text[text.index(option) :] or "Default: " in text[text.index(option) :]


def test_without_arguments_the_help_is_shown(tmp_path: Path) -> None:
    assert start("-m", "alliance", cwd=tmp_path).stdout.startswith("Usage: alliance")


def test_no_colour_is_written_to_a_pipe_or_where_it_is_not_wanted(tmp_path: Path) -> None:
    for wish in ({}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
        found = start("-m", "alliance", "list", "scenarios", cwd=tmp_path, **wish)
        assert "\x1b[3" not in found.stdout
        assert "taiwan-blockade" in found.stdout


def test_a_reader_who_leaves_early_sees_no_traceback(tmp_path: Path) -> None:
    command = f"{sys.executable} -m alliance show taiwan-blockade --source | true"
    made = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert made.stderr == ""


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("as_folder", [False, True])
def test_a_stray_module_is_named_to_a_script_and_no_matter_to_a_command(
    room: str, as_folder: bool, tmp_path: Path
) -> None:
    place = tmp_path / room / "__init__.py" if as_folder else tmp_path / f"{room}.py"
    place.parent.mkdir(exist_ok=True)
    place.write_text("raise RuntimeError('must not be imported')\n")
    named = str(place.parent if as_folder else place)
    command = start("-m", "alliance", "list", "scenarios", cwd=tmp_path)
    assert (command.returncode, command.stderr) == (0, "")
    script = start("-c", "import alliance", cwd=tmp_path)
    assert script.returncode == 1
    last = script.stderr.splitlines()[-1]
    assert last.startswith("ImportError: ")
    assert named in last
    assert "start Python in another folder" in last


def test_a_stray_module_on_pythonpath_is_no_matter_to_a_command_and_its_workers(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "experiments").mkdir(parents=True)
    for name in ("analysis.py", "experiments/__init__.py", "helpful.py"):
        (mine / name).write_text("raise RuntimeError('must not be imported')\n")
    there = partial(start, cwd=tmp_path, PYTHONPATH=str(mine))
    point = ("--vary", "shock.size=1", "--replicates", "2", "--set", "horizon.months=48", "--jobs", "2")
    swept = there("-m", "alliance", "sweep", "chip-shortage-2021", *point, "--out", "here")
    assert swept.returncode == 0, swept.stderr
    script = there("-c", "import alliance")
    assert "take its folder out of PYTHONPATH" in script.stderr.splitlines()[-1]
    looked = there("-m", "alliance", "doctor", "--json")
    (check,) = (told for told in json.loads(looked.stdout)["checks"] if told["state"] != "ok")
    assert check["check"] == "nothing in the way"
    assert [Path(name).name for name in check["seen"].split(", ")] == ["analysis.py", "experiments"]


def test_a_module_in_the_way_that_cannot_be_looked_past_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "analysis.py").write_text("mine = 1\n")
    code = "import sys, analysis; sys.argv[0] = 'alliance'; import alliance"
    command = start("-c", code, cwd=tmp_path)
    assert (command.returncode, command.stdout, len(command.stderr.splitlines())) == (1, "", 1)
    assert "analysis.py" in command.stderr


def test_the_version_is_said(tmp_path: Path) -> None:
    told = start("-m", "alliance", "--version", cwd=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == f"alliance-resilience {version('alliance-resilience')} (model {source_hash()})\n"


def test_a_stray_module_that_was_imported_before_is_named_too(tmp_path: Path) -> None:
    (tmp_path / "analysis.py").write_text("mine = 1\n")
    found = start("-c", "import analysis, alliance", cwd=tmp_path)
    assert "analysis.py" in found.stderr.splitlines()[-1]


def test_a_folder_of_data_with_the_name_of_a_room_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "mine.yaml").write_text("version: 1\n")
    assert start("-m", "alliance", "list", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("how", ["closed", "ascii"])
def test_a_stream_that_is_closed_or_knows_few_characters_costs_nothing(how: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m alliance list scenarios"
    script = f"{command} >&-" if how == "closed" else f"LC_ALL=C PYTHONIOENCODING=ascii {command}"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert (done.returncode, done.stderr) == (0, "")
