"""How a call is stopped from outside: once, in words of its own, wherever the signal falls."""

import sys
from pathlib import Path
from subprocess import run

import pytest

BEGIN = "import time\nfrom signal import *\nfrom alliance import stopping\nstopping.hear_the_system()\n"
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
        [sys.executable, "-c", f"{BEGIN}{caught}print(stopping.interruption())"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (ended.stdout, ended.stderr) == (f"{said}interrupted\n", "")


def test_a_key_struck_twice_stops_once_and_struck_again_later_once_more(tmp_path: Path) -> None:
    code = """
stopping.HELD = 0.3
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
