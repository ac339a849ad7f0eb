"""Quantile bands over runs, month by month."""

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import AnyArray

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
    array = np.asarray(values, dtype=np.float64)
    count = np.isfinite(array).sum(axis=0)
    table: dict[str, AnyArray] = {name: np.full(array.shape[1], np.nan) for name in ("mean", *QUANTILES)}
    some = count > 0
    if some.any():
        seen = array[:, some]
        table["mean"][some] = np.nanmean(seen, axis=0)
        for name, row in zip(QUANTILES, np.nanquantile(seen, list(QUANTILES.values()), axis=0), strict=True):
            table[name][some] = row
    return table | {"n": count.astype(np.int64)}
