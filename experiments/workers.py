"""Worker processes for a sweep: spawned, one thread each, one chunk at a time.

A worker that dies (killed, out of memory, a fault in compiled code) loses its chunk alone: the chunk goes
to a new worker. A chunk that has cost three workers is given up and reported, and the sweep goes on.
"""

import multiprocessing
import os
import signal
import sys
import traceback
import types
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from experiments.chunk import Receipt, compute, give_up
from experiments.errors import ModelChanged, StoreFault, WorkersLost
from experiments.plan import Chunk

MOST_TRIES = 3
_ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def run_chunks(chunks: Sequence[Chunk], folder: Path, jobs: int) -> Generator[Receipt, None, None]:
    """Compute chunks into `folder` with up to `jobs` workers; yields a receipt for each as it is finished.

    Raises StoreFault if the folder cannot be written, WorkersLost if no worker starts.
    """
    waiting = deque((chunk, 0) for chunk in chunks)
    team: dict[Connection, _Worker] = {}
    try:
        while waiting or any(worker.task for worker in team.values()):
            while waiting and len(team) < jobs:
                worker = _Worker(folder)
                team[worker.pipe] = worker
            for worker in team.values():
                if waiting and worker.ready and not worker.task:
                    worker.give(*waiting.popleft())
            for pipe in wait(list(team)):
                assert isinstance(pipe, Connection)
                yield from _hear(pipe, team, waiting, folder)
    finally:
        for worker in team.values():
            worker.end()


def _hear(
    pipe: Connection, team: "dict[Connection, _Worker]", waiting: "deque[tuple[Chunk, int]]", folder: Path
) -> Iterator[Receipt]:
    """Take what one worker says: that it is ready, a receipt, an error, or, dying, nothing."""
    worker = team[pipe]
    try:
        message = pipe.recv()
    except (EOFError, OSError):
        del team[pipe]
        worker.process.join(timeout=5)  # so that the exit code is its own
        worker.end()
        yield from _lost(worker, waiting, folder)
        return
    if isinstance(message, Receipt):
        worker.task = None
        yield message
    elif isinstance(message, Exception):
        raise message
    else:
        worker.ready = True


def _lost(worker: "_Worker", waiting: "deque[tuple[Chunk, int]]", folder: Path) -> Iterator[Receipt]:
    if not worker.ready:
        raise WorkersLost(f"a worker process ended before it began (exit code {worker.process.exitcode})")
    if worker.task is None:
        return
    chunk, tries = worker.task
    if tries + 1 < MOST_TRIES:
        waiting.appendleft((chunk, tries + 1))
    else:
        reason = f"its worker process died {MOST_TRIES} times (exit code {worker.process.exitcode})"
        yield give_up(chunk, folder, reason)


class _Worker:
    """A spawned process, the pipe to it, its chunk and how often that chunk was tried before."""

    def __init__(self, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, folder), daemon=True)
        self.task: tuple[Chunk, int] | None = None
        self.ready = False
        with spawning():
            self.process.start()
        theirs.close()

    def give(self, chunk: Chunk, tries: int) -> None:
        self.task = (chunk, tries)
        with suppress(OSError):  # it died just now: its pipe says so next
            self.pipe.send(chunk)

    def end(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join()


def _serve(pipe: Connection, folder: Path) -> None:
    """The life of a worker: chunks in, receipts out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    try:
        pipe.send(None)
        while True:
            try:
                pipe.send(compute(pipe.recv(), folder))
            except (StoreFault, ModelChanged) as fault:
                pipe.send(type(fault)(str(fault)))
            except Exception:  # a bug of ours, not of a run: those have their rows
                pipe.send(RuntimeError(traceback.format_exc()))
    except (EOFError, OSError):
        return


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def spawning() -> Iterator[None]:
    """Around the start of worker processes: one thread each, and the caller's script not run again."""
    with _single_threaded(), _no_main_module():
        yield


@contextmanager
def _single_threaded() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Spawned processes import the caller's script again; a script or notebook without a main guard must
    not loop.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
