"""How a call is stopped from outside: by Ctrl-C, by a batch system, by a terminal that closes."""

import signal
import time
from _thread import start_new_thread
from types import FrameType

RETRIED = 0.05
"""Seconds until a signal that fell into an import is given again."""
HELD = 1.0
"""Seconds in which a second Ctrl-C counts as the same: a key that is held down, or struck twice."""

_STOPPED_BY: list[str] = []
"""The signals by which this process has been stopped."""


def hear_the_system() -> None:
    """From here on a signal by which a batch system or a closed terminal ends a process is answered as Ctrl-C
    is: what is done stays, what is half done goes, and how to go on is said. A second one is not heard, and a
    second Ctrl-C not at once. What the caller has told this process to ignore it ignores.

    A signal that falls into an import is heard after it: compiled modules may swallow what is raised in them,
    and fail of it in words of their own.
    """
    untouched = (signal.SIG_DFL, signal.default_int_handler)
    named = [getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP")]
    heard = [number for number in named if number and signal.getsignal(number) in untouched]
    ends = [number for number in heard if number != signal.SIGINT]
    last = -HELD

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal last
        if _importing(frame):
            start_new_thread(_give_again, (number,))
            return
        if number in ends:
            for other in ends:
                signal.signal(other, signal.SIG_IGN)
        elif time.monotonic() - last < HELD:
            return
        else:
            last = time.monotonic()
        _STOPPED_BY.append(signal.Signals(number).name)
        raise KeyboardInterrupt

    for number in heard:
        signal.signal(number, stop)


def interruption() -> str:
    """By what a call was stopped from outside, in words."""
    first = _STOPPED_BY[0] if _STOPPED_BY else "SIGINT"
    return "interrupted" if first == "SIGINT" else f"interrupted by {first}"


def _importing(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_globals.get("__name__") == "importlib._bootstrap":
            return True
        frame = frame.f_back
    return False


def _give_again(number: int) -> None:
    time.sleep(RETRIED)
    signal.raise_signal(number)
