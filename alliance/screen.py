"""What a person sees: tables on stdout, messages and progress on stderr, one JSON document for programs."""

import json
import os
import re
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alliance.table_widths import broken, fits, widths

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from rich.text import Text

EVERY = 30.0
"""Seconds between two lines of progress in a log."""
NARROWEST, WIDEST = 40, 10_000
"""Columns: in fewer no table can be read, and more are no width."""
CAVEAT = "A model for exploring theory and for teaching; not a forecast."


def data(document: Any) -> None:
    """One JSON document on stdout; characters that could steer a terminal are escaped in it."""
    from scenarios.reading.safe_text import first_hidden

    def escaped(match: re.Match[str]) -> str:
        return json.dumps(match[0])[1:-1] if first_hidden(match[0]) == 0 else match[0]

    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    print(re.sub(r"[^\n -~]", escaped, text))


def line(text: str = "") -> None:
    """A line of the answer, on stdout, wrapped at the width of the terminal: no markup, and what could steer
    it is escaped.
    """
    _console().print(_plain(text))


def unbroken(text: object) -> None:
    """A line on stdout that is not wrapped, such as a path; what could steer a terminal is escaped."""
    from scenarios.reading.safe_text import visible

    print(visible(str(text)))


def _plain(text: str, style: str = "") -> "Text":
    """What a stranger may have written, as a piece of the screen."""
    from rich.text import Text

    from scenarios.reading.safe_text import visible

    return Text(visible(text), style=style)


def _console(*, stderr: bool = False) -> "Console":
    """Where to write, as wide as the environment says, where that is a width, or as the terminal is."""
    from rich.console import Console

    for name in ("COLUMNS", "LINES"):
        told = os.environ.get(name, "1")
        if not (told.isascii() and told.isdigit() and len(told) < 20 and int(told) > 0):
            del os.environ[name]  # zero, or no number: unknown, but it would be taken for a width
    console = Console(stderr=stderr, highlight=False)
    console.width = min(max(console.width, NARROWEST), WIDEST)
    return console


def message(text: str) -> None:
    """A line about the work, on stderr."""
    from scenarios.reading.safe_text import printable

    print(printable(text), file=sys.stderr)


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    whole: Sequence[int] = (0,),
) -> None:
    """A table on stdout; the columns whose places are in `numbers` stand to the right, those in `whole` are
    not broken into lines, nor are names in the first. Where all that does not fit, they are broken at a
    hyphen; no letter is left out. What could steer a terminal is escaped.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from scenarios.reading.safe_text import visible

    room, written = _console().width, [[visible(cell) for cell in row] for row in (columns, *rows)]
    names = {*whole, *([] if any(" " in row[0] for row in written[1:]) else [0])}
    lines = [[[cell] for cell in row] for row in written]
    if fits(lines, names | {*numbers}, room):
        names |= {*numbers}
    elif not fits(lines, names, room):
        lines = [
            [broken(cell) if place in names else [cell] for place, cell in enumerate(row)] for row in written
        ]
    drawn = Table(title=_plain(title, "bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, (name, width) in enumerate(zip(columns, widths(lines, names, room), strict=True)):
        drawn.add_column(
            _plain(name), justify="right" if place in numbers else "left", width=width, overflow="fold"
        )
    for row in lines[1:]:
        drawn.add_row(*(Text("\n".join(cell)) for cell in row))
    _console().print(drawn)


@contextmanager
def progress() -> "Iterator[Callable[[str, int, int | None], None]]":
    """A progress bar on stderr, gone when it is done; where stderr is no terminal, a line now and then."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = _console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        with _progress_in_a_log() as show:
            yield show
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


@dataclass
class _Doing:
    """What is being done, how much of how much (None: not known), and how much was done when that began."""

    what: str = "working"
    done: int = 0
    total: int | None = None
    done_before: int = 0
    since: float = field(default_factory=time.monotonic)

    def line(self, now: float) -> str:
        """Where it stands at a time, with how long it will take if it goes on like this."""
        counted_ = "" if self.total is None else f" {self.done:,} of {self.total:,}"
        took, made = now - self.since, self.done - self.done_before
        if self.total is None or made <= 0:
            return f"{self.what}:{counted_ + ',' if counted_ else ''} {duration(took)} so far"
        left = took / made * max(0, self.total - self.done)
        to_go = "almost done" if left < 1 else f"about {duration(left)} to go"
        return f"{self.what}:{counted_}, {duration(took)} so far, {to_go}"


@contextmanager
def _progress_in_a_log() -> "Iterator[Callable[[str, int, int | None], None]]":
    """A line on stderr every half minute, whether or not anything was heard meanwhile."""
    doing, ended = _Doing(), threading.Event()

    def show(what: str, done: int, total: int | None) -> None:
        nonlocal doing
        if (what, total) != (doing.what, doing.total):
            doing = _Doing(what, done, total, done)
        doing.done = done

    def tell() -> None:
        while not ended.wait(EVERY):
            with suppress(OSError, ValueError):  # the log may be gone
                message(doing.line(time.monotonic()))
                sys.stderr.flush()

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield show
    finally:
        ended.set()
        teller.join(timeout=1)


def counted(n: int, what: str) -> str:
    """A count with its noun.

    >>> counted(1, "point"), counted(1200, "run")
    ('1 point', '1,200 runs')
    """
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def share(value: float | None) -> str:
    """A share as a percentage, `–` where there is none.

    >>> share(0.254)
    '25 %'
    """
    return "–" if value is None else f"{100 * value:.0f} %"


def duration(seconds: float) -> str:
    """A length of time for reading.

    >>> duration(0.4), duration(75), duration(9000)
    ('less than a second', '75 s', '2.5 h')
    """
    if seconds < 1:
        return "less than a second"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:,.1f} h"


def size(count: float) -> str:
    """A number of bytes for reading.

    >>> size(900), size(2_500_000), size(7.2e9)
    ('900 bytes', '2.5 MB', '7.2 GB')
    """
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count:.0f} bytes"


def figure(value: float | None, digits: int = 3) -> str:
    """A number for reading, `–` where there is none."""
    return "–" if value is None else f"{value:.{digits}g}"
