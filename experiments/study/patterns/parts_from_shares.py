"""Parts of patterns that are read off shares of runs: the outcome maps (P2) and the critical size (P4)."""

import math
from typing import NamedTuple

import numpy as np

from analysis.arrays import BoolArray, FloatArray
from analysis.intervals import Interval, map_share
from analysis.outcomes import BACK, COLLAPSED, FORWARD
from experiments.study.maps.cells import Question, answers, question
from experiments.study.maps.three_outcomes import MOST, TWINS, Outcomes, judge
from experiments.study.report import SEED
from scenarios import Scenario, off

RESAMPLES = 20_000
TERM = 48
"""Months of the turn whose critical size is asked for."""
COARSE = tuple(float(size) for size in np.linspace(0.05, 1, 20).round(2))
FINE = 32
"""Steps between the largest size that breaks no run and the smallest that breaks all."""
HALVINGS = 10
ENDINGS = {"outside": FORWARD, "inside": COLLAPSED}
"""What a map has to show beside runs that come back."""


class Measurement(NamedTuple):
    """What a part came to when it was run, with a note to it; `further`: what else must hold for it, as sign,
    smallest effect and interval.
    """

    interval: Interval
    note: str = ""
    further: tuple[tuple[str, float, Interval], ...] = ()


def map_shares(scenario: Scenario, ending: str, n: int, level: float, jobs: int | None) -> Measurement:
    """P2: the lesser share of the map of `ending` and of bounced back, five years on; besides, the greatest
    share of any outcome and that of living twins. The last is counted and has no interval: it says whether
    the map may be read at all, and twenty living twins of twenty could never be told from 95 %.
    """
    outcomes = judge(answers([question(scenario, SEED, n)], jobs)[0])
    shares = {name: _share(outcomes.five_years == name, level) for name in np.unique(outcomes.five_years)}
    nothing = _share(np.zeros_like(outcomes.alive), level)
    wanted = [shares.get(name, nothing) for name in (ending, BACK)]
    least = Interval(*(min(ends) for ends in zip(*wanted, strict=True)))
    name, most = max(shares.items(), key=lambda entry: entry[1].estimate)
    alive = float(outcomes.alive.mean())
    note = f"most: {name or 'not read'} {most.estimate:.1%}; twins alive {alive:.1%}"
    return Measurement(least, note, (("below", MOST, most), ("+", TWINS, Interval(alive, alive, alive))))


def fill_of_map(outcomes: Outcomes, ending: str) -> tuple[float, float, float]:
    """P2's estimates alone: the lesser share of `ending` and of bounced back, the greatest share of any
    outcome, the share of living twins.
    """
    names, counts = np.unique(outcomes.five_years, return_counts=True)
    shares = dict(zip(names.tolist(), (counts / outcomes.five_years.size).tolist(), strict=True))
    return (
        min(shares.get(name, 0.0) for name in (ending, BACK)),
        max(shares.values()),
        float(outcomes.alive.mean()),
    )


def _share(hits: BoolArray, level: float) -> Interval:
    return map_share(hits, resamples=RESAMPLES, level=level)


def critical_size(scenario: Scenario, n: int, level: float, jobs: int | None) -> Measurement:
    """P4: the size at which half of the runs collapse by rest; infinite where none up to 1 does."""
    sizes, broken = _breaks(scenario, n, jobs)
    return _measurement(crossing(sizes, broken, np.ones((1, n))), crossing(sizes, broken, _drawn(n)), level)


def critical_size_by_halving(scenario: Scenario, n: int) -> float:
    """The critical size to within 1 / 2,000, by halving: for draws, in which the search of `critical_size`
    would take too long. What breaks half of the runs is taken to do so from there on.
    """

    def breaks(size: float) -> bool:
        return bool(_collapsed(scenario, (size,), n, 1).mean() >= 0.5)

    if not breaks(1.0):
        return math.inf
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if breaks(middle) else (middle, high)
    return (low + high) / 2


def council_raises(scenario: Scenario, n: int, level: float, jobs: int | None) -> Measurement:
    """P4: the critical size with the council minus that without it, over the same resampled replicates.

    A size that is beyond 1 counts as 1.
    """
    ends = []
    for arm in (scenario, off(scenario, ["council"])):
        sizes, broken = _breaks(arm, n, jobs)
        ends.append([np.minimum(crossing(sizes, broken, w), 1) for w in (np.ones((1, n)), _drawn(n))])
    (point, drawn), (alone, drawn_alone) = ends
    note = f"with it {point[0]:.3f}, without it {alone[0]:.3f}"
    return _measurement(point - alone, drawn - drawn_alone, level)._replace(note=note)


def _measurement(point: FloatArray, drawn: FloatArray, level: float) -> Measurement:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    return Measurement(Interval(float(point[0]), float(low), float(high)))


def _drawn(n: int) -> FloatArray:
    """How often each replicate is in each of many resamples: [resamples, n]."""
    return np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), size=RESAMPLES).astype(np.float64)


def _breaks(scenario: Scenario, n: int, jobs: int | None) -> tuple[FloatArray, BoolArray]:
    """Which replicates collapse at which size [sizes, n]: coarsely over all sizes, then finely over those
    at which replicates differ.
    """
    broken = _collapsed(scenario, COARSE, n, jobs)
    struck = broken.sum(axis=1)
    first = max((size for size, runs in zip(COARSE, struck, strict=True) if runs == 0), default=0.0)
    whole = [size for size, runs in zip(COARSE, struck, strict=True) if runs == n and size > first]
    last = min(whole, default=1.0)
    fine = np.linspace(first, last, FINE + 1)[1:]
    begin = np.zeros((1, n), dtype=np.bool_)
    return np.array([first, *fine]), np.concatenate([begin, _collapsed(scenario, tuple(fine), n, jobs)])


def _collapsed(scenario: Scenario, sizes: tuple[float, ...], n: int, jobs: int | None) -> BoolArray:
    (cells,) = answers([Question(scenario, tuple(map(float, sizes)), (TERM,), SEED, n)], jobs)
    return np.asarray(judge(cells).rest == COLLAPSED, dtype=np.bool_)


def crossing(sizes: FloatArray, broken: BoolArray, weights: FloatArray) -> FloatArray:
    """The least size [w] at which half of the replicates, each `weights`[w, n] times, are broken[sizes, n];
    straight between two sizes, infinite where no size does.

    >>> sizes, broken = np.array([0.2, 0.4]), np.array([[False, False], [True, True]])
    >>> crossing(sizes, broken, np.ones((1, 2)))
    array([0.3])
    """
    share = weights @ broken.T / weights.sum(axis=1, keepdims=True)
    over = share >= 0.5
    place = np.maximum(over.argmax(axis=1), 1)
    rows = np.arange(len(share))
    before, here = share[rows, place - 1], share[rows, place]
    part = np.divide(0.5 - before, here - before, out=np.zeros(len(share)), where=here > before)
    size = sizes[place - 1] + np.clip(part, 0, 1) * (sizes[place] - sizes[place - 1])
    return np.where(over.any(axis=1), size, np.inf)
