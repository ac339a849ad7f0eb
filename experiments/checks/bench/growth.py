"""How a month's time grows with the number of firms."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from experiments.checks.bench.engine_speed import kernel_runs, usual_case
from experiments.checks.bench.stopwatch import interleaved
from sim.series import DOMAINS
from sim.world.build import build_world
from sim.world.case import World
from sim.world.population import SLOTS

LONG, SHORT = 2000, 40
"""Months of a run of few firms, and at least of a run of many: what a run costs once must not show."""


def growth(sizes: Sequence[int], firm_months: int, laps: int) -> dict[str, Any]:
    """Nanoseconds of a firm's month in worlds of these sizes and of the usual one, firm-free time subtracted;
    the slope of the logarithm of that time in the logarithm of firms; nanoseconds of a state's month in a
    domain.

    Suppliers lie in the order of places (`nearby`), and once more as the population drew them, anywhere.
    Firm-free is a world of one firm, as near to none as there is.
    """
    usual, as_drawn = usual_case().world, [build_world(firms) for firms in sizes]
    worlds = [build_world(1), usual, *(nearby(world) for world in as_drawn), *as_drawn]
    months = [LONG, LONG, *(max(SHORT, firm_months // firms) for firms in [*sizes, *sizes])]
    calls = {
        str(k): kernel_runs(replace(usual_case(months[k]), world=world), runs=1)
        for k, world in enumerate(worlds)
    }
    taken = interleaved(calls, laps)
    free, *others = (taken[str(k)].best / months[k] for k in range(len(worlds)))
    spent, *rest = (seconds - free for seconds in others)
    local, anywhere = rest[: len(sizes)], rest[len(sizes) :]
    return {
        "dyad_domain_month_ns": free / (len(usual.states) * len(DOMAINS)) * 1e9,
        "firm_month_ns": spent / usual.firms * 1e9,
        "slope": slope(sizes, local),
        "slope_as_drawn": slope(sizes, anywhere),
        "sizes": [
            {"firms": n, "firm_month_ns": near / n * 1e9, "firm_month_as_drawn_ns": drawn / n * 1e9}
            for n, near, drawn in zip(sizes, local, anywhere, strict=True)
        ],
        "laps": laps,
    }


def nearby(world: World) -> World:
    """The same firms with suppliers in the order of places: every supplier keeps the number of its customers,
    but firms that lie side by side in the table buy from firms that do. Firms lie by home, class and kind.
    """
    arrays = world.arrays
    kind, suppliers = arrays.firm_kind, arrays.suppliers.reshape(SLOTS, -1).copy()
    for slot in suppliers:
        bought = kind[slot]
        for number in np.unique(bought):
            slot[bought == number] = np.sort(slot[bought == number])
    return replace(world, arrays=arrays._replace(suppliers=suppliers.ravel()))


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float | None:
    """The slope of log time in log size by least squares; None where a time is lost in the noise.

    >>> round(slope([10, 100, 1000], [1.0, 10.0, 100.0]), 12)
    1.0
    """
    if min(seconds) <= 0.0:
        return None
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
