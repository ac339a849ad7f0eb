"""Draws of all parameters from their ranges, and what was measured in them, kept draw by draw."""

import csv
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.study.maps.map_tables import say, table
from experiments.study.maps.three_outcomes import SEED
from experiments.sweep.workers import spawning
from scenarios import Scenario
from sim.parameters.table import PARAMETERS
from sim.source import source_hash

TOGETHER = 40
"""Draws between one writing and the next."""


class Draws(NamedTuple):
    """Draws 0 … `many` − 1 in which the same is measured: the name of their table and what a draw comes to,
    by its number alone.
    """

    name: str
    many: int
    measured: Callable[[int], dict[str, float]]


def drawn(number: int) -> dict[str, float]:
    """The parameters of a draw, each uniform over its range, by the draw's number alone."""
    shares = np.random.default_rng([SEED, number]).random(len(PARAMETERS))
    found = {}
    for row, share in zip(PARAMETERS.values(), shares.tolist(), strict=True):
        value = row.low + share * (row.high - row.low)
        found[row.name] = float(round(value)) if row.unit == "months" else value
    return found


def within(number: int) -> Callable[[Scenario], Scenario]:
    """Puts a scenario into a draw. Values within their ranges need none of the checks of `override`, which
    took a fifth of a draw's time.
    """
    values = drawn(number)
    return lambda scenario: scenario.model_copy(update={"parameters": {**scenario.parameters, **values}})


def stored(draws: Draws, folder: Path) -> list[dict[str, float]]:
    """The draws of this model that are there, in their order; those of another model do not count."""
    path = folder / "results" / f"{draws.name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.pop("model") == source_hash()]
    return [{name: float(value) for name, value in row.items() if name != "seed"} for row in rows]


def run(draws: Draws, numbers: Sequence[int], jobs: int) -> Iterator[list[dict[str, float]]]:
    """What the draws with these numbers come to, some at a time, with so many processes."""
    groups = [numbers[k : k + TOGETHER] for k in range(0, len(numbers), TOGETHER)]
    if jobs == 1:
        yield from ([draws.measured(number) for number in group] for group in groups)
        return
    with spawning(), ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        yield from (list(pool.map(draws.measured, group)) for group in groups)


def complete(draws: Draws, folder: Path, jobs: int) -> list[dict[str, float]]:
    """All draws: those that are stored, and the others run and stored as they come."""
    there = stored(draws, folder)
    for some in run(draws, range(len(there), draws.many), jobs):
        there += some
        table(folder, draws.name, there)
        say(f"{draws.name}: {len(there)} of {draws.many}")
    return there[: draws.many]
