"""Engine 2: the month as flat loops that a compiler can vectorise; the loops of firms, of states and of what
is written down stand in files of their own.

The loops call the same rules as the agents of engine 1, in the same order, and own nothing but iteration and
storage.
"""

from sim import month as lines
from sim.compiled import compiled
from sim.draws import HAZARD, uniform
from sim.kernel.firm_loops import produce, spread, supply
from sim.kernel.record_loops import record
from sim.kernel.sizes import SIDES, D
from sim.kernel.state_loops import TURN, agree, choose, mean_of_side, see, take_turns
from sim.rules.council import (
    commitments_next,
    is_meeting,
    new_pledges,
    open_agenda,
    pledges_in_effect,
    pledges_staged,
    stage_outflow,
)
from sim.rules.interoperability import group_work, interoperability_next, joint_effort
from sim.rules.shocks import RANDOM, amount_added, event_level, share_left
from sim.series import ALGORITHMS, COMPUTE, DATA, STANDARDS
from sim.state import layout as at
from sim.state.blocks import COMMON, COMMON_CAUSES, STANDING, STATE_CAUSES
from sim.world.causes import TARGETS

_ORDER = list(TARGETS)
OF_STATE = tuple(map(_ORDER.index, STATE_CAUSES))
OF_ALL = tuple(map(_ORDER.index, COMMON_CAUSES))


def _has_begun(key, month, start, months, hazard, event):
    first = max(start, month - months + 1)
    for earlier in range(month, first - 1, -1):
        if uniform(key, earlier, event, HAZARD) < hazard:
            return 1
    return 0


_has_begun = compiled(_has_begun, inlined="late")


def copy(source, target):
    """What `target[:] = source` does, but for the seconds it takes to compile that one's error message."""
    for k in range(len(source)):
        target[k] = source[k]


copy = compiled(copy, inlined="late")


def _causes(calm, events, key, month, cause):
    copy(calm, cause)
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


def _lay_out(w, p, s, t, b, month):
    """Put this month's causes into the blocks, whether the council meets, and what goes wrong."""
    for k in range(len(OF_STATE)):
        start = w.cause_start[OF_STATE[k]]
        for i in range(b.states.shape[1]):
            b.states[len(STANDING) + k, i] = t.cause[start + i]
    for k in range(len(OF_ALL)):
        b.alliance[len(COMMON) + k] = t.cause[w.cause_start[OF_ALL[k]]]
    b.alliance[at.A_MEETING] = is_meeting(month, int(p[at.MEETING_INTERVAL]))
    b.alliance[at.A_OPERATING_ALGORITHMS] = s.commitments[ALGORITHMS]
    lines.happen(b.alliance, b.sides, p)


_causes = compiled(_causes, inlined="late")
_lay_out = compiled(_lay_out, inlined="late")


def _build(w, p, s, t, b, held):
    """Joint effort builds interoperability and commitments; held interoperability stays."""
    decay, faster = p[at.STANDARDS_DECAY], p[at.COUNCIL_WORK]
    for side in range(SIDES):
        b.sides[at.G_FACTION, side] = mean_of_side(w.weight, w.side_start, b.states[at.S_FACTION], side)
    lines.prepare(b.alliance, b.sides, p)
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
        _mature(p, s, b.alliance, d, joint)
    built = b.alliance
    built[at.A_JOINT_ALGORITHMS], built[at.A_JOINT_STANDARDS] = s.joint[ALGORITHMS], s.joint[STANDARDS]
    built[at.A_JOINT_COMPUTE] = s.joint[COMPUTE]
    built[at.A_INTEROPERABILITY_ALGORITHMS] = s.interoperability[ALGORITHMS]
    built[at.A_INTEROPERABILITY_STANDARDS] = s.interoperability[STANDARDS]


def _mature(p, s, common, d, joint):
    meeting, office = common[at.A_MEETING], common[at.A_COUNCIL_OPEN]
    rate, fade = common[at.A_RATE], common[at.A_FADE]
    at_once, pace = p[at.AT_ONCE], p[at.STAGE_PACE]
    begun, agreed, established = s.preparing[d], s.preparing[D + d], s.preparing[2 * D + d]
    new = new_pledges(open_agenda(begun, agreed, established, s.commitments[d]), joint, meeting, office, rate)
    first, second = stage_outflow(begun, meeting, office, pace), stage_outflow(agreed, meeting, office, pace)
    third = stage_outflow(established, meeting, office, pace)
    s.preparing[d] = commitments_next(begun, pledges_staged(new, at_once), first, fade)
    s.preparing[D + d] = commitments_next(agreed, first, second, fade)
    s.preparing[2 * D + d] = commitments_next(established, second, third, fade)
    s.commitments[d] = commitments_next(s.commitments[d], pledges_in_effect(new, at_once, third), 0.0, fade)


_mature = compiled(_mature, inlined="late")
_build = compiled(_build, inlined="late")


def _change(w, p, s, t, b):
    """What moves slowly, each stock from what the others were: states, then plants, firms, the alliance."""
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
        lines.change_state(of, common, p, i)
        common[at.A_CLUB_AIM] += w.weight[i] / SIDES * of[at.S_JOINS, i]
        common[at.A_TOGETHER_AIM] = min(common[at.A_TOGETHER_AIM], of[at.S_WILL, i])
    _raise(w, p, s, b)
    spread(w, p, s, t, common)
    lines.drift(common, p)


def _raise(w, p, s, b):
    """Home capacity of both sides."""
    b.alliance[at.A_SPENT], b.alliance[at.A_LOST] = 0.0, 0.0
    for side in range(SIDES):
        b.sides[at.G_SHORTAGE, side] = s.shortage[side]
        b.sides[at.G_SUPPORT, side] = mean_of_side(w.weight, w.side_start, b.states[at.S_CHIPS_SUPPORT], side)
        lines.pay(b.sides, p, side)
    for side in range(SIDES):
        lines.raise_plants(b.alliance, b.sides, p, side)


_raise = compiled(_raise, inlined="late")
_change = compiled(_change, inlined="late")


def run_month(w, p, votes, in_turn, s, events, key, month, draw, t, b, scale, row, clamps, book, held):
    """One month, in the order of `sim.month`; t is its `Work`, b its `Blocks`. `in_turn`: states act one
    after another; `held`: efforts, trust and interoperability stay where they are.
    """
    _causes(w.calm, events, key, month, t.cause)
    _causes(w.calm, events, key, month + int(p[at.WARNING_LEAD]), t.ahead)
    _lay_out(w, p, s, t, b, month)
    supply(w, p, s, t, b, book)
    produce(w, p, s, t, b)
    choose(w, p, s, t, b, draw, held)
    if held == 0 and in_turn == 1:
        take_turns(w, p, s, t, votes, key, month, draw, clamps)
    elif held == 0:
        see(w, p, s, draw, clamps)
        copy(t.aim, s.effort)
    if held == 1 or in_turn == 0:
        agree(w, s, p, votes, t)
    _build(w, p, s, t, b, held)
    _change(w, p, s, t, b)
    record(w, s, scale, t, b, row)


run_month = compiled(run_month, inlined="early")
