"""Which series stand below a run's recovery: those that the shock moves furthest from their twins."""

from collections.abc import Callable

import numpy as np

from analysis.arrays import FloatArray
from sim.series import FAMILIES

Pair = Callable[[str], tuple[FloatArray, FloatArray]]
"""A series by name in run and twin, float64[replicates, months] each."""

ALWAYS = ("cooperation", "output")
"""What performance is made of is always shown."""
USUAL = ("trust_USA", "trust_EU", "interoperability_compute", "shortage_USA")
"""What is shown beside it where there is no shock, or where fewer series move."""
PANELS = 6
LEAST_MOVE = 0.005
"""A series whose median stays closer to its twin's, in its own unit, does not move."""
_TOLD_ALREADY = ("performance", "cooperation", "output", "output_USA", "output_EU")


def panels(pair: Pair, first: int | None) -> list[str]:
    """Return the names of six series: cooperation and output, then those whose medians lie furthest from
    their twins' in any month from the shock's `first` on, of every family of series one. Without a shock
    (None) and where fewer move, the usual ones fill up. Series are compared in their own units, nearly all
    of which run from 0 to 1 or are 1 in calm.
    """
    moved: list[str] = []
    if first is not None:
        furthest = [
            max((_move(*pair(series.name), first), series.name) for series in family)
            for family in FAMILIES
            if family[0].name not in _TOLD_ALREADY
        ]
        moved = [name for move, name in sorted(furthest, reverse=True) if move >= LEAST_MOVE]
    chosen = dict.fromkeys([*ALWAYS, *moved[: PANELS - len(ALWAYS)], *USUAL])
    return [*chosen][:PANELS]


def _move(run: FloatArray, twin: FloatArray, first: int) -> float:
    apart = np.abs(np.median(run[:, first:], axis=0) - np.median(twin[:, first:], axis=0))
    return float(apart.max(initial=0.0))
