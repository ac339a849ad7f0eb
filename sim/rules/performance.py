"""How the alliance does: active cooperation, and performance as its geometric mean with output.

That an alliance is to be judged by what it does together under shock is [DuLi]'s; the measure is assumed.
"""

import math

from sim.compiled import compile_rules


def active_cooperation(joint: float, interoperability: float) -> float:
    """Active cooperation in one domain, >= 0 and unbounded: joint effort (.2 + interoperability). C is its
    mean over the domains.

    The .2 (assumed) is what joint effort is worth before any common standard.

    >>> active_cooperation(0.5, 1.8), active_cooperation(0.5, 0.0)
    (1.0, 0.1)
    """
    return joint * (0.2 + interoperability)


def performance(active: float, made: float) -> float:
    """P = sqrt(C Y): zero if either cooperation or output is."""
    return math.sqrt(active * made)


compile_rules(__name__)
