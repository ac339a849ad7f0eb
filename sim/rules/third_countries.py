"""Third countries that follow the allies' rules: for the size of a market, for what the allies do together,
or as members of a club.
"""

from sim.compiled import compile_rules
from sim.rules.numbers import clamp


def market_pull(market: float, strict: float, binding: float) -> float:
    """How many third countries follow a side's rules by themselves, in [0, 1]: its share of both sides'
    markets x how strict its rules are x how far they bind. Claim B2.

    After [Bradford2012], who has market size, strictness and the capacity to enforce carry the Brussels
    effect; the product is assumed.

    >>> market_pull(0.5, 0.75, 1.0)
    0.375
    """
    return market * strict * binding


def followers_aim(alone: float, joint: float, club: float, reach: float) -> float:
    """The share of third countries that come to follow, in [0, 1]: 1 - (1 - alone)(1 - joint)(1 - reach x
    club). Claims B2, C2, E9, G2.

    `alone` is what both markets pull by themselves, `joint` in [0, 1) the benefit of the allies' shared
    rules, `club` how many like-minded states sign and advocate.

    >>> followers_aim(0.5, 0.5, 0.0, 0.5), followers_aim(0.0, 0.0, 1.0, 0.5)
    (0.75, 0.5)
    """
    return 1.0 - (1.0 - clamp(alone)) * (1.0 - joint) * (1.0 - reach * clamp(club))


compile_rules(__name__)
