"""What the tests of every room may ask for."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")  # the first example may wait for a compile, or for a busy machine

Limit = Callable[[float], AbstractContextManager[None]]


class TooLongError(BaseException):
    """No Exception, so that no boundary of the program can take it for one of its own."""


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLongError(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.fixture(scope="session")
def limit() -> Limit:
    """`with limit(1.0):` stops what takes more seconds of this process; a busy machine costs nothing."""
    return _limit
