"""The patterns the model has to show, held against what was written down before any of them was run.

`patterns.csv` fixes for each part its scenario, measure, sign, smallest effect that would matter and number
of runs. `python -m experiments.patterns` runs them all (some minutes) and writes
`docs/results/patterns.csv`, the picture, and the table in `docs/patterns.md`.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import Interval, mean_interval
from experiments.maps import DOCS, draw, say, table
from experiments.maps_page import fill_pages
from experiments.maps_starts import Row
from experiments.patterns_figure import patterns_figure
from experiments.patterns_parts import OVER_ALL, PAIRED
from experiments.patterns_shares import ENDINGS, Finding, council_raises, critical_size, map_shares
from scenarios import load

WRITTEN = Path(__file__).resolve().parent / "patterns.csv"
HOLDS, FAILS, UNDECIDED, NOT_TESTED = "holds", "fails", "undecided", "not tested"
SHARES: Mapping[str, Callable[..., Finding]] = {
    **{f"P2 {where}": partial(map_shares, ending=ending) for where, ending in ENDINGS.items()},
    "P4 finite": critical_size,
    "P4 council": council_raises,
}
"""Parts that are read off shares of runs."""


class Part(NamedTuple):
    """One part of a pattern, as written down: n runs of a scenario give a measure, which has to lie beyond
    `smallest` in the direction of `sign` (+, -, below, zero; map: see `patterns_shares.map_shares`).
    """

    id: str
    part: str
    claims: str
    scenario: str
    measure: str
    sign: str
    smallest: float
    unit: str
    n: int
    says: str

    @property
    def name(self) -> str:
        """Its id and part, as in `P3 speed`."""
        return f"{self.id} {self.part}"


def parts(path: Path = WRITTEN) -> list[Part]:
    """Every part, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_part(row) for row in csv.DictReader(file)]


def _part(row: Mapping[str, str]) -> Part:
    text = {key: row[key] for key in ("id", "part", "claims", "scenario", "measure", "sign", "unit", "says")}
    return Part(**text, smallest=float(row["smallest"]), n=int(row["n"]))


def find(part: Part, level: float, jobs: int | None = None) -> Finding:
    """Run one part; its interval over replicates has the confidence `level`."""
    if part.name in SHARES:
        return SHARES[part.name](load(part.scenario), n=part.n, level=level, jobs=jobs)
    if part.name in OVER_ALL:
        return of_values(OVER_ALL[part.name](part.n), part.sign, level)
    return of_values(PAIRED[part.name](load(part.scenario), part.n), part.sign, level)


def of_values(values: FloatArray, sign: str, level: float) -> Finding:
    """What paired values come to: their mean, or where they have to be zero all they span."""
    if sign == "zero":
        low, high = float(values.min()), float(values.max())
        return Finding(Interval(high, low, high))
    missing = int(np.isnan(values).sum())
    note = f"{missing} of {len(values)} runs had nothing to measure" if missing else ""
    return Finding(mean_interval(values, level), note)


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


def rows(asked: Sequence[Part], jobs: int | None = None) -> list[Row]:
    """Run the parts; a row each. Their intervals hold together with 95 %: each has 1 − .05 over their
    number.
    """
    level, made = 1 - 0.05 / len(asked), []
    for part in asked:
        finding = find(part, level, jobs)
        made.append({
            **{key: getattr(part, key) for key in ("id", "part", "scenario", "measure", "sign", "smallest",
                                                   "unit", "n")},
            **finding.interval._asdict(),
            "verdict": judged(part, finding), "note": finding.note, "says": part.says,
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
