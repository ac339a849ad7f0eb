"""How fast this machine runs the model, as ratios: the engines, one core against two, growth with the number
of firms.

Ratios travel from machine to machine and times do not; a fixed loop of plain Python is timed beside them, so
that a time from elsewhere can be read. What is compared is timed in turn, so that a busy machine is busy for
both, in seconds of the processor, and the fastest call of each counts, the one least disturbed. Two cores
against one are seconds on the wall and the median of pairs.
"""

import os
import platform
import signal
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import count as counter
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import numba
import numpy as np
from mesa import batch_run

from experiments.checks.bench_sweeps import sweeps
from experiments.checks.calm_measurement import default_case
from experiments.design.experiment import Experiment, default_axes
from experiments.errors import UsageFault, WorkersLost
from experiments.sweep.chunk import compute
from experiments.sweep.plan import Chunk, plan
from experiments.sweep.workers import cores, spawning
from scenarios import load
from sim import run
from sim.agents import agents, chip_market, model, monthly_causes, record
from sim.agents.model import AllianceModel
from sim.series import DOMAINS
from sim.source import is_warm, source_hash
from sim.world.build import build_world
from sim.world.case import Case, World
from sim.world.population import SLOTS

AIMS = {
    "engines": 150.0,
    "batch": 150.0,
    "overhead": 1.5,
    "slope": 1.1,
    "cores": 1.8,
    "small": 2.0,
    "sweep": 1.1,
    "memory": 1.2,
}
"""What is aimed at: kernel against agents and two cores against one at least, all else at most."""
MONTHS, RUNS, PAIRS, KEPT = 180, 4, 7, 400
LONG, SHORT = 2000, 40
"""Months of a run of few firms, and at least of a run of many: what a run costs once must not show."""
PACKAGES = ("alliance-resilience", "numpy", "numba", "llvmlite", "mesa", "pyarrow")
Progress = Callable[[str, int, int | None], None]
Call = Callable[[], Any]


@dataclass(frozen=True)
class Effort:
    """How long is measured: calls of each engine, calls and firm-months a call of each size of world, sizes,
    grid points in each of the two chunks that one or two workers compute, and what `bench_sweeps.sweeps` is
    asked for.
    """

    rounds: int
    laps: int
    firm_months: int
    sizes: tuple[int, ...]
    points: int
    chunks: int
    tries: int
    many: int


WHOLE = Effort(
    80,
    laps=9,
    firm_months=6_000_000,
    sizes=(1000, 3162, 10_000, 31_623, 100_000),
    points=25,
    chunks=12,
    tries=4,
    many=100_000,
)
QUICK = Effort(
    20,
    laps=4,
    firm_months=1_000_000,
    sizes=(1000, 10_000, 100_000),
    points=3,
    chunks=3,
    tries=2,
    many=20_000,
)


@dataclass(frozen=True)
class Taken:
    """Seconds of the fastest and of the middle one of several calls."""

    best: float
    median: float


def bench(quick: bool = False, progress: Progress = lambda *_: None) -> dict[str, Any]:
    """Everything measured on this machine, as plain numbers and words.

    Raises UsageFault where the compiler is switched off, WorkersLost if worker processes cannot live.
    """
    if not rule_names():
        raise UsageFault("bench measures compiled code, and the compiler is off: unset NUMBA_DISABLE_JIT")
    effort, begun = QUICK if quick else WHOLE, time.perf_counter()
    found: dict[str, Any] = {"quick": quick, "machine": machine(), "versions": versions(), "aims": AIMS}
    case = usual_case()
    if not is_warm():
        progress("compiling the model (once, some seconds)", 0, None)
        kernel_runs(case)
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "engines": lambda: engines(case, effort.rounds),
        "batch": lambda: batch(case, effort.laps),
        "overhead": lambda: overhead(case, effort.rounds),
        "firms": lambda: growth(effort.sizes, effort.firm_months, effort.laps),
        "cores": lambda: two_cores(effort.points),
        "sweeps": lambda: sweeps(effort.chunks, effort.tries, effort.many),
    }
    for number, (name, part) in enumerate(parts.items()):
        progress(f"measuring: {name}", number, len(parts))
        found[name] = part()
    return {**found, "seconds": time.perf_counter() - begun}


def machine() -> dict[str, Any]:
    """Processor, cores this process may use and cores there are, memory in GB, system, how busy it was just
    now (runnable processes, the mean of a minute), and what is set for the compiler.
    """
    return {
        "processor": _processor(),
        "cores": cores(),
        "cores_in_all": os.cpu_count(),
        "memory_gb": _memory(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "compiler": {name: value for name, value in os.environ.items() if name.startswith("NUMBA_")},
    }


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, OSError, ValueError):
        return None


def versions() -> dict[str, str]:
    """Python, the packages that decide how fast the model runs, and the hash of the model's sources."""
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "model": source_hash(),
    }


def interleaved(calls: Mapping[str, Call], rounds: int) -> dict[str, Taken]:
    """Time each call `rounds` times, one after another in turn: a busy machine is busy for all.

    Seconds are this thread's own on the processor; those it waits while others are served are left out.
    """
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            begun = time.thread_time()
            call()
            found[name].append(time.thread_time() - begun)
    return {name: Taken(min(seconds), median(seconds)) for name, seconds in found.items()}


def counting() -> int:
    """The fixed loop: two hundred thousand steps of whole numbers in plain Python."""
    x = 1
    for k in range(200_000):
        x = (x * 5 + k) & 0xFFFF
    return x


def usual_case(months: int = MONTHS) -> Case:
    """The default world with nothing happening in it; no burn-in on either side."""
    return replace(default_case(months=months), burn_in=0)


def kernel_runs(case: Case, runs: int = RUNS) -> Call:
    """A call that runs a case in the kernel, which is compiled by then; every call with draws of its own,
    which are part of the cost.
    """
    run.simulate(case, 1, np.arange(1), shocked=False)
    seeds = counter(2)
    return lambda: run.simulate(case, next(seeds), np.arange(runs), shocked=False)


def agents_month(case: Case) -> Call:
    """A call that runs one month of a case with agents, past its first months."""
    one = AllianceModel(case, 1, 0, shocked=False)
    for _ in range(3):
        one.step()
    step: Call = one.step
    return step


def engines(case: Case, rounds: int) -> dict[str, Any]:
    """Microseconds of a month in each engine on one core, their ratio, and milliseconds of the fixed loop."""
    calls = {"kernel": kernel_runs(case), "agents": agents_month(case), "loop": counting}
    found = interleaved(calls, rounds)
    months = RUNS * case.months
    return {
        "loop_ms": found["loop"].best * 1e3,
        "loop_median_ms": found["loop"].median * 1e3,
        "kernel_us": found["kernel"].best / months * 1e6,
        "kernel_median_us": found["kernel"].median / months * 1e6,
        "agents_us": found["agents"].best * 1e6,
        "agents_median_us": found["agents"].median * 1e6,
        "ratio": found["agents"].best / found["kernel"].best * months,
        "rounds": rounds,
    }


class _Run(AllianceModel):
    """A run as `batch_run` wants it: with a name of ours for the seed, since it hands out seeds of its own
    (which decide nothing here), and knowing itself when it is over.
    """

    def __init__(self, case: Case, number: int, shocked: bool, rng: Any = None) -> None:
        super().__init__(case, number, 0, shocked=shocked)

    def step(self) -> None:
        """One month."""
        super().step()
        self.running = self.month < self.case.months


def batch(case: Case, laps: int) -> dict[str, Any]:
    """Runs with their twins by Mesa's own `batch_run` over the agents and by the kernel, on one core:
    milliseconds a run, and their ratio.
    """
    seeds = counter(1)

    def by_mesa() -> None:
        chosen = {"case": case, "number": next(seeds), "shocked": [True, False]}
        batch_run(_Run, chosen, max_steps=2 * case.months, display_progress=False)

    def by_kernel() -> None:
        seed = next(seeds)
        for shocked in (True, False):
            run.simulate(case, seed, np.arange(RUNS), shocked=shocked)

    by_kernel()
    found = interleaved({"mesa": by_mesa, "kernel": by_kernel}, laps)
    mesa, kernel = found["mesa"].best / 2, found["kernel"].best / (2 * RUNS)
    return {"mesa_ms": mesa * 1e3, "kernel_ms": kernel * 1e3, "ratio": mesa / kernel, "laps": laps}


_HOMES = (agents, chip_market, model, monthly_causes, record)


def rule_names() -> dict[str, Any]:
    """Every compiled rule that the agents' files call, by the name they call it."""
    found = {name: value for home in _HOMES for name, value in vars(home).items()}
    return {name: rule for name, rule in found.items() if isinstance(rule, numba.core.dispatcher.Dispatcher)}


def calls_of_a_run(case: Case) -> tuple[Counter[str], dict[str, list[Any]]]:
    """How often each rule is called in a run of agents, and some of the arguments it really got."""
    count: Counter[str] = Counter()
    given: dict[str, list[Any]] = defaultdict(list)

    def counted(name: str, rule: Any) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            count[name] += 1
            if len(given[name]) < KEPT:
                given[name].append(args)
            return rule(*args)

        return call

    with _replaced({name: counted(name, rule) for name, rule in rule_names().items()}):
        AllianceModel(case, 1, 0, shocked=False).run()
    return count, given


@contextmanager
def _replaced(rules: Mapping[str, Any]) -> Iterator[None]:
    """Other functions under the rules' names in the agents' files, for a while."""
    before = [(home, name, vars(home)[name]) for home in _HOMES for name in rules if name in vars(home)]
    for home, name, _ in before:
        setattr(home, name, rules[name])
    try:
        yield
    finally:
        for home, name, rule in before:
            setattr(home, name, rule)


def _called(rule: Any, given: Sequence[Any]) -> Call:
    """Calls of a rule with the arguments it really got, written out as a program writes them: handing over a
    tuple that is there already would be cheaper than any real call. Without a rule, the loop alone.
    """
    names = "".join(f"a{place}, " for place in range(len(given[0])))
    body = f"rule({names})" if rule is not None else "None"
    loop: Call = eval(f"lambda: [{body} for {names}in given]", {"rule": rule, "given": given})
    return loop


def _in_turn(calls: Sequence[Call]) -> Call:
    def month() -> None:
        for call in calls:
            call()

    return month


def overhead(case: Case, rounds: int, months: int = 12) -> dict[str, Any]:
    """A month of agents against the calls of compiled rules it cannot do without: both in microseconds, their
    ratio, and of each rule its calls a month and nanoseconds a call.

    The rules' month makes as many calls of each rule as the agents' does, in a stretch of about the same
    length, so that a machine's noise and its caches treat both alike; what the loops cost is subtracted.
    """
    count, given = calls_of_a_run(replace(case, months=months))
    rules = rule_names()
    monthly = {name: given[name][: count[name] // months] for name in count if count[name] >= months}
    calls = {name: _called(rules[name], args) for name, args in monthly.items()}
    empty = {name: _called(None, args) for name, args in monthly.items()}
    whole = {"agents": agents_month(case), "rules": _in_turn([*calls.values()])}
    found = interleaved({**whole, "loops": _in_turn([*empty.values()])}, rounds)
    needed = found["rules"].best - found["loops"].best
    single = interleaved({**calls, **{f"{name} loop": loop for name, loop in empty.items()}}, rounds)
    each = {
        name: (single[name].best - single[f"{name} loop"].best) / len(args) for name, args in monthly.items()
    }
    dearest = sorted(monthly, key=lambda name: -len(monthly[name]) * each[name])
    return {
        "agents_us": found["agents"].best * 1e6,
        "rules_us": needed * 1e6,
        "ratio": found["agents"].best / needed,
        "rounds": rounds,
        "rules": [
            {"rule": name, "calls_a_month": count[name] / months, "ns": each[name] * 1e9} for name in dearest
        ],
    }


def growth(sizes: Sequence[int], firm_months: int, laps: int) -> dict[str, Any]:
    """Nanoseconds of a firm's month in worlds of these sizes and of the usual one, firm-free time subtracted;
    the slope of the logarithm of that time in the logarithm of firms; nanoseconds of a state's month in a
    domain.

    Suppliers lie in the order of places (`nearby`), and once more as the population drew them, anywhere.
    Firm-free is a world of one firm, as near to none as there is.
    """
    usual, drawn = usual_case().world, [build_world(firms) for firms in sizes]
    worlds = [build_world(1), usual, *(nearby(world) for world in drawn), *drawn]
    months = [LONG, LONG, *(max(SHORT, firm_months // firms) for firms in [*sizes, *sizes])]
    calls = {
        str(k): kernel_runs(replace(usual_case(months[k]), world=world), runs=1)
        for k, world in enumerate(worlds)
    }
    found = interleaved(calls, laps)
    free, *others = (found[str(k)].best / months[k] for k in range(len(worlds)))
    spent, *rest = (seconds - free for seconds in others)
    local, anywhere = rest[: len(sizes)], rest[len(sizes) :]
    return {
        "dyad_domain_month_ns": free / (len(usual.states) * len(DOMAINS)) * 1e9,
        "firm_month_ns": spent / usual.firms * 1e9,
        "slope": slope(sizes, local),
        "slope_as_drawn": slope(sizes, anywhere),
        "sizes": [
            {"firms": n, "firm_month_ns": one / n * 1e9, "firm_month_as_drawn_ns": other / n * 1e9}
            for n, one, other in zip(sizes, local, anywhere, strict=True)
        ],
        "laps": laps,
    }


def nearby(world: World) -> World:
    """The same firms with suppliers in the order of places: every supplier keeps the number of its customers,
    but firms that lie side by side in the table buy from firms that do. Firms lie by home, class and kind.
    """
    arrays = world.arrays
    kind, suppliers = arrays.firm_kind, arrays.suppliers.reshape(SLOTS, -1).copy()
    for slot in suppliers:
        bought = kind[slot]
        for number in np.unique(bought):
            slot[bought == number] = np.sort(slot[bought == number])
    return replace(world, arrays=arrays._replace(suppliers=suppliers.ravel()))


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float | None:
    """The slope of log time in log size by least squares; None where a time is lost in the noise.

    >>> round(slope([10, 100, 1000], [1.0, 10.0, 100.0]), 12)
    1.0
    """
    if min(seconds) <= 0.0:
        return None
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def two_cores(points: int, pairs: int = PAIRS) -> dict[str, Any]:
    """Two worker processes against one on the same two chunks of a sweep, computed, measured and written as a
    sweep does: seconds of each pair, in changing order, their ratios, the median ratio. None on one core.

    The workers live before the clock starts: their start is left out.
    """
    if cores() < 2:
        return {"ratio": None, "ratios": [], "one_s": [], "two_s": [], "runs_a_second": None}
    chunks = _chunks(points)
    with tempfile.TemporaryDirectory() as folder, _team(1) as one, _team(2) as two:
        place, teams = Path(folder), {"one": one, "two": two}
        try:
            for jobs, team in enumerate(teams.values(), start=1):
                _warm(team, jobs, chunks, place)
            taken = [_pair(teams, chunks, place, turned=bool(k % 2)) for k in range(pairs)]
        except BrokenProcessPool as fault:
            raise WorkersLost("a worker process ended while it was measured") from fault
    return {
        "ratio": median(pair["one"] / pair["two"] for pair in taken),
        "ratios": [pair["one"] / pair["two"] for pair in taken],
        "one_s": [pair["one"] for pair in taken],
        "two_s": [pair["two"] for pair in taken],
        "runs_a_second": sum(chunk.runs for chunk in chunks) / median(pair["one"] for pair in taken),
    }


def _chunks(points: int) -> list[Chunk]:
    """Two chunks of the first grid points of a shipped sweep, alike in all but their number."""
    scenario = load("taiwan-blockade")
    chunk = plan(Experiment(scenario, default_axes(scenario), replicates=20, seed=1))[0]
    return [replace(chunk, index=index, points=chunk.points[:points]) for index in range(2)]


def _team(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN))


def _warm(team: ProcessPoolExecutor, jobs: int, chunks: list[Chunk], folder: Path) -> None:
    """Chunks until every worker of the team has computed one."""
    seen: set[int] = set()
    while len(seen) < jobs:
        with spawning():
            done = [team.submit(_worked, chunk, folder) for chunk in chunks]
        seen.update(future.result() for future in done)


def _worked(chunk: Chunk, folder: Path) -> int:
    """Compute a chunk; who did it."""
    compute(chunk, folder)
    return os.getpid()


def _pair(
    teams: Mapping[str, ProcessPoolExecutor], chunks: list[Chunk], folder: Path, *, turned: bool
) -> dict[str, float]:
    """Seconds each team takes for the chunks, one team after the other."""
    taken = {}
    for name in sorted(teams, reverse=turned):
        begun = time.perf_counter()
        for _ in teams[name].map(_worked, chunks, [folder] * len(chunks)):
            pass
        taken[name] = time.perf_counter() - begun
    return taken
