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
from experiments.engine.run_cache import KEPT
from experiments.study.maps.three_outcomes import SEED
from scenarios import Scenario, compile_case, override, window
from sim.run import Trajectories
from sim.series import DOMAINS
from sim.world.case import Case

Values = Callable[[Scenario, int], FloatArray]
PARTITIONS = Path(__file__).resolve().parent / "partitions.csv"
YEAR = 12
NOTHING: Mapping[str, Any] = {}


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
        return KEPT.simulate(self.case, SEED, np.arange(self.n, dtype=np.int64), shocked=shocked)


Level = Callable[[Trajectories, Course], FloatArray]


def course(scenario: Scenario, n: int) -> Course:
    """The scenario's first n replicates beside their twins."""
    case, (first, last) = compile_case(scenario), window(scenario)
    return Course(case, n, first or 0, case.months - 1 if last is None else last)


def group(partition: str, effect: str) -> list[str]:
    """The mechanisms of an effect (maintenance, synergy, prevention) by a partition (paper, model)."""
    with PARTITIONS.open(encoding="utf-8", newline="") as file:
        rows = [(row["partition"], row["effect"], row["mechanism"]) for row in csv.DictReader(file)]
    return [mechanism for *where, mechanism in rows if where == [partition, effect]]


def named(*names: str) -> Callable[[Trajectories], FloatArray]:
    """The mean of some series, float64[r, months]."""
    return lambda course: np.asarray(np.mean([course[name] for name in names], axis=0))


def efforts(side: str) -> tuple[str, ...]:
    """The names of a side's efforts."""
    return tuple(f"effort_{side}_{domain}" for domain in DOMAINS)


def over_shock(*names: str) -> Level:
    """Mean of series over the months of the shock."""
    return lambda one, of: named(*names)(one)[:, of.first : of.last + 1].mean(axis=1)


def first_year(*names: str) -> Level:
    """Mean over the first 12 months of the shock."""
    return lambda one, of: named(*names)(one)[:, of.first : of.first + YEAR].mean(axis=1)


def last_year(*names: str) -> Level:
    """Mean over the last 12 months of the shock."""
    return lambda one, of: named(*names)(one)[:, of.last + 1 - YEAR : of.last + 1].mean(axis=1)


def at_last(*names: str) -> Level:
    """The level in the last month of the shock."""
    return lambda one, of: named(*names)(one)[:, of.last]


def at_horizon(*names: str) -> Level:
    """The level in the last month of the run."""
    return lambda one, of: named(*names)(one)[:, -1]


def since_onset(*names: str) -> Level:
    """Mean from the shock's first month on."""
    return lambda one, of: named(*names)(one)[:, of.first :].mean(axis=1)


Arms = dict[str, FloatArray]
_WATCHING: list[Arms] = []


@contextmanager
def watched() -> Iterator[Arms]:
    """The level of every arm that is compared in the block: what the arm is, and its n values."""
    _WATCHING.append({})
    try:
        yield _WATCHING[-1]
    finally:
        _WATCHING.pop()


def told(arm: str, found: FloatArray) -> FloatArray:
    """The level of an arm, once whoever watches has been told."""
    for seen in _WATCHING:
        seen.setdefault(arm, found)
    return found


def _at(level: Level, of: Course, *, twin: bool, changes: Mapping[str, Any]) -> FloatArray:
    arm = ", ".join(filter(None, ("twin" if twin else "run", said(changes))))
    return told(arm, level(of.twin if twin else of.run, of))


def said(changes: Mapping[str, Any]) -> str:
    """What an arm has changed, in words; of many mechanisms that are off the first and how many.

    >>> said({"switches.scar": False, "actors.EU.distance": 0.25})
    'without scar, actors.EU.distance = 0.25'
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
        of = course(override(scenario, changes), n)
        one, other = (_at(level, of, twin=twin, changes=changes) for twin in (False, True))
        return one - other

    return values


def level_of(level: Level, changes: Mapping[str, Any]) -> Values:
    """A level of the run with keys changed."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        of = course(override(scenario, changes), n)
        return _at(level, of, twin=False, changes=changes)

    return values


def between(level: Level, this: Mapping[str, Any], that: Mapping[str, Any], twin: bool = False) -> Values:
    """A level of the run (or twin) with some keys changed minus that with others changed."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        one, other = (
            _at(level, course(override(scenario, changes), n), twin=twin, changes=changes)
            for changes in (this, that)
        )
        return one - other

    return values


def on_off(level: Level, *mechanisms: str) -> Values:
    """A level of the run with mechanisms minus without them."""
    return between(level, {}, {f"switches.{name}": False for name in mechanisms})


def interaction(level: Level, gaining: Sequence[str], resting: Sequence[str]) -> Values:
    """What some mechanisms add to a level with others on, minus what they add with those off."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        def at(*without: str) -> FloatArray:
            changes = {f"switches.{name}": False for name in without}
            return _at(level, course(override(scenario, changes), n), twin=False, changes=changes)

        return (at() - at(*gaining)) - (at(*resting) - at(*gaining, *resting))

    return values


def effects(partition: str, gaining: str, resting: str) -> Values:
    """`interaction` of two of the three effects in performance."""
    return interaction(since_onset("performance"), group(partition, gaining), group(partition, resting))
