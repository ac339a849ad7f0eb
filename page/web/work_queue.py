"""Work that many sessions ask for, done by a few threads: fairly, once for all who ask the same, and not
when nobody waits any more.
"""

from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from threading import Condition, Thread
from time import monotonic
from typing import Any

from experiments.engine.byte_store import ByteStore
from page.jobs import Job

MOST_BYTES = 48 * 1024 * 1024
MOST_WAITING = 400
"""Jobs that may wait at a time; more than a class can ask for by hand."""


class Lane(IntEnum):
    """What comes first: a slider that is dragged, then one that rests, then a run to step through, then what
    becomes of runs in the long run, then maps.
    """

    PREVIEW = 0
    FULL = 1
    MONTHS = 2
    LONG_RUN = 3
    MAP = 4


class Overfull(RuntimeError):
    """More waits than a class can ask for."""


@dataclass(eq=False)
class _Task:
    """A job under way, and who waits for it."""

    job: Job
    lane: Lane
    waiting: dict["Ticket", None] = field(default_factory=dict)
    next_part: int = 0
    results: dict[int, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Ticket:
    """What a session holds that has asked for something: its place in the queue, and the answer to come."""

    session: str
    about: str
    future: "Future[bytes]" = field(default_factory=Future)


class WorkQueue:
    """Jobs of sessions, done by `workers` threads part by part.

    A session's newer request replaces its older one about the same thing. Among sessions the one that was
    served longest ago comes first. What nobody waits for any more is dropped between two parts. Answers are
    kept, the least recently used go beyond `most_bytes`.
    """

    def __init__(self, workers: int, *, most_bytes: int = MOST_BYTES) -> None:
        self._change = Condition()
        self._tasks: OrderedDict[Hashable, _Task] = OrderedDict()
        self._held: ByteStore[Hashable, bytes] = ByteStore(most_bytes, len)
        self._served: dict[str, int] = {}
        self._turn = 0
        self._open = True
        self.parts_done = 0
        self._workers = [
            Thread(target=self._work, name=f"page-{number}", daemon=True) for number in range(workers)
        ]
        for worker in self._workers:
            worker.start()

    def ask(self, session: str, about: str, lane: Lane, job: Job) -> Ticket:
        """Ask for a job; the answer comes by the ticket's future. What this session asked before about the
        same thing is cancelled, and so is whatever is asked of a queue that is shut. Raises Overfull.
        """
        ticket = Ticket(session, about)
        with self._change:
            if not self._open:
                ticket.future.cancel()
                return ticket
            self._replace(session, about)
            held = self._held.get(job.key)
            if held is not None:
                ticket.future.set_result(held)
                return ticket
            task = self._tasks.get(job.key)
            if task is None:
                if len(self._tasks) >= MOST_WAITING:
                    raise Overfull("too much is asked for at once; try again in a moment")
                task = self._tasks[job.key] = _Task(job, lane)
            task.lane = min(task.lane, lane)
            task.waiting[ticket] = None
            self._change.notify(len(job.parts))
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Wait no longer: the tab was closed, or something newer was asked for."""
        with self._change:
            self._leave(ticket)

    def shut(self) -> None:
        """Do nothing more; whoever waits is told by a cancelled future."""
        with self._change:
            self._open = False
            for task in [*self._tasks.values()]:
                for ticket in [*task.waiting]:
                    self._leave(ticket)
            self._change.notify_all()

    def join(self, seconds: float) -> None:
        """Wait until no worker of a queue that is shut computes any more, for so many seconds at most."""
        end = monotonic() + seconds
        for worker in self._workers:
            worker.join(max(0.0, end - monotonic()))

    @property
    def waiting(self) -> int:
        """Jobs that are asked for and not done."""
        with self._change:
            return len(self._tasks)

    def _replace(self, session: str, about: str) -> None:
        for task in [*self._tasks.values()]:
            for ticket in [*task.waiting]:
                if (ticket.session, ticket.about) == (session, about):
                    self._leave(ticket)

    def _leave(self, ticket: Ticket) -> None:
        for key, task in [*self._tasks.items()]:
            if ticket in task.waiting:
                del task.waiting[ticket]
                if not task.waiting:
                    del self._tasks[key]
        ticket.future.cancel()

    def _work(self) -> None:
        while True:
            with self._change:
                chosen = self._next() if self._open else None
                while self._open and chosen is None:
                    self._change.wait()
                    chosen = self._next() if self._open else None
            if chosen is None:
                return
            self._do(*chosen)

    def _next(self) -> tuple[_Task, int] | None:
        """The next part to do: of the first lane in which something waits, that of the session that was
        served longest ago.
        """
        ready = [task for task in self._tasks.values() if task.next_part < len(task.job.parts)]
        if not ready:
            return None
        task = min(ready, key=lambda each: (each.lane, self._last_served(each)))
        self._turn += 1
        self._served |= dict.fromkeys((ticket.session for ticket in task.waiting), self._turn)
        if len(self._served) > 2 * MOST_WAITING:
            self._served = {}
        task.next_part += 1
        return task, task.next_part - 1

    def _last_served(self, task: _Task) -> int:
        return min(self._served.get(ticket.session, 0) for ticket in task.waiting)

    def _do(self, task: _Task, number: int) -> None:
        try:
            task.results[number] = task.job.parts[number]()
            with self._change:
                self.parts_done += 1
                last = len(task.results) == len(task.job.parts) and bool(task.waiting)
            if last:
                answer = task.job.join([task.results[part] for part in range(len(task.job.parts))])
                self._finish(task, answer)
        except Exception as fault:
            self._fail(task, fault)

    def _finish(self, task: _Task, answer: bytes) -> None:
        with self._change:
            if self._tasks.get(task.job.key) is task:
                del self._tasks[task.job.key]
            self._held.put(task.job.key, answer)
            tickets, task.waiting = [*task.waiting], {}
        for ticket in tickets:
            if ticket.future.set_running_or_notify_cancel():
                ticket.future.set_result(answer)

    def _fail(self, task: _Task, fault: Exception) -> None:
        with self._change:
            if self._tasks.get(task.job.key) is task:
                del self._tasks[task.job.key]
            tickets, task.waiting = [*task.waiting], {}
        for ticket in tickets:
            if ticket.future.set_running_or_notify_cancel():
                ticket.future.set_exception(fault)
