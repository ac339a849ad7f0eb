"""Engine 2: the month as flat loops that a compiler can vectorise; the loops of firms, of states and of what
is written down stand in files of their own.

The loops call the same rules as the agents of engine 1, in the same order, and own nothing but iteration and
storage.
"""

import numpy as np

from sim import month as lines
from sim.array_types import Floats, Integers
from sim.compiled import compiled
from sim.draws import HAZARD, uniform
from sim.kernel.alike import alike
from sim.kernel.firm_loops import produce, spread, supply
from sim.kernel.record_loops import record
from sim.kernel.sizes import SIDES, D
from sim.kernel.state_loops import TURN, agree, choose, mean_of_side, see, take_turns
from sim.kernel.working_arrays import KernelTask, Machine, Work
from sim.rules.council import (
    commitments_next,
    is_meeting,
    new_pledges,
    open_agenda,
    stage_outflow,
)
from sim.rules.interoperability import group_work, interoperability_next, joint_effort
from sim.rules.shocks import RANDOM, amount_added, event_level, share_left
from sim.series import ALGORITHMS, COMPUTE, DATA, STANDARDS
from sim.state import layout as at
from sim.state.blocks import COMMON, COMMON_CAUSES, STANDING, STATE_CAUSES
from sim.state.run_state import Blocks, RunState
from sim.world.case import Arrays
from sim.world.causes import TARGETS

_ORDER = list(TARGETS)
OF_STATE = tuple(map(_ORDER.index, STATE_CAUSES))
OF_ALL = tuple(map(_ORDER.index, COMMON_CAUSES))


def _has_begun(key: np.uint64, month: int, start: int, months: int, hazard: float, event: int) -> int:
    """1 where a random event began in this month or so few before that it still lasts."""
    begun = 0
    for earlier in range(max(start, month - months + 1), month + 1):
        if uniform(key, earlier, event, HAZARD) < hazard:
            begun = 1
    return begun


_has_begun = compiled(_has_begun, inlined="late")


def copy(source: Floats, target: Floats) -> None:
    """What `target[:] = source` does, but for the seconds it takes to compile that one's error message."""
    for k in range(len(source)):
        target[k] = source[k]


copy = compiled(copy, inlined="late")


def _causes(calm: Floats, events: Floats, key: np.uint64, month: int, cause: Floats) -> None:
    """Step 1: what every event takes from a cause or adds to it; no other cause ever differs from calm."""
    for k in range(len(events)):
        i = int(events[k, 0])
        cause[i] = calm[i]
    for k in range(len(events)):
        i, profile, start, months = int(events[k, 0]), int(events[k, 2]), int(events[k, 3]), int(events[k, 4])
        begun = 0
        if profile == RANDOM:
            begun = _has_begun(key, month, start, months, events[k, 8], int(events[k, 9]))
        on = event_level(profile, month, start, months, int(events[k, 6]), int(events[k, 7]), begun)
        cause[i] = (
            amount_added(cause[i], events[k, 5], on)
            if events[k, 1] > 0.0
            else share_left(cause[i], events[k, 5], on)
        )


def _lay_out(w: Arrays, p: Floats, s: RunState, t: Work, b: Blocks, month: int) -> None:
    """Put this month's causes into the blocks, whether the council meets, and what goes wrong."""
    for k in range(len(OF_STATE)):
        start = w.cause_start[OF_STATE[k]]
        for i in range(b.states.shape[1]):
            b.states[len(STANDING) + k, i] = t.cause[start + i]
    for k in range(len(OF_ALL)):
        b.alliance[len(COMMON) + k] = t.cause[w.cause_start[OF_ALL[k]]]
    b.alliance[at.A_MEETING] = is_meeting(month, int(alike(p[at.MEETING_INTERVAL])))
    b.alliance[at.A_OPERATING_ALGORITHMS] = s.commitments[ALGORITHMS]
    b.alliance[at.A_OPERATING_STANDARDS] = s.commitments[STANDARDS]
    lines.incidents_of_month(b.alliance, b.sides, p)


_causes = compiled(_causes, inlined="late")
_lay_out = compiled(_lay_out, inlined="late")


def _build(w: Arrays, p: Floats, s: RunState, t: Work, b: Blocks, held: int) -> None:
    """Step 7: joint effort builds interoperability and commitments; held interoperability stays."""
    decay, faster = p[at.STANDARDS_DECAY], p[at.COUNCIL_WORK]
    for side in range(SIDES):
        b.sides[at.G_FACTION, side] = mean_of_side(w.weight, w.side_start, b.states[at.S_FACTION], side)
    lines.conditions_of_work(b.alliance, b.sides, p)
    lawful, slowed = b.alliance[at.A_LAWFUL], b.alliance[at.A_SLOWED]
    for d in range(D):
        joint = joint_effort(s.position[d], s.position[D + d], lawful if d == DATA else 1.0)
        s.joint[d] = joint
        agencies = slowed if d in (ALGORITHMS, STANDARDS) else 1.0
        t.built[d] = agencies * group_work(s.commitments[d], faster) * joint
        if held == 0:
            s.interoperability[d] = interoperability_next(
                s.interoperability[d], s.work[d] * t.built[d], decay
            )
        _mature(s, b.alliance, d, joint)
    built = b.alliance
    built[at.A_JOINT_COMPUTE], built[at.A_JOINT_STANDARDS] = s.joint[COMPUTE], s.joint[STANDARDS]
    built[at.A_INTEROPERABILITY_ALGORITHMS] = s.interoperability[ALGORITHMS]
    built[at.A_INTEROPERABILITY_STANDARDS] = s.interoperability[STANDARDS]


def _mature(s: RunState, common: Floats, d: int, joint: float) -> None:
    """Commitments in a field: begun, agreed, established, operating."""
    meeting, office = common[at.A_MEETING], common[at.A_COUNCIL_OPEN]
    rate, fade = common[at.A_RATE], common[at.A_FADE]
    begun, agreed, established = s.preparing[d], s.preparing[D + d], s.preparing[2 * D + d]
    new = new_pledges(open_agenda(begun, agreed, established, s.commitments[d]), joint, meeting, office, rate)
    first, second = stage_outflow(begun, meeting, office), stage_outflow(agreed, meeting, office)
    third = stage_outflow(established, meeting, office)
    s.preparing[d] = commitments_next(begun, new, first, fade)
    s.preparing[D + d] = commitments_next(agreed, first, second, fade)
    s.preparing[2 * D + d] = commitments_next(established, second, third, fade)
    s.commitments[d] = commitments_next(s.commitments[d], third, 0.0, fade)


_mature = compiled(_mature, inlined="late")
_build = compiled(_build, inlined="late")


def _change(w: Arrays, p: Floats, s: RunState, t: Work, b: Blocks) -> None:
    """Step 8: what moves slowly, each stock from what the others were: states, then plants, firms, the
    alliance.
    """
    of, common, states = b.states, b.alliance, len(s.trust)
    turn = w.cause_start[TURN]
    for i in range(states):
        total = 0.0
        for d in range(D):
            total += t.cause[turn + d * states + i]
        of[at.S_TURNED, i] = total / D
        of[at.S_TRUST, i] = s.trust[i]
    common[at.A_CLUB_AIM], common[at.A_TOGETHER_AIM] = 0.0, 1.0
    for i in range(states):
        lines.slow_stocks_of_state(of, common, p, i)
        common[at.A_CLUB_AIM] += w.weight[i] / SIDES * of[at.S_WILL, i]
        common[at.A_TOGETHER_AIM] = min(common[at.A_TOGETHER_AIM], of[at.S_WILL, i])
    _raise(w, p, s, b)
    spread(w, p, s, t, common)
    lines.slow_stocks_of_alliance(common, p)


def _raise(w: Arrays, p: Floats, s: RunState, b: Blocks) -> None:
    """Home capacity of both sides."""
    b.alliance[at.A_SPENT], b.alliance[at.A_LOST] = 0.0, 0.0
    for side in range(SIDES):
        b.sides[at.G_SHORTAGE, side] = s.shortage[side]
        b.sides[at.G_SUPPORT, side] = mean_of_side(w.weight, w.side_start, b.states[at.S_CHIPS_SUPPORT], side)
        lines.support_of_side(b.sides, p, side)
    for side in range(SIDES):
        lines.plants_of_side(b.alliance, b.sides, p, side)


_raise = compiled(_raise, inlined="late")
_change = compiled(_change, inlined="late")


def run_month(
    task: KernelTask,
    p: Floats,
    machine: Machine,
    key: np.uint64,
    month: int,
    draw: Floats,
    row: Floats,
    clamps: Integers,
    held: int,
) -> None:
    """One month, in the order of `sim.month`: `draw`[s] moves moods, `row` takes the series; `held`: efforts,
    trust and interoperability stay where they are.
    """
    w, s, t, b = task.world, machine.s, machine.t, machine.b
    _causes(w.calm, task.events, key, month, t.cause)
    _causes(w.calm, task.events, key, month + int(alike(p[at.WARNING_LEAD])), t.ahead)
    _lay_out(w, p, s, t, b, month)
    supply(w, p, s, t, b, machine.book)
    produce(w, p, s, t, b)
    choose(w, p, s, t, b, draw, held)
    if held == 0 and task.in_turn == 1:
        take_turns(w, p, s, t, task.votes, key, month, clamps)
    elif held == 0:
        see(w, p, s, clamps)
        copy(t.aim, s.effort)
    if held == 1 or task.in_turn == 0:
        agree(w, p, s, t, task.votes)
    _build(w, p, s, t, b, held)
    _change(w, p, s, t, b)
    record(w, s, t, b, task.scale, row)


run_month = compiled(run_month, inlined="early")
