"""Dangers from outside and what they put at stake: one form for a shortage, a rival's lead, an attack."""

from sim.compiled import compile_rules


def perceived(lead: float, view: float, split: float) -> float:
    """The rival's lead as a state feels it: lead (1 - split (1 - view)). Claim F4.

    `view` in [0, 1] is how far the state takes it for a rival; with split 0 all feel the same.
    """
    return lead * (1.0 - split * (1.0 - view))


def at_stake(
    shortage: float, lead: float, attack: float, by_shortage: float, by_lead: float, by_attack: float
) -> float:
    """A weighted sum of three dangers, in payoff: a chip shortage, a rival's lead, disinformation. Claims A3,
    C4, C6, D5.

    With the weights v it is what a trusted partner is worth more, with the weights w what a distrusted one
    threatens more. So a danger raises effort where trust > w / (v + w) and lowers it elsewhere: a threshold
    as in Kydd 2005. Walt 1987 has threat alone move alliances; Cha 2023 (allies who answer together) and
    Snyder 1984 (whose fear of abandonment has the opposite sign) are only near.
    """
    return by_shortage * shortage + by_lead * lead + by_attack * attack


compile_rules(__name__)
