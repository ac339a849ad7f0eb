"""The least level at which something happens, run by run: bisection over whole numbers."""

from collections.abc import Callable

import numpy as np

from analysis.arrays import BoolArray, IntArray

Happens = Callable[[IntArray, IntArray], BoolArray]
"""Whether it happens at levels[k] to the run places[k]."""


def least_level(happens: Happens, guess: IntArray, most: int) -> IntArray:
    """The least whole level from 0 to `most` at which it happens, int64[runs]; `most` + 1 where it does at
    none of them.

    What happens at a level is taken to happen at every higher one. The search begins at `guess`[runs] and
    goes outward in steps that double until the answer lies between two levels that were tried; from there
    on it halves.

    >>> least_level(lambda levels, places: levels >= 7, np.array([0, 9, 3]), most=8).tolist()
    [7, 7, 7]
    """
    below, above = np.full(len(guess), -1), np.full(len(guess), most + 1)
    level, step = np.clip(guess, 0, most), np.ones(len(guess), dtype=np.int64)
    while len(places := np.flatnonzero(above - below > 1)):
        hit = happens(level[places], places)
        above[places[hit]] = level[places[hit]]
        below[places[~hit]] = level[places[~hit]]
        outward = np.where(above == level, level - step, level + step)
        step *= 2
        enclosed = (below >= 0) & (above <= most)
        level = np.where(enclosed, (below + above) // 2, np.clip(outward, below + 1, above - 1))
    return above
