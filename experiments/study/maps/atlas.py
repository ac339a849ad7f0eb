"""Where starts lead and what they could take: an atlas over starting trust, interoperability and effort.

`python -m experiments.study atlas` runs it, with the reserve of some scenarios. What is expected stands in
`docs/expectations.md`, written before it was run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np

from analysis.arrays import FloatArray
from analysis.grid_variance import variance_shares
from analysis.intervals import wilson
from analysis.thresholds import STATED
from experiments.reserve.further_shocks import TURN
from experiments.reserve.reserve_of_run import QUANTILES, longest
from experiments.reserve.reserve_search import Ground
from experiments.study.maps.three_outcomes import OUTSIDE
from experiments.study.report import SEED, Row
from scenarios import compile_case, load
from sim.run import simulate

STOCKS = ("trust", "interoperability", "effort")
LEVELS: Mapping[str, tuple[float, ...]] = {
    "trust": (0.1, 0.2, 0.3, 0.5, 0.75, 1.0),
    "interoperability": (0.1, 0.3, 0.5, 0.75, 1.0),
    "effort": (0.1, 0.4, 0.7, 1.0),
}
"""Shares of calm from which the alliance starts."""
STARTS = tuple(product(LEVELS["trust"], LEVELS["interoperability"], LEVELS["effort"]))
N = 40
"""Replicates of each start."""


@cache
def _calm(replicates: int) -> Ground:
    """The calm alliance of the outside scenario, without its shock."""
    case = compile_case(load(OUTSIDE))
    return Ground.of(replace(case, shocks=case.shocks[:0]), SEED, replicates, longest([0]))


def start_row(start: tuple[float, float, float], replicates: int = N) -> Row:
    """Whether the alliance comes back from a start, when, and how many months of a full turn from month 0 are
    its end; all held against the calm twin.
    """
    calm = _calm(replicates)
    ground = calm.started(start)
    levels = ground.least(TURN, [0])[0]
    back = int((levels > 0).sum())
    low, high = wilson(back, replicates)
    spread = [TURN.amount(float(level)) for level in np.quantile(levels, QUANTILES, method="inverted_cdf")]
    return {
        **dict(zip(STOCKS, start, strict=True)), "back": back / replicates, "low": float(low),
        "high": float(high), "months_back": _months_back(ground, levels > 0),
        **dict(zip(("turn_q10", "turn", "turn_q90"), spread, strict=True)), "n": replicates,
    }  # fmt: skip


def _months_back(ground: Ground, living: FloatArray) -> float | str:
    """Median over the runs that come back of the months until cooperation is at .95 of the calm twin's; empty
    where none does.
    """
    months = STATED.dead_after
    case = replace(ground.case, months=months)
    course = simulate(case, ground.seed, ground.numbers, shocked=False, start=ground.start)["cooperation"]
    near = course >= STATED.degraded * ground.twin(0)[:, :months]
    took = np.where(near.any(axis=1), near.argmax(axis=1), months)[living]
    return float(np.quantile(took, 0.5, method="inverted_cdf")) if len(took) else ""


def grid_of(rows: Sequence[Mapping[str, str] | Row], column: str) -> FloatArray:
    """A column of the atlas as an array over trust, interoperability and effort; more than was tried counts
    as a month more.
    """
    values = np.array([float(row[column]) for row in rows])
    return np.where(np.isposinf(values), TURN.most + 1, values).reshape(
        [len(LEVELS[name]) for name in STOCKS]
    )


def share_rows(rows: Sequence[Mapping[str, str] | Row]) -> list[Row]:
    """A row for each stock and each set of them: its share of the variance of the median reserve and of the
    share that comes back; for a stock by itself also in how many cells of the plane of the other two it
    decides whether more than half of the draws come back.
    """
    turn, back = (variance_shares(grid_of(rows, column)) for column in ("turn", "back"))
    decided = {axis: decided_cells(grid_of(rows, "back"), axis) for axis in range(len(STOCKS))}
    return [
        {
            "what": " × ".join(STOCKS[axis] for axis in axes),
            "share_of_turn": round(turn[axes], 6),
            "share_of_back": round(back[axes], 6),
            "decides": int(decided[axes[0]].sum()) if len(axes) == 1 else "",
            "cells": decided[axes[0]].size if len(axes) == 1 else "",
        }
        for axes in turn
    ]


def decided_cells(back: FloatArray, axis: int) -> FloatArray:
    """In which cells of the plane of the other two a stock decides: more than half of the draws come back at
    a level of it, and fewer than half at another.
    """
    return np.asarray((back > 0.5).any(axis=axis) & (back < 0.5).any(axis=axis))


def plane_rows(rows: Sequence[Mapping[str, str] | Row]) -> list[Row]:
    """A row for each cell of the plane of trust and interoperability: from and to what comes back and the
    median reserve go as effort does, and whether effort decides.
    """
    back, turn = grid_of(rows, "back"), grid_of(rows, "turn")
    effort = STOCKS.index("effort")
    decided = decided_cells(back, effort)
    return [
        {
            "trust": trust, "interoperability": built,
            "back_least": float(back[i, j].min()), "back_most": float(back[i, j].max()),
            "turn_least": float(turn[i, j].min()), "turn_most": float(turn[i, j].max()),
            "effort_decides": "yes" if decided[i, j] else "no",
        }
        for i, trust in enumerate(LEVELS["trust"])
        for j, built in enumerate(LEVELS["interoperability"])
    ]  # fmt: skip
