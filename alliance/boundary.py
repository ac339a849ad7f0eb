"""Where errors become one line on stderr and an exit code."""

import os
import sys
from enum import IntEnum
from typing import Protocol, runtime_checkable

TRACEBACK = "ALLIANCE_TRACEBACK"
"""Environment variable that lets a bug's traceback through."""


class EXIT(IntEnum):
    """Exit codes, the same for every verb."""

    ok = 0
    failure = 1
    usage = 2
    invalid = 3
    some_failed = 4
    cannot_resume = 5
    interrupted = 130


@runtime_checkable
class _UsageError(Protocol):
    """What the command parser raises for a wrong option or argument."""

    exit_code: int

    def format_message(self) -> str: ...


def say(line: str) -> None:
    """One message on stderr."""
    from scenarios.reading.safe_text import printable

    print(f"alliance: {printable(' '.join(line.split()))}", file=sys.stderr)


def translate(fault: BaseException) -> int:
    """Say an error in one line and return its exit code.

    What nobody expected is a bug; it is raised again where `ALLIANCE_TRACEBACK` is set.
    """
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

    if isinstance(fault, KeyboardInterrupt):
        say("interrupted")
        return EXIT.interrupted
    if isinstance(fault, BrokenPipeError):  # the reader of our output had enough
        _silence()
        return EXIT.failure
    if isinstance(fault, _UsageError):
        say(fault.format_message())
        return fault.exit_code
    if isinstance(fault, Invalid):
        say(first_of(fault.faults))
        return EXIT.invalid if fault.faults[0].file else EXIT.usage
    if isinstance(fault, UsageFault):
        say(str(fault))
        return EXIT.usage
    if isinstance(fault, CannotResume):
        say(str(fault))
        return EXIT.cannot_resume
    if isinstance(fault, MemoryError):
        say("not enough memory; ask for fewer replicates, firms or months")
        return EXIT.failure
    if isinstance(fault, StoreFault | ModelChanged | WorkersLost):
        say(str(fault))
        return EXIT.invalid if isinstance(fault, NotResults) else EXIT.failure
    if isinstance(fault, OSError):
        say(": ".join(str(part) for part in (fault.filename, fault.strerror or fault) if part))
        return EXIT.failure
    if os.environ.get(TRACEBACK):
        raise fault
    words = (str(fault).splitlines() or [""])[-1]  # a worker's error is a traceback of its own
    say(f"this is a bug of alliance: {type(fault).__name__}: {words} ({TRACEBACK}=1 shows where)")
    return EXIT.failure


def _silence() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
