"""Do both engines, any number of workers, any order and a fresh compile give the same bits? Counted, not
assumed.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from analysis.arrays import FloatArray, IntArray
from experiments.checks.random_scenarios import random_scenario
from experiments.design.axes import axis_of
from experiments.design.experiment import Experiment, check_numbers
from experiments.errors import UsageFault
from experiments.results.places import check_aside
from experiments.sweep.sweep import sweep
from scenarios import Scenario, compile_case, load, shipped
from sim.kernel.lane_code import lanes
from sim.lanes.width import VARIABLE, machine_width
from sim.run import Trajectories, forget_kept, rest, simulate
from sim.world.case import Case

MOST_CASES = 100_000
NARROWEST = 4
"""Lanes where the machine is given none: held against one replicate after another all the same."""
Progress = Callable[[str, int, int | None], None]


@dataclass
class Check:
    """One promise: how many numbers were compared, how many differ, and where the first difference is."""

    name: str
    compared: int = 0
    different: int = 0
    first: str = ""

    def hold(self, where: str, left: np.ndarray, right: np.ndarray) -> None:
        """Compare two arrays bit by bit; a difference in shape counts every number."""
        self.compared += left.size
        if left.shape != right.shape:
            self._differ(max(left.size, right.size), f"{where}: shape {left.shape} against {right.shape}")
            return
        off = np.ascontiguousarray(left).view(np.uint64) != np.ascontiguousarray(right).view(np.uint64)
        if off.any():
            place = tuple(int(i) for i in np.argwhere(off)[0])
            self._differ(int(off.sum()), f"{where} at {place}: {left[place]!r} against {right[place]!r}")

    def _differ(self, count: int, text: str) -> None:
        self.different += count
        self.first = self.first or text


def verify(cases: int, seed: int = 1, progress: Progress = lambda *_: None) -> dict[str, Any]:
    """Hold the engines against one another on random scenarios, and one sweep against itself done otherwise.

    Raises UsageFault unless 1 ≤ cases ≤ 100,000, or for no seed. `ok` in the answer says whether nothing
    differed.
    """
    if not 1 <= cases <= MOST_CASES:
        raise UsageFault(f"cases must be 1 to {MOST_CASES} (got {cases})")
    check_numbers(1, seed)
    check_aside()
    checks = [_engines(cases, seed, progress), _lanes(cases, seed, progress)]
    for number, make in enumerate((_workers, _order, _cold)):
        progress(make.__doc__ or "", number, 3)
        checks.append(make(seed))
    return {
        "cases": cases,
        "seed": seed,
        "ok": not any(check.different for check in checks),
        "checks": [asdict(check) for check in checks],
    }


def _engines(cases: int, seed: int, progress: Progress) -> Check:
    """agents against kernel: every series and the whole state, every month"""
    from experiments.engine import (
        mesa_runs as slow,  # Mesa takes seconds to import, and only this check needs it
    )

    check = Check("agents and kernel")
    for number in range(cases):
        progress("agents against kernel", number, cases)
        case = compile_case(random_scenario(number, seed))
        replicate = np.array([number % 7], dtype=np.int64)
        for shocked in (True, False):
            where = f"case {number} {'run' if shocked else 'twin'}"
            kernel = simulate(case, seed, replicate, shocked=shocked, full=True)
            agents = slow.simulate(case, seed, replicate, shocked=shocked, full=True)
            _hold(check, where, kernel, agents)
    return check


def _lanes(cases: int, seed: int, progress: Progress) -> Check:
    """one replicate after another against many side by side: series, the whole state, and the rest"""
    width = max(machine_width(), NARROWEST)
    check = Check(f"1 and {width} lanes")
    for number in range(cases):
        progress("side by side", number, cases)
        case = compile_case(random_scenario(number, seed))
        replicates = np.arange(1 + 7 * number % (2 * width + 1), dtype=np.int64)
        shocked = number % 3 > 0
        singly, many = (_in_lanes(each, case, seed, replicates, shocked) for each in (1, width))
        _hold(check, f"case {number}", singly[0], many[0])
        check.hold(f"case {number} rest", singly[1], many[1])
    return check


def _in_lanes(
    width: int, case: Case, seed: int, replicates: IntArray, shocked: bool
) -> tuple[Trajectories, FloatArray]:
    """Runs in so many lanes, made anew from the calm rest on, and what some of them come to in the end."""
    forget_kept()
    with lanes(width):
        runs = simulate(case, seed, replicates, shocked=shocked, full=True)
        few = replicates if len(replicates) % 5 == 0 else replicates[:0]
        return runs, rest(case, seed, few, runs.end) if len(few) else np.zeros(0)


def _hold(check: Check, where: str, kernel: Trajectories, agents: Trajectories) -> None:
    check.hold(f"{where} series", kernel.series, agents.series)
    check.hold(f"{where} state", kernel.states, agents.states)
    check.hold(f"{where} chips", kernel.ledger, agents.ledger)
    check.hold(f"{where} clamps", kernel.clamps.astype(np.float64), agents.clamps.astype(np.float64))


def _small() -> Scenario:
    scenario: Scenario = load(shipped()[0])
    return scenario


def _workers(seed: int) -> Check:
    """one worker against two"""
    check = Check("1 and 2 workers")
    axes = (axis_of("shock.size", [0.2, 0.9], whole=False), axis_of("shock.months", [6, 12, 24], whole=True))
    experiment = Experiment(_small(), axes, replicates=300, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / name for name in ("one", "two")]
        for jobs, place in enumerate(places, start=1):
            sweep(experiment, place, jobs)
        files = [sorted(path.relative_to(place) for path in place.rglob("*.*")) for place in places]
        if files[0] != files[1]:
            check.hold("files", np.array([float(len(files[0]))]), np.array([float(len(files[1]))]))
        for file in files[0]:
            check.hold(str(file), *(_bytes(place / file) for place in places))
    return check


def _bytes(path: Path) -> np.ndarray:
    return np.frombuffer(path.read_bytes(), dtype=np.uint8).astype(np.float64)


def _order(seed: int) -> Check:
    """replicates in order against shuffled"""
    check = Check("order of runs")
    case, numbers = compile_case(_small()), np.arange(20, dtype=np.int64)
    shuffled = np.random.default_rng(seed).permutation(numbers)
    straight = simulate(case, seed, numbers, shocked=True)
    mixed = simulate(case, seed, shuffled, shocked=True)
    check.hold("series", straight.series[shuffled], mixed.series)
    return check


def _cold(seed: int) -> Check:
    """compiled before against compiled now"""
    check = Check("fresh compile")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "series.npy"
        code = f"from experiments.checks.docking import write_series; write_series({str(path)!r}, {seed})"
        environment = {
            **os.environ,
            "ALLIANCE_CACHE_DIR": folder,
            "PYTHONPATH": os.pathsep.join(sys.path),
            VARIABLE: "1",  # nobody is left writing lanes into a folder that is about to go
        }
        subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
        check.hold("series", _series(seed), np.load(path))
    return check


def _series(seed: int) -> np.ndarray:
    case = replace(compile_case(_small()), burn_in=24)
    return simulate(case, seed, np.arange(5, dtype=np.int64), shocked=True).series


def write_series(path: str, seed: int) -> None:
    """Write the series the cold process made."""
    np.save(path, _series(seed))
