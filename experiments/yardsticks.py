"""Designs held against one calm alliance, that of the first, and against their own twins; and the sentence
where the two disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from analysis.arrays import FloatArray
from analysis.baseline import EQUAL, LEVELS, PerformanceCourse, levels, relative, signs_differ
from analysis.intervals import Interval, mean_interval
from experiments.engine.evaluate import Evaluation, course
from sim.parameters.calm import C_STAR

OF_FIRST = "_first_calm"
"""What ends the name of a measure that is held against the calm alliance of the first."""
_LOW, _HIGH = (
    {"loss": "loses less", "robustness": "falls lower", "gain": "gains less"},
    {"loss": "loses more", "robustness": "falls less low", "gain": "gains more"},
)


@dataclass(frozen=True)
class Difference:
    """How far a design's measure differs from the first's, by either yardstick, run by run.

    `dead` is the share of runs in which either twin is dead, so that nothing can be held against it.
    """

    measure: str
    calm: Interval
    twin: Interval
    dead: float = 0.0

    @property
    def disagree(self) -> bool:
        """Whether the two yardsticks disagree on which of the two does better."""
        return signs_differ(self.calm, self.twin)

    def in_short(self, design: str) -> str:
        """The same for a figure's title."""
        told = {"its own twin": self.twin, "the calm alliance": self.calm}
        known = {name: by.estimate for name, by in told.items() if not np.isnan(by.estimate)}
        by = [f"{_visible(difference)} against {name}" for name, difference in known.items()]
        return f"{design}: {self.measure} {', '.join(by)}"

    def words(self, design: str, first: str) -> str | None:
        """What a reader of the twin's number alone would miss, as a sentence; None where that is nothing."""
        against = f"against the calm alliance it {self._does(self.calm)}"
        if self.disagree:
            return (
                f"{design}: the two yardsticks disagree. Against its own twin it {self._does(self.twin)} "
                f"than {first}, but {against}. The twins differ, while the calm alliance is the same for "
                "both: judge by it which alliance is better off, and by the twin which is more resilient."
            )
        if self.dead > 0 and self.measure == LEVELS[0]:
            share = f"{100 * self.dead:.0f} % of runs"
            return (
                f"{design}: in {share} a twin is dead, so that nothing can be compared with it; {against} "
                f"than {first}."
            )
        return None

    def _does(self, by: Interval) -> str:
        verb = (_HIGH if by.estimate > 0 else _LOW)[self.measure]
        return f"{verb} ({by.estimate:+.3g})" if by.estimate else "does the same"


def _visible(difference: float) -> str:
    return f"{difference:+.3g}" if abs(difference) >= EQUAL else "0"


@dataclass(frozen=True)
class DesignVerdict:
    """Which of two designs is better, in two halves that need not agree.

    `level`: how much more a design performs without the shocks than the first does without them, as a share
    of the first's calm alliance, run by run. `resilience`: how much more of its own twin's level it loses;
    not a number where one of the two has no shock, or no living twin.
    """

    level: Interval
    resilience: Interval

    def words(self, design: str, first: str) -> str:
        """Both halves as sentences, each with its 95 % interval."""
        better = "better" if self.level.estimate > 0 else "worse"
        words = f"without the shocks {design} performs {better} than {first}, by"
        level = f"Level: {_half(self.level, words, ' of the calm alliance')}"
        if np.isnan(self.resilience.estimate):
            return level
        larger = "larger" if self.resilience.estimate > 0 else "smaller"
        whose = "its own" if design == "it" else f"{design}'s"
        words = f"the shocks take a {larger} share of {whose} level than of {first}'s, by"
        return f"{level} Resilience: {_half(self.resilience, words, '')}"


def _half(by: Interval, words: str, of: str) -> str:
    """One half of a verdict: how far the two are apart, or that this cannot be told."""
    if np.isnan(by.estimate):
        return "this cannot be said, since the calm alliance is dead."
    if abs(by.estimate) < EQUAL:
        return "the two are alike."
    ends = sorted(abs(end) for end in (by.low, by.high))
    if by.low <= 0 <= by.high:
        return f"the two cannot be told apart ({by.estimate:+.2g}, from {by.low:+.2g} to {by.high:+.2g})."
    interval = "" if np.isnan(by.low) else f" ({ends[0]:.2g} to {ends[1]:.2g})"
    return f"{words} {abs(by.estimate):.2g}{of}{interval}."


def verdict(designs: Sequence[Evaluation], place: int) -> DesignVerdict:
    """How the design at a place differs from the first, in level and in resilience, with 95 % intervals."""
    twins = over_first_calm([replace(design, run=design.twin) for design in designs])
    level = twins[place].mean(axis=1) - twins[0].mean(axis=1)
    lost = [np.asarray(designs[at].measures["loss"], dtype=np.float64) for at in (0, place)]
    return DesignVerdict(mean_interval(level), mean_interval(lost[1] - lost[0]))


def over_first_calm(designs: Sequence[Evaluation]) -> list[FloatArray]:
    """Performance of each design over that of the first's calm alliance, [replicates, months] each.

    Months are counted from the first of each one's shock, or from the start where one has none, and are as
    many as all have. Not a number where that calm alliance is dead.
    """
    starts = onsets(designs)
    months = min(each.case.months - start for each, start in zip(designs, starts, strict=True))
    calm = PerformanceCourse(
        *(np.asarray(part)[:, starts[0] : starts[0] + months] for part in course(designs[0].calm))
    )
    return [
        relative(each.run["performance"][:, start : start + months], calm, C_STAR)[0]
        for each, start in zip(designs, starts, strict=True)
    ]


def onsets(designs: Sequence[Evaluation]) -> list[int]:
    """The month from which each design is read: the first of its shock; 0 for all where one has none."""
    known = [each.t0 for each in designs]
    return [0 if month is None or None in known else month for month in known]


def first_calm_measures(designs: Sequence[Evaluation]) -> list[dict[str, FloatArray]]:
    """Of each design loss, robustness and gain against the first's calm alliance, by their column's name."""
    return [
        {f"{name}{OF_FIRST}": values for name, values in levels(q).items()} for q in over_first_calm(designs)
    ]


def differences(first: dict[str, Any], other: dict[str, Any]) -> list[Difference]:
    """How far a design differs from the first, measure by measure: mean over replicates, which share their
    draws, with its 95 % interval. Both are columns, those of `first_calm_measures` among them.
    """
    apart = {
        name: np.asarray(other[name], dtype=np.float64) - np.asarray(first[name], dtype=np.float64)
        for measure in LEVELS
        for name in (measure, f"{measure}{OF_FIRST}")
    }
    dead = float(1 - np.mean(first["twin_alive"] & other["twin_alive"]))
    return [
        Difference(
            measure,
            mean_interval(apart[f"{measure}{OF_FIRST}"]),
            mean_interval(apart[measure]),
            dead,
        )
        for measure in LEVELS
    ]
