"""Where errors become one line on stderr and an exit code."""

import sys
from enum import IntEnum
from typing import Protocol, runtime_checkable


class EXIT(IntEnum):
    """Exit codes, the same for every verb."""

    ok = 0
    failure = 1
    usage = 2
    invalid = 3
    some_failed = 4
    interrupted = 130


@runtime_checkable
class _UsageError(Protocol):
    """What the command parser raises for a wrong option or argument."""

    exit_code: int

    def format_message(self) -> str: ...


def say(line: str) -> None:
    """One message on stderr."""
    print(f"alliance: {_printable(line)}", file=sys.stderr)


def translate(fault: BaseException) -> int:
    """Say an expected error in one line and return its exit code; raise anything else again, it is a bug."""
    from experiments.errors import ModelChanged, StoreFault, UsageFault, WorkersLost, first_of
    from scenarios import Invalid, KeyFault

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
        return EXIT.usage if isinstance(fault, KeyFault) else EXIT.invalid
    if isinstance(fault, UsageFault):
        say(str(fault))
        return EXIT.usage
    if isinstance(fault, MemoryError):
        say("not enough memory; ask for fewer replicates, firms or months")
        return EXIT.failure
    if isinstance(fault, StoreFault | ModelChanged | WorkersLost | OSError):
        say(str(fault))
        return EXIT.failure
    raise fault


def _printable(text: str) -> str:
    """One line that cannot steer a terminal."""
    return "".join(mark if mark.isprintable() else " " for mark in " ".join(text.split()))


def _silence() -> None:
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
