"""Norms, identity, rules that others follow, and the Global South: what moves around the alliance."""

from sim.compiled import compile_rules
from sim.rules.numbers import critical_mass


def norm_tendency(norm: float, advocacy: float, bar: float) -> float:
    """Where a norm tends, in [0, 1): x^4 / (x^4 + bar^4), x = uptake + advocacy. Added (X); claim G2.

    At bar .5 it spreads by itself above .5 and dies below; with other bars it tips elsewhere, above .57
    nowhere. [FinnemoreSikkink1998], who put the tipping point near a third of states; [Hoffmann2005].

    >>> norm_tendency(0.5, 0.0, 0.5), norm_tendency(0.25, 0.0, 0.5) < 0.25
    (0.5, True)
    """
    return critical_mass(norm + advocacy, bar)


def norm_worth(norm: float, worth: float) -> float:
    """What a shared norm adds to the payoff: g_N N. Claim G2 X."""
    return worth * norm


def widened_use(interoperability: float, followers: float, reach: float) -> float:
    """Interoperability with those who follow the joint rules counted in: I (1 + e E). Claims B2, G2."""
    return interoperability * (1.0 + reach * followers)


def seat_share(offered: float, courted: float) -> float:
    """The share of the Global South's minerals that comes to the alliance, in [0, 1]: its seat over all seats
    offered. Claim G4.

    Suppliers follow offers and have no aims of their own here; .5 where nobody offers.
    """
    return offered / (offered + courted) if offered + courted > 0.0 else 0.5


compile_rules(__name__)
