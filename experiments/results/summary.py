"""What a set of runs came to, as one document: quantiles, shares with intervals, times with what was not
seen to end.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.arrays import AnyArray
from analysis.bands import QUANTILES
from analysis.intervals import Interval, replicate_share, wilson
from analysis.outcomes import NAMES, agreement, months_short
from analysis.point_summary import ascents, exits
from analysis.recovery import censoring_time
from analysis.survival import CENSORED, RECOVERED, SUNK, Curve, cumulative_incidence, restricted_mean
from analysis.thresholds import STATED
from experiments.results.manifest_parts import Resampled, RestShares, Share
from experiments.results.store import RUNS, read_parts

SPREAD = (
    *("robustness", "depth", "trough", "rapidity", "rise_to_back", "rise_to_twin", "months_below"),
    *("loss", "gain", "loss_calm", "relapses"),
)


def measures(runs: Mapping[str, AnyArray], horizon: int, end: int | None) -> dict[str, Any]:
    """The measures of one setting's runs; `horizon` is H, the months from the shock's first to the end, and
    `end` the shock's last month, counted from its first (None: without end).

    `outcome_60`, the outcome five years on, leads; where the horizon is too short for it `months_short` says
    by how much.

    A null stands where a measure has no value: none was degraded, the twin is dead, the horizon ends before
    it.
    """
    names = [*SPREAD, *(name for name in runs if name.startswith("residual_"))]
    endless = end is None
    return {
        "outcome_60": shares(runs["outcome_60"], "outcome_60"),
        "months_short": months_short(horizon, end),
        "dead": dead_share(runs["dead"]),
        **{name: quantiles(runs[name]) for name in names},
        "recovery": None if endless else recovery(runs, horizon),
        "way_up": {name: way_up(runs, name) for name in ("rise_to_back", "rise_to_twin")},
        "adapted": quantiles(runs["adapted"]) if endless else None,
        "outcome": shares(runs["outcome"], "outcome"),
        "outcome_rest": rest_shares(runs),
        "twin_alive": float(np.mean(runs["twin_alive"])),
    }


def quantiles(values: AnyArray) -> dict[str, float | int | None]:
    """Mean, quantiles and count of the values that are numbers."""
    seen = np.asarray(values, dtype=np.float64)
    seen = seen[np.isfinite(seen)]
    if len(seen) == 0:
        return {"mean": None, **dict.fromkeys(QUANTILES), "n": 0}
    levels = np.quantile(seen, list(QUANTILES.values()))
    return {"mean": float(seen.mean()), **dict(zip(QUANTILES, levels.tolist(), strict=True)), "n": len(seen)}


def recovery(runs: Mapping[str, AnyArray], horizon: int) -> dict[str, float | int | None]:
    """Time to recovery among the runs that were degraded, with collapse as a competing end.

    `median` is the month by which half of those at risk have recovered, null if half never do; `mean` is
    the mean time counted up to `until` months, those not back by then counting in full, with its 95 %
    interval. Where none was degraded nothing could recover, and all of it is null.
    """
    time, cause = exits(runs, horizon)
    until = censoring_time(horizon)
    if len(time) == 0:
        nothing = dict.fromkeys(("recovered", "censored", "median", "mean", "low", "high"))
        return {"at_risk": 0, **nothing, "until": until}
    count = {
        "at_risk": len(time),
        "recovered": int((cause == RECOVERED).sum()),
        "censored": int(runs["censored"].sum()),
    }
    incidence = cumulative_incidence(time, cause)
    mean = restricted_mean(time, cause, until=until)
    return {
        **count,
        "median": _first(incidence, 0.5),
        "mean": _number(mean.estimate),
        "low": _number(mean.low),
        "high": _number(mean.high),
        "until": until,
    }


def way_up(runs: Mapping[str, AnyArray], which: str) -> dict[str, float | int | None]:
    """Months from the trough to the level of the column `which`, among all runs that fell: after how many 5,
    25, 50, 75 and 95 % of them have reached it, null where fewer ever do.

    Unlike quantiles of the runs that got there this does not leave out those that did not: `censored` were
    below when the months ended, at most `until` months after their trough, and `collapsed` stay below.
    """
    time, cause = ascents(runs, which)
    count = {
        "at_risk": len(time),
        "reached": int((cause == RECOVERED).sum()),
        "censored": int((cause == CENSORED).sum()),
        "collapsed": int((cause == SUNK).sum()),
    }
    if not len(time):
        return {**count, **dict.fromkeys(QUANTILES), "until": None}
    incidence = cumulative_incidence(time, cause)
    windows = np.asarray(runs["rise_window"], dtype=np.float64)
    reached = {name: _first(incidence, share) for name, share in QUANTILES.items()}
    return {**count, **reached, "until": float(np.nanmax(windows))}


def _first(incidence: Curve, share: float) -> float | None:
    """The first time by which so large a share is seen; up to rounding, as shares are sums."""
    there = np.flatnonzero(incidence.value >= share - STATED.rounding)
    return float(incidence.time[there[0]]) if len(there) else None


def dead_share(dead: AnyArray) -> Share | None:
    """The share of runs that are dead twenty years after the shock; None where the horizon ends before."""
    called = dead[np.isfinite(dead)]
    if not len(called):
        return None
    hits = int(called.sum())
    low, high = wilson(hits, len(called))
    return Share(share=hits / len(called), low=float(low), high=float(high), n=hits)


def shares(outcomes: AnyArray, column: str) -> dict[str, Share]:
    """Each outcome's share of the runs with its 95 % interval, and its count; empty where nothing was to be
    called.
    """
    called = outcomes[outcomes != ""]
    by_outcome: dict[str, Share] = {}
    for name in NAMES[column] if len(called) else ():
        hits = int((called == name).sum())
        low, high = wilson(hits, len(called))
        by_outcome[name] = Share(share=hits / len(called), low=float(low), high=float(high), n=hits)
    return by_outcome


def rest_shares(runs: Mapping[str, AnyArray]) -> RestShares | None:
    """Outcomes by rest, and in how many of how many runs they agree with those by level on whether the
    alliance collapsed; None if not asked for.
    """
    by_outcome = shares(runs["outcome_rest"], "outcome_rest")
    if not by_outcome:
        return None
    same, compared = agreement(runs["outcome"], runs["outcome_rest"])
    settled = int((runs["outcome_rest"] != "").sum())
    return RestShares(outcomes=by_outcome, settled=settled, agree=same, of=compared)


def resampled_shares(
    folder: Path, judged: str, resampled: Resampled, chunks: Iterable[int] | None = None
) -> dict[str, Share]:
    """Each outcome's share of all runs of a folder that have one in the column `judged`, its count, and the
    interval of the share bootstrapped over what is `resampled`. The table is read part by part; `chunks` are
    those to read (None: all).

    Runs without an outcome (failed, or never at rest) are left out: a share is one of those that have it.
    """
    names = NAMES[judged]
    hits, runs = np.zeros((len(names), resampled.units)), np.zeros(resampled.units)
    for number, table in _judged(folder, judged, [resampled.column], chunks):
        unit = resampled.of(np.asarray(table[resampled.column]))
        np.add.at(hits, (number, unit), 1)
        np.add.at(runs, unit, 1)
    if not runs.any():
        return {}
    return {
        name: _share(replicate_share(count, runs), int(count.sum()))
        for name, count in zip(names, hits, strict=True)
    }


def hits_by_cell(
    folder: Path,
    judged: str,
    across: tuple[str, AnyArray],
    up: tuple[str, AnyArray],
    chunks: Iterable[int] | None = None,
) -> dict[str, AnyArray]:
    """For each outcome in the column `judged` in how many runs of a cell [ny, nx] it came out; `across` and
    `up` are two keys with their sorted values. The table is read part by part; `chunks` are those to read
    (None: all).
    """
    (x_name, x), (y_name, y) = across, up
    hits = np.zeros((len(NAMES[judged]), len(y), len(x)))
    for number, table in _judged(folder, judged, [x_name, y_name], chunks):
        column = np.searchsorted(x, np.asarray(table[x_name]))
        row = np.searchsorted(y, np.asarray(table[y_name]))
        np.add.at(hits, (number, row, column), 1)
    return dict(zip(NAMES[judged], hits, strict=True))


def _judged(
    folder: Path, judged: str, columns: list[str], chunks: Iterable[int] | None
) -> Iterator[tuple[AnyArray, pa.Table]]:
    """Part by part these columns of the runs that have an outcome, and its place in `NAMES[judged]`."""
    place = pa.array(NAMES[judged])
    for table in read_parts(folder, RUNS, ["status", judged, *columns], chunks):
        number = np.asarray(pc.index_in(table[judged], place).fill_null(-1))
        has_outcome = np.asarray(pc.equal(table["status"], "ok")) & (number >= 0)
        yield number[has_outcome], table.select(columns).filter(pa.array(has_outcome))


def _share(share: Interval, n: int) -> Share:
    """A share and the ends of its interval, null where there is none."""
    return Share(share=_number(share.estimate), low=_number(share.low), high=_number(share.high), n=n)


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
