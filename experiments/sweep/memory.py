"""How much memory a sweep takes at its height, with all its workers, and whether the machine has that."""

from collections.abc import Iterator
from dataclasses import replace

from experiments.design import memory
from experiments.design.experiment import Point
from experiments.engine.run_cache import MOST_BYTES as MOST_HELD
from experiments.errors import UsageFault
from experiments.sweep.plan import Plan
from experiments.sweep.workers import cores
from scenarios import Scenario
from sim.series import SERIES

PARENT, WORKER = 219 * 2**20, 235 * 2**20
"""Bytes of the process that shares out the work, and of each worker before its first chunk. Measured."""
CURVE_ROW, TRAJECTORY_ROW, BESIDE = 92, 24 + 8 * len(SERIES), 3
"""Bytes of a row of curves and of trajectories; curves have so many series besides."""
WRITTEN = 1.05
"""What writing a table takes besides it, as a share of it."""
TRIED = 40
"""Of more points so many are looked at, both ends in it."""


def sweep_bytes(planned: Plan, jobs: int | None = None) -> int:
    """Bytes of all processes together at the height of a sweep with up to `jobs` workers (None: one a core):
    what stays of the twins and of a chunk's tables, and the setting being computed, or the table being
    written.
    """
    team = min(jobs or cores(), len(planned))
    return PARENT + team * (WORKER + _chunk_bytes(planned, team))


def _chunk_bytes(planned: Plan, team: int) -> int:
    asked, points = planned.experiment, min(planned.points_a_chunk, len(planned.settings))
    return max(_needed(point.scenario, asked.replicates, points, planned, team) for point in _some(planned))


def _some(planned: Plan) -> Iterator[Point]:
    count = len(planned.settings)
    some = min(count, TRIED)
    places = {round(k * (count - 1) / max(1, some - 1)) for k in range(some)}
    return (planned.point(place) for place in sorted(places))


def _needed(scenario: Scenario, replicates: int, points: int, planned: Plan, team: int) -> int:
    months = scenario.horizon.months
    curves = points * months * (len(SERIES) + BESIDE) * CURVE_ROW
    runs = 2 * points * replicates * months * TRAJECTORY_ROW if planned.experiment.trajectories else 0
    twin = memory.run_bytes(scenario, replicates)
    more = min(MOST_HELD, twin * (_twins(planned) // team))
    at_work = memory.setting_bytes(scenario, replicates)
    at_writing = round(WRITTEN * max(curves, runs)) + twin + memory.firm_bytes(scenario, replicates)
    return curves + runs + more + max(at_work, at_writing)


def _twins(planned: Plan) -> int:
    """How many settings have a twin of their own, beyond the first: those that differ in more than the
    shock.
    """
    asked, count = planned.experiment, 1
    for axis in asked.axes:
        count *= 1 if axis.key.startswith("shock") else len(axis.values)
    if asked.sample and not all(key.startswith("shock") for key in asked.sample.spans()):
        count *= len(asked.sample)
    return count - 1


def check_memory(planned: Plan, jobs: int | None = None) -> None:
    """Raise UsageFault for a sweep that takes more memory than the machine has; it says what would fit."""
    there, needed = memory.machine_bytes(), sweep_bytes(planned, jobs)
    if there is None or needed <= there:
        return
    asked, team = planned.experiment, min(jobs or cores(), len(planned))
    if fewer := memory.largest(lambda count: sweep_bytes(planned, count) <= there, team - 1):
        fits = f"--jobs {fewer} fits"
    else:

        def fits_alone(scenario: Scenario, replicates: int) -> bool:
            small = replace(asked, scenario=scenario, axes=(), sample=None, others=(), replicates=replicates)
            points = min(planned.points_a_chunk, len(planned.settings))
            alone = _needed(scenario, replicates, points, replace(planned, experiment=small), 1)
            return PARENT + WORKER + alone <= there

        largest = max(
            (point.scenario for point in _some(planned)), key=lambda of: memory.setting_bytes(of, 1)
        )
        fits = f"with --jobs 1, {memory.what_fits(largest, asked.replicates, fits_alone)}"
    raise UsageFault(
        f"the sweep would take {needed / 2**30:.1f} GiB of memory with --jobs {team}, and this machine has "
        f"{there / 2**30:.1f}: {fits}"
    )
