"""How fast this machine runs the model, as ratios: the engines, one core against two, growth with the number
of firms.

Ratios travel from machine to machine and times do not; a fixed loop of plain Python is timed beside them, so
that a time from elsewhere can be read. What is compared is timed in turn, so that a busy machine is busy for
both, in seconds of the processor, and the fastest call of each counts, the one least disturbed. Two cores
against one are seconds on the wall and the median of pairs.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from experiments.checks.bench.engine_speed import batch, engines, kernel_runs, usual_case
from experiments.checks.bench.growth import growth
from experiments.checks.bench.lane_speed import lane_speed
from experiments.checks.bench.machine import machine, versions
from experiments.checks.bench.rule_overhead import overhead, rule_names
from experiments.checks.bench.sweep_cost import sweeps
from experiments.checks.bench.two_cores import two_cores
from experiments.errors import UsageFault
from experiments.results.places import check_aside
from sim.source import is_warm

AIMS = {
    "engines": 150.0,
    "lanes": 3.5,
    "batch": 150.0,
    "overhead": 1.5,
    "slope": 1.1,
    "cores": 1.8,
    "small": 2.0,
    "sweep": 1.1,
    "memory": 1.2,
}
"""What is aimed at: kernel against agents and two cores against one at least, all else at most."""
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Effort:
    """How long is measured: calls of each engine, calls and firm-months a call of each size of world, sizes,
    grid points in each of the two chunks that one or two workers compute, and what `sweep_cost.sweeps` is
    asked for.
    """

    rounds: int
    laps: int
    firm_months: int
    sizes: tuple[int, ...]
    points: int
    chunks: int
    tries: int
    many: int


WHOLE = Effort(
    80,
    laps=9,
    firm_months=6_000_000,
    sizes=(1000, 3162, 10_000, 31_623, 100_000),
    points=25,
    chunks=12,
    tries=4,
    many=100_000,
)
QUICK = Effort(
    20,
    laps=4,
    firm_months=1_000_000,
    sizes=(1000, 10_000, 100_000),
    points=3,
    chunks=3,
    tries=2,
    many=20_000,
)


def bench(quick: bool = False, progress: Progress = lambda *_: None) -> dict[str, Any]:
    """Everything measured on this machine, as plain numbers and words.

    Raises UsageFault where the compiler is switched off, WorkersLost if worker processes cannot live.
    """
    if not rule_names():
        raise UsageFault("bench measures compiled code, and the compiler is off: unset NUMBA_DISABLE_JIT")
    check_aside()
    effort, begun = QUICK if quick else WHOLE, time.perf_counter()
    report: dict[str, Any] = {"quick": quick, "machine": machine(), "versions": versions(), "aims": AIMS}
    case = usual_case()
    if not is_warm():
        progress("compiling the model for this machine (once, up to a minute)", 0, None)
        kernel_runs(case)
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "engines": lambda: engines(case, effort.rounds),
        "batch": lambda: batch(case, effort.laps),
        "lanes": lambda: lane_speed(case, effort.laps),
        "overhead": lambda: overhead(case, effort.rounds),
        "firms": lambda: growth(effort.sizes, effort.firm_months, effort.laps),
        "cores": lambda: two_cores(effort.points),
        "sweeps": lambda: sweeps(effort.chunks, effort.tries, effort.many),
    }
    for number, (name, part) in enumerate(parts.items()):
        progress(f"measuring: {name}", number, len(parts))
        report[name] = part()
    return {**report, "seconds": time.perf_counter() - begun}
