"""Two ways to work on data together: plain transfer, which needs a legal basis, and joint modelling."""

from sim.rules.compiled import compile_rules


def medium(lawful: float, modelling: float, worth: float) -> float:
    """How much of joint effort on data comes to something, in [0, 1]: (1 - m) lawful + m y.

    `lawful` in [0, 1] is the share of plain transfers that has a legal basis; m is the share of the work done
    as joint modelling, where models are trained and data stay, at the yield y of plain transfer. Claim E1.
    """
    return (1.0 - modelling) * lawful + modelling * worth


def guarded(lawful: float, safe: float, private: float) -> float:
    """The share of plain transfers that can be made, in [0, 1]: lawful (1 - (1 - safe)(1 - PET)).

    A leak takes from `safe` in [0, 1] and shuts transfers down, as far as no privacy-enhancing technology
    keeps what leaks unreadable. Claim E2.
    """
    return lawful * (1.0 - (1.0 - safe) * (1.0 - private))


compile_rules(__name__)
