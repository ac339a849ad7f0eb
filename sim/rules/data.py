"""Two ways to work on data together: plain transfer, which needs a legal basis, and joint modelling."""

from sim.rules.compiled import compile_rules


def medium(lawful: float, modelling: float, worth: float) -> float:
    """How much of joint effort on data comes to something, in [0, 1]: (1 - m) lawful + m y.

    `lawful` in [0, 1] is the share of plain transfers that has a legal basis; m is the share of the work done
    as joint modelling, where models are trained and data stay, at the yield y of plain transfer. Claim E1.
    """
    return (1.0 - modelling) * lawful + modelling * worth


compile_rules(__name__)
