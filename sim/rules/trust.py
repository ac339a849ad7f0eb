"""What a state believes of its partner: seen through noise, learned faster from bad news than from good."""

from sim.compiled import compile_rules
from sim.rules.numbers import positive_part


def seen(position: float, spread: float, draw: float) -> float:
    """The partner's mean effort as a state sees it, before it is held in [0, 1]: the true one and an error
    without bias. Added (X).

    The error is `spread` for a partner of middling effort and vanishes for one that does all or nothing.
    Jervis 1976 is about biased sight; only that sight errs is taken from him.
    """
    return position + spread * draw * 4.0 * position * (1.0 - position)


def disappointment(trust: float, sight: float, softness: float) -> float:
    """How far the partner falls short of what was trusted, in effort: (T - seen)+."""
    return positive_part(trust - sight, softness)


def breach(short: float, tolerated: float) -> float:
    """How much of a disappointment counts as a breach, in [0, 1]: half of it at `tolerated`, more beyond.
    Added (X).

    Kydd 2005 for distrust as a belief; that small lapses are forgiven is ours.
    """
    square = short * short
    return square / (square + tolerated * tolerated) if square > 0.0 else 0.0


def learning(broken: float, scar: float, gaining: float, losing: float, weight: float) -> float:
    """How fast trust moves, in [0, 1]: slowly on good news (`gaining`), slower still with a scar, fast after
    a breach (`losing`). Claims F1, X.

    Cederman 1997 for bad news that counts more than good; the memory of breaches slows the return alone.
    """
    good = gaining / (1.0 + weight * scar)
    return good + (losing - good) * broken


def trust_next(trust: float, sight: float, rate: float) -> float:
    """Next month's trust, in [0, 1]: the share `rate` of the gap to what was seen is closed.

    Trust is the effort a state expects of the partner: its behaviour, not its type as in Kydd 2005.
    """
    return trust + rate * (sight - trust)


def scar_next(scar: float, short: float, broken: float, fade: float) -> float:
    """The memory of breaches, >= 0: it grows with their depth and fades slowly. Claim F1."""
    return scar + short * broken - fade * scar


compile_rules(__name__)
