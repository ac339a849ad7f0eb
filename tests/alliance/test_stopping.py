"""How a call is stopped from outside: once, in words of its own, wherever the signal falls."""

import os
import sys
from pathlib import Path
from subprocess import run

import pytest

BEGIN = "import time\nfrom signal import *\nfrom alliance import boundary\nboundary.hear_the_system()\n"
STRUCK = "from signal import *\ntry:\n    raise_signal(2)\nexcept BaseException:\n    raise ImportError\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import struck\nprint('imported', flush=True)\ntime.sleep(5)", "imported\n"),
        ("raise_signal(SIGINT)", ""),
    ],
)
def test_a_signal_within_an_import_is_heard_after_it(code: str, said: str, tmp_path: Path) -> None:
    """Of a compiled module that swallows the signal an error of its own would be left."""
    (tmp_path / "struck.py").write_text(STRUCK)
    caught = f"try:\n    {code.replace(chr(10), chr(10) + '    ')}\nexcept KeyboardInterrupt:\n    "
    ended = run(
        [sys.executable, "-c", f"{BEGIN}{caught}print(boundary.interruption())"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (ended.stdout, ended.stderr) == (f"{said}interrupted\n", "")


def test_a_key_struck_twice_stops_once_and_struck_again_later_once_more(tmp_path: Path) -> None:
    code = """
boundary.HELD = 0.3
for wait in (0, 0, 0.4):
    time.sleep(wait)
    try:
        raise_signal(SIGINT)
        print("not heard")
    except KeyboardInterrupt:
        print("stopped")
"""
    ended = run([sys.executable, "-c", BEGIN + code], capture_output=True, text=True, timeout=60)
    assert ended.stdout.split("\n")[:3] == ["stopped", "not heard", "stopped"]


def test_an_error_that_compiled_code_makes_of_a_signal_is_the_interruption() -> None:
    code = """
from experiments.errors import StoreFault
from scenarios import Invalid
from scenarios.reading.faults import Fault
faults = (RuntimeError("odd"), Invalid((Fault("a.yaml", 1, 1, "x", "odd"),)), StoreFault("the disk is full"))
print([boundary.translate(fault).value for fault in faults])
try:
    raise_signal(SIGINT)
except BaseException:
    print([boundary.translate(fault).value for fault in faults])
"""
    ended = run([sys.executable, "-c", BEGIN + code], capture_output=True, text=True, timeout=60)
    assert ended.stdout.split("\n")[:2] == ["[1, 3, 1]", "[130, 130, 1]"]
    assert ended.stderr.split("\n")[3:5] == ["alliance: interrupted"] * 2


AT_TYPER = """
import signal, sys
class Finder:
    def find_spec(name, path=None, target=None):
        if name == "typer":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder)
"""


@pytest.mark.parametrize("call", [("run", "perfect-storm"), ("serve",)])
def test_a_signal_before_the_command_itself_is_imported_is_answered_in_a_line(
    call: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(AT_TYPER)
    ended = run(
        [sys.executable, "-m", "alliance", *call], env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "alliance: interrupted\n")
