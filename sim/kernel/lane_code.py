"""Whether the code for lanes is there, and its making beside whatever runs meanwhile.

To compile it takes as long as the rest of the kernel again. So the first run of a new model starts without
lanes, a process beside it makes them, and who starts a batch after that has them. Which of the two ran shows
in no number.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Thread

from sim.lanes.width import machine_code_name, machine_width
from sim.source import cache_folder, is_warm

_FORCED: list[int] = []


@contextmanager
def lanes(width: int) -> Iterator[None]:
    """Within it this process uses so many lanes (1: none), compiled here and now if need be."""
    _FORCED.append(width)
    try:
        yield
    finally:
        _FORCED.pop()


def ready_width() -> int:
    """How many lanes there are to be used now. Where they could be made, their making begins, once the kernel
    itself is there; workers leave it to others.
    """
    if _FORCED:
        return _FORCED[-1]
    width = machine_width()
    if width == 1 or (folder := cache_folder()) is None:
        return 1
    if is_made(width):
        return width
    if is_warm() and multiprocessing.parent_process() is None and not _failure(folder, width).exists():
        _begin(folder, width)
    return 1


def is_made(width: int) -> bool:
    """Whether the code for so many lanes on this processor has been compiled from these sources."""
    folder = cache_folder()
    return folder is not None and (folder / machine_code_name(width)).exists()


def why_not_made(width: int) -> str:
    """Why there is no code for so many lanes, as far as it was tried, or nothing."""
    folder = cache_folder()
    if folder is None:
        return "compiled code cannot be kept"
    with suppress(OSError):
        return _failure(folder, width).read_text(encoding="utf-8")
    return ""


def _failure(folder: Path, width: int) -> Path:
    return folder / f"{machine_code_name(width)}.failed"


@cache
def _begin(folder: Path, width: int) -> None:
    """Start the process that makes the code, once."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with suppress(OSError):
        maker = subprocess.Popen(
            [sys.executable, "-m", "sim.kernel.make_lanes", str(width)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        # Waited for, so that the system can forget it while a long sweep or the page goes on.
        Thread(target=maker.wait, daemon=True).start()


def note(width: int, failed: str = "") -> None:
    """Write down that the code for so many lanes is there, or why it is not."""
    folder = cache_folder()
    if folder is None:
        return
    if failed:
        _failure(folder, width).write_text(failed, encoding="utf-8")
    else:
        (folder / machine_code_name(width)).touch()
