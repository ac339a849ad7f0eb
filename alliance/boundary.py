"""Where errors, and signals from outside, become one line on stderr and an exit code."""

import os
import re
import signal
import sys
import time
from _thread import start_new_thread
from collections.abc import Sequence
from types import FrameType
from typing import Protocol, runtime_checkable

from alliance.exit_codes import ExitCode

ASSIGNING = ("--set", "--vary", "--left", "--right")
"""Options that take KEY=VALUE."""
TRACEBACK = "ALLIANCE_TRACEBACK"
"""Environment variable that lets a bug's traceback through."""
RETRIED = 0.05
"""Seconds until a signal that fell into an import is given again."""
HELD = 1.0
"""Seconds in which a second Ctrl-C counts as the same: a key that is held down, or struck twice."""


@runtime_checkable
class _ParserFault(Protocol):
    """What the command parser raises for a wrong option or argument."""

    def format_message(self) -> str: ...


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


def say(line: str) -> None:
    """One message on stderr."""
    from scenarios.reading.safe_text import printable

    print(f"alliance: {printable(' '.join(line.split()))}", file=sys.stderr)


def translate(fault: BaseException, typed: Sequence[str] = ()) -> ExitCode:
    """Say an error in one line and return its exit code; `typed` are the words of the call.

    What nobody expected is a bug; it is raised again where `ALLIANCE_TRACEBACK` is set.
    """
    if isinstance(fault, BrokenPipeError):  # the reader of our output had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILURE
    expected = _expected(fault, typed)
    if expected is None:
        if os.environ.get(TRACEBACK):
            raise fault
        expected = ExitCode.FAILURE, _bug(fault)
    code, line = expected
    say(line)
    return code


def _expected(fault: BaseException, typed: Sequence[str]) -> tuple[ExitCode, str] | None:
    """The code and the line of an error that a person can mend; None for a bug."""
    from experiments.errors import (
        CannotResume,
        ModelChanged,
        NotResults,
        StoreFault,
        UsageFault,
        WorkersLost,
        first_of,
    )
    from scenarios import Invalid

    of_the_end = (OSError, MemoryError, StoreFault, ModelChanged, WorkersLost)
    if _STOPPED_BY and not isinstance(fault, of_the_end):  # compiled code has made an error of its own of it
        return ExitCode.INTERRUPTED, interruption()
    match fault:
        case KeyboardInterrupt():
            return ExitCode.INTERRUPTED, interruption()
        case _ParserFault():
            return ExitCode.USAGE, _in_our_words(fault.format_message(), typed)
        case Invalid():
            return ExitCode.INVALID if fault.faults[0].file else ExitCode.USAGE, first_of(fault.faults)
        case UsageFault():
            return ExitCode.USAGE, str(fault)
        case CannotResume():
            return ExitCode.CANNOT_RESUME, str(fault)
        case NotResults():
            return ExitCode.INVALID, str(fault)
        case StoreFault() | ModelChanged() | WorkersLost():
            return ExitCode.FAILURE, str(fault)
        case MemoryError():
            return ExitCode.FAILURE, "not enough memory; ask for fewer replicates, firms or months"
        case OSError():
            parts = (fault.filename, fault.strerror or fault)
            return ExitCode.FAILURE, ": ".join(str(part) for part in parts if part)
    return None


def _in_our_words(message: str, typed: Sequence[str]) -> str:
    """What the parser says, with what is likely to have been meant."""
    stray = re.fullmatch(r"Got unexpected extra argument(?:\(s\)|s)? \((.+)\)\.?", message)
    for option, key, value in zip(typed, typed[1:], typed[2:], strict=False):
        if stray and option in ASSIGNING and "=" not in key and value == stray[1].split()[0]:
            return f"{option} takes KEY=VALUE in one word: write {option} {key}={value}"
    return message.replace("Value error, ", "")


def _bug(fault: BaseException) -> str:
    words = (str(fault).splitlines() or [""])[-1]  # a worker's error is a traceback of its own
    return f"this is a bug of alliance: {type(fault).__name__}: {words} ({TRACEBACK}=1 shows where)"
