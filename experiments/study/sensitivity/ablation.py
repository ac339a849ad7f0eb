"""Which mechanism moves which pattern: each switched off in turn, every part measured anew.

`python -m experiments.study.sensitivity.ablation` runs it (some minutes) and writes
`docs/results/matrix.csv`, the picture and the tables in `docs/patterns.md`. What is expected was written down
before (`docs/expectations.md`, `matrix_expected.csv`).
"""

import csv
import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np

from analysis.arrays import FloatArray
from analysis.intervals import Interval, mean_interval
from experiments.study.maps.map_tables import DOCS, draw, say, table
from experiments.study.maps.starting_points import Row
from experiments.study.pages import fill_pages
from experiments.study.patterns.parts import PAIRED
from experiments.study.patterns.preregistered import Part, parts
from experiments.study.sensitivity.ablation_figure import matrix_figure
from experiments.sweep.workers import cores, spawning
from scenarios import Scenario, load, override
from sim.parameters.table import MECHANISMS

EXPECTED = Path(__file__).resolve().parent / "ablation_expected.csv"
N = 20
"""Replicates; replicates differ little, and the smallest effects are far wider than their intervals."""


def paired() -> list[Part]:
    """The parts that are paired values of one scenario, in their order."""
    return [part for part in parts() if part.name in PAIRED]


def expected() -> set[tuple[str, str]]:
    """Mechanism and part that were expected to go together, before it was measured."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {(row["mechanism"], row["part"]) for row in csv.DictReader(file)}


def measured(changes: Mapping[str, float | bool], n: int = N) -> dict[str, FloatArray]:
    """The n values of every part with these keys changed in all its arms (see `scenarios.override`)."""
    return measured_in(lambda scenario: override(scenario, changes), n)


def measured_in(changed: Callable[[Scenario], Scenario], n: int) -> dict[str, FloatArray]:
    """The n values of every part in its scenario as `changed` makes it."""
    asked = paired()
    given = {name: changed(_loaded(name)) for name in {part.scenario for part in asked}}
    with np.errstate(all="ignore"):
        return {part.name: PAIRED[part.name](given[part.scenario], n) for part in asked}


_loaded = cache(load)


def all_measured(
    changes: Sequence[Mapping[str, float | bool]], n: int, jobs: int | None = None
) -> list[dict[str, FloatArray]]:
    """`measured` for each of several changes, with up to `jobs` processes."""
    many = min(jobs or cores(), len(changes))
    if many == 1:
        return [measured(one, n) for one in changes]
    with spawning(), ProcessPoolExecutor(many, multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(measured, changes, [n] * len(changes)))


def rows(mechanisms: Sequence[str] = tuple(MECHANISMS), n: int = N, jobs: int | None = None) -> list[Row]:
    """A row a mechanism and part: what the part came to with it and without it, and the paired difference.

    All intervals together hold with 95 %.
    """
    changes: list[Mapping[str, float | bool]] = [{}, *({f"switches.{name}": False} for name in mechanisms)]
    whole, *others = all_measured(changes, n, jobs)
    asked = paired()
    confidence = 1 - 0.05 / (len(asked) * len(mechanisms))
    made = []
    for name, found in zip(mechanisms, others, strict=True):
        made += [_cell(name, part, whole, found, confidence) for part in asked]
    return made


def _cell(
    name: str, part: Part, whole: Mapping[str, FloatArray], found: Mapping[str, FloatArray], confidence: float
) -> Row:
    difference = found[part.name] - whole[part.name]
    effect = mean_interval(difference, confidence)
    said = "yes" if moved(effect, part.smallest) else "no"
    seen = int(np.isfinite(difference).sum())
    return {
        "mechanism": name,
        "id": part.id,
        "part": part.part,
        "n": seen,
        "with": mean_seen(whole[part.name]),
        "without": mean_seen(found[part.name]),
        **effect._asdict(),
        "smallest": part.smallest,
        "unit": part.unit,
        "moved": said if seen else "nothing to measure",
        "expected": "yes" if (name, part.name) in expected() else "no",
    }


def mean_seen(found: FloatArray) -> float:
    """The mean of the values that are numbers; not a number where none is."""
    return float(np.mean(found[np.isfinite(found)])) if np.isfinite(found).any() else float("nan")


def moved(effect: Interval, smallest: float) -> bool:
    """Whether the whole interval lies further from 0 than the smallest effect.

    >>> moved(Interval(0.3, 0.2, 0.4), 0.1), moved(Interval(-0.3, -0.4, -0.05), 0.1)
    (True, False)
    """
    _, low, high = effect
    return bool(low > smallest or high < -smallest)


def write_all(folder: Path = DOCS, jobs: int | None = None) -> None:
    """Run everything and write table, picture and page into `folder`."""
    made = rows(jobs=jobs)
    table(folder, "matrix", made)
    draw(folder, "matrix", matrix_figure(made))
    fill_pages(folder, ["patterns.md"])
    say(f"{sum(row['moved'] == 'yes' for row in made)} of {len(made)} moved")


if __name__ == "__main__":
    # Workers find `measured` by the module's name, which is not that of a program that runs.
    import_module("experiments.study.sensitivity.ablation").write_all()
