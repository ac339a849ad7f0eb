"""Military AI: the will of each state, its public's veto, and two ways to build together.

The claims are those of [DuLi]; the forms are assumed.
"""

from sim.compiled import compile_rules
from sim.rules.numbers import clamp, critical_mass


def arms_will(
    trust: float, lead: float, opposed: float, readiness: float, press: float, veto: float
) -> float:
    """A state's will to build military AI with allies, in [0, 1]: (readiness x trust + press x lead)(1 - veto
    x opposed).

    `lead` is as the state feels it: others' advances press towards it (F10, C1, G6). `opposed` in [0, 1] is
    the share of the public that objects, and stops it if that and veto are 1 (F7, G3). That trust carries the
    readiness is assumed.

    >>> arms_will(1.0, 0.5, 0.0, 0.5, 0.5, 1.0), arms_will(1.0, 0.5, 1.0, 0.5, 0.5, 1.0)
    (0.75, 0.0)
    """
    return clamp(readiness * trust + press * lead) * (1.0 - veto * clamp(opposed))


def club_contribution(will: float, bar: float) -> float:
    """What a state brings to a club of the willing: all its will once that is well above the bar, nothing
    well below it. Claim G3.
    """
    return will * critical_mass(will, bar)


compile_rules(__name__)
