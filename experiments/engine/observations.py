"""What somebody could count in an alliance, and where two sets of runs lie apart in it."""

from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from sim.series import DOMAINS, PLACE, SIDES

OBSERVABLE = (
    "output", *(f"output_{side}" for side in SIDES), "chips_advanced", "chips_mature",
    *(f"commitments_{domain}" for domain in DOMAINS), "pledges",
    *(f"interoperability_{domain}" for domain in DOMAINS), *(f"capacity_{side}" for side in SIDES),
    "support", "rules_apart", "incidents", "terms", "followers", "kept",
)  # fmt: skip
"""Series that somebody could count: output, chips, commitments, standards in use, plants, money, rules,
incidents, shared terms, who follows and who keeps the code. Not trust, effort, moods or fears.
"""
MIDDLE = (0.05, 0.5, 0.95)
"""Quantiles: the ends of the middle 90 % and the median between them."""
OBSERVED = [PLACE[name] for name in OBSERVABLE]
"""Places of OBSERVABLE among all series."""


class Observation(NamedTuple):
    """A series at the month in which two sets of runs lie furthest apart in it: how far, in mean widths of
    the middle 90 %, whether those do not touch, and both medians.
    """

    series: str
    month: int
    gap: float
    apart: bool
    here: float
    there: float


def told_apart(here: FloatArray, other: FloatArray, most: int) -> list[Observation]:
    """The `most` observable series in which two sets of runs lie furthest apart, each at its best month, best
    first. Of either set: lower end, median and upper end of the middle 90 %, float64[3, months, OBSERVABLE].
    """
    months = min(here.shape[1], other.shape[1])
    (low, middle, high), (other_low, other_middle, other_high) = here[:, :months], other[:, :months]
    width = 0.5 * ((high - low) + (other_high - other_low))
    gap = np.abs(middle - other_middle) / np.maximum(width, 1e-3 * (1e-3 + np.abs(middle)))
    apart = np.maximum(low - other_high, other_low - high) > 0
    best = np.argsort(-gap.max(axis=0), kind="stable")[:most]
    return [
        Observation(
            OBSERVABLE[place], month, float(gap[month, place]), bool(apart[month, place]),
            float(middle[month, place]), float(other_middle[month, place]),
        )
        for place, month in ((int(place), int(gap[:, place].argmax())) for place in best)
    ]  # fmt: skip
