"""The cells of an outcome map: many runs of one scenario, their twins, and where both come to rest."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from experiments.engine.evaluate import run_pairs
from experiments.engine.run_cache import RunCache
from experiments.sweep.processes import in_processes
from experiments.sweep.workers import cores
from scenarios import Scenario, axes, compile_case, override
from sim.parameters.calm import P_STAR
from sim.world.case import Case

SIZE, LENGTH = "shock.size", "shock.months"


class Question(NamedTuple):
    """A map to run: a scenario, sizes (0-1) and lengths in months of its first shock, seed and number of
    replicates (0 … n − 1 of the seed).
    """

    scenario: Scenario
    sizes: tuple[float, ...]
    months: tuple[int, ...]
    seed: int
    replicates: int


class Cells(NamedTuple):
    """What a map's runs came to: c cells (sizes outermost), r replicates, h months of the scenario.

    `twin`, `twin_cooperation`, `twin_rest` and `trust` (USA and EU in the shock's first month, without it)
    are of the twins, which all cells share; `bare` is the rest of an alliance that never was; rests are not a
    number where a run was still moving when it was given up.
    """

    performance: FloatArray  # [c, r, h]
    cooperation: FloatArray  # [c, r, h]
    rest: FloatArray  # [c, r]
    inert: BoolArray  # [c, r]
    saturated: BoolArray  # [c, r]
    windows: tuple[tuple[int, int | None], ...]  # [c] first and last month of the shock
    twin: FloatArray  # [r, h]
    twin_cooperation: FloatArray  # [r, h]
    twin_rest: FloatArray  # [r]
    trust: FloatArray  # [r, 2]
    bare: float


def question(scenario: Scenario, seed: int, replicates: int, *, every: int = 1) -> Question:
    """The map a scenario ships with; `every` thins each axis to so many fewer values, its ends kept.

    Raises KeyError where the scenario ships no map of size and length.
    """
    shipped = axes(scenario)
    sizes, lengths = (_thinned(shipped[key], every) for key in (SIZE, LENGTH))
    return Question(scenario, sizes, tuple(int(length) for length in lengths), seed, replicates)


def _thinned(values: Sequence[float], every: int) -> tuple[float, ...]:
    """Evenly spread over the range, the ends among them: of ten values with `every` 2 the 1st, 3rd, 5th,
    8th and 10th.
    """
    places = np.linspace(0, len(values) - 1, -(-len(values) // every)).round()
    return tuple(values[int(place)] for place in places)


def answers(questions: Iterable[Question], jobs: int | None = None) -> list[Cells]:
    """Run maps with up to `jobs` spawned processes (None: as many as there are cores); 1 stays in this one.

    The numbers do not depend on `jobs`: every draw has its address.
    """
    asked = list(questions)
    rows = [asked_map._replace(sizes=(size,)) for asked_map in asked for size in asked_map.sizes]
    many = max(1, min(jobs or cores(), len(rows)))
    together = max(1, min(5, len(rows) // (2 * many)))
    left = in_processes(_row, rows, many, first=lambda: _compile(asked[0]), chunk=together)
    return [_joined([next(left) for _ in asked_map.sizes]) for asked_map in asked]


def _compile(first: Question) -> None:
    _row(first._replace(sizes=first.sizes[:1], months=first.months[:1], replicates=1))


@cache
def _runs() -> RunCache:
    return RunCache()


def _row(row: Question) -> Cells:
    numbers = np.arange(row.replicates, dtype=np.int64)
    return _joined([
        cell(override(row.scenario, {SIZE: size, LENGTH: length}), row.seed, numbers, _runs())
        for size in row.sizes
        for length in row.months
    ])  # fmt: skip


def cell(scenario: Scenario, seed: int, replicates: IntArray, cache: RunCache) -> Cells:
    """One cell: a scenario as it stands. Raises ValueError for one without a shock."""
    pairs = run_pairs(scenario, seed, replicates, cache, resting=True)
    if pairs.t0 is None or pairs.rests is None:
        raise ValueError(f"{scenario.name} has no shock, so there is nothing to map")
    return Cells(
        performance=pairs.run["performance"][np.newaxis],
        cooperation=pairs.run["cooperation"][np.newaxis],
        rest=pairs.rests.run[np.newaxis],
        inert=pairs.inert[np.newaxis],
        saturated=pairs.saturated[np.newaxis],
        windows=((pairs.t0, pairs.t1),),
        twin=pairs.twin["performance"],
        twin_cooperation=pairs.twin["cooperation"],
        twin_rest=pairs.rests.twin,
        trust=np.stack([pairs.twin[f"trust_{side}"][:, pairs.t0] for side in ("USA", "EU")], axis=1),
        bare=float(pairs.rests.dead[0]),
    )


def _joined(parts: Sequence[Cells]) -> Cells:
    first = parts[0]
    return first._replace(
        performance=np.concatenate([part.performance for part in parts]),
        cooperation=np.concatenate([part.cooperation for part in parts]),
        rest=np.concatenate([part.rest for part in parts]),
        inert=np.concatenate([part.inert for part in parts]),
        saturated=np.concatenate([part.saturated for part in parts]),
        windows=tuple(span for part in parts for span in part.windows),
    )


def calm_level(cells: Cells) -> float:
    """The median performance of the twins from the shock's first month on, in units of P*."""
    return float(np.median(cells.twin[:, cells.windows[0][0] :]) / P_STAR)


def still(scenario: Scenario) -> Scenario:
    """The scenario without noise (mood), without a burn-in, every parameter at its centre."""
    noise = {"switches.mood": False}
    quiet: Scenario = override(scenario, {**noise, "burn_in.months": 0, "draw": False})
    return quiet


def unshocked(scenario: Scenario) -> Case:
    """The case of a scenario with no shock in it; what happens anyway (the context) stays."""
    return compile_case(scenario.model_copy(update={"shocks": (), "map": {}}))
