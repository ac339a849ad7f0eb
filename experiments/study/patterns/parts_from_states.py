"""Parts of patterns that look into the whole state of runs, firm by firm and state by state."""

from collections.abc import Sequence

import numpy as np

from analysis.arrays import FloatArray
from experiments.study.patterns.arms import RUNS, Values
from experiments.study.report import SEED
from scenarios import Scenario, causes, compile_case, load, off, shipped, window
from sim.series import DOMAINS, SIDES
from sim.state import layout as at
from sim.state.run_state import RunState
from sim.world.case import Case

SEEN_AHEAD = ("chips.capacity", "chips.route")
"""Causes an early warning can read; see `sim.rules.warning`."""
YEAR = 12


def transfer_hit(scenario: Scenario, n: int) -> FloatArray:
    """P8: share of active cooperation on data lost, all of it plain transfer minus with joint modelling."""
    return data_lost(off(scenario, ["joint_modelling"]), n) - data_lost(scenario, n)


def data_lost(scenario: Scenario, n: int) -> FloatArray:
    """1 − cooperation on data over the twin's, both summed over the months of the shock."""
    _, (run, twin) = states_of(scenario, n)
    first, last = window(scenario)
    assert first is not None
    assert last is not None
    data = DOMAINS.index("data")
    done = [
        (state.joint[:, :, data] * (0.2 + state.interoperability[:, :, data]))[:, first : last + 1].sum(
            axis=1
        )
        for state in (run, twin)
    ]
    return np.asarray(1 - done[0] / done[1])


def pledge_floor(scenario: Scenario, n: int) -> FloatArray:
    """P25: lowest output of the singled-out member's firms over the twin's, with the pledge minus
    without it.
    """
    return _floor(scenario, n) - _floor(off(scenario, ["pledge"]), n)


def _floor(scenario: Scenario, n: int) -> FloatArray:
    case, (run, twin) = states_of(scenario, n)
    (hit,) = causes(scenario, scenario.shocks)
    (member,) = hit.selection["states"]
    own = case.world.arrays.firm_home == case.world.states.index(member)
    output = [state.output[:, :, own].sum(axis=2)[:, hit.start :] for state in (run, twin)]
    return np.asarray((output[0] / output[1]).min(axis=1))


def answers_more(more: str, less: str) -> Values:
    """P84: by how much one member's answer to a shock is above another's: effort, mean of fields, over the
    last 12 months of the shock, run minus twin.
    """

    def values(scenario: Scenario, n: int) -> FloatArray:
        case, (run, twin) = states_of(scenario, n)
        answered = [state.effort[:, _last_year(scenario)].mean(axis=1) for state in (run, twin)]
        by_state = (answered[0] - answered[1]).reshape(n, len(DOMAINS), -1).mean(axis=1)
        first, second = (by_state[:, case.world.states.index(name)] for name in (more, less))
        return np.asarray(first - second)

    return values


def division_lowers(scenario: Scenario, n: int) -> FloatArray:
    """P84: how far the Union's position lies above the mean of its members' efforts, in the fields that it
    votes on, with views split minus alike.
    """
    return _above_mean(scenario, n) - _above_mean(off(scenario, ["split_views"]), n)


def _above_mean(scenario: Scenario, n: int) -> FloatArray:
    case, (run,) = states_of(scenario, n, (True,))
    world, union = case.world.arrays, SIDES.index("EU")
    months, mine = _last_year(scenario), world.state_side == union
    voted = world.votes.reshape(len(SIDES), -1)[union] == 1
    effort = run.effort[:, months].mean(axis=1).reshape(n, len(DOMAINS), -1)[:, voted]
    position = run.position[:, months].mean(axis=1).reshape(n, len(SIDES), -1)[:, union, voted]
    return np.asarray((position - effort[:, :, mine] @ world.weight[mine]).mean(axis=1))


def _last_year(scenario: Scenario) -> slice:
    """The last 12 months of the shock."""
    last = window(scenario)[1]
    assert last is not None
    return slice(last + 1 - YEAR, last + 1)


def early_difference(n: int) -> FloatArray:
    """P26: largest difference from the twin in any number of the state before shock or warning, most of all
    shipped scenarios.
    """
    return np.asarray(np.max([_apart(hit, n, 0, _first_sign(hit)) for hit in shocked()], axis=0))


def late_difference(n: int) -> FloatArray:
    """P26: the same within a year of the onset, least of all shipped scenarios."""
    onsets = [(hit, window(hit)[0] or 0) for hit in shocked()]
    return np.asarray(np.min([_apart(hit, n, onset, onset + YEAR) for hit, onset in onsets], axis=0))


def shocked() -> list[Scenario]:
    """Every shipped scenario with a shock."""
    return [scenario for scenario in map(load, shipped()) if scenario.shocks]


def _first_sign(scenario: Scenario) -> int:
    """The first month in which something of its shocks can be known: their onset, or the warning of it."""
    lead = int(compile_case(scenario).parameters[at.WARNING_LEAD])
    return min(
        cause.start - lead * (cause.target in SEEN_AHEAD) for cause in causes(scenario, scenario.shocks)
    )


def _apart(scenario: Scenario, n: int, first: int, end: int) -> FloatArray:
    _, (run, twin) = states_of(scenario, n)
    apart = [np.abs(a - b)[:, first:end].max(axis=(1, 2)) for a, b in zip(run, twin, strict=True)]
    return np.asarray(np.max(apart, axis=0))


def states_of(
    scenario: Scenario, n: int, shocked: Sequence[bool] = (True, False)
) -> tuple[Case, tuple[RunState, ...]]:
    """Every number of the state of runs (shocked) and twins (not), float64[n, months, size] a field."""
    case, numbers = compile_case(scenario), np.arange(n, dtype=np.int64)
    start = RUNS.burn_in(case, SEED, numbers)
    ends = np.cumsum([part[0].size for part in start])[:-1]
    return case, tuple(
        RunState(*np.split(RUNS.run(case, SEED, numbers, shocked=hit, full=True).states, ends, 2))
        for hit in shocked
    )
