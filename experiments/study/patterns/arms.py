"""Arms of one scenario and levels of their series: what most parts of patterns compare.

An arm is the scenario with mechanisms switched off or keys changed; a part is a level of one arm against
another, or of the run against its twin. All arms share their draws.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from analysis.arrays import FloatArray
from experiments.engine.run_cache import RunCache
from experiments.study.report import SEED
from scenarios import Scenario, compile_case, override, window
from sim.run import Trajectories
from sim.series import DOMAINS
from sim.world.case import Case

Values = Callable[[Scenario, int], FloatArray]
PARTITIONS = Path(__file__).resolve().parent / "partitions.csv"
YEAR = 12
NOTHING: Mapping[str, Any] = {}
RUNS = RunCache(most_bytes=512 * 1024 * 1024, hold_shocked=True)
"""What all parts run through: arms that agree in what decides them share their runs."""


@dataclass(frozen=True)
class Course:
    """Runs beside their twins, either run once it is asked for; first and last month of the shock, or the
    whole run where there is none.
    """

    case: Case
    n: int
    first: int
    last: int

    @cached_property
    def run(self) -> Trajectories:
        """The runs, with their shocks."""
        return self._simulated(shocked=True)

    @cached_property
    def twin(self) -> Trajectories:
        """The same without their shocks."""
        return self._simulated(shocked=False)

    def _simulated(self, *, shocked: bool) -> Trajectories:
        return RUNS.run(self.case, SEED, np.arange(self.n, dtype=np.int64), shocked=shocked)


Level = Callable[[Trajectories, Course], FloatArray]


def course(scenario: Scenario, n: int) -> Course:
    """The scenario's first n replicates beside their twins."""
    case, (first, last) = compile_case(scenario), window(scenario)
    return Course(case, n, first or 0, case.months - 1 if last is None else last)


def mechanisms_of(partition: str, effect: str) -> list[str]:
    """The mechanisms of an effect (maintenance, synergy, prevention) by a partition (paper, model)."""
    with PARTITIONS.open(encoding="utf-8", newline="") as file:
        rows = [(row["partition"], row["effect"], row["mechanism"]) for row in csv.DictReader(file)]
    return [mechanism for *where, mechanism in rows if where == [partition, effect]]


def mean_of(*names: str) -> Callable[[Trajectories], FloatArray]:
    """The mean of some series, float64[r, months]."""
    return lambda series: np.asarray(np.mean([series[name] for name in names], axis=0))


def efforts(side: str) -> tuple[str, ...]:
    """The names of a side's efforts."""
    return tuple(f"effort_{side}_{domain}" for domain in DOMAINS)


def over_shock(*names: str) -> Level:
    """Mean of series over the months of the shock."""
    return lambda series, course: mean_of(*names)(series)[:, course.first : course.last + 1].mean(axis=1)


def first_year(*names: str) -> Level:
    """Mean over the first 12 months of the shock."""
    return lambda series, course: mean_of(*names)(series)[:, course.first : course.first + YEAR].mean(axis=1)


def last_year(*names: str) -> Level:
    """Mean over the last 12 months of the shock."""
    return lambda series, course: mean_of(*names)(series)[:, course.last + 1 - YEAR : course.last + 1].mean(
        axis=1
    )


def at_end_of_shock(*names: str) -> Level:
    """The level in the last month of the shock."""
    return lambda series, course: mean_of(*names)(series)[:, course.last]


def at_horizon(*names: str) -> Level:
    """The level in the last month of the run."""
    return lambda series, course: mean_of(*names)(series)[:, -1]


def since_onset(*names: str) -> Level:
    """Mean from the shock's first month on."""
    return lambda series, course: mean_of(*names)(series)[:, course.first :].mean(axis=1)


Arms = dict[str, FloatArray]
_COLLECTIONS: list[Arms] = []


@contextmanager
def collect_arms() -> Iterator[Arms]:
    """The level of every arm that is compared in the block: what the arm is, and its n values."""
    _COLLECTIONS.append({})
    try:
        yield _COLLECTIONS[-1]
    finally:
        _COLLECTIONS.pop()


def record_arm(arm: str, level: FloatArray) -> FloatArray:
    """The level of an arm as it is given, recorded by whoever collects arms; the first of a name stays."""
    for arms in _COLLECTIONS:
        arms.setdefault(arm, level)
    return level


def _arm(level: Level, arm: Course, *, twin: bool, changes: Mapping[str, Any]) -> FloatArray:
    name = ", ".join(filter(None, ("twin" if twin else "run", changes_in_words(changes))))
    return record_arm(name, level(arm.twin if twin else arm.run, arm))


def changes_in_words(changes: Mapping[str, Any]) -> str:
    """What an arm has changed, in words; of many mechanisms that are off the first and how many.

    >>> changes_in_words({"switches.blame": False, "actors.EU.distance": 0.25})
    'without blame, actors.EU.distance = 0.25'
    """
    off = [key.removeprefix("switches.") for key, value in changes.items() if value is False]
    several = f"without {off[0]} and {len(off) - 1} more" if len(off) > 3 else f"without {', '.join(off)}"
    rest = [f"{key} = {_number(value)}" for key, value in changes.items() if value is not False]
    return ", ".join([*([several] if off else []), *rest])


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def run_twin(level: Level, changes: Mapping[str, Any] = NOTHING) -> Values:
    """A level of the run minus the twin's."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        arm = course(override(scenario, changes), n)
        run, twin = (_arm(level, arm, twin=twin, changes=changes) for twin in (False, True))
        return run - twin

    return values


def between(level: Level, this: Mapping[str, Any], that: Mapping[str, Any], twin: bool = False) -> Values:
    """A level of the run (or twin) with some keys changed minus that with others changed."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        first, second = (
            _arm(level, course(override(scenario, changes), n), twin=twin, changes=changes)
            for changes in (this, that)
        )
        return first - second

    return values


def on_off(level: Level, *mechanisms: str) -> Values:
    """A level of the run with mechanisms minus without them."""
    return between(level, {}, {f"switches.{name}": False for name in mechanisms})


def interaction(level: Level, gaining: Sequence[str], resting: Sequence[str]) -> Values:
    """What some mechanisms add to a level with others on, minus what they add with those off."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        def at(*without: str) -> FloatArray:
            changes = {f"switches.{name}": False for name in without}
            return _arm(level, course(override(scenario, changes), n), twin=False, changes=changes)

        return (at() - at(*gaining)) - (at(*resting) - at(*gaining, *resting))

    return values


def effects(partition: str, gaining: str, resting: str) -> Values:
    """`interaction` of two of the three effects in performance."""
    return interaction(
        since_onset("performance"), mechanisms_of(partition, gaining), mechanisms_of(partition, resting)
    )
