"""What is wrong with a scenario: ``file:line:col: field: message (got …). Did you mean …?``"""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""The way from the top of a file to a value: names of fields and places in lists."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, where it stands and what may have been meant.

    ``line`` and ``column`` count from 1; both are 0 where there is no file (a key given on the command line),
    and where what was named is no file (a folder).
    ``got`` is the offending text made safe to print, ``hint`` the nearest names joined by "or"; both may be
    empty.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    got: str = ""
    hint: str = ""

    def __str__(self) -> str:
        at = f":{self.line}:{self.column}" if self.line else ""
        place = f"{self.file}{at}: " if self.file else ""
        name = f"{self.field}: " if self.field else ""
        got = f" (got {self.got})" if self.got else ""
        hint = f". Did you mean {self.hint}?" if self.hint else ""
        return f"{place}{name}{self.message}{got}{hint}"


@dataclass(frozen=True)
class Blame:
    """A fault before it is placed in a file: the path of the value and what is wrong with it.

    ``on_key`` places the fault on the field's name instead of its value; ``options`` are the names that would
    do; ``at`` overrides the place as (line, column); ``got`` and ``hint`` override what the place would give.
    """

    path: Path
    message: str
    options: tuple[str, ...] = ()
    on_key: bool = False
    at: tuple[int, int] | None = None
    got: str | None = None
    hint: str = ""


class Invalid(ValueError):
    """A scenario that cannot be used; ``faults`` holds all that is wrong with it, in the file's order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

    def __reduce__(self) -> tuple[type[Invalid], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class KeyFault(Invalid):
    """A key that does not exist, or a value that it does not take; the hint names the nearest keys."""


def field_name(path: Path) -> str:
    """The path as people write it: ``shocks[0].size``."""
    text = ""
    for step in path:
        name = step if step != "" else '""'
        text += f"[{step}]" if isinstance(step, int) else f".{name}" if text else str(name)
    return text
