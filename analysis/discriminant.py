"""Naming what a case is from what was measured of it, learnt from cases whose name is known.

Two plain methods, so that a confusion is not the doing of one of them: a linear discriminant with a shrunk
covariance, and the nearest neighbours among principal components.
"""

import numpy as np

from analysis.arrays import FloatArray, IntArray

COMPONENTS, NEIGHBOURS = 20, 15
"""Of the second method: principal components that are looked at, and neighbours that are asked."""


def shrinkage(deviations: FloatArray) -> float:
    """Return how far the covariance of deviations[n, measured] is to be drawn towards one variance for all, 0
    to 1.

    deviations have mean 0. Ledoit and Wolf (2004), Journal of Multivariate Analysis 88, 365-411.

    >>> shrinkage(np.array([[1.0, 0.0], [-1.0, 0.0]] * 1000)) < 0.01
    True
    >>> shrinkage(np.array([[1.0, 0.0], [0.0, 1.0]]))
    1.0
    """
    cases, width = deviations.shape
    lengths = (deviations**2).sum(axis=1)
    products = deviations @ deviations.T if cases < width else deviations.T @ deviations
    size = float((products**2).sum()) / cases**2  # of the covariance, squared: the same from either side
    apart = size - float(lengths.sum() / cases) ** 2 / width
    noise = (float((lengths**2).sum()) / cases - size) / cases
    return min(1.0, max(0.0, noise / apart)) if apart > 0 else 1.0


def by_discriminant(known: FloatArray, names: IntArray, unknown: FloatArray) -> IntArray:
    """Return the names, 0 … k − 1, of unknown[m, measured] as a linear discriminant learnt from known[n,
    measured] and names[n] gives them. All names are taken for equally likely beforehand.

    Every measure is first divided by its spread within the names; what does not vary is left out.

    >>> by_discriminant(np.array([[0.0], [0.2], [1.0], [1.2]]), np.array([0, 0, 1, 1]), np.array([[0.9]]))
    array([1])
    """
    centres = np.stack([known[names == name].mean(axis=0) for name in range(int(names.max()) + 1)])
    spread = (known - centres[names]).std(axis=0)
    varies = spread > 0
    known, centres, unknown = (part[:, varies] / spread[varies] for part in (known, centres, unknown))
    deviations = known - centres[names]
    weights = solved(deviations, shrinkage(deviations), centres.T)
    scores = unknown @ weights - 0.5 * (centres.T * weights).sum(axis=0)
    return np.asarray(scores.argmax(axis=1), dtype=np.int64)


def solved(deviations: FloatArray, share: float, centres: FloatArray) -> FloatArray:
    """Return the inverse of the covariance of deviations[n, measured], drawn by `share` towards a variance of
    1 for all, times centres[measured, k]; float64[measured, k].

    Where there are more measures than cases (and `share` is over 0) by Woodbury's identity, which inverts a
    matrix of cases.

    >>> solved(np.array([[1.0, 0.0], [-1.0, 0.0]]), 0.5, np.array([[1.0], [1.0]])).tolist()
    [[1.0], [2.0]]
    """
    cases, width = deviations.shape
    if width <= cases:
        covariance = (1.0 - share) / cases * deviations.T @ deviations
        covariance[np.diag_indices(width)] += share
        return np.asarray(np.linalg.solve(covariance, centres))
    products = (1.0 - share) * deviations @ deviations.T
    products[np.diag_indices(cases)] += cases * share
    inner = np.linalg.solve(products, deviations @ centres)
    return np.asarray((centres - (1.0 - share) * deviations.T @ inner) / share)


def by_neighbours(known: FloatArray, names: IntArray, unknown: FloatArray) -> IntArray:
    """Return the names, 0 … k − 1, of unknown[m, measured] as most of the nearest of known[n, measured] bear
    them, the nearer with more weight, by distance in whitened principal components.

    >>> by_neighbours(np.array([[0.0], [0.2], [1.0], [1.2]]), np.array([0, 0, 1, 1]), np.array([[1.1]]))
    array([1])
    """
    from scipy.linalg import eigh  # takes a fifth of a second to import

    centre, spread = known.mean(axis=0), known.std(axis=0)
    varies = spread > 0
    known, unknown = ((part - centre)[:, varies] / spread[varies] for part in (known, unknown))
    last = len(known) - 1  # the matrix of cases, since measures may be far more
    sizes, cases = eigh(known @ known.T, subset_by_index=[max(0, last - COMPONENTS + 1), last])
    used = np.flatnonzero(sizes > 1e-9 * sizes[-1])
    here = cases[:, used]
    there = unknown @ (known.T @ here / sizes[used])
    squared = (there**2).sum(axis=1)[:, None] - 2 * there @ here.T + (here**2).sum(axis=1)[None, :]
    nearest = np.argsort(squared, axis=1, kind="stable")[:, :NEIGHBOURS]
    distance = np.sqrt(np.maximum(0.0, np.take_along_axis(squared, nearest, axis=1)))
    weight = 1.0 / (distance + 1e-12)
    bears = names[nearest][None, :, :] == np.arange(int(names.max()) + 1)[:, None, None]
    votes = (weight * bears).sum(axis=2)
    return np.asarray(votes.argmax(axis=0), dtype=np.int64)
