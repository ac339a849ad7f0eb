"""How a run ended, in a word: five years after the shock, by its level at the horizon, and by its rest."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import BoolArray, FloatArray, TextArray
from analysis.recovery import below, months_held
from analysis.thresholds import STATED, Thresholds

NO_BASELINE, COLLAPSED, FORWARD, NOT_DEGRADED = "no baseline", "collapsed", "bounced forward", "not degraded"
BACK, ADAPTED, PARTIAL, OPEN = "bounced back", "adapted", "partial", "open"
LIVES = "not collapsed"
NULL = ""
"""Stands where there is nothing to call: no shock, a horizon too short, or no rest computed."""

OUTCOMES = (NO_BASELINE, COLLAPSED, FORWARD, NOT_DEGRADED, BACK, ADAPTED, PARTIAL, OPEN)
"""Every outcome by level, in the order in which they are asked: the first that fits is the run's."""
FIVE_YEARS_ON = (NO_BASELINE, COLLAPSED, PARTIAL, FORWARD, NOT_DEGRADED, BACK, ADAPTED)
"""Every outcome five years on."""
AT_REST = (NO_BASELINE, COLLAPSED, LIVES)
"""Every outcome by rest, which answers one question only."""
ALL = (*OUTCOMES, LIVES)
"""Every outcome there is."""
NAMES: Mapping[str, tuple[str, ...]] = {
    "outcome_60": FIVE_YEARS_ON,
    "outcome": OUTCOMES,
    "outcome_rest": AT_REST,
}
"""What can stand in each column of outcomes, the one that leads first."""


def meanings(thresholds: Thresholds = STATED, column: str = "outcome") -> Mapping[str, str]:
    """Return a short meaning for every outcome of a column of `NAMES`, in the order in which they are asked.

    >>> meanings()["not degraded"]
    'never below 0.95 of the twin'
    """
    low, half = (f"{x:g}" for x in (thresholds.degraded, thresholds.collapsed))
    above = f"{100 * (thresholds.forward - 1):.3g} %"
    if column == "outcome_rest":
        share = f"{thresholds.alive:g} of calm cooperation"
        return {
            NO_BASELINE: "the twin itself does not survive",
            COLLAPSED: f"left alone, settles below {share}, or where allies without any trust would settle",
            LIVES: f"left alone, survives with {share} or more",
        }
    if column == "outcome_60":
        return {
            NO_BASELINE: "the twin itself does not survive",
            COLLAPSED: f"below {half} of the twin",
            PARTIAL: f"below {low} of the twin",
            FORWARD: f"{above} or more above the twin",
            NOT_DEGRADED: f"never below {low} of the twin",
            BACK: f"fell below {low} of the twin and is back at {low}",
            ADAPTED: f"at {low} of the twin or more at the end, though the shock goes on",
        }
    return {
        NO_BASELINE: "the twin itself does not survive",
        COLLAPSED: f"below {half} of the twin for {thresholds.collapse_months} months, and at the end",
        FORWARD: f"ends {above} or more above the twin",
        NOT_DEGRADED: f"never below {low} of the twin",
        BACK: f"fell below {low} of the twin and is back at {low}",
        ADAPTED: f"back at {low} of the twin though the shock goes on",
        PARTIAL: f"below {low} of the twin, and no longer moving",
        OPEN: f"below {low} of the twin, and still moving",
    }


class Rest(NamedTuple):
    """Active cooperation[runs] at rest, after the horizon, without noise or shock."""

    run: FloatArray
    """Where the run comes to rest."""
    twin: FloatArray
    """Where its twin comes to rest."""
    dead: FloatArray
    """Where the same run comes to rest when started with no trust and no interoperability."""


def months_short(horizon: int, end: int | None, thresholds: Thresholds = STATED) -> int:
    """Return by how many months a horizon is too short for the outcome five years on, 0 if it is not.

    `horizon` is H and `end` the shock's last month, both counted from its first; without end (None) none is
    missing.

    >>> months_short(100, 47), months_short(200, 47), months_short(100, None)
    (14, 0, 0)
    """
    return 0 if end is None else max(0, end + thresholds.five_years[1] + 1 - horizon)


def outcome_five_years_on(
    q: FloatArray, alive: BoolArray, end: int | None, thresholds: Thresholds = STATED
) -> TextArray:
    """Return each run's outcome five years after its shock, from q[runs, H] that begins with the shock.

    The level is the mean of q over months 55 to 66 after the shock's last month `end` (counted from its
    first), so that runs under shocks of any length are read at the same age:

    - no baseline: the twin is not alive (`alive` False)
    - collapsed: below .5; partial: below .95; bounced forward: 1.05 or more
    - not degraded: between, and q never below .95 up to then; bounced back: between, and it was

    Null where the horizon ends before (see `months_short`). Under a shock without end (None) there is no such
    age: the level is that of the last 12 months, and what would be back or forward is adapted.

    >>> q = np.array([[0.4] * 12 + [1.0] * 80, [0.4] * 92])
    >>> outcome_five_years_on(q, np.array([True, True]), 11).tolist()
    ['bounced back', 'collapsed']
    """
    if months_short(q.shape[1], end, thresholds):
        return np.full(len(q), NULL, dtype="<U15")
    first, last = thresholds.five_years
    seen = q if end is None else q[:, : end + last + 1]
    level = final_level(q, thresholds) if end is None else seen[:, end + first :].mean(axis=1)
    slack = thresholds.rounding
    conditions = [
        ~alive,
        level < thresholds.collapsed - slack,
        level < thresholds.degraded - slack,
        level >= thresholds.forward - slack,
        ~below(seen, thresholds.degraded, thresholds).any(axis=1),
    ]
    forward, back = (FORWARD, BACK) if end is not None else (ADAPTED, ADAPTED)
    names = [NO_BASELINE, COLLAPSED, PARTIAL, forward, NOT_DEGRADED]
    return np.asarray(np.select(conditions, names, default=back), dtype=np.str_)


def final_level(q: FloatArray, thresholds: Thresholds = STATED) -> FloatArray:
    """Return the mean of q[runs, H] over the last 12 months (all of them if there are fewer).

    >>> final_level(np.array([[0.0] * 10 + [0.5] * 6 + [1.0] * 6])).tolist()
    [0.75]
    """
    return np.asarray(q[:, -thresholds.last_window :].mean(axis=1), dtype=np.float64)


def final_slope(q: FloatArray, thresholds: Thresholds = STATED) -> FloatArray:
    """Return the least-squares slope of q[runs, H] over the last 12 months, per month.

    All months count if there are fewer; a single month has no slope and gives not a number.

    >>> final_slope(np.array([[0.5] * 10 + [0.6 + 0.01 * month for month in range(12)]])).round(6).tolist()
    [0.01]
    """
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

    >>> q = np.array([[0.4] * 24, [0.9] * 12 + [1.1] * 12, [0.9] * 12 + [1.0] * 12, [0.9] * 24])
    >>> outcome_by_level(q, alive=np.array([True] * 4)).tolist()
    ['collapsed', 'bounced forward', 'bounced back', 'partial']
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
    rest: Rest, alive: ArrayLike, c_star: float, thresholds: Thresholds = STATED
) -> TextArray:
    """Return whether each run has collapsed, from where it, its twin and the dead start come to rest.

    - no baseline: the twin was not alive from the shock on, or is not at rest
    - collapsed: at rest cooperation is below a quarter of C*, or the same as from no trust and no
      interoperability while the twin's is another one
    - not collapsed: neither

    Two rests are the same when they lie within `rest_tolerance` (1 %) of C* of one another. Bounced forward
    and partial are courses and no rests, so they are not asked here.

    >>> outcome_by_rest(Rest(*np.array([[0.9, 0.02], [1.0, 1.0], [0.01, 0.01]])), [True, True], 1.0).tolist()
    ['not collapsed', 'collapsed']
    """
    run, twin, dead = (np.asarray(values, dtype=np.float64) for values in rest)
    if not (np.isfinite(run).all() and np.isfinite(twin).all() and np.isfinite(dead).all()):
        raise ValueError("a resting cooperation is not a finite number")
    slack = thresholds.rounding
    floor, near = thresholds.alive * c_star * (1 - slack), thresholds.rest_tolerance * c_star
    at_dead_rest = (np.abs(run - dead) <= near) & (np.abs(twin - dead) > near)
    conditions = [~(np.asarray(alive, dtype=np.bool_) & (twin >= floor)), at_dead_rest | (run < floor)]
    return np.asarray(np.select(conditions, [NO_BASELINE, COLLAPSED], default=LIVES), dtype=np.str_)


def agreement(level: ArrayLike, rest: ArrayLike) -> tuple[int, int]:
    """Return in how many runs outcome by level and by rest agree on whether they collapsed, and of how many.

    Runs that are open by level are left out, and so are those adapted (the shock still bears on the level, no
    longer on the rest), those without a baseline and those for which either is null.

    >>> agreement(["collapsed", "bounced back", "open"], ["collapsed", "collapsed", "not collapsed"])
    (1, 2)
    """
    by_level, by_rest = np.asarray(level, dtype=np.str_), np.asarray(rest, dtype=np.str_)
    compared = ~np.isin(by_level, (OPEN, ADAPTED, NO_BASELINE, NULL)) & ~np.isin(by_rest, (NO_BASELINE, NULL))
    same = (by_level == COLLAPSED) == (by_rest == COLLAPSED)
    return int((compared & same).sum()), int(compared.sum())
