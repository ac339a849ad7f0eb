"""The trace of one run of a results folder: run again to the same bits, every state and every chip kept."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analysis.arrays import FloatArray, IntArray
from experiments.engine.replay import scenario_of
from experiments.errors import Without
from experiments.results.manifest import RunManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import RUNS
from scenarios import compile_case, window
from sim.agents.monthly_causes import monthly_causes
from sim.draws import stream
from sim.rules.chips import chips_made, region_capacity
from sim.run import burn_in, simulate
from sim.series import CLASSES, DOMAINS, SIDES
from sim.source import source_hash
from sim.state import layout as at
from sim.state.blocks import BUILDING
from sim.state.run_parameters import parameters_of
from sim.state.run_state import Ledger, RunState
from sim.world.case import Case


@dataclass(frozen=True)
class RunTrace:
    """A run of a case under its shock, months `t0` to `t1` (None: without end)."""

    case: Case
    seed: int
    replicate: int
    t0: int
    t1: int | None

    @property
    def last(self) -> int:
        """The last month of the shock within the horizon."""
        return self.case.months - 1 if self.t1 is None else min(self.t1, self.case.months - 1)

    @cached_property
    def start(self) -> RunState:
        """The state after the burn-in."""
        return burn_in(self.case, self.seed, self._number)

    @property
    def _number(self) -> IntArray:
        return np.array([self.replicate], dtype=np.int64)

    @cached_property
    def course(self) -> RunState:
        """Every number of the state, float64[months, size] a field."""
        run = simulate(self.case, self.seed, self._number, shocked=True, start=self.start, full=True)
        ends = np.cumsum([part[0].size for part in self.start])[:-1]
        return RunState(*np.split(run.states[0], ends, axis=1))

    def joint(self) -> tuple[FloatArray, FloatArray]:
        """Trust of every state, and the joint effort of each with the United States (its mean over
        domains): float64[months, states] each. A state has none with itself: its own effort stands there.
        """
        effort = self.course.effort.reshape(self.case.months, len(DOMAINS), -1)
        american = effort[:, :, [self.case.world.states.index("USA")]]
        return self.course.trust, np.sqrt(effort * american).mean(axis=1)

    def ledger(self, first: int, end: int) -> Ledger:
        """Chips a month by fate, over the months from `first` to the one before `end`: float64[c] a field."""
        books = [self._book(months) for months in (first, end)]
        return Ledger(*((books[1] - books[0]) / (end - first)))

    def _book(self, months: int) -> FloatArray:
        if months == 0:
            return np.zeros((len(Ledger._fields), len(CLASSES)))
        short = replace(self.case, months=months)
        return np.asarray(simulate(short, self.seed, self._number, shocked=True, start=self.start).ledger[0])

    def made_in(self, first: int, end: int) -> dict[str, FloatArray]:
        """Chips made a month, float64[c], by region: what runs of its share of the world's capacity and of
        what its side has built since.
        """
        world, p = self.case.world, parameters_of(self.case, stream(self.seed, self.replicate))
        calm: list[float] = world.arrays.calm.tolist()
        events = np.concatenate([self.case.context, self.case.shocks])
        key = stream(self.seed, self.replicate)
        sizes, place = (p[at.WORLD_ADVANCED], p[at.WORLD_MATURE]), world.cause_start("chips.capacity")
        total = {region: np.zeros(len(CLASSES)) for region in world.regions}
        for month in range(first, end):
            cause, ready = monthly_causes(calm, events, key, month), self._ready(month)
            for number, region in enumerate(world.regions):
                side = int(world.arrays.region_side[number])
                home = float(ready[side]) if side >= 0 else 0.0
                for c, size in enumerate(sizes):
                    k = number * len(CLASSES) + c
                    total[region][c] += chips_made(
                        region_capacity(float(world.arrays.capacity[k]), float(size), home), cause[place + k]
                    )
        return {region: chips / (end - first) for region, chips in total.items()}

    def _ready(self, month: int) -> FloatArray:
        """Home capacity at work in a month: what the month before left, [sides]."""
        built = self.course.building[month - 1] if month else self.start.building[0]
        return np.asarray(built[BUILDING.index("ready") * len(SIDES) :])


def median_run(results: FolderResults) -> RunTrace:
    """The run of a single scenario's results whose mean q is the median. Raises Without for others, and
    where the model is another now, so that no run could be repeated.
    """
    folder, manifest = results.folder, results.manifest
    if not isinstance(manifest, RunManifest):
        raise Without(f"{folder} holds many settings; this figure is of one: draw it of an `alliance run`")
    if manifest.shock["first"] is None:
        raise Without(f"{folder} has no shock; this figure shows what one does")
    if manifest.model != source_hash():
        raise Without(f"the results in {folder} come from another model; this figure repeats one of its runs")
    table = results.table(RUNS, ["replicate", "loss", "gain"])
    ahead = np.asarray(table["gain"], dtype=np.float64) - np.asarray(table["loss"], dtype=np.float64)
    order = ahead.argsort(kind="stable")
    known = int(np.isfinite(ahead).sum())
    chosen = int(np.asarray(table["replicate"])[order[known // 2 if known else 0]])
    scenario = scenario_of(results)
    first, last = window(scenario)
    assert first is not None
    return RunTrace(compile_case(scenario), manifest.seed, chosen, first, last)
