"""Satellites: what stands beside the alliance's core and feeds at most one number of it, the month after.

Military AI feeds nothing (what it does to the rest of cooperation is not tested); minerals feed what is built
of plants; a grip on the rival feeds what is left of its lead; a club of like-minded states feeds who follows
the joint rules. The claims are those of [DuLi]; the forms are assumed.
"""

from sim.compiled import compile_rules
from sim.rules.numbers import clamp


def arms_will(trust: float, lead: float, opposed: float, readiness: float, veto: float) -> float:
    """A state's will to build military AI with allies, in [0, 1]: readiness (trust + lead)(1 - veto x
    opposed).

    `lead` is as the state feels it: others' advances press towards it (F10, C1, G6). `opposed` in [0, 1] is
    the share of the public that objects, and stops it if that and veto are 1 (F7, G3). That trust carries the
    readiness is assumed.

    >>> arms_will(1.0, 0.5, 0.0, 0.5, 1.0), arms_will(1.0, 0.5, 1.0, 0.5, 1.0)
    (0.75, 0.0)
    """
    return clamp(readiness * (trust + lead)) * (1.0 - veto * clamp(opposed))


def seat_share(offered: float, courted: float) -> float:
    """The share of the Global South's minerals that comes to the alliance, in [0, 1]: its seat over all seats
    offered. Claim G4.

    The alliance offers as far as it works together on standards. Suppliers follow offers and have no aims of
    their own here; .5 where nobody offers.

    >>> seat_share(0.5, 0.0), seat_share(0.5, 0.5), seat_share(0.0, 0.0)
    (1.0, 0.5, 0.5)
    """
    return offered / (offered + courted) if offered + courted > 0.0 else 0.5


def grip_next(grip: float, control: float, erosion: float) -> float:
    """The grip of a chokepoint, in [0, 1], next month: use wears it off for good. Added (X).

    [FarrellNewman2019] say that targets seek to insulate themselves; that they do not come back, and the
    rate, are ours.

    >>> grip_next(1.0, 1.0, 0.02), grip_next(0.5, 0.0, 0.02)
    (0.98, 0.5)
    """
    return grip - erosion * control * grip


compile_rules(__name__)
