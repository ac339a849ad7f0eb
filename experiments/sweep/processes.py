"""Several processes for what is no sweep: spawned, one thread each, the numbers the same as in one."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from experiments.sweep.workers import cores, end_with_parent, spawning
from sim.source import is_warm

Item = TypeVar("Item")
Made = TypeVar("Made")


def in_processes(
    make: Callable[[Item], Made],
    items: Sequence[Item],
    jobs: int | None = None,
    *,
    first: Callable[[], object] | None = None,
    chunk: int = 1,
) -> Iterator[Made]:
    """What is made of each item, in their order, in up to `jobs` processes (None: as many as cores).

    `make` is a function of a module, and its numbers may not depend on the process. `first` is called before
    the others begin where the kernel is not compiled yet, to compile it: several processes that compile into
    one folder have crashed one another. `chunk` items go to a process at a time.
    """
    many = min(jobs or cores(), len(items))
    if many <= 1:
        yield from map(make, items)
        return
    if first is not None and not is_warm():
        first()
    context = multiprocessing.get_context("spawn")
    with spawning(), ProcessPoolExecutor(many, context, initializer=end_with_parent) as pool:
        yield from pool.map(make, items, chunksize=chunk)
