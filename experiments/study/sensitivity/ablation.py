"""Which mechanism moves which pattern: each switched off in turn, every part measured anew.

`python -m experiments.study ablation` runs it and writes the table `matrix` and the picture. What is expected
was written down before (`docs/expectations.md`, `ablation_expected.csv`).
"""

import csv
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import Interval, mean_interval
from experiments.study.folders import SHIPPED, Folders
from experiments.study.patterns.parts import PAIRED
from experiments.study.patterns.preregistered import Part, parts
from experiments.study.patterns.verdicts import joint_confidence
from experiments.study.recheck import Recheck, spread, whole
from experiments.study.report import Row, save_figure, save_table, say
from experiments.study.sensitivity.ablation_figure import matrix_figure
from experiments.sweep.processes import in_processes
from scenarios import Scenario, load, override
from sim.parameters.table import MECHANISMS

EXPECTED = Path(__file__).resolve().parent / "ablation_expected.csv"
N = 20
"""Replicates; replicates differ little, and the smallest effects are far wider than their intervals."""
Changes = Mapping[str, float | bool]
"""Keys and values for `scenarios.override`."""
PartValues = Mapping[str, FloatArray]
"""The n values of parts, by name."""


def paired_parts() -> list[Part]:
    """The parts that are paired values of one scenario, in their order."""
    return [part for part in parts() if part.name in PAIRED]


def expected_pairs() -> set[tuple[str, str]]:
    """Mechanism and part that were expected to go together, before it was measured."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {(row["mechanism"], row["part"]) for row in csv.DictReader(file)}


def part_values(changes: Changes, n: int = N, names: Collection[str] | None = None) -> PartValues:
    """The n values of every part (or of those with these names) with keys changed in all its arms."""
    return part_values_in(lambda scenario: override(scenario, changes), n, names)


def part_values_in(
    changed: Callable[[Scenario], Scenario], n: int, names: Collection[str] | None = None
) -> PartValues:
    """The n values of every part (or of those with these names) in its scenario as `changed` makes it."""
    wanted = [part for part in paired_parts() if names is None or part.name in names]
    given = {name: changed(_loaded(name)) for name in {part.scenario for part in wanted}}
    with np.errstate(all="ignore"):
        return {part.name: PAIRED[part.name](given[part.scenario], n) for part in wanted}


_loaded = cache(load)


def part_values_of_each(
    changes: Sequence[Changes],
    n: int,
    jobs: int | None = None,
    names: Sequence[Collection[str] | None] | None = None,
) -> list[PartValues]:
    """`part_values` for each of several changes, with up to `jobs` processes (None: all cores)."""
    wanted = names or [None] * len(changes)
    asked = [*zip(changes, wanted, strict=True)]
    return [*in_processes(partial(_asked_values, n=n), asked, jobs)]


def _asked_values(asked: tuple[Changes, Collection[str] | None], n: int) -> PartValues:
    changes, names = asked
    return part_values(changes, n, names)


def rows(mechanisms: Sequence[str] = tuple(MECHANISMS), n: int = N, jobs: int | None = None) -> list[Row]:
    """A row a mechanism and part: what the part came to with it and without it, and the paired difference.

    All intervals together hold with 95 %.
    """
    default, *others = part_values_of_each([{}, *map(_without, mechanisms)], n, jobs)
    confidence = joint_confidence(len(paired_parts()) * len(mechanisms))
    return [
        _cell(name, part, default, without, confidence)
        for name, without in zip(mechanisms, others, strict=True)
        for part in paired_parts()
    ]


def _without(mechanism: str) -> Changes:
    return {f"switches.{mechanism}": False}


def _cell(mechanism: str, part: Part, default: PartValues, without: PartValues, confidence: float) -> Row:
    difference = without[part.name] - default[part.name]
    effect = mean_interval(difference, confidence)
    runs = int(np.isfinite(difference).sum())
    moved = "yes" if is_moved(effect, part.smallest) else "no"
    return {
        "mechanism": mechanism,
        "id": part.id,
        "part": part.part,
        "n": runs,
        "with": finite_mean(default[part.name]),
        "without": finite_mean(without[part.name]),
        **effect._asdict(),
        "smallest": part.smallest,
        "unit": part.unit,
        "moved": moved if runs else "nothing to measure",
        "expected": "yes" if (mechanism, part.name) in expected_pairs() else "no",
    }


def finite_mean(values: FloatArray) -> float:
    """The mean of the values that are numbers; not a number where none is."""
    return float(np.mean(values[np.isfinite(values)])) if np.isfinite(values).any() else float("nan")


def is_moved(effect: Interval, smallest: float) -> bool:
    """Whether the whole interval lies further from 0 than the smallest effect.

    >>> is_moved(Interval(0.3, 0.2, 0.4), 0.1), is_moved(Interval(-0.3, -0.4, -0.05), 0.1)
    (True, False)
    """
    _, low, high = effect
    return bool(low > smallest or high < -smallest)


def recheck(_: Folders, many: int | None, jobs: int | None) -> dict[str, Recheck]:
    """So many cells (None: all) measured anew, evenly spread over mechanisms and parts."""
    if many is None:
        return {"matrix": whole(rows(jobs=jobs))}
    grid = [(name, part) for name in MECHANISMS for part in paired_parts()]
    places = spread(many, len(grid))
    cells = [grid[place] for place in places]
    changes: list[Changes] = [{}, *(_without(name) for name, _ in cells)]
    names = [{part.name for _, part in cells}, *({part.name} for _, part in cells)]
    default, *others = part_values_of_each(changes, N, jobs, names)
    made = [
        _cell(name, part, default, without, joint_confidence(len(grid)))
        for (name, part), without in zip(cells, others, strict=True)
    ]
    return {"matrix": Recheck(dict(zip(places, made, strict=True)), len(grid))}


def write_all(folders: Folders = SHIPPED, jobs: int | None = None) -> None:
    """Switch every mechanism off in turn and write table and picture."""
    made = rows(jobs=jobs)
    save_table(folders, "matrix", made)
    save_figure(folders, "matrix", matrix_figure(made))
    say(f"{sum(row['moved'] == 'yes' for row in made)} of {len(made)} moved")
