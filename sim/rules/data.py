"""Two ways to work on data together: plain transfer, which needs a legal basis, and joint modelling.

The claims are those of [DuLi]; the forms are assumed.
"""

from sim.compiled import compile_rules


def data_work_possible(lawful: float, modelling: float) -> float:
    """The part of joint effort on data that bears fruit, in [0, 1]: (1 - modelling) lawful + modelling.

    `lawful` in [0, 1] is the share of plain transfers that can be made; `modelling` the share of the work
    done as joint modelling, where models are trained and data stay: a ruling or a leak spares it by
    construction. Claim E1.

    >>> data_work_possible(0.0, 0.5), data_work_possible(0.0, 0.0)
    (0.5, 0.0)
    """
    return (1.0 - modelling) * lawful + modelling


def transfers_possible(lawful: float, safe: float, private: float) -> float:
    """The share of plain transfers that can be made, in [0, 1]: lawful (1 - (1 - safe)(1 - private)). Claim
    E2.

    A leak takes from `safe` in [0, 1] and stops transfers, but for the share `private` of what leaks that
    privacy-enhancing technology keeps unreadable.
    """
    return lawful * (1.0 - (1.0 - safe) * (1.0 - private))


compile_rules(__name__)
