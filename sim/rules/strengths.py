"""How unlike two sides are in what they are good at."""

from sim.arrays import Floats
from sim.rules.compiled import compile_rules


def dissimilarity(ours: Floats, theirs: Floats) -> float:
    """One minus the Finger-Kreinin index: 1 - sum over domains of the smaller of the two shares, in [0, 1].

    Both arrays are shares over the domains and sum to 1. Finger and Kreinin 1979. Claim B7.
    """
    common = 0.0
    for d in range(len(ours)):
        common += ours[d] if ours[d] < theirs[d] else theirs[d]
    return 1.0 - common


compile_rules(__name__)
