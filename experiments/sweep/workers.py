"""Worker processes for a sweep: spawned, one thread each, one chunk at a time.

A worker that dies (killed, out of memory, a fault in compiled code) or does not come back loses its chunk
alone: the chunk goes to a new worker. When it happens again the chunk's runs are tried one by one, so that a
run that kills its process, or never ends, costs its own row and no other.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
import types
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.errors import ModelChanged, StoreFault, WorkersLost
from experiments.sweep.startup import spare_unused_imports

if TYPE_CHECKING:
    from experiments.results.reading.receipt import Receipt
    from experiments.sweep.plan import Chunk

MOST_TRIES, MOST_BAD = 3, 20
PATIENCE = 120.0
"""Seconds a worker may take over one setting's runs, and besides fifty times what they ought to take."""
_ABANDONED = 1
"""What a worker ends with whose parent is gone; nobody reads it."""
_ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass
class Task:
    """A chunk, how often a worker was lost over it, whether its runs are to be tried one by one, and those
    that are known to be bad, with the reason.
    """

    chunk: "Chunk"
    lost: int = 0
    careful: bool = False
    bad: dict[int, str] = field(default_factory=dict)

    def learn(self, run: int | None, reason: str) -> bool:
        """Take note of a loss, at this run if it is known; False once there is no more to try."""
        if self.careful and run is not None:
            self.bad[run] = reason
            return len(self.bad) <= MOST_BAD
        self.lost, self.careful = self.lost + 1, self.lost > 0
        return self.lost < MOST_TRIES


_AHEAD: list["_Worker"] = []


def call_ahead() -> None:
    """Start a worker before its work is known: it loads the model while the sweep is planned, which takes
    about as long. Whoever calls one sends it home in the end, used or not (`send_home`).
    """
    with suppress(OSError):  # what keeps it from starting is said when it is needed
        _AHEAD.append(_Worker())


def send_home() -> None:
    """End the worker that was called ahead, if no work came for it."""
    while _AHEAD:
        _AHEAD.pop().end()


def run_chunks(chunks: Sequence["Chunk"], folder: Path, jobs: int) -> Generator["Receipt", None, None]:
    """Compute chunks into `folder` with up to `jobs` workers; yields a receipt for each as it is finished.

    Raises StoreFault if the folder cannot be written, WorkersLost if no worker starts.
    """
    fresh = iter(range(len(chunks)))  # chunks are made as they are asked for: there may be many
    again: deque[Task] = deque()
    team: dict[Connection, _Worker] = {}
    following = _next(chunks, fresh)
    try:
        while following or again or any(worker.task for worker in team.values()):
            while (following or again) and len(team) < jobs:
                worker = _AHEAD.pop() if _AHEAD else _Worker()
                team[worker.pipe] = worker
            for worker in team.values():
                if worker.ready and not worker.task and (following or again):
                    if again:
                        worker.give(again.popleft(), folder)
                    elif following:
                        worker.give(following, folder)
                        following = _next(chunks, fresh)
            heard = wait(list(team), timeout=1.0)
            for worker in team.values():
                worker.watch()
            for pipe in heard:
                assert isinstance(pipe, Connection)
                yield from _hear(pipe, team, again, folder)
    finally:
        for worker in team.values():
            worker.end()


def _next(chunks: Sequence["Chunk"], fresh: Iterator[int]) -> Task | None:
    place = next(fresh, None)
    return None if place is None else Task(chunks[place])


def _hear(
    pipe: Connection, team: "dict[Connection, _Worker]", again: deque[Task], folder: Path
) -> Iterator["Receipt"]:
    """Take what one worker says: that it is ready, where it is, a receipt, an error, or, dying, nothing."""
    from experiments.results.reading.receipt import Receipt

    worker = team[pipe]
    try:
        message = pipe.recv()
    except (EOFError, OSError):
        del team[pipe]
        worker.process.join(timeout=5)  # so that the exit code is its own
        worker.end()
        yield from _lost(worker, again, folder)
        return
    if isinstance(message, Receipt):
        worker.task = None
        yield message
    elif isinstance(message, Exception):
        raise message
    elif message is _READY:
        worker.ready = True
    else:
        worker.at, worker.since = message[0], time.monotonic()


def _lost(worker: "_Worker", again: deque[Task], folder: Path) -> Iterator["Receipt"]:
    if not worker.ready:
        raise WorkersLost(f"a worker process ended before it began (exit code {worker.process.exitcode})")
    task = worker.task
    if task is None:
        return
    reason = worker.reason or f"its worker process died (exit code {worker.process.exitcode})"
    if task.learn(worker.at, reason):
        again.append(task)
    else:
        from experiments.sweep.chunk import give_up  # the engine is loaded where it is needed

        yield give_up(task.chunk, folder, f"{reason}, {task.lost + len(task.bad)} times", task.bad)


_READY = None


class _Worker:
    """A spawned process, the pipe to it, what it is at, and since when."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        self.task: Task | None = None
        self.ready = False
        self.at: int | None = None
        self.since, self.patience, self.reason = time.monotonic(), PATIENCE, ""
        with spawning():
            self.process.start()
        theirs.close()

    def give(self, task: Task, folder: Path) -> None:
        self.task, self.at, self.since = task, None, time.monotonic()
        self.patience = PATIENCE + 50 * expected_seconds(task.chunk)
        with suppress(BrokenPipeError):  # it died just now: it will be heard of as dead
            self.pipe.send((folder, task.chunk, task.bad, task.careful))

    def watch(self) -> None:
        """Kill it if it has not been heard of for too long over one setting's runs."""
        if self.task and not self.reason and time.monotonic() - self.since > self.patience:
            self.reason = f"it did not end within {self.patience:.0f} s"
            self.process.kill()

    def end(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join()


def expected_seconds(chunk: "Chunk") -> float:
    """About how long one point of a chunk takes, from its months and firms; good to a factor of a few."""
    scenario = chunk.points[0].scenario
    months = 2 * (scenario.horizon.months + scenario.burn_in.months) + (7200 if chunk.rest else 0)
    return chunk.replicates * months * (1e-5 + 3e-8 * scenario.population.firms)


def _serve(pipe: Connection) -> None:
    """The life of a worker: chunks in, receipts out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    end_with_parent()
    spare_unused_imports()
    from experiments.sweep.chunk import compute

    try:
        pipe.send(_READY)
        while True:
            folder, chunk, bad, careful = pipe.recv()
            try:
                pipe.send(
                    compute(chunk, folder, bad=bad, careful=careful, say=lambda index: pipe.send((index,)))
                )
            except (StoreFault, ModelChanged) as fault:
                pipe.send(type(fault)(str(fault)))
            except Exception:  # a bug of ours, not of a run: those have their rows
                pipe.send(RuntimeError(traceback.format_exc()))
    except (EOFError, OSError):
        return


def end_with_parent() -> None:
    """End this process when the one that started it has gone: it would wait for work, or be at a run without
    end, for ever.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.join,), daemon=True).start()


def _end_after(gone: Callable[[], object]) -> None:
    gone()
    os._exit(_ABANDONED)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def spawning() -> Iterator[None]:
    """Around the start of worker processes: one thread each, deaf to Ctrl-C, which is ours to answer, and the
    caller's script not run again.
    """
    with _single_threaded(), _deaf(), _no_main_module():
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
def _deaf() -> Iterator[None]:
    """What is started meanwhile does not hear Ctrl-C from its first moment on; we hear it a moment later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
