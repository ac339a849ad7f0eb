"""Parts of patterns read over months that a scenario's context dates: a council's launch, an administration
that repairs, two chip laws.
"""

from collections.abc import Mapping

import numpy as np

from analysis.arrays import FloatArray
from experiments.study.effects.losses import lost
from experiments.study.patterns.arms import (
    NOTHING,
    YEAR,
    Level,
    Values,
    between,
    course,
    efforts,
    mean_of,
    over_shock,
)
from experiments.study.patterns.parts_from_losses import COMMITMENTS, saved
from scenarios import Scenario, causes, compile_case, override, window

NEVER_LAUNCHED = {"context.launch.from": 71}
"""A launch in the last month of `ttc-2021-2024`, when nothing can come of it any more."""
UNREPAIRED = {"context.administration.size": 0.0}
SOON = 18
"""Months that a commitment takes through its stages, three meetings six months apart."""
OPERATES = 0.05
"""What operates in a field from here on counts, as in criterion C23."""


def launch_month(scenario: Scenario) -> int:
    """The first month in which the council is open: what stands in the context as absent until then."""
    (event,) = compile_case(scenario).context
    return int(event[3] + event[4])


def _rise(scenario: Scenario, n: int, months: int) -> list[FloatArray]:
    """How far the commitments that operate in each field rose from the months before the launch to the last
    months of the run.
    """
    run, launch = course(scenario, n).run, launch_month(scenario)
    return [
        run[name][:, -months:].mean(axis=1) - run[name][:, launch - months : launch].mean(axis=1)
        for name in COMMITMENTS
    ]


def operating_scope(scenario: Scenario, n: int) -> FloatArray:
    """P76: commitments that operate, mean of fields, over the last year minus over the year before the
    launch.
    """
    return np.asarray(np.mean(_rise(scenario, n, YEAR), axis=0))


def operating_fields(scenario: Scenario, n: int) -> FloatArray:
    """P76: fields in which the commitments that operate are more by .05 in the last month than in the month
    before the launch.
    """
    return np.asarray((np.array(_rise(scenario, n, 1)) >= OPERATES).sum(axis=0).astype(np.float64))


def late_work(scenario: Scenario, n: int) -> FloatArray:
    """P87: what the launch adds to cooperation over its first 18 months, over what it adds in the last 18."""
    launched, never = (
        course(override(scenario, changes), n).run["cooperation"] for changes in (NOTHING, NEVER_LAUNCHED)
    )
    added, launch = launched - never, launch_month(scenario)
    late = added[:, -SOON:].mean(axis=1)
    return np.asarray(added[:, launch : launch + SOON].mean(axis=1) / np.where(late == 0, np.nan, late))


def repairing(scenario: Scenario) -> slice:
    """The months in which an administration that values allies governs."""
    (term,) = (
        cause for cause in causes(scenario, scenario.context) if cause.target == "administration.repair"
    )
    return slice(term.start, term.start + (term.months or 0))


def swings_more(scenario: Scenario, n: int) -> FloatArray:
    """P85: by how much the United States' effort over the repairing administration is above that over the
    turn, minus the same of the Union.
    """
    run, term = course(scenario, n).run, repairing(scenario)
    first, last = window(scenario)
    turn = slice(first, (last or 0) + 1)
    usa, eu = (mean_of(*efforts(side))(run) for side in ("USA", "EU"))
    swings = [effort[:, term].mean(axis=1) - effort[:, turn].mean(axis=1) for effort in (usa, eu)]
    return np.asarray(swings[0] - swings[1])


def over_repair(changes: Mapping[str, float], *names: str, last_year: bool = False) -> Values:
    """The mean of some series over the months of the repairing administration, or over its last year, as it
    is minus with keys changed.
    """

    def values(scenario: Scenario, n: int) -> FloatArray:
        term = repairing(scenario)
        months = slice(term.stop - YEAR, term.stop) if last_year else term
        return between(_over(months, *names), {}, changes)(scenario, n)

    return values


def _over(months: slice, *names: str) -> Level:
    return lambda series, _: np.asarray(mean_of(*names)(series)[:, months].mean(axis=1))


def lost_in_repair(scenario: Scenario, n: int) -> FloatArray:
    """What is lost of cooperation against the twin over the months of the repairing administration."""
    arm, term = course(scenario, n), repairing(scenario)
    return lost(arm.run["cooperation"][:, term], arm.twin["cooperation"][:, term])


def race_loses(scenario: Scenario, n: int) -> FloatArray:
    """The share of public support for plants that is lost over the run, to the race or for want of
    minerals.
    """
    run = course(scenario, n).run
    paid = run["support"].sum(axis=1)
    return np.asarray(run["support_lost"].sum(axis=1) / np.where(paid == 0, np.nan, paid))


def each_gains(scenario: Scenario, n: int) -> FloatArray:
    """P88: what the other side's chip law adds to a side's output over the shock, the lesser of both."""
    gains = [
        between(over_shock(f"output_{side}"), {}, {f"context.{law}.size": 0.0})(scenario, n)
        for side, law in (("USA", "eu-law"), ("EU", "us-law"))
    ]
    return np.asarray(np.minimum(*gains))


NO_DOUBT = {"parameters.faction_doubt": 0.0}
FROM_DATES: Mapping[str, Values] = {
    "P76 scope": operating_scope,
    "P76 fields": operating_fields,
    "P76 work": between(_over(slice(-YEAR, None), "cooperation"), {}, NEVER_LAUNCHED),
    "P85 swings": swings_more,
    "P86 raises": over_repair(UNREPAIRED, "cooperation"),
    "P86 heals": saved(lost_in_repair, UNREPAIRED),
    "P87 late": late_work,
    "P88 race": saved(race_loses, {"parameters.coordination": 0.0}, of="run"),
    "P88 both": each_gains,
    "P90 commits": over_repair(NO_DOUBT, *COMMITMENTS, last_year=True),
    "P90 cooperation": over_repair(NO_DOUBT, "cooperation", last_year=True),
}
"""Parts by id and part as in `patterns.csv`."""
