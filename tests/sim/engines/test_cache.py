"""Whoever edits a constant in a rule gets the edited rule, though the compiled code is kept."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numba
import pytest

from sim import source

COMPILER: Any = numba.config

ASK = "from sim.rules.effort import wished_effort; print(repr(wished_effort(1.0, 0.4, 2.0, 0.1)))"
"""A rule of one file that calls a rule of another: the case in which the compiler reuses the old code."""
BLIND = "from sim import source; source.source_hash = lambda: 'one-name-for-all'; "
RUN = """
import time, numpy as np
from sim.parameters.table import switches, vector
from sim.source import is_warm
from sim.run import rest, simulate
from sim.world.build import build_world
from sim.world.case import Case
nothing = np.zeros((0, 10))
case = Case(build_world(12), vector({}), switches(), nothing, nothing, 12, 0)
warm, begun = is_warm(), time.process_time()
run = simulate(case, 1, np.arange(1), shocked=False)
rest(case, 1, np.arange(1), run.end)
print(repr(float(run["performance"][0, -1])), warm, time.process_time() - begun)
"""


def answer(room: Path, code: str, cache: Path | None = None, **more: str) -> str:
    """What a fresh Python prints that sees the copy and keeps compiled code in a folder of its own."""
    environment = {
        **os.environ,
        **more,
        "ALLIANCE_CACHE_DIR": str(cache or room / "cache"),
        "PYTHONPATH": str(room / "copy"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=room, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def edit(room: Path) -> None:
    """The logistic answers twice as steeply."""
    path = room / "copy" / "sim" / "rules" / "numbers.py"
    text = path.read_text(encoding="utf-8")
    edited = text.replace(
        "return 1.0 / (1.0 + exponential(-x))", "return 1.0 / (1.0 + exponential(-2.0 * x))"
    )
    assert edited != text
    path.write_text(edited, encoding="utf-8")


def test_an_edited_rule_of_another_file_is_used_although_code_is_kept(room: Path) -> None:
    before = answer(room, ASK)
    assert list((room / "cache").rglob("*.nbi"))
    assert answer(room, ASK) == before
    edit(room)
    assert answer(room, ASK) != before
    assert float(answer(room, ASK)) == pytest.approx(1 / (1 + 2.718281828459045**-1.6))


def test_one_folder_for_all_sources_would_give_the_old_rule(room: Path) -> None:
    """Control: without the hash in the folder's name the compiler does not notice."""
    before = answer(room, BLIND + ASK)
    edit(room)
    assert answer(room, BLIND + ASK) == before


def test_where_no_folder_can_be_written_nothing_is_kept_and_all_works(room: Path) -> None:
    blocked = room / "a-file"
    blocked.write_text("in the way")
    open_to_all = answer(room, ASK)
    assert answer(room, ASK, blocked / "cache") == open_to_all
    assert blocked.read_text() == "in the way"


BEYOND = """
import numpy as np
from sim.rules.council import weighted_mean
try:
    weighted_mean(np.ones(2), np.ones(1))
    print("read on")
except IndexError:
    print("refused")
"""
"""A rule that is given fewer weights than efforts."""


def test_code_that_checks_its_bounds_is_kept_apart_from_code_that_does_not(room: Path) -> None:
    """The compiler itself does not tell the two apart: what was compiled first would be used for both."""
    assert answer(room, BEYOND, NUMBA_BOUNDSCHECK="0") == "read on"
    assert answer(room, BEYOND, NUMBA_BOUNDSCHECK="1") == "refused"
    assert answer(room, BEYOND, NUMBA_BOUNDSCHECK="0") == "read on"


@pytest.mark.parametrize(
    "name", ["parameters/calm.json", "parameters/parameters.csv", "actors/kinds.csv", "rules/trust.py"]
)
def test_every_source_of_the_model_is_part_of_its_hash(
    room: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_SIM", room / "copy" / "sim")
    before = source.source_hash.__wrapped__()
    path = room / "copy" / "sim" / name
    path.write_bytes(path.read_bytes() + b"\n")
    assert source.source_hash.__wrapped__() != before


@pytest.mark.parametrize("name", ["note.txt", "state/layout.pyi", "py.typed"])
def test_what_no_run_reads_is_no_part_of_the_hash(
    room: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_SIM", room / "copy" / "sim")
    before = source.source_hash.__wrapped__()
    (room / "copy" / "sim" / name).write_text("no source")
    assert source.source_hash.__wrapped__() == before


def test_the_hash_names_the_folder_and_old_folders_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCE_CACHE_DIR", str(tmp_path))
    home = tmp_path / "alliance-resilience"
    for number in range(source.KEPT + 3):
        (home / f"old-{number}").mkdir(parents=True)
        os.utime(home / f"old-{number}", (number, number))
    folder = source.cache_folder.__wrapped__()
    assert folder is not None
    assert folder.parent == home
    assert folder.name.removesuffix("-checked") == source.source_hash()
    left = sorted(path.name for path in home.iterdir() if path != folder)
    assert left == [f"old-{number}" for number in range(3, source.KEPT + 3)]


@pytest.mark.skipif(bool(COMPILER.BOUNDSCHECK), reason="promised for code that does not check its bounds")
def test_a_cold_compile_takes_twenty_seconds(room: Path) -> None:
    """The target is 20 s of one core. The bound leaves room for the slowest hour of a shared machine with
    other work on it, in which 25 s were seen where 16 are usual.
    """
    *_, seconds = answer(room, RUN).split()
    print(f"cold compile and first run: {float(seconds):.1f} s of processor")
    assert float(seconds) < 40


@pytest.mark.slow
def test_the_kernel_follows_an_edited_rule_and_starts_warm_where_nothing_changed(room: Path) -> None:
    before, warm, cold_seconds = answer(room, RUN).split()
    assert warm == "False"
    again, warm, warm_seconds = answer(room, RUN).split()
    assert (again, warm) == (before, "True")
    print(f"first run: cold {float(cold_seconds):.1f} s, warm {float(warm_seconds):.2f} s")
    assert float(warm_seconds) < float(cold_seconds) / 4
    edit(room)
    begun = time.perf_counter()
    edited, warm, _ = answer(room, RUN).split()
    assert warm == "False"
    assert edited != before
    assert time.perf_counter() - begun > 1.0
