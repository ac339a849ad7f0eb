"""A checked scenario → the case the engines run, and the fingerprint by which results know it."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from scenarios.events import Cause, causes
from scenarios.schema import Scenario

if TYPE_CHECKING:
    import numpy as np

    from sim.world.case import Case, World

Actors = tuple[tuple[str, tuple[tuple[str, float], ...]], ...]


def compile_case(scenario: Scenario) -> Case:
    """The case of a scenario: world, parameters, switches, rows of context and shocks, months.

    Where the scenario draws, each replicate has parameters of its own, but for those that the scenario sets.
    Scenarios that differ only in their events or parameters share one world (the last four are kept).
    """
    from sim.parameters.spread import SPREAD
    from sim.parameters.table import switches, vector
    from sim.world.case import Case

    world = _world(scenario.population.firms, scenario.population.seed, _actors(scenario))
    chosen = scenario.switches
    return Case(
        world=world,
        parameters=vector(scenario.parameters),
        switches=switches(
            off=[name for name, on in chosen.items() if not on],
            on=[name for name, on in chosen.items() if on],
        ),
        context=_rows(causes(scenario, scenario.context), world),
        shocks=_rows(causes(scenario, scenario.shocks), world),
        months=scenario.horizon.months,
        burn_in=scenario.burn_in.months,
        width=SPREAD if scenario.draw else 0.0,
        fixed=frozenset(scenario.parameters),
        start=scenario.start.shares,
        recalm=scenario.recalm,
    )


def window(scenario: Scenario) -> tuple[int | None, int | None]:
    """First month of the earliest shock and last month of the latest, counted from the start.

    The second is None where a shock has no end or can return; both are None where there is no shock.
    """
    shocks = causes(scenario, scenario.shocks)
    if not shocks:
        return None, None
    ends = [shock.end for shock in shocks]
    return min(shock.start for shock in shocks), None if None in ends else max(
        end for end in ends if end is not None
    )


def digest(scenario: Scenario) -> str:
    """SHA-256 (hex) of all its values, defaults included; comments and the order of fields do not matter."""
    value = scenario.model_dump(mode="json", by_alias=True, exclude={"name", "title", "asks"})
    return hashlib.sha256(json.dumps(value, sort_keys=True, allow_nan=False).encode()).hexdigest()


def _actors(scenario: Scenario) -> Actors:
    """Hashable, and the same whatever the order of the file."""
    return tuple((actor, tuple(sorted(fields.items()))) for actor, fields in sorted(scenario.actors.items()))


@lru_cache(maxsize=4)
def _world(firms: int, seed: int, actors: Actors) -> World:
    from sim.world.build import build_world

    return build_world(firms, seed, {actor: dict(fields) for actor, fields in actors})


def _rows(events: Iterable[Cause], world: World) -> np.ndarray:
    """Rows of all causes. An event draws its chances by its name, so that one event more moves no other."""
    import numpy as np

    from sim.world.shock_table import SHOCK_COLUMNS, shock_rows

    rows = [
        shock_rows(
            cause.target,
            cause.selection,
            cause.profile,
            cause.start,
            cause.months,
            cause.size,
            world,
            ramp=cause.ramp,
            every=cause.every,
            hazard=cause.hazard,
            event=zlib.crc32(cause.name.encode()),
        )
        for cause in events
    ]
    return np.concatenate(rows) if rows else np.zeros((0, len(SHOCK_COLUMNS)))
