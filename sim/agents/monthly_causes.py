"""The causes of a month, one by one: what every event takes from them or adds to them."""

import numpy as np

from sim.array_types import Floats
from sim.compiled import ready
from sim.draws import HAZARD, uniform
from sim.rules.shocks import RANDOM, amount_added, event_level, share_left
from sim.world.causes import PROFILES

assert PROFILES.index("random") == RANDOM
ready()


def monthly_causes(calm: list[float], events: Floats, key: np.uint64, month: int) -> list[float]:
    """The causes in a month, in the places of `World.cause_start`: what they are in `calm`, moved by each of
    the `events` (float64[k, 10], `sim.world.shock_table`) in turn. `key` is the replicate's, for chances.
    """
    cause = calm.copy()
    for row in events:
        place, size = int(row[0]), float(row[5])
        profile, start, months = int(row[2]), int(row[3]), int(row[4])
        begun = has_begun(key, month, start, months, float(row[8]), int(row[9])) if profile == RANDOM else 0
        on = event_level(profile, month, start, months, int(row[6]), int(row[7]), begun)
        cause[place] = (amount_added if row[1] > 0.0 else share_left)(cause[place], size, on)
    return cause


def has_begun(key: np.uint64, month: int, start: int, months: int, hazard: float, event: int) -> int:
    """1 where a random event began in this month or so few months before that it still lasts."""
    for earlier in range(month, max(start, month - months + 1) - 1, -1):
        if uniform(key, earlier, event, HAZARD) < hazard:
            return 1
    return 0
