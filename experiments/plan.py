"""What a sweep will do, before it does it: a pure function of the experiment.

A run has an index (point × replicates + replicate) and a chunk is a fixed range of points, so neither the
number of workers nor the order in which they finish can change what is computed or in which file it lies.
"""

import hashlib
import json
from dataclasses import dataclass

from experiments.design import Axis, axis, grid, spread
from experiments.errors import UsageFault, first_of
from scenarios import Invalid, Scenario, axes, digest, override, window
from sim.rules.compiled import source_hash
from sim.series import SERIES

CHUNK_RUNS = 500
MOST_REPLICATES = 10_000
MOST_SEED = 2**63 - 1
MOST_BYTES = 4 * 2**30


@dataclass(frozen=True)
class Experiment:
    """One scenario over a grid of values: `replicates` runs a point (1 to 10,000), all points with the same
    draws.

    `rest` also follows every run without noise or shock until it rests.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    replicates: int
    seed: int
    rest: bool = False


@dataclass(frozen=True)
class Point:
    """One setting: its place in the plan, the varied keys with their values, the scenario with them filled
    in.
    """

    index: int
    values: dict[str, float]
    scenario: Scenario


@dataclass(frozen=True)
class Chunk:
    """Points computed and written together; it holds all a worker needs."""

    index: int
    points: tuple[Point, ...]
    replicates: int
    seed: int
    rest: bool
    plan: str
    model: str

    @property
    def runs(self) -> int:
        """How many runs the chunk holds."""
        return len(self.points) * self.replicates


@dataclass(frozen=True)
class Plan:
    """The whole experiment cut into chunks; `fingerprint` names it."""

    fingerprint: str
    chunks: tuple[Chunk, ...]

    @property
    def points(self) -> list[Point]:
        """All points in order."""
        return [point for chunk in self.chunks for point in chunk.points]


def check_numbers(replicates: int, seed: int) -> None:
    """Raise UsageFault unless 1 ≤ replicates ≤ 10,000 and 0 ≤ seed < 2⁶³."""
    if not 1 <= replicates <= MOST_REPLICATES:
        raise UsageFault(f"replicates must be 1 to {MOST_REPLICATES} (got {replicates})")
    if not 0 <= seed <= MOST_SEED:
        raise UsageFault(f"seed must be 0 to {MOST_SEED} (got {seed})")


def plan(experiment: Experiment) -> Plan:
    """Cut an experiment into points and chunks. Raises UsageFault for a key or value the scenario cannot
    take.
    """
    check_numbers(experiment.replicates, experiment.seed)
    points = [
        Point(index, values, settled(experiment.scenario, values))
        for index, values in enumerate(grid(experiment.axes))
    ]
    for point in points:
        check_size(point.scenario, experiment.replicates)
    size, name = max(1, CHUNK_RUNS // experiment.replicates), fingerprint(experiment)
    return Plan(
        name,
        tuple(
            Chunk(
                start // size,
                tuple(points[start : start + size]),
                experiment.replicates,
                experiment.seed,
                experiment.rest,
                name,
                source_hash(),
            )
            for start in range(0, len(points), size)
        ),
    )


def check_size(scenario: Scenario, replicates: int) -> None:
    """Raise UsageFault if the runs of one setting would not fit into 4 GiB of memory."""
    monthly = scenario.horizon.months * (3 * len(SERIES) + 3) + 60 * (
        scenario.horizon.months + scenario.burn_in.months
    )
    needed = 8 * replicates * (monthly + 12 * scenario.population.firms)
    if needed > MOST_BYTES:
        raise UsageFault(
            f"the runs of one setting would take {needed / 2**30:.1f} GiB of memory (at most 4): "
            "ask for fewer replicates, firms or months"
        )


def settled(scenario: Scenario, values: dict[str, float]) -> Scenario:
    """The scenario with values filled in; a key or value that does not fit is a fault of usage, not of the
    file.
    """
    if not values:
        return scenario
    try:
        return override(scenario, values)
    except Invalid as fault:
        raise UsageFault(first_of(fault.faults)) from fault


def fingerprint(experiment: Experiment) -> str:
    """A name for the experiment that changes with anything that could change a number in its tables."""
    text = json.dumps(
        {
            "scenario": digest(experiment.scenario),
            "model": source_hash(),
            "axes": [[one.key, list(one.values)] for one in experiment.axes],
            "replicates": experiment.replicates,
            "seed": experiment.seed,
            "rest": experiment.rest,
        },
        sort_keys=True,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def default_axes(scenario: Scenario) -> tuple[Axis, ...]:
    """The scenario's own `map`, else size × months of its first shock, 10 × 10.

    Raises UsageFault where there is neither map nor shock.
    """
    if scenario.map:
        return tuple(Axis(key, values) for key, values in axes(scenario).items())
    if not scenario.shocks:
        raise UsageFault(f"{scenario.name} has no shock to vary; give --vary KEY=LO:HI:N")
    longest = min(60, scenario.horizon.months - (window(scenario)[0] or 0))
    return (
        axis("shock.size", spread(0.1, 1, 10), whole=False),
        axis("shock.months", spread(max(1, longest // 10), longest, 10), whole=True),
    )
