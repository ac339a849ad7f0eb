"""Errors a person can mend: each carries one line to read; the command turns it into an exit code."""

from typing import Any


def first_of(faults: tuple[Any, ...]) -> str:
    """The first of several faults in one line, and how many more there are."""
    return str(faults[0]) + (f" (and {len(faults) - 1} more)" if len(faults) > 1 else "")


class UsageFault(ValueError):
    """Something asked for that cannot be: a key, a range, a number, a folder name."""


class Without(UsageFault):
    """A figure was asked for that these results cannot give; the line says why."""


class StoreFault(OSError):
    """A results folder that cannot be written or read: not empty, read-only, full, not a results folder."""


class NotResults(StoreFault):
    """A folder that holds no results, or results that do not fit one another."""


class ModelChanged(RuntimeError):
    """The model's files were edited while a sweep was running: its runs would be of two models."""


class WorkersLost(RuntimeError):
    """No worker process can be kept alive, so that nothing can be computed here."""


class CannotResume(RuntimeError):
    """A folder that was begun for something else, so that going on in it would mix two experiments."""
