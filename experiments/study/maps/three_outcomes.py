"""The three outcomes over the size × months maps of an outside and an inside shock, and what is asked of
them.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from analysis.arrays import BoolArray, TextArray
from analysis.baseline import PerformanceCourse
from analysis.intervals import Interval, map_share
from analysis.outcomes import ALL, BACK, COLLAPSED, FORWARD, NO_BASELINE, NULL, Rest
from analysis.resilience import measure
from analysis.thresholds import STATED, Thresholds
from experiments.engine.evaluate import by_rest
from experiments.study.maps.cells import Cells, answers, question
from experiments.study.report import SEED
from scenarios import load
from sim.parameters.calm import C_STAR

OUTSIDE, INSIDE = "taiwan-blockade", "unilateral-turn-2025"
REPLICATES = 20
UNSETTLED = "still moving"
"""How a run that came to no rest is written in a table."""
THREE = (FORWARD, BACK, COLLAPSED)
"""What has to be reachable; `not degraded` counts with none of them."""
LEAST, MOST, TWINS = 0.05, 0.8, 0.95
"""The criteria of `docs/expectations.md`: an outcome's least share of one map, its most of either, and the
least share of twins that stay alive.
"""


class Outcomes(NamedTuple):
    """A map judged: for each cell and replicate its outcome five years after the cell's own end, by rest and
    by level, and whether its twin is alive. An outcome by rest is null where a run did not come to rest, one
    five years on where the horizon ends before.
    """

    five_years: TextArray  # [c, r]
    rest: TextArray  # [c, r]
    level: TextArray  # [c, r]
    alive: BoolArray  # [c, r]


class Verdict(NamedTuple):
    """Whether two maps keep the three outcomes, and what they fail in, in words."""

    kept: bool
    faults: tuple[str, ...]


def judge(cells: Cells, thresholds: Thresholds = STATED) -> Outcomes:
    """Give every run of a map its one outcome, five years on, by rest and by level."""
    judged = [_judge_cell(cells, number, thresholds) for number in range(len(cells.rest))]
    five_years, rest, level, alive = (np.array(part) for part in zip(*judged, strict=True))
    return Outcomes(five_years, rest, level, alive & (rest != NO_BASELINE))


def _judge_cell(
    cells: Cells, number: int, thresholds: Thresholds
) -> tuple[TextArray, TextArray, TextArray, BoolArray]:
    t0, t1 = cells.windows[number]
    run = PerformanceCourse(cells.performance[number], cells.cooperation[number])
    twin = PerformanceCourse(cells.twin, cells.twin_cooperation)
    measures = measure(run, twin, t0=t0, t1=t1, c_star=C_STAR, thresholds=thresholds)
    rests = Rest(cells.rest[number], cells.twin_rest, np.full(len(cells.twin_rest), cells.bare))
    at_rest = by_rest(rests, measures, thresholds)
    return measures["outcome_60"], at_rest, measures["outcome"], measures["twin_alive"]


def shares(outcomes: TextArray) -> Mapping[str, Interval]:
    """Each outcome's share of outcomes[cells, replicates], with its interval over replicates; null counts
    in the denominator and stands under its own name if there is any.
    """
    names = [*ALL, *([NULL] if (outcomes == NULL).any() else [])]
    return {name: map_share(outcomes == name) for name in names}


def keeps_three(outside: Outcomes, inside: Outcomes, *, by: str = "five_years") -> Verdict:
    """Hold two maps against the criteria of `docs/expectations.md`; `by` is `five_years`, or `level`
    to compare.

    Bounced forward, bounced back and collapsed each fill at least 5 % of at least one map (mean over cells
    and replicates), no outcome of any name more than 80 % of either, and at least 95 % of twins are alive
    and at rest.
    """
    maps = {"outside": outside, "inside": inside}
    filled = {
        where: {name: share.estimate for name, share in shares(getattr(outcomes, by)).items()}
        for where, outcomes in maps.items()
    }
    faults = []
    for name in THREE:
        best = max(filled[where][name] for where in maps)
        if best < LEAST:
            faults.append(f"{name} fills at most {best:.1%} of a map")
    for where, by_name in filled.items():
        faults += [
            f"{name} fills {share:.1%} of the {where} map" for name, share in by_name.items() if share > MOST
        ]
        living = float(maps[where].alive.mean())
        if living < TWINS:
            faults.append(f"{living:.1%} of the twins of the {where} map are alive")
    return Verdict(not faults, tuple(faults))


def both_maps(
    seed: int = SEED, replicates: int = REPLICATES, *, every: int = 1, jobs: int | None = None
) -> tuple[Cells, Cells]:
    """Run the maps of the outside and the inside shock as shipped; see `cells.question` for `every`."""
    questions = [question(load(name), seed, replicates, every=every) for name in (OUTSIDE, INSIDE)]
    outside, inside = answers(questions, jobs)
    return outside, inside
