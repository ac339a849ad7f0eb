"""Draws of all parameters from their ranges, and what was measured in them, kept draw by draw."""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np

from experiments.errors import StoreFault
from experiments.study.folders import Folders
from experiments.study.report import SEED, read, save_table, say
from experiments.sweep.workers import spawning
from scenarios import Scenario
from sim.parameters.table import PARAMETERS
from sim.source import source_hash

TOGETHER = 40
"""Draws between one writing and the next."""
Draw = Mapping[str, float]
"""What one draw came to: its number, and a number for each that was measured."""


class Draws(NamedTuple):
    """Draws 0 … `many` − 1 in which the same is measured: the name of their table and what a draw comes to,
    by its number alone.
    """

    name: str
    many: int
    measure: Callable[[int], dict[str, float]]


def drawn_parameters(number: int) -> dict[str, float]:
    """The parameters of a draw, each uniform over its range, by the draw's number alone."""
    shares = np.random.default_rng([SEED, number]).random(len(PARAMETERS))
    values = {}
    for row, share in zip(PARAMETERS.values(), shares.tolist(), strict=True):
        value = row.low + share * (row.high - row.low)
        values[row.name] = float(round(value)) if row.unit == "months" else value
    return values


def scenario_in_draw(number: int) -> Callable[[Scenario], Scenario]:
    """Puts a scenario into a draw, with a calm rest of the draw's own. Values within their ranges need none
    of the checks of `override`, which took a fifth of a draw's time.
    """
    values = drawn_parameters(number)

    def put(scenario: Scenario) -> Scenario:
        drawn = {"parameters": {**scenario.parameters, **values}, "recalm": True}
        return scenario.model_copy(update=drawn)

    return put


def read_draws(draws: Draws, folders: Folders, model: str | None = None) -> list[dict[str, float]]:
    """The draws that are stored, in their order; none if there is no table. Those of another model than
    `model`, if it is given, are left out.
    """
    path = folders.tables / f"{draws.name}.csv"
    stored = read(path) if path.exists() else []
    try:
        return [
            {name: float(cell) for name, cell in row.items() if name not in ("seed", "model")}
            for row in stored
            if model in (None, row["model"])
        ]
    except ValueError as fault:
        raise StoreFault(f"{path}: {fault}") from fault


def run_draws(draws: Draws, numbers: Sequence[int], jobs: int) -> Iterator[list[dict[str, float]]]:
    """What the draws with these numbers come to, some at a time, with so many processes."""
    groups = [numbers[k : k + TOGETHER] for k in range(0, len(numbers), TOGETHER)]
    if jobs == 1:
        yield from ([draws.measure(number) for number in group] for group in groups)
        return
    with spawning(), ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        yield from (list(pool.map(draws.measure, group)) for group in groups)


def complete_draws(draws: Draws, folders: Folders, jobs: int) -> list[dict[str, float]]:
    """All draws as they are stored: those of this model that are there, and the others run and stored as they
    come.
    """
    done = read_draws(draws, folders, source_hash())
    for group in run_draws(draws, range(len(done), draws.many), jobs):
        done += group
        save_table(folders, draws.name, done)
        say(f"{draws.name}: {len(done)} of {draws.many}")
    return read_draws(draws, folders, source_hash())[: draws.many]
