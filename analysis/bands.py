"""Quantile bands over runs, month by month."""

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import AnyArray, FloatArray

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


def bands(values: ArrayLike) -> dict[str, AnyArray]:
    """Return mean, q05 ... q95 and n over the runs of values[runs, months], one value a month.

    A value that is not a number is left out of its month (a run without baseline has no q); `n` says how many
    stayed, and a month in which none did is null. A quantile between two runs lies on the straight line
    between them (the seventh way of [HyndmanFan1996]). All but `n` have the unit of `values`.

    >>> table = bands([[1.0, 2.0], [3.0, np.nan]])
    >>> table["mean"].tolist(), table["q25"].tolist(), table["n"].tolist()
    ([2.0, 2.0], [1.5, 2.0], [2, 1])
    """
    return bands_of_rows(np.array(np.asarray(values, dtype=np.float64).T, order="C"))


def bands_of_rows(rows: FloatArray) -> dict[str, AnyArray]:
    """Return the `bands` of each row[cells, runs], which are sorted where they lie.

    One sort of all cells: a sweep asks this of thousands of cells a point, and a quantile a cell would cost
    more than the runs themselves.

    >>> bands_of_rows(np.array([[3.0, 1.0, 2.0]]))["q50"].tolist()
    [2.0]
    """
    cells, runs = rows.shape
    if runs == 0:
        return {name: np.full(cells, np.nan) for name in ("mean", *QUANTILES)} | {"n": np.zeros(cells, int)}
    rows.sort(axis=1)
    whole = np.isfinite(rows[:, 0]) & np.isfinite(rows[:, -1])  # what is not finite lies at an end
    n, total = np.full(cells, runs), rows.sum(axis=1)
    n[~whole], total[~whole] = np.isfinite(rows[~whole]).sum(axis=1), np.nansum(rows[~whole], axis=1)
    some, cell = np.maximum(n, 1), np.arange(cells)
    table: dict[str, AnyArray] = {"mean": np.where(n > 0, total / some, np.nan)}
    for name, share in QUANTILES.items():
        place = (some - 1) * share
        low = np.floor(place).astype(np.int64)
        below, above = rows[cell, low], rows[cell, np.minimum(low + 1, some - 1)]
        table[name] = below + (above - below) * (place - low)
    return table | {"n": n}
