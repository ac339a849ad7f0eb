"""How much each axis of a full grid decides: the variance of its values, shared out."""

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import FloatArray


def variance_shares(values: ArrayLike) -> dict[tuple[int, ...], float]:
    """Return the share of the variance of values[a, b, …] over a full grid that each axis has by itself, and
    each set of axes beyond those within it; they sum to 1. Not a number where all values are equal.

    The grid's points weigh alike: the shares are those of this grid and of no other.

    >>> shares = variance_shares([[0.0, 1.0], [2.0, 3.0]])
    >>> {axes: round(share, 2) for axes, share in shares.items()}
    {(0,): 0.8, (1,): 0.2, (0, 1): 0.0}
    """
    grid = np.asarray(values, dtype=np.float64)
    axes = range(grid.ndim)
    sets = [chosen for size in range(grid.ndim + 1) for chosen in combinations(axes, size)]
    effects: dict[tuple[int, ...], FloatArray] = {}
    for chosen in sets:
        others = tuple(axis for axis in axes if axis not in chosen)
        within = [effects[part] for part in effects if set(part) < set(chosen)]
        effects[chosen] = grid.mean(axis=others, keepdims=True) - sum(within, np.zeros(1))
    whole = float(grid.var())
    return {
        chosen: float((effect**2).mean()) / whole if whole else float("nan")
        for chosen, effect in effects.items()
        if chosen
    }
