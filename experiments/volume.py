"""How often a pattern holds anywhere: its parts measured in draws of all parameters from their ranges.

`python -m experiments.volume` runs the draws that `docs/results/volume-draws.csv` does not hold yet (half an
hour in all on one core; it can be interrupted and goes on), and writes `docs/results/volume.csv`, the picture
and the table in `docs/patterns.md`. What is expected was written down before (`docs/expectations.md`).
"""

import csv
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path

import numpy as np

from analysis.intervals import wilson
from experiments.evaluate import References, evaluate
from experiments.maps import DOCS, draw, say, table
from experiments.maps_outcomes import OUTSIDE, SEED
from experiments.maps_page import fill_pages
from experiments.maps_starts import Row
from experiments.matrix import mean_seen, paired
from experiments.matrix import measured as under
from experiments.patterns_written import Part
from experiments.volume_figure import volume_figure
from experiments.workers import cores, spawning
from scenarios import Scenario, load, override
from sim.parameters import PARAMETERS
from sim.source import source_hash

DRAWS, REPLICATES, TOGETHER = 2000, 5, 40
SCREENED = ("inert", "saturated", "dead_twin")
FILE = "volume-draws.csv"


def drawn(number: int) -> dict[str, float]:
    """The parameters of a draw, each uniform over its range, by the draw's number alone."""
    shares = np.random.default_rng([SEED, number]).random(len(PARAMETERS))
    found = {}
    for row, share in zip(PARAMETERS.values(), shares.tolist(), strict=True):
        value = row.low + share * (row.high - row.low)
        found[row.name] = float(round(value)) if row.unit == "months" else value
    return found


def measured(number: int) -> dict[str, float]:
    """What one draw comes to: the mean of every part's values, and of the outside shock which share of runs
    says nothing.
    """
    changes = {f"parameters.{name}": value for name, value in drawn(number).items()}
    means = {name: mean_seen(values) for name, values in under(changes, REPLICATES).items()}
    return {"draw": number, **means, **_screened(override(load(OUTSIDE), changes))}


def _screened(scenario: Scenario) -> dict[str, float]:
    runs = evaluate(scenario, SEED, np.arange(REPLICATES, dtype=np.int64), References())
    shares = (runs.inert, runs.saturated, ~runs.measures["twin_alive"])
    return {name: float(share.mean()) for name, share in zip(SCREENED, shares, strict=True)}


def holds(part: Part, value: float) -> bool:
    """Whether a value lies beyond the smallest effect in the direction asked for.

    >>> holds(Part("P", "a", "", "", "", "-", 0.1, "", 1, ""), -0.2)
    True
    """
    if part.sign == "zero":
        return value == 0
    if part.sign == "below":
        return value <= part.smallest
    return value <= -part.smallest if part.sign == "-" else value >= part.smallest


def stored(folder: Path = DOCS) -> list[dict[str, float]]:
    """The draws of this model that are there, in their order; those of another model do not count."""
    path = folder / "results" / FILE
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.pop("model") == source_hash()]
    return [{name: float(value) for name, value in row.items() if name != "seed"} for row in rows]


def _more(numbers: Sequence[int], jobs: int) -> Iterator[list[dict[str, float]]]:
    """The draws with these numbers, some at a time."""
    groups = [numbers[k : k + TOGETHER] for k in range(0, len(numbers), TOGETHER)]
    if jobs == 1:
        yield from ([measured(number) for number in group] for group in groups)
        return
    with spawning(), ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        yield from (list(pool.map(measured, group, chunksize=4)) for group in groups)


def rows(draws: Sequence[dict[str, float]]) -> list[Row]:
    """A row a part: the share of draws in which it holds, with its 95 % interval, and in how many there was
    nothing to measure; and a row for each way in which runs say nothing.
    """
    made = []
    for part in paired():
        found = [one[part.name] for one in draws]
        hits = sum(holds(part, value) for value in found)
        low, high = wilson(hits, len(draws))
        made.append({"what": part.name, "share": hits / len(draws), "low": float(low), "high": float(high),
                     "nothing": sum(np.isnan(value) for value in found), "draws": len(draws)})  # fmt: skip
    for name in SCREENED:
        share = float(np.mean([one[name] for one in draws]))
        nothing = {"low": share, "high": share, "nothing": 0, "draws": len(draws)}
        made.append({"what": name, "share": share, **nothing})
    return made


def write_all(folder: Path = DOCS, draws: int = DRAWS, jobs: int | None = None) -> None:
    """Run the draws that are missing and write tables, picture and page into `folder`."""
    there = stored(folder)
    missing: Iterable[list[dict[str, float]]] = _more(range(len(there), draws), jobs or cores())
    for some in missing:
        there += some
        table(folder, FILE.removesuffix(".csv"), there)
        say(f"{len(there)} of {draws} draws")
    made = rows(there[:draws])
    table(folder, "volume", made)
    draw(folder, "volume", volume_figure(made))
    fill_pages(folder, ["patterns.md"])


if __name__ == "__main__":
    # Workers find `measured` by the module's name, which is not that of a program that runs.
    import_module("experiments.volume").write_all()
