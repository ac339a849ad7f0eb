"""Courses of the default world under bare shocks: what the criteria of the core are read off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from analysis.arrays import FloatArray, IntArray
from sim.parameters.table import switches, vector
from sim.run import burn_in, simulate
from sim.state.run_state import RunState
from sim.world.build import build_world
from sim.world.case import Case, World
from sim.world.shock_table import shock_rows

LONGEST = 480
Shock = tuple[str, int, int, float]
"""A turn of the United States or a blockade of Taiwan: its name, first month, months, size."""
_TARGETS: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "turn": ("cooperation.cost", {"states": ("USA",)}),
    "blockade": ("chips.route", {"regions": ("TWN",)}),
}


@cache
def world() -> World:
    """The default world."""
    return build_world()


READ = ("performance", "cooperation", "output", "trust_USA", "trust_EU")
"""The series a course keeps: all of them would be 60 MB a run of 200 replicates."""


class ReadCourse:
    """The series that are read off some runs, by name: float64[replicates, months]."""

    def __init__(self, series: Mapping[str, FloatArray]) -> None:
        self._series = series

    def __getitem__(self, name: str) -> FloatArray:
        return self._series[name]

    @property
    def months(self) -> int:
        """How many months it goes."""
        return int(self["performance"].shape[1])


@dataclass
class Courses:
    """Courses of the same replicates under many shocks, each run once. `width` is that of the draw of
    parameters (0: all at the centre), `parameters` what is set, `without` the mechanisms that are off in
    every course; with `recalm` calm is derived from what is set.
    """

    replicates: int
    seed: int = 1
    width: float = 0.0
    parameters: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    recalm: bool = False
    _kept: dict[Any, Any] = field(default_factory=dict)

    def run(
        self,
        *shocks: Shock,
        months: int = LONGEST,
        off: tuple[str, ...] = (),
        start: tuple[float, float, float] = (1.0, 1.0, 1.0),
    ) -> ReadCourse:
        """The course under these shocks, with mechanisms off, from shares of calm."""
        key = shocks, months, off, start
        if key not in self._kept:
            case = self._case(shocks, months, off, start)
            runs = simulate(case, self.seed, self._numbers, shocked=True, start=self._begin(off, start))
            self._kept[key] = ReadCourse({name: runs[name].copy() for name in READ})
        course: ReadCourse = self._kept[key]
        return course

    def forget(self) -> None:
        """Let all courses go; the states they begin from stay."""
        self._kept = {key: state for key, state in self._kept.items() if key[0] == "start"}

    def _begin(self, off: tuple[str, ...], start: tuple[float, float, float]) -> RunState:
        key = "start", off, start
        if key not in self._kept:
            self._kept[key] = burn_in(self._case((), 1, off, start), self.seed, self._numbers)
        begin: RunState = self._kept[key]
        return begin

    @property
    def _numbers(self) -> IntArray:
        return np.arange(self.replicates, dtype=np.int64)

    def _case(
        self, shocks: tuple[Shock, ...], months: int, off: tuple[str, ...], start: tuple[float, float, float]
    ) -> Case:
        rows = [_row(shock) for shock in shocks] or [np.zeros((0, 10))]
        return Case(
            world=world(),
            parameters=vector(self.parameters),
            switches=switches((*self.without, *off)),
            context=np.zeros((0, 10)),
            shocks=np.concatenate(rows),
            months=months,
            burn_in=60,
            width=self.width,
            fixed=frozenset(self.parameters),
            start=start,
            recalm=self.recalm,
        )


def _row(shock: Shock) -> FloatArray:
    name, first, months, size = shock
    target, chosen = _TARGETS[name]
    return shock_rows(target, chosen, "step", first, months, size, world())
