"""What a sweep is asked for besides its scenario, as one object from the door down to the design."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.lenses import PLAIN

REPLICATES = 20
"""Runs of each point where neither the caller nor a file says how many; the standard error of a point's share
is then at most 11 percentage points.
"""
SEED = 1
"""Seed of all draws where nobody says one."""


@dataclass(frozen=True)
class SweepOptions:
    """What to vary, how often to run and what to keep.

    `vary` holds axes (`KEY=LO:HI:N` or `KEY=V1,V2,…`); without any, the scenario's own map is swept.
    `replicates` (runs a point) and `seed` are None where nothing is said, so that an experiment's file can
    say it. `changes` maps keys to values and `off` names mechanisms, both laid upon every scenario
    beforehand. `rest` follows every run until it rests, `trajectories` keeps every run's series. `fixed`
    draws no parameters, whatever a file says; `lens` is a theory to look through.
    """

    vary: tuple[str, ...] = ()
    replicates: int | None = None
    seed: int | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    rest: bool = False
    trajectories: bool = False
    fixed: bool = False
    lens: str = PLAIN
