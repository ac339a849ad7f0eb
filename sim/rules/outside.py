"""Outside options: ties to others, which thin the tie between allies."""

from sim.rules.compiled import compile_rules
from sim.rules.numbers import clamp


def courted(trust: float, offers: float, search: float) -> float:
    """How close the ties to others are that a state aims at, in [0, 1]: omega (1 - T) + offers.

    It looks further afield the less it trusts its ally, and takes what others offer. Claim F2.
    """
    return clamp(search * (1.0 - trust) + offers)


def thinned(ties: float, cost: float) -> float:
    """What ties to others take from the payoff of the old one: b_O O. Claim F2."""
    return cost * ties


compile_rules(__name__)
