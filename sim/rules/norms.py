"""Norms, identity, rules that others follow, and the Global South: what moves around the alliance."""

from sim.rules.compiled import compile_rules
from sim.rules.interoperability import benefit


def uptake(norm: float, advocacy: float, bar: float) -> float:
    """Where a norm moves to, in [0, 1): x^4 / (x^4 + bar^4), x = N + advocacy.

    It spreads by itself once enough have taken it up, and dies out below that. Claim X; Finnemore and
    Sikkink 1998 (tipping point), Hoffmann 2005.
    """
    return benefit(norm + advocacy, bar)


def shared(norm: float, worth: float) -> float:
    """What a shared norm adds to the payoff: g_N N. Claim G2 X."""
    return worth * norm


def alike(distance: float, identity: float, share: float) -> float:
    """Preference distance as it is felt among those who think themselves alike: P (1 - i Y). Claim X;
    Wendt 1999.
    """
    return distance * (1.0 - share * identity)


def widened(interoperability: float, followers: float, reach: float) -> float:
    """Interoperability with those who follow the joint rules counted in: I (1 + e E). Claims B2, G2."""
    return interoperability * (1.0 + reach * followers)


def seated(offered: float, courted: float) -> float:
    """The share of the Global South's minerals that comes to the alliance, in [0, 1]: they follow the seat
    that is offered. Claim G4.
    """
    return offered / (offered + courted) if offered + courted > 0.0 else 0.5


compile_rules(__name__)
