"""One row a point: what became of its runs, with intervals. Never a mean curve alone."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import AnyArray, FloatArray, IntArray
from analysis.intervals import Interval, wilson
from analysis.outcomes import COLLAPSED, FIVE_YEARS_ON, NULL, OUTCOMES
from analysis.recovery import below, censoring_time
from analysis.survival import CENSORED, RECOVERED, SUNK, restricted_mean
from analysis.thresholds import STATED, Thresholds

LEVELS = {"q05": 0.05, "q50": 0.5, "q95": 0.95}
SPREAD = ("robustness", "loss", "gain", "loss_calm")
"""The measures whose quantiles over the runs are given."""


def column(text: str) -> str:
    """Return the name of an outcome as part of a column.

    >>> column("bounced back")
    'bounced_back'
    """
    return text.replace(" ", "_")


def exits(
    runs: Mapping[str, ArrayLike], horizon: int, thresholds: Thresholds = STATED
) -> tuple[FloatArray, IntArray]:
    """Return time (months from t0) and cause of leaving the risk set, for the runs that are in it.

    In the risk set are the runs that were degraded and whose twin is alive. They leave by recovery, by
    collapse, or censored at H - dwell + 1, with `horizon` = H. Whichever comes first: a run that recovered
    and collapsed later recovered. Without a column `collapse` (its month) collapse is put at the end, which
    leaves the incidence of recovery and the restricted mean as they are.

    >>> runs = {"robustness": [0.6, 0.2, 0.8, 1], "recovery": [9, np.nan, np.nan, np.nan]}
    >>> runs |= {"outcome": ["bounced back", "collapsed", "partial", "not degraded"]}
    >>> time, cause = exits(runs | {"collapse": [np.nan, 30, np.nan, np.nan]}, horizon=120)
    >>> time.tolist(), cause.tolist()  # recovered, collapsed, censored; the fourth never fell
    ([9.0, 30.0, 115.0], [1, 2, 0])
    """
    robustness = np.asarray(runs["robustness"], dtype=np.float64)
    recovery, outcome = (
        np.asarray(runs["recovery"], dtype=np.float64),
        np.asarray(runs["outcome"], dtype=np.str_),
    )
    last = float(censoring_time(horizon, thresholds))
    onset = (
        np.asarray(runs["collapse"], dtype=np.float64) if "collapse" in runs else np.full(len(outcome), last)
    )
    recovered, sunk = np.isfinite(recovery), outcome == COLLAPSED
    time = np.where(recovered, recovery, np.where(sunk, np.fmin(onset, last), last))
    cause = np.where(recovered, RECOVERED, np.where(sunk, SUNK, CENSORED))
    at_risk = below(robustness, thresholds.degraded, thresholds)
    return time[at_risk], cause[at_risk].astype(np.int64)


def ascents(runs: Mapping[str, ArrayLike], which: str = "rise_to_back") -> tuple[FloatArray, IntArray]:
    """Return time (months from the trough) and cause of leaving the risk set on the way up, for the runs that
    fell below .95: those that have a `rise_window`.

    They leave by reaching the level of the column `which` (`rise_to_back`: .95, `rise_to_twin`: 1), at their
    trough if they end collapsed and never reach it, or censored when their window closes. A run still at its
    trough when the months end could be watched for none.

    >>> runs = {"rise_to_back": [7, np.nan, np.nan, np.nan], "rise_window": [40, 30, 25, np.nan]}
    >>> time, cause = ascents(runs | {"outcome": ["bounced back", "partial", "collapsed", "not degraded"]})
    >>> time.tolist(), cause.tolist()  # back after 7, censored at 30, sunk; the fourth never fell
    ([7.0, 30.0, 0.0], [1, 0, 2])
    """
    rise, window = (np.asarray(runs[name], dtype=np.float64) for name in (which, "rise_window"))
    reached, sunk = np.isfinite(rise), np.asarray(runs["outcome"], dtype=np.str_) == COLLAPSED
    time = np.where(reached, rise, np.where(sunk, 0.0, window))
    cause = np.where(reached, RECOVERED, np.where(sunk, SUNK, CENSORED))
    fell = np.isfinite(window)
    return time[fell], cause[fell].astype(np.int64)


def summarise(
    runs: Mapping[str, ArrayLike],
    horizon: int,
    *,
    endless: bool = False,
    thresholds: Thresholds = STATED,
) -> dict[str, float]:
    """Return the summary of the runs of one point: counts, shares with intervals, restricted mean, quantiles.

    `runs` has the columns `robustness`, `recovery`, `outcome`, `loss`, `gain`, `loss_calm` and may have
    `status`, `collapse` and `outcome_60`; `horizon` is H. Rows whose status is `failed` are counted in
    `failed` and left out of all else. `n` is the denominator of every outcome, of `no_baseline` too; `n_60`
    that of the outcomes five years on (columns that end in `_60`): the runs whose horizon is long enough.
    `degraded` and `recovered` are shares of n; `censored` counts; `recovery_mean` is the restricted mean over
    the `at_risk` runs up to `recovery_until`. Under a shock without end (`endless`) recovery is not defined:
    both are null, as they are where nothing fell. Shares come with [Wilson1927]'s interval. Two runs, one
    back after 9 months and one not by month 115:

    >>> runs = {"robustness": [0.6, 0.8], "recovery": [9, np.nan], "outcome": ["bounced back", "partial"]}
    >>> row = summarise(runs | dict.fromkeys(("loss", "gain", "loss_calm"), [0.1, 0.3]), horizon=120)
    >>> row["n"], row["bounced_back"], row["recovery_mean"], round(row["loss_q50"], 6)
    (2, 0.5, 62.0, 0.2)
    """
    whole = {name: np.asarray(values) for name, values in runs.items()}
    ok = whole["status"] == "ok" if "status" in whole else np.ones(len(whole["outcome"]), dtype=np.bool_)
    finished = {name: values[ok] for name, values in whole.items()}
    n = int(ok.sum())
    row: dict[str, float] = {"n": n, "failed": int((~ok).sum())}
    outcome = finished["outcome"].astype(np.str_)
    row |= _five_years_on(finished)
    for name in OUTCOMES:
        row |= _share(column(name), int((outcome == name).sum()), n)
    time, cause = exits(finished, horizon, thresholds)
    row |= _share("degraded", len(time), n)
    row |= _share("recovered", int((cause == RECOVERED).sum()), 0 if endless or not len(time) else n)
    row |= {"at_risk": len(time), "censored": 0 if endless else int((cause == CENSORED).sum())}
    until = censoring_time(horizon, thresholds)
    nothing = Interval(np.nan, np.nan, np.nan)
    mean = nothing if endless else restricted_mean(time, cause, until=until)
    row |= {"recovery_mean": mean.estimate, "recovery_mean_low": mean.low, "recovery_mean_high": mean.high}
    return row | {"recovery_until": float(until)} | _spread(finished)


def summary(
    runs: Mapping[str, ArrayLike],
    horizon: int | Mapping[int, int],
    *,
    endless: bool = False,
    by: str = "point",
    thresholds: Thresholds = STATED,
) -> dict[str, AnyArray]:
    """Return `summarise` for every value of the column `by`, as columns sorted by it.

    `horizon` is H, one for all points or a mapping from point to H where points differ in it.

    >>> runs = {"point": [7, 7, 8], "robustness": [1, 1, 0.8], "recovery": [np.nan] * 3}
    >>> runs |= {"outcome": ["not degraded"] * 2 + ["partial"]}
    >>> table = summary(runs | dict.fromkeys(("loss", "gain", "loss_calm"), [0, 0, 0.2]), horizon=120)
    >>> table["point"].tolist(), table["n"].tolist(), table["partial"].tolist()
    ([7, 8], [2, 1], [0.0, 1.0])
    """
    columns = {name: np.asarray(values) for name, values in runs.items()}
    points = np.unique(columns[by])
    rows = []
    for point in points:
        chosen = {name: values[columns[by] == point] for name, values in columns.items()}
        months = horizon if isinstance(horizon, int) else horizon[int(point)]
        rows.append(summarise(chosen, months, endless=endless, thresholds=thresholds))
    table: dict[str, AnyArray] = {by: points}
    return table | {name: np.array([row[name] for row in rows]) for name in (rows[0] if rows else ())}


def _five_years_on(runs: Mapping[str, AnyArray]) -> dict[str, float]:
    """Shares of the outcomes five years on among the runs that have one; nothing without the column."""
    if "outcome_60" not in runs:
        return {}
    outcome = runs["outcome_60"].astype(np.str_)
    n = int((outcome != NULL).sum())
    row: dict[str, float] = {"n_60": n}
    for name in FIVE_YEARS_ON:
        row |= _share(f"{column(name)}_60", int((outcome == name).sum()), n)
    return row


def _share(name: str, hits: int, n: int) -> dict[str, float]:
    low, high = wilson(hits, n)
    return {name: hits / n if n else np.nan, f"{name}_low": float(low), f"{name}_high": float(high)}


def _spread(runs: Mapping[str, AnyArray]) -> dict[str, float]:
    row = {}
    for name in SPREAD:
        values = runs[name].astype(np.float64)
        values = values[np.isfinite(values)]
        for label, level in LEVELS.items():
            row[f"{name}_{label}"] = float(np.quantile(values, level)) if len(values) else np.nan
    return row
