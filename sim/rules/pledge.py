"""The pledge of a joint answer: what one member is denied the others share and feel."""

from sim.compiled import compile_rules


def chips_counted_on(access: float, joint: float, share: float) -> float:
    """The part of its chips that the firms of a state singled out can count on, in [0, 1]: access + share x
    joint effort (1 - access). Claim A3.

    `access` is what outsiders let through. Allies make good a share of the rest out of their own deliveries;
    they do not retaliate, which is what [Cha2023] argues for.
    """
    return access + share * joint * (1.0 - access)


def promise_factor(arrived: float, promised: float) -> float:
    """The factor, in [0, 1], that makes promises fit: what arrived over what was promised to all."""
    return arrived / promised if promised > 0.0 else 1.0


def shortage_felt(short: float, weight: float, together: float, solidarity: float) -> float:
    """The shortage a state answers to, in [0, 1]: its own firms', drawn to its side's mean by solidarity.

    `short` is the sum of its firms' shortages times their weights in the side, `weight` the sum of these
    weights; a state without firms feels what its side feels. Claim A3: interdependence that states recognise.

    >>> shortage_felt(0.25, 0.5, 0.25, 0.0), shortage_felt(0.25, 0.5, 0.25, 1.0)
    (0.5, 0.25)
    """
    own = short / weight if weight > 0.0 else together
    return own + solidarity * (together - own)


compile_rules(__name__)
