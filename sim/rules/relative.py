"""Concern for relative gains: who fears that a partner gains more needs more patience to cooperate."""

from sim.compiled import compile_rules


def patience(temptation: float, reward: float, punishment: float, sucker: float, concern: float) -> float:
    """The patience needed to cooperate in a repeated dilemma, in (0, 1); more concern k, more patience: (T' -
    R) / (T' - P).

    T' = T + k (T - S): who minds a partner's gain sees more in defecting. T > R > P > S, k >= 0. [Grieco1990]
    (U = V - k (W - V), V the own payoff, W the partner's); [Axelrod1984] for k = 0.
    """
    tempted = temptation + concern * (temptation - sucker)
    return (tempted - reward) / (tempted - punishment)


def nearness(ours: float, theirs: float) -> float:
    """How near two sides are in size, in [0, 1]: twice the smaller over the sum; 1 between equals."""
    smaller = ours if ours < theirs else theirs
    return 2.0 * smaller / (ours + theirs)


def suspicion(near: float, concern: float) -> float:
    """What concern for relative gains costs, in payoff: the further patience it asks for. Added (X).

    Full between equals, less as far as they are not (`near`; assumed, since a gap matters most where ranks
    may change). The dilemma has T, R, P, S = 5, 3, 1, 0 ([Axelrod1984]).

    >>> suspicion(1.0, 0.0), round(suspicion(1.0, 0.5), 3)
    (0.0, 0.192)
    """
    needed = patience(5.0, 3.0, 1.0, 0.0, concern * near)
    return needed - patience(5.0, 3.0, 1.0, 0.0, 0.0)


compile_rules(__name__)
