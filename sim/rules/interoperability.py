"""Shared terms and technical standards: slow to build, slow to fade, outliving moods."""

import math

from sim.compiled import compile_rules


def joint_effort(ours: float, theirs: float, medium: float) -> float:
    """The geometric mean of two positions, in [0, 1]: work that needs both sides stops when one of them
    does. `medium` in [0, 1] is how much of it comes to something (1 but for data: `sim.rules.data`).
    """
    return math.sqrt(ours * theirs) * medium


def depth_benefit(interoperability: float, half: float) -> float:
    """The benefit of interoperability, in [0, 1): I^2 / (I^2 + half^2). Claim E9.

    Standards need users ([Rohlfs1974]; [KatzShapiro1985]), and there is an end to what they yield. I is in
    units of the calm alliance's.

    >>> depth_benefit(0.5, 0.5), depth_benefit(0.0, 0.5)
    (0.5, 0.0)
    """
    x = interoperability / half
    square = x * x
    return square / (1.0 + square)


def group_work(commitments: float, faster: float) -> float:
    """How much faster working groups turn effort into interoperability, >= 1: 1 + mu K. Claims D2, D4.

    K in [0, 1] is what operates of the council's commitments in the field. This, and not a floor under
    effort, is what a council does here.
    """
    return 1.0 + faster * commitments


def interoperability_next(interoperability: float, work: float, decay: float) -> float:
    """Interoperability in a field next month, >= 0 and unbounded: I + work - decay x I. Claim E9.

    `work` is what joint effort builds in the month; what is not kept up falls out of use ([AxelrodEtAl1995]
    on coalitions that carry a standard). What was built in a crisis therefore fades over years: deepening is
    a stock, and no third rest.
    """
    return interoperability + work - decay * interoperability


compile_rules(__name__)
