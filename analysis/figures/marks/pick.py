"""A few out of many, evenly."""

import numpy as np


def evenly(count: int, most: int) -> list[int]:
    """Return at most `most` of the indices 0 ... count - 1, the ends among them, evenly spread.

    >>> evenly(10, 4), evenly(2, 4), evenly(0, 4)
    ([0, 3, 6, 9], [0, 1], [])
    """
    return [int(i) for i in np.linspace(0, count - 1, min(most, count)).round()]
