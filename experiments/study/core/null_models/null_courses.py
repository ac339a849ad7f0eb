"""Null models of a course: departure from the twin = size of the shock × strength × a form in time.

What they are fitted to are departures y = run / twin − 1 from the first month of a shock on. All fits are by
least squares over whole courses and not from one month to the next, which favours a null model.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray

NO_CHANGE, AR1, LOSS_AND_RETURN, SCALED = "no change", "AR(1)", "loss and return", "scaled course"
NULLS = (NO_CHANGE, AR1, LOSS_AND_RETURN, SCALED)
TYPED_IN = (AR1, LOSS_AND_RETURN)
"""What somebody would type in place of a model."""
HALF_LIVES = np.geomspace(0.5, 3000.0, 400)
"""Half-lives in months among which the best is looked for."""


class Sizes(NamedTuple):
    """Departures of some sizes of a shock, float64[sizes, replicates, months], and those sizes."""

    sizes: FloatArray
    departures: FloatArray


def forms_of(null: str, length: int, months: int) -> FloatArray:
    """The forms in time of a null model, float64[half-lives, months]; a shock of `length` months starts them.

    AR(1) is y' = ρ y + β × size while the shock lasts, from y = 0 before it; *loss and return* is a loss that
    stands while the shock lasts and closes exponentially afterwards.

    >>> forms_of(AR1, 2, 4)[0].round(4).tolist(), forms_of(LOSS_AND_RETURN, 2, 4)[0].round(4).tolist()
    ([1.0, 1.25, 0.3125, 0.0781], [1.0, 1.0, 0.25, 0.0625])
    """
    stays = 0.5 ** (1 / HALF_LIVES)
    forms = np.ones((len(HALF_LIVES), months))
    for month in range(1, months):
        hit = float(month < length)
        forms[:, month] = (
            forms[:, month - 1] * stays + hit if null == AR1 else hit or (forms[:, month - 1] * stays)
        )
    return forms


def predicted(null: str, fitted_to: Sizes, length: int, size: float) -> FloatArray:
    """What a null model fitted to some sizes says of another: departures, float64[replicates, months].

    Each replicate has a fit of its own. The scaled course takes its form from the fitted courses themselves
    and has as many numbers as there are months: whatever answers in proportion to size is of this kind.
    Raises ValueError for a name of no null model.
    """
    sizes, departures = fitted_to
    weighed = np.tensordot(sizes, departures, axes=1)
    if null == NO_CHANGE:
        return np.zeros_like(weighed)
    if null == SCALED:
        return np.asarray(size * weighed / (sizes @ sizes))
    if null not in TYPED_IN:
        raise ValueError(f"no such null model: {null}")
    forms = forms_of(null, length, departures.shape[2])
    along, squares = weighed @ forms.T, (forms * forms).sum(axis=1) * (sizes @ sizes)
    best = (along * along / squares).argmax(axis=1)
    strength = along[np.arange(len(along)), best] / squares[best]
    return np.asarray(size * strength[:, np.newaxis] * forms[best])


def unexplained(departure: FloatArray, said: FloatArray) -> FloatArray:
    """The share of the sum of squares of departures that is left, float64[replicates] of
    float64[replicates, months] each: 1 is as good as saying that nothing happens; nothing is left where
    nothing departs and that is said.

    >>> unexplained(np.array([[0.2, 0.2], [0.0, 0.0]]), np.array([[0.1, 0.1], [0.0, 0.0]])).round(2).tolist()
    [0.25, 0.0]
    """
    left, whole = ((values * values).sum(axis=1) for values in (departure - said, departure))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(left == 0, 0.0, left / whole)


def root_mean_square(values: FloatArray) -> FloatArray:
    """The root of the mean square over months, float64[replicates]."""
    return np.asarray(np.sqrt((values * values).mean(axis=1)))


def sizes_of(courses: Sequence[tuple[float, FloatArray]]) -> Sizes:
    """Courses of some sizes put together."""
    return Sizes(np.array([size for size, _ in courses]), np.stack([course for _, course in courses]))
