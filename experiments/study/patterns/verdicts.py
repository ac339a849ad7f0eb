"""The patterns the model has to show, held against what was written down before any of them was run.

`patterns.csv` fixes for each part its scenario, measure, sign, smallest effect that would matter and number
of runs. `python -m experiments.study patterns` runs them all and writes the table `patterns` and the picture.
"""

import math
from collections.abc import Sequence

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import Interval, mean_interval
from experiments.study.folders import SHIPPED, Folders
from experiments.study.patterns.parts import OVER_ALL, PAIRED, SHARES
from experiments.study.patterns.parts_from_shares import Measurement
from experiments.study.patterns.pattern_figure import patterns_figure
from experiments.study.patterns.preregistered import FAILS, HOLDS, NOT_TESTED, UNDECIDED, Part, parts
from experiments.study.recheck import Recheck, spread
from experiments.study.report import Row, save_figure, save_table, say
from scenarios import Invalid, KeyFault, load


def measure_part(part: Part, confidence: float, jobs: int | None = None) -> Measurement:
    """Run one part; its interval over replicates has this confidence. A part whose scenario or keys are not
    there comes to nothing, with the reason.
    """
    try:
        return _measured(part, confidence, jobs)
    except (Invalid, KeyFault) as fault:
        words = " ".join(str(fault).split())
        return Measurement(Interval(math.nan, math.nan, math.nan), f"cannot be run: {words[:160]}")


def _measured(part: Part, confidence: float, jobs: int | None) -> Measurement:
    if part.name in SHARES:
        return SHARES[part.name](load(part.scenario), n=part.n, level=confidence, jobs=jobs)
    return measurement_of(paired_values(part), part.sign, confidence)


def paired_values(part: Part) -> FloatArray:
    """The n paired values of a part that is not read off shares of runs."""
    if part.name in OVER_ALL:
        return OVER_ALL[part.name](part.n)
    return PAIRED[part.name](load(part.scenario), part.n)


def measurement_of(values: FloatArray, sign: str, confidence: float) -> Measurement:
    """What paired values come to: their mean, or where they have to be zero all they span."""
    if sign == "zero":
        low, high = float(values.min()), float(values.max())
        return Measurement(Interval(high, low, high))
    missing = int(np.isnan(values).sum())
    note = f"{missing} of {len(values)} runs had nothing to measure" if missing else ""
    return Measurement(mean_interval(values, confidence), note)


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


def part_verdict(part: Part, measurement: Measurement) -> str:
    """The verdict on a part: the worst on all that must hold for it."""
    sign = "+" if part.sign == "map" else part.sign
    conditions = ((sign, part.smallest, measurement.interval), *measurement.further)
    verdicts = {verdict(*condition) for condition in conditions}
    return next(name for name in (NOT_TESTED, FAILS, UNDECIDED, HOLDS) if name in verdicts)


def joint_confidence(many: int) -> float:
    """The confidence of each of so many intervals that hold together with 95 %."""
    return 1 - 0.05 / many


def rows(wanted: Sequence[Part], jobs: int | None = None) -> list[Row]:
    """Run the parts; a row each. The intervals of all parts written down hold together with 95 %."""
    made = []
    for part in wanted:
        made.append(_row(part, measure_part(part, joint_confidence(len(parts())), jobs)))
        say(f"{part.name}: {made[-1]['verdict']}")
    return made


_WRITTEN_DOWN = ("id", "part", "scenario", "measure", "sign", "smallest", "unit", "n")


def _row(part: Part, measurement: Measurement) -> Row:
    return {
        **{name: getattr(part, name) for name in _WRITTEN_DOWN},
        **measurement.interval._asdict(),
        "verdict": part_verdict(part, measurement),
        "note": measurement.note,
        "says": part.says,
        "built_in": "yes" if part.built_in else "no",
    }


NOT_RUN = "not run on the present model yet"


def unmeasured(wanted: Sequence[Part]) -> list[Row]:
    """Rows for parts that have no result on the present model: what is asked, and no more."""
    nothing = Measurement(Interval(math.nan, math.nan, math.nan), NOT_RUN)
    return [_row(part, nothing) for part in wanted]


def recheck(_: Folders, many: int | None, jobs: int | None) -> dict[str, Recheck]:
    """So many parts (None: all) run anew, evenly spread."""
    every = parts()
    places = spread(len(every) if many is None else many, len(every))
    made = rows([every[place] for place in places], jobs)
    return {"patterns": Recheck(dict(zip(places, made, strict=True)), len(every))}


def write_all(folders: Folders = SHIPPED, jobs: int | None = None) -> None:
    """Run every part and write table and picture."""
    made = rows(parts(), jobs)
    save_table(folders, "patterns", made)
    save_figure(folders, "patterns", patterns_figure(made))
