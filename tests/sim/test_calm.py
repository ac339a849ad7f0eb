"""The calm alliance: what is stored is what is measured, and where it comes to rest depends on where it
began.
"""

from dataclasses import replace

import numpy as np
import pytest

from analysis.thresholds import STATED
from experiments.checks.calm_measurement import default_case, measured
from sim.parameters import calm
from sim.parameters.table import switches, vector
from sim.run import bare_rest, burn_in, rest, simulate
from sim.world.case import Case

STILL = ("mood", "misperception")


def ended(case: Case) -> float:
    """Performance where a run of the case without noise comes to rest."""
    first = np.zeros(1, dtype=np.int64)
    start = burn_in(case, 1, first)
    return float(rest(case, 1, first, simulate(case, 1, first, shocked=False, start=start).end)[0])


def begun(trust: float, off: tuple[str, ...] = STILL) -> Case:
    """No shock, nothing built, this much trust."""
    numbers = vector({"starting_trust": trust, "starting_interoperability": 0.0})
    return replace(default_case(months=24), parameters=numbers, switches=switches(off))


def test_the_stored_calm_is_what_is_measured() -> None:
    now = measured()
    stored = {"performance": calm.P_STAR, "output": calm.Y_STAR}
    assert now == pytest.approx(stored, abs=2e-6)


def test_where_the_alliance_rests_depends_on_the_trust_it_began_with() -> None:
    low, high = ended(begun(0.05)), ended(begun(0.9))
    print(f"rest from trust .05: {low:.4f}, from .9: {high:.4f}, P* {calm.P_STAR:.4f}")
    assert abs(high - low) > 0.05 * high
    assert high > low


def test_without_learning_and_depth_the_memory_of_the_beginning_is_trust_itself() -> None:
    """Control: where trust has no part in the payoff the two rests are one."""
    flat = {"trust_value": 0.0, "distrust": 0.0, "starting_interoperability": 0.0}
    off = (*STILL, "interoperability", "complementarity", "stakes")
    rests = []
    for trust in (0.05, 0.9):
        numbers = vector({**flat, "starting_trust": trust})
        rests.append(ended(replace(default_case(months=24), parameters=numbers, switches=switches(off))))
    assert rests[0] == pytest.approx(rests[1], rel=1e-3)


def test_the_alliance_that_never_was_rests_below_the_calm_one() -> None:
    bare = bare_rest(replace(default_case(), switches=switches(STILL)))
    alive = bare >= STATED.alive * calm.P_STAR
    print(f"bare rest {bare:.4f} = {bare / calm.P_STAR:.1%} of P*: {'alive' if alive else 'dead'}")
    assert 0.0 <= bare < 0.5 * calm.P_STAR


def test_calm_output_is_one_at_the_calm_rest() -> None:
    still = default_case(off=STILL, months=1200)
    run = simulate(still, 1, np.zeros(1, dtype=np.int64), shocked=False)
    assert run["output"][0, -1] == pytest.approx(1.0, abs=1e-3)
