"""How a run ended, in a word: by its level at the horizon, and by the rest it comes to."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import BoolArray, FloatArray, TextArray
from analysis.recovery import below, months_held
from analysis.thresholds import STATED, Thresholds

NO_BASELINE, COLLAPSED, FORWARD, NOT_DEGRADED = "no baseline", "collapsed", "bounced forward", "not degraded"
BACK, ADAPTED, PARTIAL, OPEN = "bounced back", "adapted", "partial", "open"
NULL = ""
"""Stands where there is nothing to call: no shock, or no rest computed."""

OUTCOMES = (NO_BASELINE, COLLAPSED, FORWARD, NOT_DEGRADED, BACK, ADAPTED, PARTIAL, OPEN)
"""Every outcome, in the order in which they are asked: the first that fits is the run's."""


def meanings(thresholds: Thresholds = STATED) -> Mapping[str, str]:
    """Return a short meaning for every outcome, in the order in which they are asked.

    >>> meanings()["not degraded"]
    'never below 0.95 of the twin'
    """
    low, high, half = (f"{x:g}" for x in (thresholds.degraded, thresholds.forward, thresholds.collapsed))
    return {
        NO_BASELINE: "the twin itself is dead",
        COLLAPSED: f"below {half} of the twin for {thresholds.collapse_months} months, and at the end",
        FORWARD: f"ends at {high} of the twin or more",
        NOT_DEGRADED: f"never below {low} of the twin",
        BACK: f"fell below {low} of the twin and is back at {low}",
        ADAPTED: f"back at {low} of the twin though the shock has no end",
        PARTIAL: f"below {low} of the twin, and no longer moving",
        OPEN: f"below {low} of the twin, and still moving",
    }


class Rest(NamedTuple):
    """Performance[runs] at rest, after the horizon, without noise or shock."""

    performance: FloatArray
    """Where the run comes to rest."""
    twin: FloatArray
    """Where its twin comes to rest."""
    dead: FloatArray
    """Where the same run comes to rest when started with no trust and no interoperability."""


def final_level(q: FloatArray, thresholds: Thresholds = STATED) -> FloatArray:
    """Return the mean of q[runs, H] over the last months (all of them if there are fewer)."""
    return np.asarray(q[:, -thresholds.last_window :].mean(axis=1), dtype=np.float64)


def final_slope(q: FloatArray, thresholds: Thresholds = STATED) -> FloatArray:
    """Return the least-squares slope of q over the last months; not a number for a single month."""
    window = q[:, -thresholds.last_window :]
    if window.shape[1] < 2:
        return np.full(len(q), np.nan)
    month = np.arange(window.shape[1]) - (window.shape[1] - 1) / 2
    return np.asarray((window @ month) / (month @ month), dtype=np.float64)


def outcome_by_level(
    q: FloatArray, alive: BoolArray, *, endless: bool = False, thresholds: Thresholds = STATED
) -> TextArray:
    """Return each run's one outcome from q[runs, H], asked in the order of `OUTCOMES`.

    - no baseline: the twin is not alive (`alive` False)
    - collapsed: q < .5 for 12 months running at some time, and below .5 in the last month
    - bounced forward: the mean of the last 12 months is at least 1.05
    - not degraded: q never below .95
    - bounced back: the mean of the last 12 months is at least .95. With a shock that does not end (`endless`)
      the run has come back *under* the shock, and is called adapted
    - partial: the slope of the last 12 months is within .001 a month of flat; open: it is not
    """
    sunk, slack = below(q, thresholds.collapsed, thresholds), thresholds.rounding
    level, slope = final_level(q, thresholds), final_slope(q, thresholds)
    collapsed = (months_held(sunk) >= thresholds.collapse_months).any(axis=1) & sunk[:, -1]
    conditions = [
        ~alive,
        collapsed,
        level >= thresholds.forward - slack,
        ~below(q, thresholds.degraded, thresholds).any(axis=1),
        level >= thresholds.degraded - slack,
        np.abs(slope) <= thresholds.slope + slack,
    ]
    names = [NO_BASELINE, COLLAPSED, FORWARD, NOT_DEGRADED, ADAPTED if endless else BACK, PARTIAL]
    return np.asarray(np.select(conditions, names, default=OPEN), dtype=np.str_)


def outcome_by_rest(
    rest: Rest,
    degraded: ArrayLike,
    alive: ArrayLike,
    p_star: float,
    thresholds: Thresholds = STATED,
) -> TextArray:
    """Return each run's outcome from where it, its twin and the dead start come to rest.

    - no baseline: the twin was not alive from the shock on, or is not at rest
    - bounced forward: at least 1.05 of the twin's rest
    - bounced back: at least .95 of it; not degraded if q was never below .95 on the way (`degraded` False)
    - collapsed: lower, and the same rest as from no trust and no interoperability while the twin's is another
      one
    - partial: lower but alive. Lower and below the floor of life, at whatever rest, is collapsed too

    Two rests are the same when they lie within `rest_tolerance` (1 %) of P* of one another. `partial` is
    never asked for a slope here: at rest there is none; so `open` and `adapted` do not occur.
    """
    performance, twin, dead = (np.asarray(values, dtype=np.float64) for values in rest)
    if not (np.isfinite(performance).all() and np.isfinite(twin).all() and np.isfinite(dead).all()):
        raise ValueError("a resting performance is not a finite number")
    floor, near, slack = thresholds.alive * p_star, thresholds.rest_tolerance * p_star, thresholds.rounding
    living = np.asarray(alive, dtype=np.bool_) & (twin >= floor * (1 - slack))
    ratio = np.divide(performance, twin, out=np.full(len(twin), np.nan), where=living)
    at_dead_rest = (np.abs(performance - dead) <= near) & (np.abs(twin - dead) > near)
    back = ratio >= thresholds.degraded - slack
    conditions = [
        ~living,
        ratio >= thresholds.forward - slack,
        back & ~np.asarray(degraded, dtype=np.bool_),
        back,
        at_dead_rest | (performance < floor * (1 - slack)),
    ]
    names = [NO_BASELINE, FORWARD, NOT_DEGRADED, BACK, COLLAPSED]
    return np.asarray(np.select(conditions, names, default=PARTIAL), dtype=np.str_)


def agreement(level: ArrayLike, rest: ArrayLike) -> tuple[int, int]:
    """Return in how many runs outcome by level and by rest agree, and of how many.

    Runs that are open by level are left out, and so are those adapted (the shock still bears on the level, no
    longer on the rest) and those for which either is null.
    """
    by_level, by_rest = np.asarray(level, dtype=np.str_), np.asarray(rest, dtype=np.str_)
    compared = ~np.isin(by_level, (OPEN, ADAPTED, NULL)) & (by_rest != NULL)
    return int((compared & (by_level == by_rest)).sum()), int(compared.sum())
