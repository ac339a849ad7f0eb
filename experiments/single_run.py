"""One scenario at close range: its runs beside their twins, measured, with where they come to rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from experiments.departure_words import moved, parts_moved, parts_sentence, sentence
from experiments.design.experiment import Point, check_numbers, check_size
from experiments.engine.evaluate import Evaluation, evaluate
from experiments.engine.idle_shocks import IdleShocks, find_idle
from experiments.engine.run_cache import Engine, RunCache
from experiments.errors import UsageFault
from experiments.figures.after_tables import draw_if_possible
from experiments.judgements import Parting, partings
from experiments.reserve import reserve_of_run
from experiments.reserve.further_shocks import check_can_end
from experiments.results import dictionary, places, reserve_table, result_tables, store, summary
from experiments.results.manifest import RunManifest, made_from, write_manifest
from experiments.results.manifest_parts import ShockMonths
from experiments.results.reserve_table import ReserveRow
from experiments.sweep.receipt import clamps, horizon_and_end
from experiments.sweep.workers import cores
from scenarios import Scenario, compile_case
from sim.run import simulate
from sim.source import is_warm

ENGINES = ("kernel", "agents")
Show = Callable[[str, int, int | None], None]
"""Told what is being done, and how much of it of how much."""


@dataclass(frozen=True)
class Result:
    """A scenario's runs (replicates 0 … n − 1 of a seed) and all that is read off them."""

    scenario: Scenario
    seed: int
    replicates: int
    evaluation: Evaluation
    changed: tuple[str, ...] = ()
    """What was set and switched off, in words for the figure (see `captions.changed`)."""
    reserve: tuple[ReserveRow, ...] | None = None
    """How much more it could take, month by month; None where that was not asked for."""
    partings: tuple[Parting, ...] = ()
    """Where the outcome at the horizon and the long-run outcome part, and why."""

    @property
    def measures(self) -> dict[str, Any] | None:
        """See `experiments.results.summary.measures`; None for a scenario without shock, where there is
        nothing to measure.
        """
        evaluation = self.evaluation
        if evaluation.t0 is None:
            return None
        return summary.measures(evaluation.measures, *horizon_and_end(evaluation))

    @property
    def screening(self) -> dict[str, Any]:
        """Shares of runs that say little, and how often a rule's value was cut to its range."""
        evaluation = self.evaluation
        return {
            "inert": float(evaluation.inert.mean()),
            "saturated": float(evaluation.saturated.mean()),
            "censored": float(evaluation.measures["censored"].mean()),
            "dead_twin": float((~evaluation.measures["twin_alive"]).mean()),
            "clamps": clamps(evaluation),
        }

    @property
    def twin_against_calm(self) -> float | None:
        """What the twin performs, as a share of the calm alliance, from the shock on: the median of the runs.
        None without a shock, and where no mechanism is off: then the twin is the calm alliance.
        """
        evaluation = self.evaluation
        if evaluation.t0 is None or evaluation.calm is evaluation.twin:
            return None
        twin, calm = (side["performance"][:, evaluation.t0 :] for side in (evaluation.twin, evaluation.calm))
        return float(np.median(twin.mean(axis=1) / calm.mean(axis=1)))

    @property
    def why(self) -> str | None:
        """What left the twin's course, in order of time, as a sentence; None where nothing could."""
        return sentence(moved(self.evaluation))

    @property
    def parts(self) -> str | None:
        """How far cooperation and output left the twin's course, as a sentence; None where nothing could."""
        return parts_sentence(parts_moved(self.evaluation))

    @cached_property
    def idle_shocks(self) -> IdleShocks:
        """Which shocks moved nothing in any run."""
        return find_idle(self.scenario, self.seed, self.evaluation)

    def document(self) -> dict[str, Any]:
        """The result as one JSON document; with `reserve` where that was asked for."""
        asked = {} if self.reserve is None else {"reserve": reserve_table.document(self.reserve)}
        return {
            "scenario": self.scenario.name,
            "title": self.scenario.title,
            "seed": self.seed,
            "replicates": self.replicates,
            "months": self.evaluation.case.months,
            "shock": self.shock,
            "measures": self.measures,
            "twin_against_calm": self.twin_against_calm,
            "judgements_differ": [parting.document() for parting in self.partings],
            "screening": self.screening,
            "parts": self.parts,
            "why": self.why,
            "idle_shocks": list(self.idle_shocks.names),
            **asked,
        }

    @property
    def shock(self) -> ShockMonths:
        """First and last month of its shock."""
        return {"first": self.evaluation.t0, "last": self.evaluation.t1}

    def manifest(self) -> RunManifest:
        """What its folder says of it."""
        return RunManifest(
            **made_from(self.scenario),
            title=self.scenario.title,
            seed=self.seed,
            replicates=self.replicates,
            months=self.evaluation.case.months,
            shock=self.shock,
            measures=self.measures,
            twin_against_calm=self.twin_against_calm,
            judgements_differ=[parting.document() for parting in self.partings],
            screening=self.screening,
            ok=self.replicates,
            changed=list(self.changed),
        )


def run(
    scenario: Scenario,
    *,
    replicates: int,
    seed: int,
    engine: Engine = simulate,
    changed: Sequence[str] = (),
    reserve: bool = False,
    show: Show = lambda what, done, of: None,
) -> Result:
    """Run one scenario and follow every run to its rest; with `reserve`, search how much more it could take.

    `show` is told what is being done, and how much of it. Raises UsageFault for numbers out of range, and for
    a reserve that cannot be had.
    """
    check_numbers(replicates, seed)
    check_size(scenario, replicates)
    if reserve:
        _check_reserve(scenario, engine)
    numbers = np.arange(replicates, dtype=np.int64)
    evaluation = evaluate(scenario, seed, numbers, RunCache(engine, threads=cores()), resting=True)
    return Result(
        scenario,
        seed,
        replicates,
        evaluation,
        tuple(changed),
        _reserve(scenario, replicates, seed, show) if reserve else None,
        partings(scenario, seed, evaluation),
    )


def least_room(scenario: Scenario, replicates: int, seed: int) -> int:
    """Bytes that the tables of so many runs of a scenario take at least. Raises UsageFault for numbers out of
    range, as `run` does.
    """
    check_numbers(replicates, seed)
    check_size(scenario, replicates)
    months = scenario.horizon.months
    return result_tables.least_bytes(runs=replicates, points=1, months=months, trajectories=True)


def _check_reserve(scenario: Scenario, engine: Engine) -> None:
    if engine is not simulate:
        raise UsageFault(
            "--reserve follows thousands of courses, for which agents are too slow; the kernel gives the "
            "same numbers"
        )
    check_can_end(compile_case(scenario).shocks)


def _reserve(scenario: Scenario, replicates: int, seed: int, show: Show) -> tuple[ReserveRow, ...]:
    search = partial(show, "searching what would be its end")
    return tuple(reserve_of_run.reserve(scenario, replicates, seed, search))


def engine(name: str) -> Engine:
    """The engine of that name: `kernel` or `agents`. Raises UsageFault."""
    if name == "kernel":
        return simulate
    if name == "agents":
        from experiments.engine import mesa_runs  # Mesa takes seconds to import

        return mesa_runs.simulate
    raise UsageFault(f"no such engine: {name!r}; there are {' and '.join(ENGINES)}")


def first_words(engine: str) -> str:
    """What to tell someone who waits for the first result."""
    if engine == "agents":
        return "running agents"
    return "running" if is_warm() else "compiling the model for this machine (once, up to a minute)"


def tables(result: Result) -> dict[str, pa.Table]:
    """The tables of a run, by name: as in a sweep of one point, with all series of run and twin."""
    point, numbers = Point(0, {}, result.scenario), range(result.replicates)
    return {
        store.RUNS: result_tables.runs(point, result.seed, numbers, 0, result.evaluation),
        store.CURVES: result_tables.curves(0, result.evaluation),
        store.TRAJECTORIES: result_tables.trajectories(0, numbers, result.evaluation),
    }


def write(result: Result, folder: Path) -> list[Path]:
    """Write tables, manifest and figures of a run into an empty folder; return the figures. Raises
    StoreFault.

    A figure that cannot be drawn is a warning, and the list is empty.
    """
    with places.whole(folder):
        files = {
            store.part(name, 0): store.write_chunk(folder, name, 0, table)
            for name, table in tables(result).items()
        }
        if result.reserve is not None:
            files[reserve_table.FILE] = reserve_table.write(folder, result.reserve)
        manifest = result.manifest()
        files[dictionary.FILE] = dictionary.write(
            folder, manifest.vary, trajectories=True, reserve=result.reserve is not None
        )
        write_manifest(folder, manifest, files)
    return draw_if_possible(folder) or []
