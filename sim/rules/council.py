"""The council's commitments, and the position of a side that many states must find together."""

from sim.rules.compiled import Floats, compile_rules
from sim.rules.numbers import exponential


def meets(month: int, interval: int) -> float:
    """1 in a month with a ministerial meeting, else 0; `interval` months apart, counted from the
    scenario's start.
    """
    return 1.0 if month % interval == 0 else 0.0


def commitments_next(
    commitments: float, joint: float, meeting: float, office: float, rate: float, fade: float
) -> float:
    """Commitments in a domain, in [0, 1]: meetings pledge a share of the open agenda, and all pledges fade.

    `joint` is the geometric mean of the two positions: nobody commits alone. `office` in [0, 1] is how far
    the
    council may work. Claims D2, D4; that they fade is X, the rate assumed.
    """
    return commitments + office * meeting * rate * joint * (1.0 - commitments) - fade * commitments


def qualified_majority(
    efforts: Floats,
    people: Floats,
    states_needed: float,
    people_needed: float,
    blocking: float,
    softness: float,
) -> float:
    """The highest effort that a qualified majority accepts.

    `efforts` of the members in descending order and their shares of the people in the same order. A member
    is in
    favour of any effort up to its own. Passed with `states_needed` in favour who hold `people_needed` of the
    people, or
    with fewer than `blocking` members not in favour. Treaty on European Union, art. 16(4). Claim F6.
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
