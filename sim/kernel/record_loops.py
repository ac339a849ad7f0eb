"""Engine 2, the last step of a month: its series are written down, each at the place that has its name."""

from sim import month as lines
from sim.array_types import Floats
from sim.compiled import compiled
from sim.kernel.sizes import CLASSES, SIDES, D
from sim.kernel.state_loops import mean_of_side
from sim.kernel.working_arrays import Work
from sim.rules.performance import active_cooperation, performance
from sim.series import check_record
from sim.state import layout as at
from sim.state.run_state import Blocks, RunState
from sim.world.case import Arrays


def _record_side(w: Arrays, s: RunState, t: Work, b: Blocks, scale: float, row: Floats, side: int) -> None:
    """What a side's firms earned, what its states hold on the mean, and the position it agreed on."""
    of = b.states
    total = 0.0
    believed = 0.0
    for i in range(w.side_start[side], w.side_start[side + 1]):
        earned = 0.0
        for j in range(t.first[i * CLASSES], t.first[(i + 1) * CLASSES]):
            earned += s.output[j]
        total += earned
        believed += w.weight[i] * s.trust[i]
    row[at.R_OUTPUT_USA + side] = total / scale
    row[at.R_TRUST_USA + side] = believed
    row[at.R_SHORTAGE_USA + side] = s.shortage[side]
    for d in range(D):
        row[at.R_EFFORT_USA_DATA + side * D + d] = s.position[side * D + d]
    row[at.R_AUTONOMY_USA + side] = mean_of_side(w.weight, w.side_start, of[at.S_APART], side)
    row[at.R_TIES_USA + side] = mean_of_side(w.weight, w.side_start, of[at.S_TIES], side)
    row[at.R_FACTION_USA + side] = mean_of_side(w.weight, w.side_start, of[at.S_FACTION], side)
    row[at.R_CAPACITY_USA + side] = b.sides[at.G_READY, side]


def record(w: Arrays, s: RunState, t: Work, b: Blocks, scale: float, row: Floats) -> None:
    """Step 9: the month's series, in units of which allied output `scale` is 1."""
    active = 0.0
    for d in range(D):
        active += active_cooperation(s.joint[d], s.interoperability[d])
    row[at.R_COOPERATION] = active / D
    row[at.R_OUTPUT] = 0.0
    for side in range(SIDES):
        _record_side(w, s, t, b, scale, row, side)
        row[at.R_OUTPUT] += row[at.R_OUTPUT_USA + side]
    every = 0.0
    for d in range(D):
        row[at.R_INTEROPERABILITY_DATA + d] = s.interoperability[d]
        row[at.R_COMMITMENTS_DATA + d] = s.commitments[d]
        every += s.preparing[d] + s.preparing[D + d] + s.preparing[2 * D + d] + s.commitments[d]
    row[at.R_PLEDGES] = every / D
    for c in range(CLASSES):
        row[at.R_CHIPS_ADVANCED + c] = s.delivered[c]
    row[at.R_PERFORMANCE] = performance(row[at.R_COOPERATION], row[at.R_OUTPUT])
    lines.record_alliance(b.alliance, row)


check_record(record, _record_side, lines.record_alliance)
_record_side = compiled(_record_side, inlined="late")
record = compiled(record, inlined="late")
