"""What each part of a pattern measures, one function a part, over replicates 0 … n − 1 of one seed.

All arms of a part share their draws, so a value is the difference one mechanism or one start makes to one
run. What a part must come to stands in `patterns.csv`, written before any of them was run.
"""

from collections.abc import Callable, Mapping

import numpy as np

from analysis.arrays import FloatArray
from experiments.engine.evaluate import Evaluation, References, evaluate
from experiments.engine.run_cache import KEPT
from experiments.study.maps.three_outcomes import SEED
from experiments.study.patterns.levels_of_arms import told
from experiments.study.patterns.parts_of_states import (
    YEAR,
    after_operating,
    before_operating,
    early_difference,
    late_difference,
    pledge_floor,
    transfer_hit,
)
from experiments.study.patterns.parts_of_theory import THEORY
from scenarios import Scenario, off, override
from sim.run import Trajectories
from sim.series import DOMAINS, SIDES

Values = Callable[[Scenario, int], FloatArray]
"""The n paired values of a part for a scenario; not a number where a run has nothing to measure."""


_SHARED = References(KEPT.simulate, settle=KEPT.burn_in)


def runs(scenario: Scenario, n: int) -> Evaluation:
    """The scenario's first n replicates beside their twins and calm references."""
    return evaluate(scenario, SEED, np.arange(n, dtype=np.int64), _SHARED)


def _trust(course: Trajectories) -> FloatArray:
    return np.asarray(np.mean([course[f"trust_{side}"] for side in SIDES], axis=0))


def _effort(course: Trajectories, domain: str) -> FloatArray:
    return np.asarray(np.mean([course[f"effort_{side}_{domain}"] for side in SIDES], axis=0))


def _cooperation(course: Trajectories, domain: str) -> FloatArray:
    """Active cooperation in a domain whose medium is 1, that is in any but data."""
    joint = np.sqrt(course[f"effort_USA_{domain}"] * course[f"effort_EU_{domain}"])
    return np.asarray(joint * (0.2 + course[f"interoperability_{domain}"]))


def _span(found: Evaluation) -> tuple[int, int]:
    """First and last month of a shock that has an end."""
    assert found.t0 is not None
    assert found.t1 is not None
    return found.t0, found.t1


def trust_speed(scenario: Scenario, n: int) -> FloatArray:
    """P3: months in which the gap in trust halves, over months in which it grew to half of its widest."""
    found = runs(scenario, n)
    start, _ = _span(found)
    gap = (_trust(found.twin) - _trust(found.run))[:, start:]
    return np.array([_speed(one) for one in gap])


def _speed(gap: FloatArray) -> float:
    """Of one gap from the onset on. The state before the onset is that of the month before it."""
    widest, half = int(gap.argmax()), gap.max() / 2
    fell = int(np.argmax(gap >= half)) + 1
    back = np.flatnonzero(gap[widest:] <= half)
    took = int(back[0]) if len(back) else len(gap) - 1 - widest
    return took / fell


def trust_legacy(scenario: Scenario, n: int) -> FloatArray:
    """P3: trust four years after the end, run minus twin."""
    found = runs(scenario, n)
    month = _span(found)[1] + 4 * YEAR
    return np.asarray(_trust(found.run)[:, month] - _trust(found.twin)[:, month])


def compute_deepens(trust: float) -> Values:
    """P5: active cooperation in compute over the shock's last year, run minus twin, from a starting trust."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        found = runs(override(scenario, {"parameters.starting_trust": trust}), n)
        end = _span(found)[1] + 1
        gained = _cooperation(found.run, "compute") - _cooperation(found.twin, "compute")
        mean = gained[:, end - YEAR : end].mean(axis=1)
        return np.where(found.measures["twin_alive"], mean, np.nan)

    return values


def without_warning(measured: Callable[[Evaluation], FloatArray]) -> Values:
    """P6: a measure without the early warning, minus the same with it."""

    def values(scenario: Scenario, n: int) -> FloatArray:
        without, warned = runs(off(scenario, ["early_warning"]), n), runs(scenario, n)
        return told("run, without early_warning", measured(without)) - told("run", measured(warned))

    return values


def depth_calm(found: Evaluation) -> FloatArray:
    """Depth against the calm reference: 1 − the least performance over its, from the shock on."""
    start, _ = _span(found)
    q = found.run["performance"][:, start:] / found.calm["performance"][:, start:]
    return np.asarray(np.maximum(0.0, 1 - q.min(axis=1)))


def _loss_calm(found: Evaluation) -> FloatArray:
    return np.asarray(found.measures["loss_calm"])


def _calm_output(found: Evaluation) -> FloatArray:
    return np.asarray(found.twin["output"].mean(axis=1))


def outlives_effort(scenario: Scenario, n: int) -> FloatArray:
    """P10: interoperability over the twin's minus effort (mean of both sides) over the twin's, mean over
    domains, in the last month of the shock.
    """
    found = runs(scenario, n)
    end = _span(found)[1]
    left = [
        found.run[f"interoperability_{one}"] / found.twin[f"interoperability_{one}"]
        - _effort(found.run, one) / _effort(found.twin, one)
        for one in DOMAINS
    ]
    return np.asarray(np.mean(left, axis=0)[:, end])


def elsewhere_helps(scenario: Scenario, n: int) -> FloatArray:
    """P10: effort in data over the twin's two years after a turn in data alone, with spill-over minus
    without.
    """
    (turn,) = scenario.shocks
    narrow = scenario.model_copy(update={"shocks": (turn.model_copy(update={"domains": ("data",)}),)})
    whole, without = _data_left(override(narrow, {}), n), _data_left(off(narrow, ["spillover"]), n)
    return told("run", whole) - told("run, without spillover", without)


def _data_left(scenario: Scenario, n: int) -> FloatArray:
    found = runs(scenario, n)
    month = _span(found)[1] + 2 * YEAR
    return np.asarray((_effort(found.run, "data") / _effort(found.twin, "data"))[:, month])


def autonomy_weakens(scenario: Scenario, n: int) -> FloatArray:
    """P12: robustness with every state's autonomy at .9 minus at .1."""
    high, low = (
        told(
            f"run, autonomy of all {level:g}",
            runs(override(scenario, {f"actors.{actor}.autonomy": level for actor in SIDES}), n).measures[
                "robustness"
            ],
        )
        for level in (0.9, 0.1)
    )
    return high - low


PAIRED: Mapping[str, Values] = {
    "P3 speed": trust_speed,
    "P3 legacy": trust_legacy,
    "P5 high": compute_deepens(0.6),
    "P5 low": compute_deepens(0.2),
    "P6 depth": without_warning(depth_calm),
    "P6 loss": without_warning(_loss_calm),
    "P6 calm": without_warning(_calm_output),
    "P8 data": transfer_hit,
    "P10 outlives": outlives_effort,
    "P10 elsewhere": elsewhere_helps,
    "P12 autonomy": autonomy_weakens,
    "P25 floor": pledge_floor,
    "P42 before": before_operating,
    "P42 after": after_operating,
    **THEORY,
}
"""Parts that are paired values of one scenario, by id and part as in `patterns.csv`."""
OVER_ALL: Mapping[str, Callable[[int], FloatArray]] = {
    "P26 before": early_difference,
    "P26 after": late_difference,
}
"""Parts over every shipped scenario with a shock."""
