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
from experiments.design.experiment import check_numbers
from experiments.engine.run_cache import RunCache
from experiments.errors import UsageFault
from experiments.study.effects.effect_names import EFFECTS
from experiments.study.patterns.arms import mechanisms_of
from experiments.study.report import SEED
from scenarios import compile_case, load, override, window
from sim.parameters.table import PARAMETERS, switches
from sim.run import Trajectories
from sim.series import COMPUTE, DOMAINS
from sim.world.case import Case
from sim.world.shock_table import SHOCK_COLUMNS, shock_rows

CELLS = Path(__file__).with_name("effect_cells.csv")
TURNS: Mapping[str, float] = {"calm": 0.0, "half turn": 0.5, "turn of .8": 0.8}
"""Where the shock finds the alliance: the size of the turn that ends as it begins."""
TURN, AFTER, LATER = 48, 24, 240
"""Months of the turn, of what is read after the shock, and from its end to the question who is dead."""
HORIZON = TURN + 60 + LATER
"""Months of a run at least: cells of one length share their twins."""
STANDING = ("commitments_compute", "commitments_algorithms", "terms", "incidents")
"""Series of which the level before a shock says what stands ready for it."""
RUNS = RunCache(most_bytes=500 * 1024 * 1024)
ON = (True, True, True)
DECIDED = {
    "recalm": "every arm is run both with calm derived anew and without",
    "horizon.months": "runs go on for twenty years after the shock",
}
"""Keys that a question decides itself, with the reason."""
OFF_AND_ON = tuple(product((False, True), repeat=len(EFFECTS)))
"""The eight arms: which of maintenance, synergy and prevention are on."""


Changes = tuple[tuple[str, str], ...]
"""Keys of a scenario with the values they are set to."""


class Cell(NamedTuple):
    """A shock that the effects are asked about: its name, whether it comes from outside, and its scenario."""

    cell: str
    where: str
    scenario: str
    set: Changes
    says: str


class Stakes(NamedTuple):
    """A ratio v : w: what a danger makes a trusted partner worth and a distrusted one threaten."""

    name: str
    worth: float
    threat: float


class EffectQuestion(NamedTuple):
    """What is asked of a cell: from where, by which partition, at which stakes, over how many draws."""

    cell: Cell
    start: str
    partition: str
    stakes: Stakes
    n: int
    seed: int = SEED


class ArmCourse(NamedTuple):
    """What is read off an arm, each float64[n, months], by name; first and last month of the shock."""

    run: Mapping[str, FloatArray]
    twin: Mapping[str, FloatArray]
    first: int
    last: int


def cells() -> list[Cell]:
    """The cells as they were written down."""
    with CELLS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Cell(row["cell"], row["where"], row["scenario"], changes_of(row["set"]), row["says"]) for row in rows
    ]


def changes_of(text: str) -> Changes:
    """The keys and values of a cell as its table writes them: `key=value key=value`."""
    pairs = (change.split("=", 1) for change in text.split())
    return tuple((key, value) for key, value in pairs)


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
) -> EffectQuestion:
    """A question about any scenario, by name or path, with keys set; at the stakes that it sets itself.

    Raises UsageFault for a scenario without a shock that ends, for keys that the question itself decides, and
    for numbers out of range, besides what `scenarios` raises.
    """
    decided = next((key for key in changes if key in DECIDED), None)
    if decided:
        raise UsageFault(f"{decided} cannot be set: {DECIDED[decided]}")
    check_numbers(n, seed)
    cell = Cell(load(scenario).name, "", scenario, tuple(changes.items()), "")
    shipped, _ = _shipped(scenario, cell.set)
    places = [list(PARAMETERS).index(name) for name in ("value_at_stake", "threat_at_stake")]
    worth, threat = (float(shipped.parameters[place]) for place in places)
    return EffectQuestion(cell, start, partition, Stakes(all_stakes()[0].name, worth, threat), n, seed)


def switched_off(partition: str, on: tuple[bool, ...]) -> tuple[str, ...]:
    """The mechanisms of the effects that are off."""
    lost = [name for name, is_on in zip(EFFECTS, on, strict=True) if not is_on]
    return tuple(mechanism for effect in lost for mechanism in mechanisms_of(partition, effect))


@lru_cache(maxsize=32)
def _shipped(scenario: str, changes: Changes) -> tuple[Case, int]:
    """The case of a cell's scenario, and how many months its shock lasts."""
    changed = override(load(scenario), dict(changes))
    first, last = window(changed)
    if first is None:
        raise UsageFault(f"{changed.name} has no shock: there is no loss to be saved")
    if last is None:
        raise UsageFault(
            f"{changed.name} has a shock without a last month: its loss has no end to be read to"
        )
    return compile_case(changed), last - first + 1


def case_of(
    asked: EffectQuestion, off: tuple[str, ...], recalm: bool, lead: int = TURN
) -> tuple[Case, int, int]:
    """The case of an arm, with the first and the last month of its shock. Context and shocks are moved
    together, so far that `lead` months lie before them, in which there is room for a turn.
    """
    shipped, length = _shipped(asked.cell.scenario, asked.cell.set)
    begin, months = SHOCK_COLUMNS.index("start"), SHOCK_COLUMNS.index("months")
    own = int(shipped.shocks[:, begin].min())
    first = max(lead, own)
    shocks, context = shipped.shocks.copy(), shipped.context.copy()
    shocks[:, begin] += first - own
    standing = context[:, begin] < 0  # what holds from before the start goes on until it would have ended
    context[standing, months] += first - own
    context[~standing, begin] += first - own
    size, turning = TURNS[asked.start], {"states": ["USA"]}
    turn = shock_rows("cooperation.cost", turning, "step", first - TURN, TURN, size, shipped.world)
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
        months=max(HORIZON, first + length + LATER),
        fixed=shipped.fixed | frozenset(chosen),
        recalm=recalm,
    )
    return case, first, first + length - 1


def course(asked: EffectQuestion, off: tuple[str, ...], *, recalm: bool) -> ArmCourse:
    """An arm, with these mechanisms off, run for every draw beside its twin."""
    return course_of(*case_of(asked, off, recalm), asked.n, asked.seed)


def course_of(case: Case, first: int, last: int, n: int, seed: int) -> ArmCourse:
    """A case, with the first and the last month of its shock, run for every draw beside its twin."""
    numbers = np.arange(n, dtype=np.int64)
    run, twin = (RUNS.run(case, seed, numbers, shocked=hit) for hit in (True, False))
    return ArmCourse(_read(run), _read(twin), first, last)


def _read(runs: Trajectories) -> dict[str, FloatArray]:
    """Cooperation, that in compute by its definition, commitments that operate, output, and what may stand
    ready before a shock; of some runs.
    """
    at = runs.__getitem__
    compute = DOMAINS[COMPUTE]
    joint = np.sqrt(at(f"effort_USA_{compute}") * at(f"effort_EU_{compute}"))
    return {
        "cooperation": at("cooperation"),
        "cooperation in compute": joint * (0.2 + at(f"interoperability_{compute}")),
        "commitments": np.mean([at(f"commitments_{domain}") for domain in DOMAINS], axis=0),
        "output": at("output"),
        **{name: at(name) for name in STANDING},
        "home capacity": at("capacity_USA") + at("capacity_EU"),
    }
