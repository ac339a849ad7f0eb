"""The patterns the model has to show, held against what was written down before any of them was run.

`patterns.csv` fixes for each part its scenario, measure, sign, smallest effect that would matter and number
of runs. `python -m experiments.study.patterns.verdicts` runs them all (some minutes) and writes
`docs/results/patterns.csv`, the picture, and the table in `docs/patterns.md`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import Interval, mean_interval
from experiments.study.maps.map_tables import DOCS, draw, say, table
from experiments.study.maps.starting_points import Row
from experiments.study.pages import fill_pages
from experiments.study.patterns.parts import OVER_ALL, PAIRED
from experiments.study.patterns.parts_of_shares import (
    ENDINGS,
    Finding,
    council_raises,
    critical_size,
    map_shares,
)
from experiments.study.patterns.pattern_figure import patterns_figure
from experiments.study.patterns.preregistered import FAILS, HOLDS, NOT_TESTED, UNDECIDED, Part, parts
from scenarios import load

SHARES: Mapping[str, Callable[..., Finding]] = {
    **{f"P2 {where}": partial(map_shares, ending=ending) for where, ending in ENDINGS.items()},
    "P4 finite": critical_size,
    "P4 council": council_raises,
}
"""Parts that are read off shares of runs."""


def find(part: Part, confidence: float, jobs: int | None = None) -> Finding:
    """Run one part; its interval over replicates has this confidence."""
    if part.name in SHARES:
        return SHARES[part.name](load(part.scenario), n=part.n, level=confidence, jobs=jobs)
    return of_values(values(part), part.sign, confidence)


def values(part: Part) -> FloatArray:
    """The n paired values of a part that is not read off shares of runs."""
    if part.name in OVER_ALL:
        return OVER_ALL[part.name](part.n)
    return PAIRED[part.name](load(part.scenario), part.n)


def of_values(found: FloatArray, sign: str, confidence: float) -> Finding:
    """What paired values come to: their mean, or where they have to be zero all they span."""
    if sign == "zero":
        low, high = float(found.min()), float(found.max())
        return Finding(Interval(high, low, high))
    missing = int(np.isnan(found).sum())
    note = f"{missing} of {len(found)} runs had nothing to measure" if missing else ""
    return Finding(mean_interval(found, confidence), note)


def verdict(sign: str, smallest: float, interval: Interval) -> str:
    """Whether the whole interval lies beyond the smallest effect (holds), on its other side (fails) or on
    both (undecided); not tested where there is no interval.

    >>> verdict("+", 0.1, Interval(0.3, 0.2, 0.4)), verdict("-", 0.1, Interval(-0.1, -0.2, 0.0))
    ('holds', 'undecided')
    """
    _, low, high = interval
    if not low <= high:
        return NOT_TESTED
    if sign == "zero":
        return HOLDS if low == high == 0 else FAILS
    if sign in ("-", "below"):
        low, high = -high, -low
    least = -smallest if sign == "below" else smallest
    if low >= least:
        return HOLDS
    return FAILS if high < least else UNDECIDED


def judged(part: Part, finding: Finding) -> str:
    """The verdict on a part: the worst on all that must hold for it."""
    sign = "+" if part.sign == "map" else part.sign
    found = {verdict(*one) for one in ((sign, part.smallest, finding.interval), *finding.further)}
    return next(one for one in (NOT_TESTED, FAILS, UNDECIDED, HOLDS) if one in found)


def level(asked: Sequence[Part]) -> float:
    """The confidence of one interval, so that those of all parts asked hold together with 95 %."""
    return 1 - 0.05 / len(asked)


def rows(asked: Sequence[Part], jobs: int | None = None) -> list[Row]:
    """Run the parts; a row each. Their intervals hold together with 95 %: each has 1 − .05 over their
    number.
    """
    made = []
    for part in asked:
        finding = find(part, level(asked), jobs)
        made.append({
            **{key: getattr(part, key) for key in ("id", "part", "scenario", "measure", "sign", "smallest",
                                                   "unit", "n")},
            **finding.interval._asdict(),
            "verdict": judged(part, finding), "note": finding.note, "says": part.says,
            "built_in": "yes" if part.built_in else "no",
        })  # fmt: skip
        say(f"{part.name}: {made[-1]['verdict']}")
    return made


def write_all(folder: Path = DOCS, jobs: int | None = None) -> None:
    """Run every part and write table, picture and page into `folder`."""
    made = rows(parts(), jobs)
    table(folder, "patterns", made)
    draw(folder, "patterns", patterns_figure(made))
    fill_pages(folder, ["patterns.md"])


if __name__ == "__main__":
    write_all()
