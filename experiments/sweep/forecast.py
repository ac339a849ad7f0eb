"""What a sweep will take, before it is begun: seconds and bytes, from a few settings computed now."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.design.experiment import Experiment, Point
from experiments.design.memory import largest
from experiments.results.places import check_aside
from experiments.sweep.chunk import compute, forget
from experiments.sweep.memory import check_memory, sweep_bytes
from experiments.sweep.plan import Plan, plan
from experiments.sweep.workers import cores, expected_seconds
from scenarios import Scenario, override

MOST_POINTS, SPEND = 25, 4.0
"""At most so many settings are computed for a forecast, and fewer where they would take so many seconds."""
MOST_ALONE, PROBE, FEW = 0.6, 0.8, 4
"""A setting that ought to take more seconds than that is not computed but scaled up from smaller ones: one
replicate that ought to take so many seconds, and a few of few firms.
"""
START = 1.5
"""Seconds until worker processes live, and until the figures are drawn."""


@dataclass(frozen=True)
class Forecast:
    """What is expected of a sweep: `runs` in `points` settings and `chunks` files a table, `seconds` with
    `jobs` workers on cores of their own, `bytes` of tables, `memory` in bytes of all processes together at
    their height.
    """

    points: int
    replicates: int
    runs: int
    chunks: int
    jobs: int
    seconds: float
    bytes: int
    memory: int

    def document(self) -> dict[str, Any]:
        """As one JSON document."""
        return dict(vars(self))


def forecast(experiment: Experiment, jobs: int | None = None) -> Forecast:
    """Compute settings spread over the plan into a folder that is thrown away: one alone, and several in one
    chunk. What they take is a line in the number of settings, scaled up to all; what the first takes besides,
    the twins it shares with the others, is counted once for each worker.

    Settings that would take too long for that are scaled up from smaller ones.

    Raises UsageFault as `plan` and `check_memory` do.
    """
    planned = plan(experiment)
    check_memory(planned, jobs)
    check_aside()
    team = min(jobs or cores(), len(planned), cores())
    tried = [planned.point(place) for place in spaced(len(planned.settings), MOST_POINTS)]
    slowest = max(expected_seconds(replace(planned[0], points=(point,))) for point in tried)
    seconds, size = _scaled(planned, team) if slowest > MOST_ALONE else _tried(planned, team)
    return Forecast(
        len(planned.settings),
        experiment.replicates,
        planned.runs,
        len(planned),
        jobs or cores(),
        START + seconds,
        size,
        sweep_bytes(planned, jobs),
    )


def _tried(planned: Plan, team: int) -> tuple[float, int]:
    """Seconds and bytes, from settings as they are."""
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
    shared = max(0.0, first - alone)
    chunked = len(planned) * max(0.0, alone - each)
    size = round(count * apiece + len(planned) * max(0.0, small - apiece))
    return shared + (count * each + chunked) / team, size


def _scaled(planned: Plan, team: int) -> tuple[float, int]:
    """Seconds and bytes, from a setting of few replicates and few firms: time and tables are a line in the
    replicates, and the time of one is a line in the firms.
    """
    asked, first = planned.experiment, planned.point(0)
    few, firms = min(FEW, asked.replicates), _affordable(planned, first)
    fewer, some, least = max(1, few // 2), max(1, firms // 4), min(firms, 100)
    _take(_small(planned, first, 1, least), [0])
    more, less = (_fresh(_small(planned, first, 1, count)) for count in (firms, some))
    large, small = (_fresh(_small(planned, first, count, least)) for count in (few, fewer))
    a_firm = max(0.0, more[0] - less[0]) / max(1, firms - some)
    a_run = max(0.0, large[0] - small[0]) / max(1, few - fewer)
    apiece = max(0.0, large[1] - small[1]) / max(1, few - fewer)
    beside, size = (large[k] - few * each for k, each in enumerate((a_run, apiece)))
    count, seconds, months = len(planned.settings), 0.0, 0.0
    places = spaced(count, min(count, MOST_POINTS))
    for scenario in (planned.point(place).scenario for place in places):
        a_replicate = a_run + (scenario.population.firms - least) * a_firm
        seconds += _months(scenario) / _months(first.scenario) * (beside + asked.replicates * a_replicate)
        months += scenario.horizon.months / first.scenario.horizon.months
    share = count / len(places)
    return share * seconds / team, round(share * months * (size + asked.replicates * apiece))


def _fresh(planned: Plan) -> tuple[float, int]:
    """Seconds and bytes of the first setting, with nothing that is shared."""
    forget()
    return _take(planned, [0])


def _months(scenario: Scenario) -> int:
    return scenario.horizon.months + scenario.burn_in.months


def _affordable(planned: Plan, point: Point) -> int:
    """So many firms that one replicate of a point ought to take `PROBE` seconds, and no more than it has."""

    def fits(firms: int) -> bool:
        return expected_seconds(_small(planned, point, 1, firms)[0]) <= PROBE

    return max(1, largest(fits, point.scenario.population.firms))


def _small(planned: Plan, point: Point, replicates: int, firms: int) -> Plan:
    """A plan of this point alone, with so many replicates and firms."""
    scenario = override(point.scenario, {"population.firms": firms})
    asked = replace(
        planned.experiment, scenario=scenario, axes=(), sample=None, others=(), replicates=replicates
    )
    return replace(planned, experiment=asked, settings=[{}])


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
        begun = time.process_time()  # whoever else uses this machine is not counted
        compute(chunk, Path(folder))
        taken = time.process_time() - begun
        written = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
    return taken, written
