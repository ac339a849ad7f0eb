"""Scenarios through a lens that is moved by degrees, with every parameter drawn about its value there."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray, IntArray
from experiments.engine.observations import OBSERVABLE
from experiments.study.report import SEED
from scenarios import compile_case, lens_names, load, override, window
from scenarios.lenses import shifts
from sim.parameters.table import PARAMETERS
from sim.run import simulate
from sim.series import PLACE
from sim.world.case import Case

TABLE = Path(__file__).with_name("lens_scenarios.csv")
LENSES = lens_names()
"""The theories, the model's own first."""
CALM = "calm"
"""The scenario in which nothing happens."""
YEAR, YEARS = 12, 16
"""Months of a year; years that are observed. The first is calm in every scenario."""
_SEEN = [PLACE[name] for name in OBSERVABLE]


class LensScenario(NamedTuple):
    """A scenario that is looked at through all lenses: its name, the file, what is set in it, in words."""

    name: str
    of: str
    set: tuple[tuple[str, str], ...]
    says: str


class LensSample(NamedTuple):
    """Whose runs are wanted: a lens, the size of its shift (1: as argued), half the width of the draws as a
    share of each centre, and the replicates; a number of the lens that is left at its default, if any.
    """

    lens: str
    size: float
    spread: float
    first: int
    n: int
    left_out: str = ""

    @property
    def replicates(self) -> IntArray:
        """The numbers of the replicates."""
        return np.arange(self.first, self.first + self.n, dtype=np.int64)


@lru_cache(maxsize=1)
def lens_scenarios() -> tuple[LensScenario, ...]:
    """The scenarios as they were written down, the calm control last."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(LensScenario(row["scenario"], row["of"], _changes(row["set"]), row["says"]) for row in rows)


def _changes(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (change.split("=", 1) for change in text.split())
    return tuple((key, value) for key, value in pairs)


@lru_cache(maxsize=16)
def shipped_case(asked: LensScenario) -> tuple[Case, int, int]:
    """The case of a scenario as it is shipped, with the first and the last month of its shock."""
    changed = override(load(asked.of), dict(asked.set))
    first, last = window(changed)
    if first is None or last is None:
        raise ValueError(f"{asked.of} has no shock that begins and ends")
    return compile_case(changed), first, last


def moved(parameters: FloatArray, own: frozenset[str], lens: str, size: float) -> FloatArray:
    """Parameters with every number of a lens at its default + size × (argued − default), held in its range;
    what is to stay (`own`) stays.
    """
    values, places = parameters.copy(), list(PARAMETERS)
    for shift in shifts():
        name = shift.key.removeprefix("parameters.")
        if shift.lens == lens and name not in own:
            row = PARAMETERS[name]
            value = row.default + size * (shift.value - row.default)
            values[places.index(name)] = min(row.high, max(row.low, value))
    return values


def case_through(asked: LensScenario, sample: LensSample, months: int | None = None) -> Case:
    """The case of a scenario through a lens, with a calm of its own. Every free parameter is drawn, those the
    lens moves too, so that no lens is known by numbers that never vary. `months` (None: those of the file).
    """
    shipped, _, _ = shipped_case(asked)
    return replace(
        shipped,
        parameters=moved(shipped.parameters, shipped.fixed | {sample.left_out}, sample.lens, sample.size),
        width=sample.spread,
        recalm=True,
        months=shipped.months if months is None else months,
    )


def seen_months(asked: LensScenario, sample: LensSample, seed: int = SEED) -> FloatArray:
    """What somebody could see of the runs of a sample: float64[n, months, series of OBSERVABLE]."""
    case = case_through(asked, sample, YEARS * YEAR)
    return np.asarray(simulate(case, seed, sample.replicates, shocked=True).series[:, :, _SEEN])


def seen_years(
    sample: LensSample, among: Sequence[LensScenario] | None = None, seed: int = SEED
) -> FloatArray:
    """The same by years, in every scenario: float64[scenarios, n, years, series]."""
    chosen = lens_scenarios() if among is None else among
    months = np.stack([seen_months(asked, sample, seed) for asked in chosen])
    return np.asarray(months.reshape(*months.shape[:2], YEARS, YEAR, len(OBSERVABLE)).mean(axis=3))
