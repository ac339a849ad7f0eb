"""Alliances drawn at random, each beside its twin, and what becomes of them five years after a shock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from analysis.arrays import FloatArray
from analysis.baseline import alive
from analysis.outcomes import (
    BACK,
    COLLAPSED,
    FORWARD,
    NO_BASELINE,
    NOT_DEGRADED,
    PARTIAL,
    outcome_five_years_on,
)
from analysis.thresholds import STATED
from experiments.study.report import SEED, say
from experiments.study.sensitivity.deciding.factors import (
    CHANCE,
    EFFORT,
    INTEROPERABILITY,
    LENGTH,
    SIZE,
    TRUST,
    TURN_BEFORE,
    TURN_MONTHS,
    Crisis,
)
from experiments.sweep.processes import in_processes
from scenarios import compile_case, load
from sim.parameters.calm import C_STAR
from sim.parameters.table import PARAMETERS, switches, vector
from sim.run import Trajectories, burn_in, simulate
from sim.series import DOMAINS, SIDES
from sim.world.case import Case
from sim.world.shock_table import SHOCK_COLUMNS

LEVEL, COOPERATION, OUTCOME = "q", "cooperation", "outcome"
TRUST_MET, INTEROPERABILITY_MET, EFFORT_MET = (
    "trust as it begins",
    "interoperability as it begins",
    "effort as it begins",
)
MET = (TRUST_MET, INTEROPERABILITY_MET, EFFORT_MET)
READ = (LEVEL, COOPERATION, OUTCOME, *MET)
"""What is read of an alliance: performance and cooperation over the twin's, five years on; the outcome as its
place in `ENDINGS` (−1: no baseline); and the state of the twin in the shock's first month."""
ENDINGS = ("collapsed", "partial", "back", "forward")
_ENDING = {
    NO_BASELINE: -1, COLLAPSED: 0, PARTIAL: 1, NOT_DEGRADED: 2, BACK: 2, FORWARD: 3,
}  # fmt: skip
MOST = 2.0
"""Ratios are held at it, so that a few twins that are nearly dead do not carry a variance."""
TOGETHER = 400
"""Alliances between one word to whoever waits and the next."""
_START, _MONTHS, _SIZE = (SHOCK_COLUMNS.index(name) for name in ("start", "months", "size"))


@dataclass(frozen=True)
class OtherRules:
    """Rules that alliances live under: mechanisms that are off, and parameters that all have."""

    name: str = "as it is"
    off: tuple[str, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)


AS_IT_IS = OtherRules()


@dataclass(frozen=True)
class Batch:
    """Alliances that one crisis is asked of: a row each, its columns named."""

    crisis: Crisis
    names: tuple[str, ...]
    rows: FloatArray
    rules: OtherRules = AS_IT_IS


@cache
def _shipped(scenario: str) -> Case:
    return compile_case(load(scenario))


def case_of(
    crisis: Crisis, values: Mapping[str, float], rules: OtherRules = AS_IT_IS
) -> tuple[Case, int, int]:
    """The case of an alliance, with the first and the last month of its shock. What is not named is as in the
    same shock, or at the default; calm is derived anew.
    """
    shipped = _shipped(crisis.scenario)
    first = TURN_MONTHS if crisis.after_a_turn else 0
    months = round(values.get(LENGTH, crisis.months))
    context, shocks = shipped.context.copy(), shipped.shocks.copy()
    shocks[:, _START], shocks[:, _MONTHS] = first, months
    shocks[:, _SIZE] = values.get(SIZE, crisis.size)
    if crisis.after_a_turn:
        context[:, _START], context[:, _MONTHS] = 0, TURN_MONTHS
        context[:, _SIZE] = values.get(TURN_BEFORE, context[0, _SIZE])
    drawn = {name: value for name, value in values.items() if name in PARAMETERS}
    case = replace(
        shipped,
        parameters=vector({**drawn, **rules.parameters}),
        switches=switches(rules.off),
        context=context,
        shocks=shocks,
        months=first + months + STATED.five_years[1],
        width=0.0,
        start=(values.get(TRUST, 1.0), values.get(INTEROPERABILITY, 1.0), values.get(EFFORT, 1.0)),
        recalm=True,
    )
    return case, first, first + months - 1


def read(crisis: Crisis, values: Mapping[str, float], rules: OtherRules = AS_IT_IS) -> FloatArray:
    """Run an alliance and its twin and read it: float64[what is in `READ`]."""
    case, first, last = case_of(crisis, values, rules)
    number = np.array([int(values.get(CHANCE, 0))], dtype=np.int64)
    begin = burn_in(case, SEED, number)
    run, twin = (simulate(case, SEED, number, shocked=hit, start=begin) for hit in (True, False))
    window = slice(last + STATED.five_years[0], last + STATED.five_years[1] + 1)
    ratios = [
        float(run[name][0, window].mean() / twin[name][0, window].mean())
        for name in ("performance", "cooperation")
    ]
    return np.array([*np.minimum(ratios, MOST), _outcome(run, twin, first, last), *_met(twin, first)])


def _outcome(run: Trajectories, twin: Trajectories, first: int, last: int) -> float:
    q = (run["performance"] / twin["performance"])[:, first:]
    ending = outcome_five_years_on(q, alive(twin["cooperation"][:, first:], C_STAR), last - first)
    return float(_ENDING[str(ending[0])])


def _met(twin: Trajectories, month: int) -> list[float]:
    trust = np.mean([twin[f"trust_{side}"][0, month] for side in SIDES])
    built = np.mean([twin[f"interoperability_{domain}"][0, month] for domain in DOMAINS])
    effort = np.mean([twin[f"effort_{side}_{domain}"][0, month] for side in SIDES for domain in DOMAINS])
    return [float(trust), float(built), float(effort)]


def read_batch(batch: Batch) -> FloatArray:
    """Read every alliance of a batch: float64[rows, what is in `READ`]."""
    rows = (dict(zip(batch.names, row, strict=True)) for row in batch.rows.tolist())
    return np.array([read(batch.crisis, values, batch.rules) for values in rows])


def read_all(batches: Sequence[Batch], what: str, jobs: int | None = None) -> list[FloatArray]:
    """Read every alliance of some batches, in up to `jobs` spawned processes; the numbers do not depend on
    how many.
    """
    parts = [(place, part) for place, batch in enumerate(batches) for part in _parts(batch)]
    came: list[list[FloatArray]] = [[] for _ in batches]
    first = replace(parts[0][1], rows=parts[0][1].rows[:1])
    read_parts = in_processes(read_batch, [part for _, part in parts], jobs, first=lambda: read_batch(first))
    for number, ((place, _), values) in enumerate(zip(parts, read_parts, strict=True), start=1):
        came[place].append(values)
        if number % 10 == 0 or number == len(parts):
            say(f"{what}: {number} of {len(parts)} parts")
    return [np.concatenate(values) for values in came]


def _parts(batch: Batch) -> Iterator[Batch]:
    for first in range(0, len(batch.rows), TOGETHER):
        yield replace(batch, rows=batch.rows[first : first + TOGETHER])
