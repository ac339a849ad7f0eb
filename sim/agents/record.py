"""What is written down of a model of agents: the month's series, and every number of its state."""

from typing import TYPE_CHECKING

import numpy as np

from sim.agents.sides import Side
from sim.array_types import Floats
from sim.month import record_alliance
from sim.parameters.calm import Y_STAR
from sim.rules.performance import active_cooperation, performance
from sim.series import DOMAINS, SERIES, check_record
from sim.state import layout as at
from sim.state.blocks import BUILDING, COMMON, STANDING
from sim.state.run_state import RunState

if TYPE_CHECKING:
    from sim.agents.model import AllianceModel


def month_row(model: "AllianceModel") -> list[float]:
    """The series of the month that is over, in the order of `SERIES`."""
    row, council, domains, active = np.zeros(len(SERIES)), model.council, len(DOMAINS), 0.0
    for joint, depth in zip(model.joint, model.interoperability, strict=True):
        active += active_cooperation(joint, depth)
    row[at.R_COOPERATION] = active / domains
    for side in model.sides:
        _write_side(side, row)
        row[at.R_OUTPUT] += row[at.R_OUTPUT_USA + side.number]
    row[at.R_INTEROPERABILITY_DATA :][:domains] = model.interoperability
    row[at.R_COMMITMENTS_DATA :][:domains] = council.operating
    row[at.R_PLEDGES] = council.mean_at_any_stage()
    row[at.R_CHIPS_ADVANCED :][: len(model.markets)] = [market.delivered for market in model.markets]
    row[at.R_PERFORMANCE] = performance(row[at.R_COOPERATION], row[at.R_OUTPUT])
    record_alliance(model.blocks.alliance, row)
    written: list[float] = row.tolist()
    return written


def _write_side(side: Side, row: Floats) -> None:
    number = side.number
    row[at.R_OUTPUT_USA + number] = side.earned() / Y_STAR
    row[at.R_TRUST_USA + number] = side.mean_trust()
    row[at.R_SHORTAGE_USA + number] = side.shortage
    row[at.R_EFFORT_USA_DATA + number * len(DOMAINS) :][: len(DOMAINS)] = side.position
    row[at.R_AUTONOMY_USA + number] = side.mean_of(at.S_APART)
    row[at.R_TIES_USA + number] = side.mean_of(at.S_TIES)
    row[at.R_FACTION_USA + number] = side.mean_of(at.S_FACTION)
    row[at.R_CAPACITY_USA + number] = side.ready


check_record(month_row, _write_side, record_alliance)


def run_state(model: "AllianceModel") -> RunState:
    """Every number of the state by name, as the kernel keeps it: what the two engines are compared by."""
    states, sides, firms, council = model.states, model.sides, model.firms, model.council
    of, common, building = model.blocks.states, model.blocks.alliance, model.blocks.sides
    return RunState(
        effort=np.array([state.effort[d] for d in range(len(DOMAINS)) for state in states]),
        trust=np.array([state.trust for state in states]),
        mood=np.array([state.mood for state in states]),
        position=np.array([*sides[0].position, *sides[1].position]),
        joint=np.array(model.joint),
        interoperability=np.array(model.interoperability),
        commitments=np.array(council.operating),
        preparing=np.array([*council.begun, *council.agreed, *council.established]),
        stock=np.array([firm.stock for firm in firms]),
        activity=np.array([firm.activity for firm in firms]),
        output=np.array([firm.output for firm in firms]),
        shortage=np.array([side.shortage for side in sides]),
        felt=np.array([state.felt for state in states]),
        substituted=np.array([model.substituted]),
        expected=np.array([side.expected for side in sides]),
        interest=np.array([state.interest[d] for d in range(len(DOMAINS)) for state in states]),
        work=np.array(model.work),
        delivered=np.array([market.delivered for market in model.markets]),
        standing=of[: len(STANDING)].ravel().copy(),
        common=common[: len(COMMON)].copy(),
        building=building[: len(BUILDING)].ravel().copy(),
        code=np.array([firm.code for firm in firms]),
    )
