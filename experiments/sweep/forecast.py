"""What a sweep will take, before it is begun: seconds and bytes, from a few settings computed now."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.design.experiment import Experiment
from experiments.results.places import check_aside
from experiments.sweep.chunk import compute, forget
from experiments.sweep.plan import Plan, plan
from experiments.sweep.workers import cores

MOST_POINTS, SPEND = 25, 10.0
"""At most so many settings are computed for a forecast, and fewer where they would take so many seconds."""
START = 1.5
"""Seconds until worker processes live, and until the figures are drawn."""


@dataclass(frozen=True)
class Forecast:
    """What is expected of a sweep: `runs` in `points` settings and `chunks` files a table, `seconds` with
    `jobs` workers on cores of their own, `bytes` of tables.
    """

    points: int
    replicates: int
    runs: int
    chunks: int
    jobs: int
    seconds: float
    bytes: int

    def document(self) -> dict[str, Any]:
        """As one JSON document."""
        return dict(vars(self))


def forecast(experiment: Experiment, jobs: int | None = None) -> Forecast:
    """Compute settings spread over the plan into a folder that is thrown away: one alone, and several in one
    chunk. What they take is a line in the number of settings, scaled up to all; what the first takes besides,
    the twins it shares with the others, is counted once for each worker.

    Raises UsageFault as `plan` does.
    """
    planned = plan(experiment)
    check_aside()
    count = len(planned.settings)
    _take(planned, [0])  # compiled, loaded and mapped: once in a process
    forget()  # the twins of an earlier sweep cost nothing here and all there
    first, _ = _take(planned, [0])
    alone, small = _take(planned, [0])
    affordable = max(2, min(MOST_POINTS, int(SPEND / first)))
    several = spaced(count, min(count, planned.points_a_chunk, affordable))
    more, large = _take(planned, several)
    steps = max(1, len(several) - 1)
    each, apiece = max(0.0, more - alone) / steps, max(0, large - small) / steps
    if len(several) == 1:
        each, apiece = alone, float(small)
    team = min(jobs or cores(), len(planned), cores())
    shared = max(0.0, first - alone)
    chunked = len(planned) * max(0.0, alone - each)
    return Forecast(
        count,
        experiment.replicates,
        planned.runs,
        len(planned),
        jobs or cores(),
        START + shared + (count * each + chunked) / team,
        round(count * apiece + len(planned) * max(0.0, small - apiece)),
    )


def spaced(count: int, some: int) -> list[int]:
    """`some` of the places 0 to count - 1, both ends in it.

    >>> spaced(11, 3)
    [0, 5, 10]
    """
    return [0] if some < 2 else [round(k * (count - 1) / (some - 1)) for k in range(some)]


def _take(planned: Plan, places: Sequence[int]) -> tuple[float, int]:
    """Seconds and bytes of some settings in one chunk."""
    chunk = replace(planned[0], points=tuple(planned.point(place) for place in places))
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        compute(chunk, Path(folder))
        taken = time.perf_counter() - begun
        written = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
    return taken, written
