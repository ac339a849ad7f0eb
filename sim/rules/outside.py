"""Outside options: ties to others, which thin the tie between allies.

The claims are those of [DuLi]; the forms are assumed.
"""

from sim.compiled import compile_rules
from sim.rules.numbers import clamp


def ties_sought(trust: float, offers: float, search: float) -> float:
    """The ties to third parties a state seeks, in [0, 1]: search (1 - trust) + what they offer. Claim F2.

    Less trust, more ties; they are a cost to the old tie here and never a lever in bargaining.

    >>> ties_sought(1.0, 0.0, 0.5), ties_sought(0.5, 0.25, 0.5), ties_sought(0.0, 0.75, 0.5)
    (0.0, 0.5, 1.0)
    """
    return clamp(search * (1.0 - trust) + offers)


def ties_cost(ties: float, cost: float) -> float:
    """What ties to others take from the payoff of the old one: b_O O. Claim F2."""
    return cost * ties


compile_rules(__name__)
