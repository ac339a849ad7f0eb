"""The loops of the kernel by name, ready to be called.

Where one is not compiled yet, all rules get their signatures first. To load those takes half a second, which
a loop that is compiled already does without.
"""

from functools import cache
from typing import Any

from sim.compiled import ready
from sim.kernel import batch
from sim.kernel.lane_code import is_made
from sim.source import is_warm


def loop(name: str) -> Any:
    """A loop for one replicate after another."""
    _prepare(name)
    return getattr(batch, name)


def lane_loop(name: str, width: int) -> Any:
    """A loop for so many replicates side by side."""
    from sim.kernel import lane_batch

    _prepare_lanes(width)
    return getattr(lane_batch, name)


@cache
def _prepare(name: str) -> None:
    if not is_warm(name):
        ready()


@cache
def _prepare_lanes(width: int) -> None:
    if not is_made(width):
        ready()
