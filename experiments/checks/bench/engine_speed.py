"""How much faster the kernel is than agents, a month at a time and by Mesa's own `batch_run`."""

from dataclasses import replace
from itertools import count as counter
from typing import Any

import numpy as np
from mesa import batch_run

from experiments.checks.bench.stopwatch import Call, interleaved
from experiments.checks.calm_measurement import default_case
from sim import run
from sim.agents.model import AllianceModel
from sim.world.case import Case

MONTHS, RUNS = 180, 4


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
    agents = AllianceModel(case, 1, 0, shocked=False)
    for _ in range(3):
        agents.step()
    step: Call = agents.step
    return step


def engines(case: Case, rounds: int) -> dict[str, Any]:
    """Microseconds of a month in each engine on one core, their ratio, and milliseconds of the fixed loop."""
    calls = {"kernel": kernel_runs(case), "agents": agents_month(case), "loop": counting}
    seconds = interleaved(calls, rounds)
    months = RUNS * case.months
    return {
        "loop_ms": seconds["loop"].best * 1e3,
        "loop_median_ms": seconds["loop"].median * 1e3,
        "kernel_us": seconds["kernel"].best / months * 1e6,
        "kernel_median_us": seconds["kernel"].median / months * 1e6,
        "agents_us": seconds["agents"].best * 1e6,
        "agents_median_us": seconds["agents"].median * 1e6,
        "ratio": seconds["agents"].best / seconds["kernel"].best * months,
        "rounds": rounds,
    }


class _EndingModel(AllianceModel):
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
        batch_run(_EndingModel, chosen, max_steps=2 * case.months, display_progress=False)

    def by_kernel() -> None:
        seed = next(seeds)
        for shocked in (True, False):
            run.simulate(case, seed, np.arange(RUNS), shocked=shocked)

    by_kernel()
    seconds = interleaved({"mesa": by_mesa, "kernel": by_kernel}, laps)
    mesa, kernel = seconds["mesa"].best / 2, seconds["kernel"].best / (2 * RUNS)
    return {"mesa_ms": mesa * 1e3, "kernel_ms": kernel * 1e3, "ratio": mesa / kernel, "laps": laps}


def counting() -> int:
    """The fixed loop: two hundred thousand steps of whole numbers in plain Python."""
    x = 1
    for k in range(200_000):
        x = (x * 5 + k) & 0xFFFF
    return x
