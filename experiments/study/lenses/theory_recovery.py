"""Can a theory be named from what is seen? Runs through each lens, held out from those a pipeline learnt
from, over the size of the shift and the spread of all parameters.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.intervals import wilson
from experiments.study.lenses.lens_cases import CALM, LENSES, LensSample, lens_scenarios, seen_years
from experiments.study.lenses.observers import (
    ANSWER,
    CONTROLS,
    OBSERVERS,
    Observer,
    known_to,
    measured,
    usual_level,
)
from experiments.study.report import SEED, Row, say
from experiments.sweep.processes import in_processes

SIZES = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)
"""Sizes of the shift: 0 is no theory but the model's own, 1 what is argued."""
SPREADS = (0.0, 0.05, 0.15, 0.3)
"""Half the widths of the draws of all parameters."""
LEARNT_FROM, HELD_OUT = 200, 150
"""Runs through each lens: those a pipeline learns from, and those it has to name."""
APART = 1000
"""Replicates of each lens begin so far from those of the one before: no two lenses share a draw."""
ANY, ALL_SIX, ALL = "any one", "all six", "all"
"""In place of a scenario: each of the six with a shock by itself, or all at once; in place of a lens: all."""


class RecoveryPoint(NamedTuple):
    """A point of the grid: the size of the shift and the spread of the parameters; how many runs of each
    lens are learnt from and how many are to be named.
    """

    size: float
    spread: float
    learnt_from: int = LEARNT_FROM
    held_out: int = HELD_OUT


def points() -> list[RecoveryPoint]:
    """The whole grid, spread by spread."""
    return [RecoveryPoint(size, spread) for spread in SPREADS for size in SIZES]


def samples(point: RecoveryPoint) -> list[LensSample]:
    """The runs of each lens at a point. The model's own moves nothing: its runs serve all sizes."""
    n = point.learnt_from + point.held_out
    return [
        LensSample(lens, point.size if place else 0.0, point.spread, APART * place, n)
        for place, lens in enumerate(LENSES)
    ]


def confusion(observer: Observer, measures: FloatArray, learnt_from: int, seed: int = SEED) -> IntArray:
    """How runs are named: int64[truth, named] of measures[lens, n, measured]; the first `learnt_from` of each
    lens are learnt from, the others named.
    """
    lenses, n, _ = measures.shape
    known = np.concatenate([runs[:learnt_from] for runs in measures])
    unknown = np.concatenate([runs[learnt_from:] for runs in measures])
    names = np.repeat(np.arange(lenses), learnt_from)
    if observer.mislabelled:
        names = np.random.default_rng([seed, len(names)]).permutation(names)
    counts = np.zeros((lenses, lenses), dtype=np.int64)
    truth = np.repeat(np.arange(lenses), n - learnt_from)
    np.add.at(counts, (truth, observer.namer(known, names, unknown)), 1)
    return counts


def confusions(observer: Observer, figures: FloatArray, learnt_from: int) -> dict[str, IntArray]:
    """How runs are named in each scenario alone, in all six at once, and in any one of them (the six added
    up), from figures[lens, scenario, n, years, series].
    """
    names = [asked.name for asked in lens_scenarios()]
    seen = known_to(observer, figures)
    each = {name: confusion(observer, seen[:, place], learnt_from) for place, name in enumerate(names)}
    shocks = [place for place, name in enumerate(names) if name != CALM]
    together = np.concatenate([seen[:, place] for place in shocks], axis=2)
    added = np.sum([each[names[place]] for place in shocks], axis=0)
    return {**each, ANY: added, ALL_SIX: confusion(observer, together, learnt_from)}


def read_at(point: RecoveryPoint, figures: FloatArray) -> FloatArray:
    """What was seen at a point, figures[lens, scenario, n, years, series], as it is read there: with errors
    of measurement that are the point's own.
    """
    level = usual_level(figures[:, :, : point.learnt_from])
    chance = np.random.default_rng([SEED, round(1000 * point.size), round(1000 * point.spread)])
    return measured(figures, level, chance)


def recovery_rows(point: RecoveryPoint, figures: FloatArray) -> list[Row]:
    """Every row of a point from what was seen there, before any error of measurement: of an observer and a
    scenario a row for each lens that was true, and one for all.
    """
    read = read_at(point, figures)
    return [
        row
        for observer in OBSERVERS
        for scenario, counts in confusions(observer, read, point.learnt_from).items()
        if observer in ANSWER or scenario in (ANY, ALL_SIX)
        for row in _rows_of(point, observer, scenario, counts)
    ]


def _rows_of(point: RecoveryPoint, observer: Observer, scenario: str, counts: IntArray) -> Iterator[Row]:
    where = {
        "size": point.size, "spread": point.spread, "observer": observer.name, "scenario": scenario,
    }  # fmt: skip
    shares = counts / counts.sum(axis=1, keepdims=True)
    for place, lens in enumerate(LENSES):
        yield {**where, "truth": lens, **_said(shares[place], float(shares[place, place]), point.held_out)}
    mean = float(np.diagonal(shares).mean())
    yield {**where, "truth": ALL, **_said(shares.mean(axis=0), mean, point.held_out * len(LENSES))}


def _said(named: FloatArray, right: float, n: int) -> Row:
    """A share that was named rightly, with Wilson's interval. The six scenarios of *any one* show the same
    runs' parameters six times, so that n counts runs and not looks.
    """
    low, high = wilson(right * n, n)
    shares = {f"as_{lens}": float(share) for lens, share in zip(LENSES, named, strict=True)}
    return {"n": n, "right": right, "low": float(low), "high": float(high), **shares}


ROWS_A_POINT = (len(LENSES) + 1) * (len(ANSWER) * (len(lens_scenarios()) + 2) + 2 * len(CONTROLS))


def recovery_table(asked: Sequence[RecoveryPoint], jobs: int | None = None) -> list[Row]:
    """The rows of all points, in their order; the runs in up to `jobs` spawned processes, on whose number
    nothing depends.
    """
    wanted = list(dict.fromkeys(sample for point in asked for sample in samples(point)))
    arriving = in_processes(seen_years, wanted, jobs, first=lambda: seen_years(wanted[0]._replace(n=1)))
    return _rows_in_order(asked, zip(wanted, arriving, strict=True))


def _rows_in_order(
    asked: Sequence[RecoveryPoint], arriving: Iterable[tuple[LensSample, FloatArray]]
) -> list[Row]:
    """The rows of every point as soon as its runs are there; runs are held as long as a point waits for
    them.
    """
    rows: list[Row] = []
    there: dict[LensSample, FloatArray] = {}
    waiting = list(asked)
    for sample, figures in arriving:
        there[sample] = figures
        while waiting and all(need in there for need in samples(waiting[0])):
            point = waiting.pop(0)
            rows += recovery_rows(point, np.stack([there[need] for need in samples(point)]))
            say(f"lenses: shift {point.size:g}, spread {point.spread:.0%}")
        still = {need for point in waiting for need in samples(point)}
        there = {held: runs for held, runs in there.items() if held in still}
    return rows
