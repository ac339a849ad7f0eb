"""Is each mechanism at work? What was written down in `mechanisms.csv`, measured with it and without it.

A measure is a series of a scenario, read over some months of the run, of its twin or of their ratio. The
effect is its value with the mechanism minus without; both arms share every draw, parameters among them.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.arrays import BoolArray, FloatArray
from analysis.intervals import wilson
from experiments.study.report import SEED, Row, say
from scenarios import Invalid, KeyFault, Scenario, causes, compile_case, load, off, override, window
from sim.parameters.spread import SPREAD
from sim.parameters.table import PARAMETERS
from sim.run import burn_in, simulate
from sim.series import DOMAINS, PLACE, SIDES
from sim.state.run_state import RunState
from sim.world.case import Case

WRITTEN = Path(__file__).with_name("mechanisms.csv")
N, DRAWS = 20, 100
"""Replicates at the centre, and draws of all parameters."""
SMALLEST = 0.02
"""The smallest effect: a share of the level with the mechanism on, or of the range of what lies in 0 to 1."""
CHUNK = 10
"""Replicates whose whole states are held at once."""
AT_WORK, IDLE, BUILT_IN, NOT_TESTED = "at work", "idle", "built in", "not tested"


class Expected(NamedTuple):
    """A row of what was written down."""

    mechanism: str
    scenario: str
    set: str
    series: str
    over: str
    reading: str
    sign: str
    scale: str
    built_in: str
    shows: str


class Level(NamedTuple):
    """A series of a run and of its twin, float64[r, months]; first and last month of the shock."""

    run: FloatArray
    twin: FloatArray
    first: int
    last: int


class Arm(NamedTuple):
    """A scenario by name, with keys set and mechanisms off, so many replicates, and the draw's width."""

    scenario: str
    changes: str
    off: tuple[str, ...]
    n: int
    width: float


def expected() -> list[Expected]:
    """What was written down, in the order of the file."""
    with WRITTEN.open(encoding="utf-8", newline="") as file:
        return [Expected(**row) for row in csv.DictReader(file)]


def _of_sides(name: str, domain: str = "") -> tuple[str, ...]:
    return tuple("_".join(filter(None, (name, side, domain))) for side in SIDES)


MEANS: Mapping[str, tuple[str, ...]] = {
    "trust": _of_sides("trust"),
    "shortage": _of_sides("shortage"),
    "capacity": _of_sides("capacity"),
    "effort_compute": _of_sides("effort", "compute"),
    "effort_algorithms": _of_sides("effort", "algorithms"),
    **{f"effort_{side}": tuple(f"effort_{side}_{domain}" for domain in DOMAINS) for side in SIDES},
    "effort_EU_voted": tuple(f"effort_EU_{domain}" for domain in DOMAINS if domain != "compute"),
    "interoperability_rules": ("interoperability_algorithms", "interoperability_standards"),
    "commitments": tuple(f"commitments_{domain}" for domain in DOMAINS),
}
"""What is read as the mean of several series; any other name is a series, `hit_output` apart."""
HIT = "hit_output"
"""Output of the firms of the state that a shock hits."""
YEAR = 12
Months = Callable[[FloatArray, int, int], FloatArray]
OVER: Mapping[str, Months] = {
    "shock": lambda values, first, last: values[:, first : last + 1].mean(axis=1),
    "first_year": lambda values, first, _: values[:, first : first + YEAR].mean(axis=1),
    "last_year": lambda values, _, last: values[:, last + 1 - YEAR : last + 1].mean(axis=1),
    "end": lambda values, _, last: values[:, last],
    "year_after": lambda values, _, last: values[:, last + YEAR - 2 : last + YEAR + 4].mean(axis=1),
    "horizon": lambda values, *_: values[:, -YEAR:].mean(axis=1),
    "lowest": lambda values, first, last: values[:, first : last + 1].min(axis=1),
    "deviation": lambda values, *_: values.std(axis=1),
}
"""The months over which a measure is read, float64[r] of float64[r, months], first and last of the shock."""


def scenario_called(name: str) -> Scenario:
    """A shipped scenario, or one of the two that are made from a shipped one. Raises as `scenarios.load`."""
    if name == "member-turns":
        turning = load("unilateral-turn-2025")
        (turn,) = turning.shocks
        member = turn.model_copy(update={"of": ("DEU",)})
        return override(turning.model_copy(update={"shocks": (member,)}), {"shock.size": 1.0})
    if name == "blockade-after-turn":
        turning, shut = load("unilateral-turn-2025"), load("taiwan-blockade")
        turned = override(turning, {"shock.size": 0.8})
        end = (window(turned)[1] or 0) + 1
        (blockade,) = override(shut, {"shock.size": 0.7, "shock.months": 36}).shocks
        later = blockade.model_copy(update={"start": end})
        return override(turned.model_copy(update={"shocks": (*turned.shocks, later)}), {})
    return load(name)


def _changes(text: str) -> dict[str, float]:
    pairs = (change.split("=") for change in text.split())
    return {key: float(value) for key, value in pairs}


def _case(arm: Arm) -> tuple[Scenario, Case]:
    changed = _changes(arm.changes)
    scenario = off(override(scenario_called(arm.scenario), changed), arm.off)
    keys = {key.removeprefix("parameters.") for key in changed}
    fixed = frozenset(keys & set(PARAMETERS)) | frozenset(scenario.parameters)
    return scenario, replace(compile_case(scenario), width=arm.width, fixed=fixed)


@lru_cache(maxsize=6)
def _runs(arm: Arm) -> Mapping[str, Level]:
    """Every series of an arm by name."""
    scenario, case = _case(arm)
    numbers = np.arange(arm.n, dtype=np.int64)
    start = burn_in(case, SEED, numbers)
    run, twin = (simulate(case, SEED, numbers, shocked=hit, start=start) for hit in (True, False))
    return {name: Level(run[name], twin[name], *_span(scenario, case)) for name in PLACE}


def _span(scenario: Scenario, case: Case) -> tuple[int, int]:
    """First and last month of the shock; the whole run where there is none, to its end where it has none."""
    first, last = window(scenario)
    return first or 0, case.months - 1 if last is None else last


def level(arm: Arm, series: str) -> Level:
    """A series of an arm."""
    if series == HIT:
        return _hit_output(arm)
    levels = _runs(arm)
    members = [levels[name] for name in MEANS.get(series, (series,))]
    run, twin = (np.mean([getattr(member, which) for member in members], axis=0) for which in ("run", "twin"))
    return Level(run, twin, members[0].first, members[0].last)


def _hit_output(arm: Arm) -> Level:
    scenario, case = _case(arm)
    (hit,) = causes(scenario, scenario.shocks)
    (member,) = hit.selection["states"]
    own = case.world.arrays.firm_home == case.world.states.index(member)
    parts: list[list[FloatArray]] = [[], []]
    for first in range(0, arm.n, CHUNK):
        numbers = np.arange(first, min(arm.n, first + CHUNK), dtype=np.int64)
        start = burn_in(case, SEED, numbers)
        ends = np.cumsum([part[0].size for part in start])[:-1]
        for which, shocked in enumerate((True, False)):
            states = simulate(case, SEED, numbers, shocked=shocked, start=start, full=True).states
            parts[which].append(RunState(*np.split(states, ends, 2)).output[:, :, own].sum(axis=2))
    run, twin = (np.concatenate(part) for part in parts)
    return Level(run, twin, *_span(scenario, case))


def values(row: Expected, arm: Arm) -> FloatArray:
    """The measure of an arm, float64[r]. Raises KeyError for a series, a reading or months nobody knows."""
    run, twin, first, last = level(arm, row.series)
    read = {"run": run, "twin": twin, "ratio": run / np.where(twin == 0, np.nan, twin)}[row.reading]
    return np.asarray(OVER[row.over](read, first, last))


def moves(row: Expected, with_it: FloatArray, without: FloatArray) -> BoolArray:
    """In which replicates the effect has the sign named and is no smaller than the smallest."""
    least = SMALLEST * np.abs(with_it) if row.scale == "level" else np.full(len(with_it), SMALLEST)
    toward = (with_it - without) * (1.0 if row.sign == "+" else -1.0)
    return np.asarray((toward >= least) & (toward > 0), dtype=np.bool_)


def verdict(row: Expected, centre: bool, share: float) -> str:
    """Whether the mechanism is at work by this measure; what restates its rule is no evidence."""
    if not (centre and share >= 0.5):
        return IDLE
    return BUILT_IN if row.built_in == "yes" else AT_WORK


def effect_row(row: Expected, n: int = N, draws: int = DRAWS) -> Row:
    """A measure with its mechanism and without it, at the centre and in draws."""
    named = row._asdict()
    if row.sign == "none":
        return {**named, "verdict": NOT_TESTED, "note": row.shows, **dict.fromkeys(_MEASURED, "")}
    try:
        pairs = [
            tuple(
                values(row, Arm(row.scenario, row.set, without, many, width))
                for without in ((), (row.mechanism,))
            )
            for many, width in ((n, 0.0), (draws, SPREAD))
        ]
    except (KeyFault, Invalid, FileNotFoundError) as fault:
        note = f"cannot be run: {' '.join(str(fault).split())[:120]}"
        return {**named, "verdict": NOT_TESTED, "note": note, **dict.fromkeys(_MEASURED, "")}
    (with_it, without), drawn = pairs
    hits = moves(row, *drawn)
    centre, share = bool(np.median(moves(row, with_it, without)) > 0.5), float(hits.mean())
    low, high = wilson(hits.sum(), len(hits))
    measured = (
        float(np.median(with_it)), float(np.median(without)), float(np.median(with_it - without)),
        "yes" if centre else "no", share, float(low), float(high), n, draws,
    )  # fmt: skip
    result = verdict(row, centre, share)
    return {**named, "verdict": result, "note": "", **dict(zip(_MEASURED, measured, strict=True))}


_MEASURED = ("with", "without", "difference", "centre", "share", "low", "high", "n", "draws")


def effect_rows(wanted: Sequence[Expected], n: int = N, draws: int = DRAWS) -> list[Row]:
    """A row a measure written down."""
    rows = []
    for row in wanted:
        rows.append(effect_row(row, n, draws))
        say(f"{row.mechanism}, {row.series or 'nothing'}: {rows[-1]['verdict']}")
    return rows


def at_work(rows: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """The verdict on each mechanism: the best of its measures."""
    order = (AT_WORK, BUILT_IN, IDLE, NOT_TESTED)
    best: dict[str, str] = {}
    for row in rows:
        name, result = str(row["mechanism"]), str(row["verdict"])
        best[name] = min(best.get(name, NOT_TESTED), result, key=order.index)
    return best
