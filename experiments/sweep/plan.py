"""What a sweep will do, before it does it: a pure function of the experiment.

A run has an index (point × replicates + replicate) and a chunk is a fixed range of points, so neither the
number of workers nor the order in which they finish can change what is computed or in which file it lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

from experiments.design.axes import Setting
from experiments.design.experiment import Experiment, Point, check_experiment
from experiments.design.fingerprint import fingerprint
from sim.source import source_hash

CHUNK_RUNS = 500
"""About how many runs a chunk holds: a point is never cut in two."""


@dataclass(frozen=True)
class Chunk:
    """Points computed and written together; it holds all a worker needs."""

    index: int
    points: tuple[Point, ...]
    replicates: int
    seed: int
    rest: bool
    trajectories: bool
    plan: str
    model: str

    @property
    def runs(self) -> int:
        """How many runs the chunk holds."""
        return len(self.points) * self.replicates

    @property
    def first(self) -> int:
        """The index of its first run."""
        return self.points[0].index * self.replicates


@dataclass(frozen=True)
class Plan(Sequence[Chunk]):
    """The whole experiment, cut into chunks that are made as they are asked for; `fingerprint` names it."""

    fingerprint: str
    model: str
    experiment: Experiment = field(compare=False)
    settings: Sequence[Setting] = field(compare=False)

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return len(self.settings) * self.experiment.replicates

    @property
    def points_a_chunk(self) -> int:
        """All chunks but the last have so many points."""
        return max(1, CHUNK_RUNS // self.experiment.replicates)

    def point(self, index: int) -> Point:
        """The point of that place."""
        values = self.settings[index]
        return Point(index, values, self.experiment.base(values))

    def __len__(self) -> int:
        return -(-len(self.settings) // self.points_a_chunk)

    @overload
    def __getitem__(self, place: int) -> Chunk: ...
    @overload
    def __getitem__(self, place: slice) -> list[Chunk]: ...
    def __getitem__(self, place: int | slice) -> Chunk | list[Chunk]:
        if isinstance(place, slice):
            return [self[k] for k in range(*place.indices(len(self)))]
        index, asked = range(len(self))[place], self.experiment
        start = index * self.points_a_chunk
        points = range(start, min(start + self.points_a_chunk, len(self.settings)))
        return Chunk(
            index,
            tuple(self.point(k) for k in points),
            asked.replicates,
            asked.seed,
            asked.rest,
            asked.trajectories,
            self.fingerprint,
            self.model,
        )


def plan(experiment: Experiment) -> Plan:
    """Cut an experiment into points and chunks. Raises UsageFault as `check_experiment` does."""
    check_experiment(experiment)
    return Plan(fingerprint(experiment, source_hash()), source_hash(), experiment, experiment.settings)
