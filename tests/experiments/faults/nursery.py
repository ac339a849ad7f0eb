"""A process in which all is loaded and compiled, and which starts others that are killed while they work.

    python -m tests.experiments.faults.nursery

Each line it reads asks for one (`Order`, as JSON); each line it writes says whether that one was killed.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pytest

from experiments.results import store
from tests.experiments.faults.disk import Disk
from tests.experiments.faults.works import WORKS, in_this_process, swept

ROOT = Path(__file__).resolve().parents[3]


class Order(NamedTuple):
    """A work, or what goes on with it, in a folder; killed instead of its n-th call to the disk or, where n
    is 0, after some seconds. A careless one writes every file where it belongs.
    """

    work: str
    folder: str
    go_on: bool = False
    call: int = 0
    seconds: float = 0.0
    careless: bool = False


class _DeadlyDisk(Disk):
    """A disk of which one call kills whoever makes it."""

    def strike(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def in_place(path: Path) -> Iterator[str]:
    """The name to write under is the file's own."""
    yield str(path)


def write_in_place(path: Path, data: bytes) -> None:
    """Write a file where it belongs, in pieces."""
    with open(path, "wb", buffering=0) as file:
        for start in range(0, len(data), 512):
            file.write(data[start : start + 512])


def obey(order: Order) -> None:
    """Do what an order asks for, and be killed on the way."""
    work, folder = WORKS[order.work], Path(order.folder)
    if order.careless:
        patch = pytest.MonkeyPatch()
        patch.setattr(store, "commit", write_in_place)
        patch.setattr(store, "under_another_name", in_place)
    with _DeadlyDisk(folder, order.call).watched() if order.call else nullcontext():
        (work.go_on if order.go_on else work.do)(folder)


def killed(order: Order) -> bool:
    """Start a process for an order; whether it was killed before it was done."""
    child = os.fork()
    if child == 0:
        try:
            obey(order)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    if order.seconds:
        time.sleep(order.seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"it failed: {order}")
    return os.WIFSIGNALED(status)


def serve() -> None:
    """Obey until nobody asks any more."""
    pa.set_cpu_count(1)
    with tempfile.TemporaryDirectory() as folder, in_this_process():
        swept(Path(folder))
        print(flush=True)
        for line in sys.stdin:
            print(json.dumps(killed(Order(*json.loads(line)))), flush=True)


@contextmanager
def nursery() -> Iterator[Any]:
    """Start one; what is yielded takes an order and says whether who obeyed it was killed."""
    command = [sys.executable, "-m", __spec__.name if __spec__ else __name__]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()

        def ask(order: Order) -> bool:
            assert process.stdin is not None
            assert process.stdout is not None
            print(json.dumps(order), file=process.stdin, flush=True)
            return bool(json.loads(process.stdout.readline()))

        yield ask
        process.stdin.close()


if __name__ == "__main__":
    serve()
