"""Parts of patterns read off runs beside their twins and calm references, as `alliance run` measures them.

All arms of a part share their draws, so a value is the difference one mechanism or one start makes to one
run.
"""

from collections.abc import Callable

import numpy as np

from analysis.arrays import FloatArray
from experiments.engine.evaluate import Evaluation, evaluate
from experiments.study.patterns.arms import RUNS, YEAR, Values, record_arm
from experiments.study.report import SEED
from scenarios import Scenario, off, override
from sim.run import Trajectories
from sim.series import DOMAINS, SIDES

RESTRICTED = 120
"""Months up to which a return is waited for: ten years, as in criterion C3."""


def runs_of(scenario: Scenario, n: int) -> Evaluation:
    """The scenario's first n replicates beside their twins and calm references."""
    return evaluate(scenario, SEED, np.arange(n, dtype=np.int64), RUNS)


def _trust(series: Trajectories) -> FloatArray:
    return np.asarray(np.mean([series[f"trust_{side}"] for side in SIDES], axis=0))


def _effort(series: Trajectories, domain: str) -> FloatArray:
    return np.asarray(np.mean([series[f"effort_{side}_{domain}"] for side in SIDES], axis=0))


def _cooperation(series: Trajectories, domain: str) -> FloatArray:
    """Active cooperation in a domain whose medium is 1, that is in any but data."""
    joint = np.sqrt(series[f"effort_USA_{domain}"] * series[f"effort_EU_{domain}"])
    return np.asarray(joint * (0.2 + series[f"interoperability_{domain}"]))


def _span(runs: Evaluation) -> tuple[int, int]:
    """First and last month of a shock that has an end."""
    assert runs.t0 is not None
    assert runs.t1 is not None
    return runs.t0, runs.t1


def trust_speed(scenario: Scenario, n: int) -> FloatArray:
    """P3: months in which the gap in trust halves, over months in which it grew to half of its widest."""
    runs = runs_of(scenario, n)
    start, _ = _span(runs)
    gap = (_trust(runs.twin) - _trust(runs.run))[:, start:]
    return np.array([_speed(of_run) for of_run in gap])


def _speed(gap: FloatArray) -> float:
    """Of one gap from the onset on. The state before the onset is that of the month before it."""
    widest, half = int(gap.argmax()), gap.max() / 2
    fell = int(np.argmax(gap >= half)) + 1
    back = np.flatnonzero(gap[widest:] <= half)
    took = int(back[0]) if len(back) else len(gap) - 1 - widest
    return took / fell


def trust_speed_censored(scenario: Scenario, n: int) -> FloatArray:
    """P78: as P3, but a gap that does not halve within ten years counts as ten years, also where it still
    widens at the end.
    """
    runs = runs_of(scenario, n)
    start, _ = _span(runs)
    gap = (_trust(runs.twin) - _trust(runs.run))[:, start:]
    return np.array([speed_censored(of_run) for of_run in gap])


def speed_censored(gap: FloatArray) -> float:
    """Months in which a gap, float64[months] from the onset on, halves from its widest, over those in which
    it grew to half of it.

    The former are min(time, 120), as in `analysis.survival.restricted_mean`: a gap that never halves counts
    the limit and neither drops out nor is back at once. Not a number where there is no gap.
    """
    if gap.max() <= 0:
        return float("nan")
    widest, half = int(gap.argmax()), gap.max() / 2
    fell = int(np.argmax(gap >= half)) + 1
    back = np.flatnonzero(gap[widest : widest + RESTRICTED + 1] <= half)
    return (int(back[0]) if len(back) else RESTRICTED) / fell


def trust_legacy(scenario: Scenario, n: int) -> FloatArray:
    """P3: trust four years after the end, run minus twin."""
    runs = runs_of(scenario, n)
    month = _span(runs)[1] + 4 * YEAR
    return np.asarray(_trust(runs.run)[:, month] - _trust(runs.twin)[:, month])


def compute_deepens(share: float) -> Values:
    """P61: active cooperation in compute over the shock's last year, run minus twin, from a share of calm
    trust.
    """

    def values(scenario: Scenario, n: int) -> FloatArray:
        runs = runs_of(override(scenario, {"start.trust": share}), n)
        end = _span(runs)[1] + 1
        gained = _cooperation(runs.run, "compute") - _cooperation(runs.twin, "compute")
        mean = gained[:, end - YEAR : end].mean(axis=1)
        return np.where(runs.measures["twin_alive"], mean, np.nan)

    return values


def without_warning(measured: Callable[[Evaluation], FloatArray]) -> Values:
    """P6: a measure without the early warning, minus the same with it."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        without, warned = runs_of(off(scenario, ["early_warning"]), n), runs_of(scenario, n)
        return record_arm("run, without early_warning", measured(without)) - record_arm(
            "run", measured(warned)
        )

    return values


def depth_calm(runs: Evaluation) -> FloatArray:
    """Depth against the calm reference: 1 − the least performance over its, from the shock on."""
    start, _ = _span(runs)
    q = runs.run["performance"][:, start:] / runs.calm["performance"][:, start:]
    return np.asarray(np.maximum(0.0, 1 - q.min(axis=1)))


def loss_calm(runs: Evaluation) -> FloatArray:
    """Mean shortfall of each run behind the calm alliance with every mechanism on."""
    return np.asarray(runs.measures["loss_calm"])


def calm_output(runs: Evaluation) -> FloatArray:
    """Mean output of each run's twin over all months."""
    return np.asarray(runs.twin["output"].mean(axis=1))


def outlives_effort(scenario: Scenario, n: int) -> FloatArray:
    """P10: interoperability over the twin's minus effort (mean of both sides) over the twin's, mean over
    domains, in the last month of the shock.
    """
    runs = runs_of(scenario, n)
    end = _span(runs)[1]
    left = [
        runs.run[f"interoperability_{domain}"] / runs.twin[f"interoperability_{domain}"]
        - _effort(runs.run, domain) / _effort(runs.twin, domain)
        for domain in DOMAINS
    ]
    return np.asarray(np.mean(left, axis=0)[:, end])


def autonomy_weakens(scenario: Scenario, n: int) -> FloatArray:
    """P12: robustness with every state's autonomy at .9 minus at .1."""
    high, low = (
        record_arm(
            f"run, autonomy of all {level:g}",
            runs_of(override(scenario, {f"actors.{actor}.autonomy": level for actor in SIDES}), n).measures[
                "robustness"
            ],
        )
        for level in (0.9, 0.1)
    )
    return high - low
