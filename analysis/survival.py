"""Time until recovery, when some runs are not seen to recover and others collapse.

Collapse competes with recovery: a collapsed run is not one that would have recovered had we waited. Treating
it as censored would say so. The cumulative incidence ([AalenJohansen1978]) keeps the two apart. In a sweep
with one common H nobody is censored before the end, and then both estimators are **plain proportions**
(recovered by month t, over all) and the restricted mean is a plain mean; they are worth their name only where
horizons differ.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import FloatArray, IntArray
from analysis.intervals import Interval, normal_quantile, wilson

CENSORED, RECOVERED, SUNK = 0, 1, 2
"""Why a run leaves the risk set: the window closed, it recovered, it collapsed."""


class Curve(NamedTuple):
    """A step function with its pointwise interval: `value[i]` holds from `time[i]` until the next time."""

    time: FloatArray
    value: FloatArray
    low: FloatArray
    high: FloatArray
    at_risk: IntArray


def kaplan_meier(time: ArrayLike, event: ArrayLike, level: float = 0.95) -> Curve:
    """Return the estimated probability of no event by each time, from time 0 on.

    `time`[n] (any unit, ≥ 0), `event`[n] true where the event was seen and false where the run was censored.
    An event comes before a censoring of the same time. S(t) = Π (1 - d/n) over the times up to t, d events
    among the n still there ([KaplanMeier1958]). Interval: Wilson's, at the effective number of observations
    S(1-S)/Var S with Greenwood's variance ([Rothman1978]); without censoring that number is n itself. Two
    of three pass time 1; one of them is censored at 2, and the other has its event at 3:

    >>> curve = kaplan_meier([1, 2, 3], [True, False, True])
    >>> curve.time.tolist(), curve.value.round(3).tolist()
    ([0.0, 1.0, 2.0, 3.0], [1.0, 0.667, 0.667, 0.0])
    """
    happened = np.asarray(event, dtype=np.bool_)
    moments, counts = _counts(time, np.where(happened, RECOVERED, CENSORED))
    at_risk = _at_risk(counts)
    events = counts[RECOVERED]
    survival = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        effective = (1 - survival) / (survival * greenwood)
    effective = np.where(np.isfinite(effective) & (effective > 0), effective, at_risk[0])
    low, high = wilson(survival * effective, effective, level)
    return _from_zero(Curve(moments, survival, low, high, at_risk), start=1.0)


def cumulative_incidence(
    time: ArrayLike, cause: ArrayLike, which: int = RECOVERED, level: float = 0.95
) -> Curve:
    """Return the estimated probability of having left through cause `which` by each time.

    `time`[n] (any unit, ≥ 0), `cause`[n] is CENSORED, RECOVERED or SUNK. F(t) = Σ S(t-) d_which / n with S
    the probability of having left through neither ([AalenJohansen1978]). Interval: Wilson's at the effective
    number of observations ([Rothman1978]), its variance from leaving one run out at a time ([Efron1979]). A
    quarter recovers at 1 and a quarter sinks at 2; one of the other two is censored at 3, so the one that is
    seen to recover at 4 stands for both:

    >>> curve = cumulative_incidence([1, 2, 3, 4], [RECOVERED, SUNK, CENSORED, RECOVERED])
    >>> curve.time.tolist(), curve.value.tolist()
    ([0.0, 1.0, 2.0, 3.0, 4.0], [0.0, 0.25, 0.25, 0.25, 0.75])
    """
    moments, counts = _counts(time, cause)
    incidence = _incidence(counts, which)
    n = float(counts.sum())
    variance = _jackknife_variance(counts, lambda c: _incidence(c, which)) * (n - 1) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = incidence * (1 - incidence) / variance
    effective = np.where(np.isfinite(effective) & (effective > 0), effective, n)
    low, high = wilson(incidence * effective, effective, level)
    return _from_zero(Curve(moments, incidence, low, high, _at_risk(counts)), start=0.0)


def restricted_mean(
    time: ArrayLike, cause: ArrayLike, *, until: float | None = None, level: float = 0.95
) -> Interval:
    """Return the mean time until recovery, counted up to `until` (default: the last time seen).

    ∫ (1 - F(t)) dt from 0 to `until`, F the cumulative incidence of recovery: a run that collapses or is not
    back by then counts `until` in full. So it neither drops the runs that never return (their mean would be
    too short) nor invents a return for them. Such a mean is argued for in [RoystonParmar2013], where nothing
    competes with the event. Normal interval, variance from leaving one run out at a time ([Efron1979]); with
    one common H it is mean ± z s/√n of min(recovery, until). In the unit of `time`. No runs: null; one run:
    no interval. The run that sinks at 7 counts 10 in full, (2 + 4 + 10 + 10) / 4:

    >>> restricted_mean([2, 4, 7, 10], [RECOVERED, RECOVERED, SUNK, CENSORED], until=10).estimate
    6.5
    """
    if np.size(np.asarray(time)) == 0:
        return Interval(np.nan, np.nan, np.nan)
    moments, counts = _counts(time, cause)
    end = float(moments[-1]) if until is None else until
    edges = np.concatenate([[0.0], np.minimum(moments, end), [end]])

    def area(numbers: IntArray) -> FloatArray:
        waiting = np.concatenate([[1.0], 1 - _incidence(numbers, RECOVERED)])
        return np.asarray([waiting @ np.diff(edges)])

    estimate, n = float(area(counts)[0]), counts.sum()
    if n < 2:
        return Interval(estimate, np.nan, np.nan)
    spread = normal_quantile(level) * float(np.sqrt(_jackknife_variance(counts, area)[0]))
    return Interval(estimate, max(0.0, estimate - spread), min(end, estimate + spread))


def _counts(time: ArrayLike, cause: ArrayLike) -> tuple[FloatArray, IntArray]:
    """Return the distinct times and counts[cause, time] of the runs that leave."""
    moment, why = np.asarray(time, dtype=np.float64), np.asarray(cause, dtype=np.int64)
    if moment.ndim != 1 or moment.shape != why.shape or moment.size == 0:
        raise ValueError(f"need times and causes of the same n ≥ 1 runs, got {moment.shape} and {why.shape}")
    if (
        not np.isfinite(moment).all()
        or (moment < 0).any()
        or not np.isin(why, (CENSORED, RECOVERED, SUNK)).all()
    ):
        raise ValueError("a time is negative or not finite, or a cause is none of censored, recovered, sunk")
    moments, place = np.unique(moment, return_inverse=True)
    counts = np.zeros((3, len(moments)), dtype=np.int64)
    np.add.at(counts, (why, place), 1)
    return moments, counts


def _at_risk(counts: IntArray) -> IntArray:
    return np.asarray(counts.sum(axis=0)[::-1].cumsum()[::-1], dtype=np.int64)


def _incidence(counts: IntArray, which: int) -> FloatArray:
    at_risk = np.maximum(1, _at_risk(counts))
    left = counts[RECOVERED] + counts[SUNK]
    still = np.concatenate([[1.0], np.cumprod(1 - left / at_risk)[:-1]])
    return np.asarray(np.cumsum(still * counts[which] / at_risk), dtype=np.float64)


def _jackknife_variance(counts: IntArray, statistic: Callable[[IntArray], FloatArray]) -> FloatArray:
    """Return the jackknife variance of a statistic; runs that left alike are left out once and weighted."""
    n, cells = int(counts.sum()), np.argwhere(counts > 0)
    if n < 2:
        return np.full(len(statistic(counts)), np.nan)
    weights = counts[tuple(cells.T)]
    without = []
    for why, place in cells:
        fewer = counts.copy()
        fewer[why, place] -= 1
        without.append(statistic(fewer))
    values = np.array(without)
    centre = weights @ values / n
    return np.asarray((n - 1) / n * (weights @ (values - centre) ** 2), dtype=np.float64)


def _from_zero(curve: Curve, start: float) -> Curve:
    """Return the curve with its value at time 0 in front, unless something happened at time 0."""
    if curve.time[0] == 0:
        return curve
    first = (0.0, start, start, start, curve.at_risk[0])
    return Curve(*(np.concatenate([[head], tail]) for head, tail in zip(first, curve, strict=True)))
