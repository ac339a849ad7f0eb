"""What is written down of a model of agents: the month's series, and every number of its state."""

from typing import TYPE_CHECKING

import numpy as np

from sim.agents.agents import Side
from sim.array_types import Floats
from sim.month import write_down
from sim.parameters.calm import Y_STAR
from sim.rules.performance import cooperation, performance
from sim.series import DOMAINS, SERIES, check_record
from sim.state import layout as at
from sim.state.blocks import BUILDING, COMMON, STANDING

if TYPE_CHECKING:
    from sim.agents.model import AllianceModel


def month_row(model: "AllianceModel") -> list[float]:
    """The series of the month that is over, in the order of `SERIES`."""
    row, council, domains, active, every = np.zeros(len(SERIES)), model.council, len(DOMAINS), 0.0, 0.0
    for joint, ties in zip(model.joint, model.interoperability, strict=True):
        active += cooperation(joint, ties)
    row[at.R_COOPERATION] = active / domains
    for side in model.sides:
        _write_side(side, row)
        row[at.R_OUTPUT] += row[at.R_OUTPUT_USA + side.number]
    row[at.R_INTEROPERABILITY_DATA :][:domains] = model.interoperability
    row[at.R_COMMITMENTS_DATA :][:domains] = council.operating
    for stages in zip(council.begun, council.agreed, council.established, council.operating, strict=True):
        every += stages[0] + stages[1] + stages[2] + stages[3]
    row[at.R_PLEDGES] = every / domains
    row[at.R_CHIPS_ADVANCED :][: len(model.market.delivered)] = model.market.delivered
    row[at.R_PERFORMANCE] = performance(row[at.R_COOPERATION], row[at.R_OUTPUT])
    write_down(model.blocks.alliance, row)
    written: list[float] = row.tolist()
    return written


def _write_side(side: Side, row: Floats) -> None:
    number, total = side.number, 0.0
    for state in side.members:
        earned = 0.0
        for firms in state.buyers:
            for firm in firms:
                earned += firm.output
        total += earned
    row[at.R_OUTPUT_USA + number] = total / Y_STAR
    row[at.R_TRUST_USA + number] = side.mean("trust")
    row[at.R_SCAR_USA + number] = side.mean("scar")
    row[at.R_SHORTAGE_USA + number] = side.shortage
    row[at.R_EFFORT_USA_DATA + number * len(DOMAINS) :][: len(DOMAINS)] = side.position
    row[at.R_AUTONOMY_USA + number] = side.mean_of(at.S_APART)
    row[at.R_TIES_USA + number] = side.mean_of(at.S_TIES)
    row[at.R_FACTION_USA + number] = side.mean_of(at.S_FACTION)
    row[at.R_IMAGE_USA + number] = side.mean_of(at.S_IMAGE)
    row[at.R_CAPACITY_USA + number] = side.ready


check_record(month_row, _write_side, write_down)


def state_numbers(model: "AllianceModel") -> list[float]:
    """Every number of the state, in the order of `sim.state.run_state.RunState`: what docking compares month
    by month.
    """
    whole = [state.effort[d] for d in range(len(DOMAINS)) for state in model.states]
    for name in ("trust", "scar", "mood"):
        whole += [getattr(state, name) for state in model.states]
    council = model.council
    whole += [*model.sides[0].position, *model.sides[1].position, *model.joint, *model.interoperability]
    whole += [*council.operating, *council.begun, *council.agreed, *council.established]
    for name in ("stock", "activity", "output"):
        whole += [getattr(firm, name) for firm in model.firms]
    short = [side.shortage for side in model.sides]
    whole += [*short, *(state.felt for state in model.states), *model.market.delivered]
    of, sides, common = model.blocks.states, model.blocks.sides, model.blocks.alliance
    whole += of[: len(STANDING)].ravel().tolist() + common[: len(COMMON)].tolist()
    whole += sides[: len(BUILDING)].ravel().tolist()
    return [*whole, *(firm.code for firm in model.firms)]
