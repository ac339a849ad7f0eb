"""The queue: fair, once for all, the newest of a session, and nothing for nobody."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from typing import Any

import pytest

from page.jobs import Job
from page.web import work_queue
from page.web.work_queue import Lane, Overfull, WorkQueue


class Bench:
    """A queue of one worker that does nothing until it is let, and what it has done since."""

    def __init__(self) -> None:
        self.queue = WorkQueue(1)
        self.done: list[str] = []
        self.may = threading.Semaphore(0)
        self.holding = self.queue.ask("holder", "x", Lane.PREVIEW, Job("hold", (self._hold,), lambda _: b""))
        while not self.done:
            time.sleep(0.001)

    def _hold(self) -> None:
        self.done.append("hold")
        self.may.acquire()

    def job(self, name: str, parts: int = 1) -> Job:
        def part(number: int) -> Callable[[], str]:
            def do() -> str:
                self.done.append(f"{name}{number}" if parts > 1 else name)
                return str(number)

            return do

        return Job(name, tuple(part(n) for n in range(parts)), lambda results: "".join(results).encode())

    def go(self) -> list[str]:
        """Let the worker go on, and wait until there is nothing to do."""
        self.may.release()
        self.holding.future.result(5)
        while self.queue.waiting:
            time.sleep(0.001)
        time.sleep(0.01)
        return self.done[1:]


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.may.release()
    made.queue.shut()


def test_a_session_s_newer_request_replaces_its_older_one(bench: Bench) -> None:
    old = bench.queue.ask("a", "curves", Lane.PREVIEW, bench.job("old"))
    bench.queue.ask("a", "curves", Lane.PREVIEW, bench.job("new"))
    assert bench.go() == ["new"]
    with pytest.raises(CancelledError):
        old.future.result(0)


def test_another_thing_of_the_same_session_is_left_alone(bench: Bench) -> None:
    """Control."""
    bench.queue.ask("a", "curves 0", Lane.PREVIEW, bench.job("one"))
    bench.queue.ask("a", "curves 1", Lane.PREVIEW, bench.job("other"))
    assert sorted(bench.go()) == ["one", "other"]


def test_what_many_ask_is_done_once_and_kept(bench: Bench) -> None:
    tickets = [bench.queue.ask(f"s{n}", "curves", Lane.FULL, bench.job("same", 3)) for n in range(40)]
    assert bench.go() == ["same0", "same1", "same2"]
    assert {ticket.future.result(0) for ticket in tickets} == {b"012"}
    again = bench.queue.ask("late", "curves", Lane.FULL, bench.job("same", 3))
    assert again.future.result(0) == b"012"
    assert len(bench.done) == 4


def test_sliders_come_before_maps(bench: Bench) -> None:
    lanes = {"map": Lane.MAP, "long run": Lane.LONG_RUN, "months": Lane.MONTHS, "full": Lane.FULL}
    lanes["preview"] = Lane.PREVIEW
    for name, lane in lanes.items():
        bench.queue.ask(name, name, lane, bench.job(name))
    assert bench.go() == ["preview", "full", "months", "long run", "map"]


def test_who_was_served_longest_ago_comes_first(bench: Bench) -> None:
    for n in range(3):
        bench.queue.ask("greedy", f"cell {n}", Lane.MAP, bench.job(f"g{n}"))
    bench.queue.ask("modest", "cell 0", Lane.MAP, bench.job("m"))
    assert bench.go()[:2] == ["g0", "m"]


def test_nothing_is_computed_for_a_tab_that_was_closed(bench: Bench) -> None:
    ticket = bench.queue.ask("a", "curves", Lane.FULL, bench.job("left", 4))
    shared = bench.queue.ask("a", "map", Lane.MAP, bench.job("shared"))
    bench.queue.ask("b", "map", Lane.MAP, bench.job("shared"))
    bench.queue.leave(ticket)
    bench.queue.leave(shared)
    assert bench.go() == ["shared"]


def test_a_fault_reaches_all_who_wait_and_is_not_kept(bench: Bench) -> None:
    def fail() -> Any:
        raise ValueError("no such thing")

    tickets = [bench.queue.ask(name, "x", Lane.FULL, Job("bad", (fail,), lambda _: b"")) for name in "ab"]
    bench.go()
    for ticket in tickets:
        with pytest.raises(ValueError, match="no such thing"):
            ticket.future.result(1)
    assert (
        bench.queue.ask("a", "x", Lane.FULL, Job("bad", (lambda: 1,), lambda _: b"ok")).future.result(1)
        == b"ok"
    )


def test_answers_go_when_there_are_too_many() -> None:
    queue, done = WorkQueue(1, most_bytes=250), []

    def job(name: str) -> Job:
        return Job(name, (lambda: done.append(name),), lambda _: b"x" * 100)

    for name in "abca":
        queue.ask("s", "x", Lane.FULL, job(name)).future.result(5)
    assert done == ["a", "b", "c", "a"]
    queue.ask("s", "x", Lane.FULL, job("c")).future.result(5)
    assert len(done) == 4
    queue.shut()


def test_more_than_a_class_can_ask_is_refused(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_queue, "MOST_WAITING", 3)
    for n in range(2):
        bench.queue.ask(f"s{n}", "x", Lane.FULL, bench.job(f"j{n}"))
    with pytest.raises(Overfull, match="try again"):
        bench.queue.ask("s9", "x", Lane.FULL, bench.job("j9"))


def test_the_parts_of_one_job_are_done_side_by_side() -> None:
    """Two workers that wait for work are both woken by one job: each of its parts waits for the other."""
    queue, together = WorkQueue(2), threading.Barrier(2)
    time.sleep(0.05)  # both have found nothing to do
    parts = (lambda: together.wait(5), lambda: together.wait(5))
    try:
        assert queue.ask("a", "curves", Lane.FULL, Job("two", parts, lambda _: b"both")).future.result(6)
    finally:
        queue.shut()


def test_a_queue_that_is_shut_cancels_what_waits(bench: Bench) -> None:
    ticket = bench.queue.ask("a", "x", Lane.FULL, bench.job("never"))
    bench.queue.shut()
    assert ticket.future.cancelled()
    assert bench.queue.ask("a", "curves", Lane.FULL, bench.job("late")).future.cancelled()


def test_a_queue_that_is_shut_is_awaited_until_its_last_part_is_done(bench: Bench) -> None:
    """A process that ends while compiled code still computes dies of it."""
    bench.queue.shut()
    bench.queue.join(0.05)
    (worker,) = bench.queue._workers
    assert worker.is_alive()
    bench.may.release()
    bench.queue.join(5)
    assert not worker.is_alive()
