"""Shocks that are laid upon a run from a month on, to see how large one would be its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray
from experiments.errors import UsageFault
from languages import worded
from sim.world.case import World
from sim.world.causes import PROFILES
from sim.world.shock_table import ENDLESS, SHOCK_COLUMNS, shock_rows


@dataclass(frozen=True)
class FurtherShock:
    """A shock in whole levels from 0 (none) to `most`.

    It takes `months_a_level` months more with each level, beyond those in `months`, and is larger by
    `size_a_level` beyond `size`. `unit` is what a reader counts its levels in, `unit_a_level` a level of it;
    at the level `likely` a search begins.
    """

    name: str
    title: str
    unit: str
    target: str
    selection: Mapping[str, Sequence[str]]
    most: int
    unit_a_level: float
    months: int = 0
    months_a_level: int = 0
    size: float = 0.0
    size_a_level: float = 0.0
    likely: int = 0

    def lasts(self, level: int) -> int:
        """Its months at a level."""
        return self.months + self.months_a_level * level

    def rows(self, level: int, month: int, world: World) -> FloatArray:
        """Its rows at a level, from a month on (see `sim.world.shock_table.shock_rows`)."""
        size = min(1.0, self.size + self.size_a_level * level)
        return shock_rows(self.target, self.selection, "step", month, self.lasts(level), size, world)

    def amount(self, level: float) -> float:
        """A level in its unit; infinite beyond the highest."""
        return float("inf") if level > self.most else round(self.unit_a_level * level, 6)


TURN = FurtherShock(
    name="turn",
    title=worded("Months of a full turn of the United States that end it"),
    unit="months",
    target="cooperation.cost",
    selection={"states": ("USA",)},
    most=240,
    unit_a_level=1.0,
    months_a_level=1,
    size=1.0,
    likely=64,
)
"""A full unilateral turn of so many months."""
BLOCKADE = FurtherShock(
    name="blockade",
    title=worded("Size of a blockade of Taiwan over 60 months that ends it"),
    unit="size",
    target="chips.route",
    selection={"regions": ("TWN",)},
    most=20,
    unit_a_level=0.05,
    months=60,
    size_a_level=0.05,
    likely=20,
)
"""A blockade of Taiwan over five years, of a size in twentieths."""
ALL = {further.name: further for further in (TURN, BLOCKADE)}

_PROFILE, _START, _MONTHS, _EVERY = (
    SHOCK_COLUMNS.index(name) for name in ("profile", "start", "months", "every")
)
_BY_CHANCE_OR_AGAIN = tuple(float(PROFILES.index(name)) for name in ("repeated", "random"))
_STEP, _REPEATED, _RANDOM = (PROFILES.index(name) for name in ("step", "repeated", "random"))


def check_can_end(shocks: FloatArray) -> None:
    """Raise UsageFault for shocks that strike by chance: when they end is each run's own, so that nobody can
    say what a run has suffered until a month and leave out what would still come.
    """
    if (shocks[:, _PROFILE] == _RANDOM).any():
        raise UsageFault(
            "no reserve under a shock that strikes at random: what it has done until a month cannot be told "
            "from what it would still do"
        )


def until(shocks: FloatArray, month: int) -> FloatArray:
    """What shocks have done before a month, as rows that end as it begins: what would still come is left
    out. A run under them is the same, to the last bit, in every month before.
    """
    rows = [part for row in shocks for part in _spells(row, month)]
    begun = np.array(rows, dtype=np.float64).reshape(-1, len(SHOCK_COLUMNS))
    begun[:, _MONTHS] = np.minimum(begun[:, _MONTHS], month - begun[:, _START])
    return begun


def context_until(context: FloatArray, month: int) -> FloatArray:
    """The context of a further shock from a month on: what has an end ends as the month begins, what is still
    to come does not come. What has begun and has no end stays; what stood before month 0 goes on as dated.
    """
    begun = context[context[:, _START] < month]
    endless = (begun[:, _MONTHS] >= ENDLESS) | np.isin(begun[:, _PROFILE], _BY_CHANCE_OR_AGAIN)
    stays = (begun[:, _START] < 0) | endless
    return np.concatenate([begun[stays], until(begun[~stays], month)])


def _spells(row: FloatArray, month: int) -> list[FloatArray]:
    """A row as spells that begin before a month, each with one first month and one length."""
    start = int(row[_START])
    if row[_PROFILE] != _REPEATED:
        return [row] if start < month else []
    spells = []
    for begins in range(start, month, int(row[_EVERY])):
        spell = row.copy()
        spell[_PROFILE], spell[_START], spell[_MONTHS] = _STEP, begins, min(row[_MONTHS], row[_EVERY])
        spells.append(spell)
    return spells
