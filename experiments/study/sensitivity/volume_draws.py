"""Draws of all parameters from their ranges, and what was measured in them, kept draw by draw."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

import numpy as np

from experiments.errors import StoreFault
from experiments.study.folders import Folders
from experiments.study.report import SEED, Row, read, save_table, say
from experiments.sweep.processes import in_processes
from scenarios import Scenario
from sim.parameters.table import PARAMETERS
from sim.source import source_hash

TOGETHER = 40
"""Draws between one writing and the next."""
Draw = Mapping[str, float]
"""What one draw came to: its number, and a number for each that was measured."""


class Draws(NamedTuple):
    """Draws 0 … `many` − 1 in which the same is measured: the name of their table and what a draw comes to,
    by its number alone. `parts` are the names of what may be measured of a draw by itself, with `of_parts`: a
    part that is written down later is measured in the draws that are there.
    """

    name: str
    many: int
    measure: Callable[[int], dict[str, float]]
    parts: Callable[[], Collection[str]] = tuple
    of_parts: Callable[[Collection[str], int], dict[str, float]] | None = None


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
    `model`, if it is given, are left out, and so is what was not measured in a draw yet.
    """
    path = folders.tables / f"{draws.name}.csv"
    stored = read(path) if path.exists() else []
    try:
        return [
            {name: float(cell) for name, cell in row.items() if cell and name not in ("seed", "model")}
            for row in stored
            if model in (None, row["model"])
        ]
    except ValueError as fault:
        raise StoreFault(f"{path}: {fault}") from fault


def run_draws(draws: Draws, numbers: Sequence[int], jobs: int) -> Iterator[list[dict[str, float]]]:
    """What the draws with these numbers come to, some at a time, with so many processes."""
    return _in_groups(draws.measure, numbers, jobs)


def _in_groups(
    measure: Callable[[int], dict[str, float]], numbers: Sequence[int], jobs: int
) -> Iterator[list[dict[str, float]]]:
    groups = [numbers[k : k + TOGETHER] for k in range(0, len(numbers), TOGETHER)]
    drawn = in_processes(measure, numbers, jobs, first=lambda: measure(numbers[0]))
    return (list(islice(drawn, len(group))) for group in groups)


def complete_draws(draws: Draws, folders: Folders, jobs: int) -> list[dict[str, float]]:
    """All draws as they are stored: those of this model that are there, what they lack measured in them, and
    the others run; all stored as they come.
    """
    done = read_draws(draws, folders, source_hash())
    _measure_lacking(draws, done, folders, jobs)
    for group in run_draws(draws, range(len(done), draws.many), jobs):
        done += group
        save_table(folders, draws.name, done)
        say(f"{draws.name}: {len(done)} of {draws.many}")
    return read_draws(draws, folders, source_hash())[: draws.many]


def _measure_lacking(draws: Draws, done: list[dict[str, float]], folders: Folders, jobs: int) -> None:
    """Measure in the stored draws the parts that they lack. A cell that waits is empty, and no 0."""
    wanted = set(draws.parts())
    lacking = [number for number, draw in enumerate(done) if wanted - set(draw)]
    if not lacking or draws.of_parts is None:
        return
    names = sorted(set().union(*(wanted - set(done[number]) for number in lacking)))
    say(f"{draws.name}: {len(names)} parts are measured in {len(lacking)} draws that are there")
    measured = 0
    for group in _in_groups(partial(draws.of_parts, names), lacking, jobs):
        for draw in group:
            done[int(draw["draw"])] |= draw
        measured += len(group)
        save_table(folders, draws.name, [_with_waiting(draw, names) for draw in done])
        say(f"{draws.name}: parts in {measured} of {len(lacking)}")


def _with_waiting(draw: Draw, names: Sequence[str]) -> Row:
    return {**draw, **{name: "" for name in names if name not in draw}}
