"""Shocks as rows of numbers, a row for every cause that an event touches: what both engines read."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.array_types import Floats
from sim.world.case import World
from sim.world.causes import PROFILES, TARGETS

SHOCK_COLUMNS = ("cause", "added", "profile", "start", "months", "size", "ramp", "every", "hazard", "event")
ENDLESS = 1_000_000_000
"""Months of an event that lasts to the end."""


def places(target: str, selection: Mapping[str, Sequence[str]], world: World) -> list[int]:
    """The places in the vector of causes that a target and a selection name. Raises KeyError for an
    unknown name.
    """
    chosen = [_numbers(selection.get(axis), names) for axis, names in world.axes(target)]
    offsets = [0]
    for (_, names), numbers in zip(world.axes(target), chosen, strict=True):
        offsets = [offset * len(names) + number for offset in offsets for number in numbers]
    return [world.cause_start(target) + offset for offset in offsets]


def _numbers(wanted: Sequence[str] | None, names: tuple[str, ...]) -> list[int]:
    if wanted is None:
        return list(range(len(names)))
    missing = [name for name in wanted if name not in names]
    if missing:
        raise KeyError(f"no such entity: {', '.join(missing)}")
    return [names.index(name) for name in wanted]


def shock_rows(
    target: str,
    selection: Mapping[str, Sequence[str]],
    profile: str,
    start: int,
    months: int | None,
    size: float,
    world: World,
    *,
    ramp: int = 0,
    every: int = 0,
    hazard: float = 0.0,
    event: int = 0,
) -> Floats:
    """One row of numbers for every cause an event touches: float64[k, 10], columns `SHOCK_COLUMNS`.

    `start` counts months from the scenario's start (it may be negative for context); `months` None lasts to
    the end; `size` in [0, 1]; `event` tells events apart when they draw chances. Axes of a target left out
    select all of it.
    """
    kind = float(TARGETS[target].kind == "added")
    shape = (
        PROFILES.index(profile),
        start,
        ENDLESS if months is None else months,
        size,
        ramp,
        every,
        hazard,
        event,
    )
    rows = [(place, kind, *shape) for place in places(target, selection, world)]
    return np.array(rows, dtype=np.float64).reshape(-1, len(SHOCK_COLUMNS))
