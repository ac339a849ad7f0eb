"""Shared terms and technical standards: slow to build, outliving moods, feeding on themselves."""

import math

from sim.compiled import compile_rules


def joint_effort(ours: float, theirs: float, medium: float) -> float:
    """The geometric mean of two positions, in [0, 1]: work that needs both sides stops when one of them
    does. `medium` in [0, 1] is how much of it comes to something (1 but for data: `sim.rules.data`).
    """
    return math.sqrt(ours * theirs) * medium


def shared_work(ours: float, theirs: float, medium: float) -> float:
    """What builds standards, in [0, 1]: the product of two efforts (.5 and .5 give .25) x `medium`, since
    every piece of it needs a pair at work. Pledges and procurement go by `joint_effort`, the square root.
    """
    return ours * theirs * medium


def spilled(own: float, mean: float, spill: float) -> float:
    """The interoperability a domain benefits from: drawn to the mean of all domains, so that laggards gain
    and leaders lose. Added (X).

    Haas 1958 has spill-over upwards only; the averaging is ours.
    """
    return own + spill * (mean - own)


def benefit(interoperability: float, half: float) -> float:
    """The benefit of interoperability, in [0, 1): I^4 / (I^4 + half^4). Standards need a critical mass of
    users.

    Rohlfs 1974; Katz and Shapiro 1985. The fourth power is a form, not fitted; with less than the second no
    deepening lasts.
    """
    x = interoperability / half
    square = x * x
    fourth = square * square
    return fourth / (1.0 + fourth)


def interoperability_next(
    interoperability: float, shared: float, served: float, work: float, feedback: float, decay: float
) -> float:
    """Interoperability in a domain next month, >= 0 and unbounded: I + work x shared (1 + feedback x served)
    - decay x I.

    Shared work builds it, standards in use (`served`, the benefit now) draw others, and what is not kept up
    falls out of use. Claim E9; Arthur 1989; Axelrod et al. 1995 (on coalitions that carry a standard).
    """
    return interoperability + work * shared * (1.0 + feedback * served) - decay * interoperability


compile_rules(__name__)
