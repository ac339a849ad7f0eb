"""How sure a share is: Wilson's interval for one point, a bootstrap over replicates for a map."""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import AnyArray, FloatArray

MOST_UNITS = 2000
"""Replicates or settings that are drawn one by one in a bootstrap; of more, those that came out alike are
drawn together, which is the same bootstrap with other draws.
"""


class Interval(NamedTuple):
    """An estimate with the ends of its interval; the ends are not a number where there is none."""

    estimate: float
    low: float
    high: float


def normal_quantile(level: float) -> float:
    """Return z such that a standard normal lies within plus or minus z with probability `level`.

    `level` lies between 0 and 1, both excluded, else ValueError.

    >>> round(normal_quantile(0.95), 2)
    1.96
    """
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, got {level}")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(hits: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Return low and high of Wilson's score interval for `hits` out of `n`, in [0, 1]; null where n is 0.

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), p = hits / n ([Wilson1927]). `n` need not be whole: an
    effective number of observations will do. None of ten leaves room for z² / (n + z²) = 3.84 / 13.84:

    >>> low, high = wilson(0, 10)
    >>> round(float(low), 3), round(float(high), 3)
    (0.0, 0.278)
    """
    total = np.asarray(n, dtype=np.float64)
    size = np.where(total > 0, total, np.nan)
    share, square = np.asarray(hits, dtype=np.float64) / size, normal_quantile(level) ** 2
    middle = (share + square / (2 * size)) / (1 + square / size)
    spread = np.sqrt(square * (share * (1 - share) / size + square / (4 * size**2))) / (1 + square / size)
    # The ends at a share of 0 and 1 are exactly 0 and 1 on paper; the last bit of the difference is not.
    low = np.where(share == 0, 0.0, np.maximum(0.0, middle - spread))
    high = np.where(share == 1, 1.0, np.minimum(1.0, middle + spread))
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def map_share(hits: ArrayLike, *, resamples: int = 2000, seed: int = 0, level: float = 0.95) -> Interval:
    """Return the share of runs in hits[points, replicates], with a percentile bootstrap interval.

    Replicates are resampled, not runs or points: replicate 7 has the same draws in every cell of the map, so
    a hundred cells of thirty replicates are thirty independent observations and not three thousand. `hits` is
    true, false or not a number (a run that failed: left out). The bootstrap is [Efron1979]'s, read at its
    quantiles. Where all replicates have the same share of their cells it has no width, and Wilson's interval
    with n = replicates is given instead ([Wilson1927]). Fewer than two replicates: no interval.

    >>> map_share([[1, 1, 0, 0], [1, 1, 1, 0]]).estimate
    0.625
    >>> share, low, high = map_share([[1, 1, 1], [1, 1, 1]])  # as three of three, and not as six of six
    >>> share, round(low, 3), high
    (1.0, 0.439, 1.0)
    """
    values = np.asarray(hits, dtype=np.float64)
    if values.ndim != 2:
        raise ValueError(f"need an array [points, replicates], got {values.shape}")
    seen = np.isfinite(values)
    count = np.where(seen, values, 0.0).sum(axis=0)
    return replicate_share(count, seen.sum(axis=0), resamples=resamples, seed=seed, level=level)


def replicate_share(
    count: ArrayLike, runs: ArrayLike, *, resamples: int = 2000, seed: int = 0, level: float = 0.95
) -> Interval:
    """Return `map_share` from how many of each replicate's runs[replicates] are hits, count[replicates].

    Where the settings were drawn and not the replicates alone, they are what is resampled: `count` and `runs`
    are then those of each setting. A replicate without runs is left out. With two replicates the same one is
    drawn twice in half of all resamples, so the interval reaches from the lower one's share to the higher
    one's ([Efron1979]):

    >>> replicate_share(count=[2, 1], runs=[2, 2])
    Interval(estimate=0.75, low=0.5, high=1.0)
    """
    each = np.stack([np.asarray(count, dtype=np.float64), np.asarray(runs, dtype=np.float64)])
    each = each[:, each[1] > 0]
    units = each.shape[1]
    estimate = float(each[0].sum() / each[1].sum()) if units else np.nan
    if units < 2:
        return Interval(estimate, np.nan, np.nan)
    low = high = np.float64(estimate)
    if estimate not in (0.0, 1.0):
        often: AnyArray = np.ones(units)
        if units > MOST_UNITS:
            each, often = np.unique(each, axis=1, return_counts=True)
        draws = np.random.default_rng(seed).multinomial(units, often / units, size=resamples)
        shares = (draws @ each[0]) / (draws @ each[1])
        low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2])
    if low >= high:
        return Interval(estimate, *(float(end) for end in wilson(estimate * units, units, level)))
    return Interval(estimate, float(low), float(high))


def mean_interval(values: ArrayLike, level: float = 0.95) -> Interval:
    """Return the mean of values[n] with Student's t interval; not a number is left out.

    Mean ± t s/√n with n - 1 degrees of freedom ([Student1908]), in the unit of `values`. Fewer than two
    values: no interval. Where all are equal it has no width. Here t = 4.303, s = 1 and n = 3:

    >>> mean, low, high = mean_interval([1, 2, 3])
    >>> round(float(low), 3), mean, round(float(high), 3)
    (-0.484, 2.0, 4.484)
    """
    from scipy.special import stdtrit  # takes a fifth of a second to import

    seen = np.asarray(values, dtype=np.float64)
    seen = seen[~np.isnan(seen)]
    estimate = float(seen.mean()) if len(seen) else np.nan
    if len(seen) < 2:
        return Interval(estimate, np.nan, np.nan)
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, got {level}")
    reach = float(stdtrit(len(seen) - 1, (1 + level) / 2) * seen.std(ddof=1) / np.sqrt(len(seen)))
    return Interval(estimate, estimate - reach, estimate + reach)
