"""What the theories are named from: without the turn, by one series, by levels alone, and by no names at all.
Asked after the first tables were seen, with the runs of one point of them.
"""

from collections.abc import Iterator

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.intervals import mean_interval, wilson
from experiments.engine.observations import OBSERVABLE
from experiments.study.lenses.lens_cases import CALM, LensSample, LensScenario, lens_scenarios, seen_years
from experiments.study.lenses.observers import (
    ANSWER,
    CONTROLS,
    MISLABELLED,
    Observer,
    known_to,
    measured,
    usual_level,
)
from experiments.study.lenses.theory_recovery import RecoveryPoint, confusion, read_at, samples
from experiments.study.report import SEED, Row
from experiments.sweep.processes import in_processes

POINT = RecoveryPoint(1.0, 0.15)
"""As argued, and as little known as elsewhere in the study."""
TURN = "half turn"
NO_TURN = LensScenario("half turn without the turn", "unilateral-turn-2017", (("shock.size", "0"),), "")
"""The scenario's council and administration alone."""
DEALS = 40
WITHOUT_TURN, BY_LEVEL, ONE_LEVEL, ONE_CHANGE, OTHER_DEALS = (
    "without the turn", "levels of the calm year", "the level of one series in calm",
    "the changes of one series in the half turn", "names dealt out anew",
)  # fmt: skip


def control_rows(jobs: int | None = None, point: RecoveryPoint = POINT, deals: int = DEALS) -> list[Row]:
    """A row for each control, observer and scenario: the share named rightly, with its interval; of names
    dealt out anew the mean over the deals.
    """
    figures = np.stack([*in_processes(_years, samples(point), jobs)])
    read = read_at(point, figures[:, :-1])
    return [
        *_without_turn(point, figures[:, -1]),
        *_levels(point, read),
        *_single_series(point, read),
        _other_deals(point, read, deals),
    ]


def _years(sample: LensSample) -> FloatArray:
    """Every scenario by years, the half turn without its turn last."""
    return seen_years(sample, [*lens_scenarios(), NO_TURN])


def _place(scenario: str) -> int:
    return [asked.name for asked in lens_scenarios()].index(scenario)


def _without_turn(point: RecoveryPoint, figures: FloatArray) -> Iterator[Row]:
    level = usual_level(figures[:, : point.learnt_from])
    read = measured(figures, level, np.random.default_rng([SEED, len(lens_scenarios())]))
    for observer in ANSWER:
        yield _row(WITHOUT_TURN, observer, NO_TURN.name, _counts(point, observer, read))


def _levels(point: RecoveryPoint, read: FloatArray) -> Iterator[Row]:
    for asked in lens_scenarios():
        for observer in CONTROLS:
            if not observer.changes:
                counts = _counts(point, observer, read[:, _place(asked.name)])
                yield _row(BY_LEVEL, observer, asked.name, counts)


def _single_series(point: RecoveryPoint, read: FloatArray) -> Iterator[Row]:
    for control, scenario, changes in ((ONE_LEVEL, CALM, False), (ONE_CHANGE, TURN, True)):
        for name in OBSERVABLE:
            observer = Observer(name, (name,), changes=changes)
            yield _row(control, observer, scenario, _counts(point, observer, read[:, _place(scenario)]))


def _other_deals(point: RecoveryPoint, read: FloatArray, deals: int) -> Row:
    measures = known_to(MISLABELLED, read[:, _place(TURN)])
    shares = [
        float(np.trace(counts) / counts.sum())
        for deal in range(deals)
        for counts in [confusion(MISLABELLED, measures, point.learnt_from, SEED + 1 + deal)]
    ]
    mean = mean_interval(shares)
    return {
        "control": OTHER_DEALS, "observer": MISLABELLED.name, "scenario": TURN, "n": deals,
        "right": mean.estimate, "low": mean.low, "high": mean.high,
    }  # fmt: skip


def _counts(point: RecoveryPoint, observer: Observer, read: FloatArray) -> IntArray:
    return confusion(observer, known_to(observer, read), point.learnt_from)


def _row(control: str, observer: Observer, scenario: str, counts: IntArray) -> Row:
    n, right = int(counts.sum()), int(np.trace(counts))
    low, high = wilson(right, n)
    return {
        "control": control, "observer": observer.name, "scenario": scenario, "n": n, "right": right / n,
        "low": float(low), "high": float(high),
    }  # fmt: skip
