"""Dangers from outside and what they put at stake: one form for a shortage, a rival's lead, an attack."""

from sim.rules.compiled import compile_rules


def perceived(lead: float, view: float, split: float) -> float:
    """The rival's lead as a state feels it: R (1 - sigma_R (1 - view)).

    `view` in [0, 1] is how far the state takes it for a rival; with sigma_R = 0 all see it alike. Claim F4.
    """
    return lead * (1.0 - split * (1.0 - view))


def at_stake(
    shortage: float, lead: float, attack: float, by_shortage: float, by_lead: float, by_attack: float
) -> float:
    """What all dangers together put at stake, in payoff: a sum, each danger with its weight.

    With the weights v it is what a trusted partner is worth more, with the weights w what a distrusted one
    threatens more. So a danger binds where T > w / (v + w) and splits elsewhere. Claims A3, C4, C6, D5.
    Walt 1987: threat moves alliances; Snyder 1984; Cha 2023.
    """
    return by_shortage * shortage + by_lead * lead + by_attack * attack


compile_rules(__name__)
