"""Which lenses are one theory to an observer: each pair, from the confusions as they are stored."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, groupby

from analysis.intervals import wilson
from experiments.study.lenses.lens_cases import LENSES
from experiments.study.lenses.observers import ANSWER
from experiments.study.lenses.theory_recovery import ALL, ALL_SIX, ANY
from experiments.study.report import Row

ONE_THEORY, PARTLY, TOLD_APART = "one theory", "partly told apart", "told apart"
EVEN, CLEAR = 0.5, 0.9
"""Shares, of the runs of two lenses that are named as either, that are named rightly: by chance, and beyond
which the two are told apart.
"""
_WHERE = ("size", "spread", "observer", "scenario")


def pair_rows(recovery: Sequence[Mapping[str, str]]) -> list[Row]:
    """For every point and observer, where any one scenario is seen and where all six are, each pair of
    lenses: of their runs that are named as either of the two, the share that is named rightly.
    """
    observers = {observer.name for observer in ANSWER}
    asked = [
        row
        for row in recovery
        if row["observer"] in observers and row["scenario"] in (ANY, ALL_SIX) and row["truth"] != ALL
    ]
    return [
        row
        for where, rows in groupby(asked, key=lambda row: tuple(row[name] for name in _WHERE))
        for row in _pairs(dict(zip(_WHERE, where, strict=True)), {row["truth"]: row for row in rows})
    ]


def _pairs(where: Mapping[str, str], of_lens: Mapping[str, Mapping[str, str]]) -> Iterator[Row]:
    for lens, other in combinations(LENSES, 2):
        right, wrong = (
            sum(float(of_lens[truth][f"as_{named}"]) * int(of_lens[truth]["n"]) for truth, named in cells)
            for cells in (((lens, lens), (other, other)), ((lens, other), (other, lens)))
        )
        low, high = (float(end) for end in wilson(right, right + wrong))
        share = right / (right + wrong) if right + wrong else math.nan
        yield {
            **where, "lens": lens, "other": other, "n": round(right + wrong), "right": share, "low": low,
            "high": high, "verdict": verdict_on(low),
        }  # fmt: skip


def verdict_on(low: float) -> str:
    """What the lower end of the interval of a pair's share says: *one theory* where it does not lie above
    what chance gives, *told apart* where it lies above nine tenths.

    >>> verdict_on(0.47), verdict_on(0.6), verdict_on(0.93)
    ('one theory', 'partly told apart', 'told apart')
    """
    if low <= EVEN:
        return ONE_THEORY
    return TOLD_APART if low > CLEAR else PARTLY
