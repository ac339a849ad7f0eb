"""Dangers from outside and what they put at stake: one form and one ratio v : w for every danger.

A danger makes a trusted partner worth more and a distrusted one more dangerous. It is felt in full in the
field it hits (a shortage in compute, a rival's lead and incidents in algorithms, disinformation in data) and
in part in the others.
"""

from sim.compiled import compile_rules
from sim.rules.numbers import clamp


def rival_lead_felt(lead: float, view: float, split: float) -> float:
    """The rival's lead as a state feels it: lead (1 - split (1 - view)). Claim F4.

    `view` in [0, 1] is how far the state takes it for a rival; with split 0 all feel the same.
    """
    return lead * (1.0 - split * (1.0 - view))


def security_weight(priority: float, split: float) -> float:
    """How much a state makes of dangers to security (a rival's lead, disinformation), in [.5, 1.5]: 1 + split
    x (priority - .5). Claims B3, F6.

    `priority` in [0, 1] is how far it puts security before the economy; .5 weighs both alike. The same number
    taken from 2 weighs a shortage of chips: who watches the one looks away from the other (assumed).

    >>> security_weight(1.0, 1.0), security_weight(0.5, 1.0), security_weight(0.0, 0.0)
    (1.5, 1.0, 1.0)
    """
    return 1.0 + split * (priority - 0.5)


def danger(shortage: float, lead: float, attack: float, incidents: float) -> float:
    """Four dangers together, in [0, 1]: 1 - the product of (1 - each), each held in [0, 1]. Claims A3, C4,
    C6, D5, E12.

    >>> danger(0.5, 0.0, 0.5, 0.0), danger(1.0, 0.3, 0.0, 0.0)
    (0.75, 1.0)
    """
    unhurt = (1.0 - clamp(shortage)) * (1.0 - clamp(lead)) * (1.0 - clamp(attack)) * (1.0 - clamp(incidents))
    return 1.0 - unhurt


def at_stake(trust: float, endangered: float, worth: float, threat: float) -> float:
    """What a danger adds to the payoff of cooperating: (v T - w (1 - T)) x danger. Claims A6, C4, C6, D5.

    It raises effort where trust > w / (v + w) and lowers it elsewhere: a threshold as in [Kydd2005].
    [Walt1987] has threat alone move alliances; [Cha2023] (allies who answer together) and [Snyder1984] (whose
    fear of abandonment has the opposite sign) are only near.

    >>> at_stake(0.75, 0.5, 2.0, 6.0), at_stake(1.0, 0.5, 2.0, 6.0), at_stake(0.5, 0.5, 2.0, 6.0)
    (0.0, 1.0, -1.0)
    """
    return (worth * trust - threat * (1.0 - trust)) * endangered


compile_rules(__name__)
