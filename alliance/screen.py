"""What a person sees: tables on stdout, messages and progress on stderr, one JSON document for programs."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

CAVEAT = "A model for exploring theory and for teaching; not a forecast."


def data(document: Any) -> None:
    """One JSON document on stdout; characters that could steer a terminal are escaped in it."""
    from scenarios.reading.safe_text import first_hidden

    def escaped(match: re.Match[str]) -> str:
        return json.dumps(match[0])[1:-1] if first_hidden(match[0]) == 0 else match[0]

    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    print(re.sub(r"[^\n -~]", escaped, text))


def line(text: str = "") -> None:
    """A line of the answer, on stdout, as it is: no markup, wrapped at the width of the terminal."""
    from rich.console import Console
    from rich.text import Text

    Console(highlight=False).print(Text(text))


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
    not broken into lines.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=Text(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(columns):
        drawn.add_column(Text(name), justify="right" if place in numbers else "left", no_wrap=place in whole)
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(drawn)


@contextmanager
def progress() -> "Iterator[Callable[[str, int, int | None], None]]":
    """A progress bar on stderr, gone when it is done; nothing where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


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
