"""How much faster replicates run side by side than one after another, and how near that comes to what the
processor can do.
"""

import time
from dataclasses import replace
from itertools import count as counter
from typing import Any

import numpy as np

from experiments.checks.bench.engine_speed import usual_case
from experiments.checks.bench.operations import operations_of_month
from experiments.checks.bench.stopwatch import interleaved
from sim import run
from sim.kernel.lane_code import lanes
from sim.lanes.width import machine_width, reason_for_none
from sim.world.build import build_world
from sim.world.case import Case

GROUPS, MANY_FIRMS, FEW_MONTHS = 4, 10_000, 12
CHAINS = 8
"""Sums that do not wait for one another, so that the processor is never idle."""


def lane_speed(case: Case, laps: int) -> dict[str, Any]:
    """Times faster side by side, draws included, for the default world and for one of many firms; the
    microseconds of a month; floating operations a month and a second, and the share of the machine's rate.

    Where the machine is given no lanes, `width` is 1, `why` says why, and nothing is measured.
    """
    width = machine_width()
    if width == 1:
        return {"width": 1, "why": reason_for_none()}
    many_firms = replace(usual_case(FEW_MONTHS), world=build_world(MANY_FIRMS))
    usual, large = times_faster(case, width, laps), times_faster(many_firms, width, max(2, laps // 3))
    operations = operations_of_month()
    rate = machine_rate(width)
    share = operations / usual["lanes_us"] * 1e6 / rate
    return {
        "width": width,
        "why": "",
        "ratio": usual["ratio"],
        "singly_us": usual["singly_us"],
        "lanes_us": usual["lanes_us"],
        "ratio_many_firms": large["ratio"],
        "firms": MANY_FIRMS,
        "operations": operations,
        "machine_gflops": rate / 1e9,
        "share": share,
        "laps": laps,
    }


def times_faster(case: Case, width: int, laps: int) -> dict[str, float]:
    """One core, the two in turn, every call with draws of its own."""
    replicates, seeds = np.arange(GROUPS * width), counter(2)

    def runs(lanes_used: int) -> None:
        with lanes(lanes_used):
            run.simulate(case, next(seeds), replicates, shocked=False)

    for used in (1, width):
        runs(used)
    seconds = interleaved({"singly": lambda: runs(1), "together": lambda: runs(width)}, laps)
    months = len(replicates) * case.months
    singly, together = (seconds[name].best / months * 1e6 for name in ("singly", "together"))
    return {"singly_us": singly, "lanes_us": together, "ratio": singly / together}


def machine_rate(width: int) -> float:
    """Floating operations a second that one core does on lanes: products and sums from register to register,
    none of them fused.
    """
    from sim.lanes.forms import compiled_for_lanes
    from sim.lanes.lane_views import in_lanes

    def chains(room: Any, times: int, count: Any) -> None:
        x = in_lanes(room, count)
        a, b, c, d, e, f, g, h = x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]
        factor, more = x[8], x[9]
        for _ in range(times):
            a, b, c, d = a * factor + more, b * factor + more, c * factor + more, d * factor + more
            e, f, g, h = e * factor + more, f * factor + more, g * factor + more, h * factor + more
        x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7] = a, b, c, d, e, f, g, h

    made, count = compiled_for_lanes(chains), (0,) * width
    room = np.random.default_rng(1).random((CHAINS + 2, width))
    room[CHAINS] = 0.5
    made(room, 1000, count)
    times, best = 200_000, float("inf")
    for _ in range(5):
        begun = time.thread_time()
        made(room, times, count)
        best = min(best, time.thread_time() - begun)
    return 2.0 * CHAINS * width * times / best
