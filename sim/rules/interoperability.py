"""Shared terms and technical standards: slow to build, outliving moods, feeding on themselves."""

import math

from sim.rules.compiled import compile_rules


def joint_effort(ours: float, theirs: float) -> float:
    """The geometric mean of two positions, in [0, 1]: work that needs both sides stops when one of them does."""
    return math.sqrt(ours * theirs)


def spilled(own: float, mean: float, spill: float) -> float:
    """The interoperability a domain benefits from: its own, and a share of all domains' mean. Claim X. Haas 1958."""
    return own + spill * (mean - own)


def benefit(interoperability: float, half: float) -> float:
    """The benefit of interoperability, in [0, 1): I^3 / (I^3 + K^3). Superlinear at first, since standards need users."""
    x = interoperability / half
    cube = x * x * x
    return cube / (1.0 + cube)


def interoperability_next(
    interoperability: float, joint: float, served: float, work: float, feedback: float, decay: float
) -> float:
    """Interoperability in a domain, >= 0: I + a p (1 + f B) - delta I.

    Joint effort builds it, standards in use (B) draw others, and what is not kept up falls out of use. Claim E9;
    Arthur 1989; Axelrod et al. 1995.
    """
    return interoperability + work * joint * (1.0 + feedback * served) - decay * interoperability


compile_rules(__name__)
