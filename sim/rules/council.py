"""The council's commitments, which mature in stages, and the position that many states must find together."""

from sim.array_types import Floats
from sim.compiled import compile_rules
from sim.rules.numbers import exponential


def is_meeting(month: int, interval: int) -> float:
    """1 in a month with a ministerial meeting, else 0; `interval` months apart, counted from the
    scenario's start.
    """
    return 1.0 if month % interval == 0 else 0.0


def new_pledges(open_agenda: float, joint: float, meeting: float, office: float, rate: float) -> float:
    """New pledges at a meeting: rate x joint effort x the part of the agenda that is still open. Claims D2,
    D4.

    `office` in [0, 1] is how far the council is at work; 0 stops everything. Nobody commits alone.

    >>> new_pledges(1.0, 0.5, 1.0, 1.0, 0.25), new_pledges(1.0, 0.5, 0.0, 1.0, 0.25)
    (0.125, 0.0)
    """
    return office * meeting * rate * joint * open_agenda


def open_agenda(begun: float, agreed: float, established: float, operating: float) -> float:
    """The share of the agenda, in [0, 1], on which nothing is pledged yet, at any stage."""
    return 1.0 - (begun + agreed + established + operating)


def stage_outflow(stage: float, meeting: float, office: float) -> float:
    """What leaves a stage for the next at a meeting of a council at work: all of it. Claim D6.

    Begun, agreed, established, operating: a commitment moves one stage at a meeting at most.
    """
    return office * meeting * stage


def commitments_next(stage: float, entering: float, leaving: float, fade: float) -> float:
    """Commitments at a stage, in [0, 1], next month: what stayed lapses at the rate `fade`, new arrivals do
    not yet. Added (X), the rate assumed.
    """
    staying = stage - leaving
    return staying - fade * staying + entering


def lapse_rate(fade: float, office: float, share: float) -> float:
    """The share of commitments that lapses in a month, less what a council at work prevents: fade (1 - share
    x office). Added (X); [Keohane1984]: institutions monitor.
    """
    return fade * (1.0 - share * office)


def qualified_majority(
    efforts: Floats,
    people: Floats,
    states_needed: float,
    people_needed: float,
    blocking: float,
    softness: float,
) -> float:
    """The highest effort a qualified majority accepts, in [0, 1]. [TEU2016], art. 16(4). Claim F6.

    `efforts` stand in descending order, `people` (shares) in the same. A member backs any effort up to its
    own (assumed). An effort passes with the states and the people needed, or with too few against to block.
    With softness > 0: the mean over members, weighted by people and by nearness to that pivotal effort.
    """
    members = len(efforts)
    pivot = float(efforts[members - 1])
    behind = 0.0
    for m in range(members):
        behind += people[m]
        in_favour = m + 1.0
        majority = in_favour >= states_needed and behind >= people_needed
        if majority or members - in_favour < blocking:
            pivot = float(efforts[m])
            break
    if softness > 0.0:
        top = 0.0
        bottom = 0.0
        for m in range(members):
            far = (efforts[m] - pivot) / softness
            near = people[m] * exponential(-(far * far))
            top += near * efforts[m]
            bottom += near
        pivot = top / bottom
    return pivot


def weighted_mean(efforts: Floats, weights: Floats) -> float:
    """The mean of the members' efforts; `weights` sum to 1. Used where members keep the competence."""
    total = 0.0
    for m in range(len(efforts)):
        total += weights[m] * efforts[m]
    return total


compile_rules(__name__)
