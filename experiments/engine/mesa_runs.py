"""The agents engine in the shape of the kernel's `simulate`: the same question, the same answer, slower."""

import numpy as np

from analysis.arrays import IntArray
from sim.agents.model import AllianceModel
from sim.agents.record import run_state
from sim.run import CLAMPS, Trajectories
from sim.state.run_state import RunState
from sim.world.case import Case


def simulate(
    case: Case,
    seed: int,
    replicates: IntArray,
    *,
    shocked: bool,
    start: RunState | None = None,
    full: bool = False,
) -> Trajectories:
    """Run a case for each replicate with Mesa agents, its shocks or its twin, burn-in included.

    `start` is what the kernel begins from; agents live through the burn-in themselves and do not look at it.
    `full` keeps every month's whole state. See `sim.run.simulate`.
    """
    return stack_runs([_run_replicate(case, seed, int(number), shocked, full) for number in replicates])


def _run_replicate(case: Case, seed: int, replicate: int, shocked: bool, full: bool) -> Trajectories:
    model = AllianceModel(case, seed, replicate, shocked=shocked)
    while model.month < 0:
        model.step()
    model.clamps[:] = [0] * len(CLAMPS)  # counted over the months of the case, as the kernel does
    model.ledger[:] = 0.0
    states = []
    while model.month < case.months:
        model.step()
        if full:
            states.append(np.concatenate(run_state(model)))
    return Trajectories(
        series=model.series[np.newaxis],
        end=RunState(*(part[np.newaxis] for part in run_state(model))),
        clamps=np.array([model.clamps], dtype=np.int64),
        ledger=model.ledger[np.newaxis].copy(),
        states=np.array(states, dtype=np.float64).reshape(1, case.months, -1),
    )


def stack_runs(runs: list[Trajectories]) -> Trajectories:
    """Trajectories of several replicates as one."""
    return Trajectories(
        series=np.concatenate([run.series for run in runs]),
        end=RunState(*(np.concatenate(parts) for parts in zip(*(run.end for run in runs), strict=True))),
        clamps=np.concatenate([run.clamps for run in runs]),
        ledger=np.concatenate([run.ledger for run in runs]),
        states=np.concatenate([run.states for run in runs]),
    )
