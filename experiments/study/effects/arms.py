"""The arms of the factorial: a shock of a cell, from calm or right after a turn, with effects switched off.

The turn stands in the context: run and twin have it in common, and only the doing of the shock is read.
"""

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from experiments.engine.run_cache import RunCache
from experiments.errors import UsageFault
from experiments.study.patterns.arms import mechanisms_of
from experiments.study.report import SEED
from scenarios import compile_case, load, override, window
from sim.parameters.spread import SPREAD
from sim.parameters.table import PARAMETERS, switches
from sim.run import Trajectories
from sim.series import COMPUTE, DOMAINS
from sim.world.case import Case
from sim.world.shock_table import SHOCK_COLUMNS, shock_rows

CELLS = Path(__file__).with_name("effect_cells.csv")
EFFECTS = ("maintenance", "synergy", "prevention")
PARTITIONS = ("model", "paper", "completed")
TURNS: Mapping[str, float] = {"calm": 0.0, "half turn": 0.5, "turn of .8": 0.8}
"""Where the shock finds the alliance: the size of the turn that ends as it begins."""
TURN, AFTER, LATER = 48, 24, 240
"""Months of the turn, of what is read after the shock, and from its end to the question who is dead."""
HORIZON = TURN + 60 + LATER
"""Months of a run at least: cells of one length share their twins."""
RUNS = RunCache(most_bytes=500 * 1024 * 1024)
ON, FIRST = (True, True, True), TURN
OFF_AND_ON = tuple(product((False, True), repeat=len(EFFECTS)))
"""The eight arms: which of maintenance, synergy and prevention are on."""


class Cell(NamedTuple):
    """A shock that the effects are asked about: its name, whether it comes from outside, and its scenario."""

    cell: str
    where: str
    scenario: str
    set: str
    says: str


class Stakes(NamedTuple):
    """A ratio v : w: what a danger makes a trusted partner worth and a distrusted one threaten."""

    name: str
    worth: float
    threat: float


class Question(NamedTuple):
    """What is asked of a cell: from where, by which partition, at which stakes, over how many draws."""

    cell: Cell
    start: str
    partition: str
    stakes: Stakes
    n: int
    seed: int = SEED


class Course(NamedTuple):
    """What is read off an arm, each float64[n, months], by name; the last month of the shock."""

    run: Mapping[str, FloatArray]
    twin: Mapping[str, FloatArray]
    last: int


def cells() -> list[Cell]:
    """The cells as they were written down."""
    with CELLS.open(encoding="utf-8", newline="") as file:
        return [Cell(**row) for row in csv.DictReader(file)]


def all_stakes() -> list[Stakes]:
    """The stakes as they are, at 1 : 5 with the same sum as far as the ranges allow, and none."""
    worth, threat = PARAMETERS["value_at_stake"], PARAMETERS["threat_at_stake"]
    together = min(worth.default + threat.default, threat.high * 6 / 5)
    return [
        Stakes("as they are", worth.default, threat.default),
        Stakes("1 : 5", together / 6, together * 5 / 6),
        Stakes("0 : 0", 0.0, 0.0),
    ]


def asked_of(
    scenario: str, changes: Mapping[str, str], start: str, partition: str, n: int, seed: int
) -> Question:
    """A question about any scenario, by name or path, with keys set; at the stakes that it sets itself.

    Raises UsageFault for a scenario without a shock that ends, besides what `scenarios` raises.
    """
    changed = " ".join(f"{key}={value}" for key, value in changes.items())
    shipped, _ = _shipped(scenario, changed)
    places = [list(PARAMETERS).index(name) for name in ("value_at_stake", "threat_at_stake")]
    worth, threat = (float(shipped.parameters[place]) for place in places)
    name = all_stakes()[0].name
    return Question(
        Cell(scenario, "", scenario, changed, ""), start, partition, Stakes(name, worth, threat), n, seed
    )


def switched_off(partition: str, on: tuple[bool, ...]) -> tuple[str, ...]:
    """The mechanisms of the effects that are off."""
    lost = [name for name, is_on in zip(EFFECTS, on, strict=True) if not is_on]
    return tuple(mechanism for effect in lost for mechanism in mechanisms_of(partition, effect))


@lru_cache(maxsize=32)
def _shipped(scenario: str, changes: str) -> tuple[Case, int]:
    """The case of a cell's scenario, and how many months its shock lasts."""
    changed = override(load(scenario), dict(change.split("=") for change in changes.split()))
    first, last = window(changed)
    if first is None or last is None:
        raise UsageFault(f"{scenario} has no shock that ends: its loss has no months to be read over")
    return compile_case(changed), last - first + 1


def case_of(asked: Question, off: tuple[str, ...], recalm: bool) -> tuple[Case, int]:
    """The case of an arm, and the last month of its shock, which begins in the month after the turn."""
    shipped, length = _shipped(asked.cell.scenario, asked.cell.set)
    begin = SHOCK_COLUMNS.index("start")
    shocks, context = shipped.shocks.copy(), shipped.context
    shocks[:, begin] += FIRST - shocks[:, begin].min()
    size, turning = TURNS[asked.start], {"states": ["USA"]}
    turn = shock_rows("cooperation.cost", turning, "step", 0, TURN, size, shipped.world)
    chosen = {"value_at_stake": asked.stakes.worth, "threat_at_stake": asked.stakes.threat}
    parameters = shipped.parameters.copy()
    for name, value in chosen.items():
        parameters[list(PARAMETERS).index(name)] = value
    case = replace(
        shipped,
        parameters=parameters,
        switches=shipped.switches * switches(off),
        context=np.concatenate([context, turn]),
        shocks=shocks,
        months=max(HORIZON, FIRST + length + LATER),
        width=SPREAD,
        fixed=shipped.fixed | frozenset(chosen),
        recalm=recalm,
    )
    return case, FIRST + length - 1


def course(asked: Question, off: tuple[str, ...], *, recalm: bool) -> Course:
    """An arm, with these mechanisms off, run for every draw beside its twin."""
    case, last = case_of(asked, off, recalm)
    numbers = np.arange(asked.n, dtype=np.int64)
    run, twin = (RUNS.run(case, asked.seed, numbers, shocked=hit) for hit in (True, False))
    return Course(_read(run), _read(twin), last)


def _read(runs: Trajectories) -> dict[str, FloatArray]:
    """Cooperation, that in compute by its definition, commitments that operate, output; of some runs."""
    at = runs.__getitem__
    compute = DOMAINS[COMPUTE]
    joint = np.sqrt(at(f"effort_USA_{compute}") * at(f"effort_EU_{compute}"))
    return {
        "cooperation": at("cooperation"),
        "cooperation in compute": joint * (0.2 + at(f"interoperability_{compute}")),
        "commitments": np.mean([at(f"commitments_{domain}") for domain in DOMAINS], axis=0),
        "output": at("output"),
    }
