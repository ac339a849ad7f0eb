"""How unlike two sides are in what they are good at."""

from sim.array_types import Floats
from sim.compiled import compile_rules


def dissimilarity(ours: Floats, theirs: Floats) -> float:
    """How unlike two sides' strengths are, in [0, 1]: 1 - the sum over domains of the smaller of two shares.
    Claim B7.

    Both arrays are shares over the domains and sum to 1. Unlike is taken for complementary (assumed). The
    index is that of [FingerKreinin1979].

    >>> import numpy
    >>> half, all_in_one = numpy.array([0.5, 0.5]), numpy.array([1.0, 0.0])
    >>> dissimilarity(half, half), dissimilarity(half, all_in_one)
    (0.0, 0.5)
    """
    common = 0.0
    for d in range(len(ours)):
        common += ours[d] if ours[d] < theirs[d] else theirs[d]
    return 1.0 - common


compile_rules(__name__)
