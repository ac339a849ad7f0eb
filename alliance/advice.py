"""What is said of a sweep that has not come to its end: how to go on, in words to be pasted anywhere."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from shlex import join

from alliance import screen
from alliance.options import TYPED

CARRIED = ("--jobs", "--dask")
"""Options of a sweep that are the machine's and not the folder's: they are typed again."""
SHOWN = 3
"""So many parts are told one by one."""


def going_on(folder: Path, shard: str | None = None, more: Sequence[str] = ()) -> list[str]:
    """The words that go on with the sweep in a folder, or with a part of it (`i/n`): from the folder alone,
    wherever they are typed and whatever became of the file it was begun with. `more` says what is asked
    besides.
    """
    whole = ["alliance", "sweep", str(folder.absolute())]
    return [*whole, *(["--shard", shard] if shard else ["--resume"]), *more, *_carried(TYPED.get())]


def _carried(typed: Sequence[str]) -> Iterator[str]:
    for word, after in pairwise([*typed, ""]):
        if word in CARRIED:
            yield from (word, after)
        elif word.startswith(tuple(f"{name}=" for name in CARRIED)):
            yield word


@contextmanager
def saying_how_to_go_on(folder: Path, shard: str | None) -> Iterator[None]:
    """Whole chunks stay when a sweep is stopped: say how to use them."""
    from experiments.errors import StoreFault, WorkersLost
    from experiments.results.places import is_claimed
    from experiments.results.store import MANIFEST, PLAN
    from experiments.sweep.more_replicates import begun_beside

    try:
        yield
    except (KeyboardInterrupt, WorkersLost, StoreFault) as fault:
        begun, finished = (os.path.exists(folder / name) for name in (PLAN, MANIFEST))  # of any name
        if begun and not finished and (shard or not is_claimed(folder)):
            screen.message(f"What is done stays in {folder}. To go on: {join(going_on(folder, shard))}")
        elif begun and (many := begun_beside(folder)):
            words = join(going_on(folder, more=["--replicates", str(many)]))
            screen.message(f"{folder} is as it was, and what is done of {many:,} replicates stays.")
            screen.message(f"To go on: {words}")
        elif begun and finished and isinstance(fault, KeyboardInterrupt):
            words = join(["alliance", "plot", str(folder.absolute()), "--kind", "main"])
            screen.message(f"The tables in {folder} are whole. To draw: {words}")
        raise


def say_parts_left(folder: Path, shards: Sequence[str]) -> None:
    """Which parts of a folder are still to be done, as far as is known: some may run just now."""
    if shards:
        named = ", ".join(shards[:SHOWN]) + " …" * (len(shards) > SHOWN)
        again = join(going_on(folder, shards[0]))
        screen.message(f"Not done yet: {named}. A part that does not run now is started with: {again}")
    screen.message("Whichever part ends last writes the manifest and draws.")
