"""Trust: what a state has learnt of its partner from what was kept of what it could expect.

Trust is not the partner's effort but the share of the expected effort that was given. So it hardly rises
where more is given than expected, hardly falls where a little less is, and calm is a broad basin, not a
ridge: a trust that follows effort itself makes every dent last for decades.
"""

import math

from sim.compiled import compile_rules


def expected_next(expected: float, stance: float, pace: float) -> float:
    """The stance expected of a partner next month: the share `pace` of the gap to what it gives is closed.

    At pace 0, the default, expectations stand where treaties and old ties have put them (C5; that they are
    what trust is measured by is ours, X). [Keohane1984]: institutions lead one to expect; that they lead for
    decades is assumed, and what hangs on it is shown ([results](../../docs/results.md)).
    """
    return expected + pace * (stance - expected)


def share_kept(stance: float, expected: float) -> float:
    """What was kept of what was expected, in [0, 1): x / (1 + x^8)^(1/8) with x = stance / expected.

    About x below 1 and about 1 above: more than was promised earns little. Added (X); the form is assumed
    ([Kydd2005] for tolerance of small lapses).

    >>> round(share_kept(0.28, 0.56), 3), round(share_kept(0.56, 0.56), 3), round(share_kept(1.0, 0.56), 3)
    (0.5, 0.917, 0.999)
    """
    x = stance / expected
    square = x * x
    fourth = square * square
    return x / math.sqrt(math.sqrt(math.sqrt(1.0 + fourth * fourth)))


def blame_share(shortage: float, trust: float, blame: float) -> float:
    """The share of what was kept that a shortage takes from a partner's credit, >= 0, before it is held in
    [0, 1]: blame x J x (1 - T). Added (X), for A6.

    A shortage is laid to a partner as far as it is distrusted: a trusted one is a fellow sufferer. It runs
    away only where blame x J > 1 and the shortage lasts.

    >>> blame_share(0.5, 0.5, 2.0), blame_share(0.5, 1.0, 2.0)
    (0.5, 0.0)
    """
    return blame * shortage * (1.0 - trust)


def credit(kept: float, blamed: float) -> float:
    """What a state gives its partner credit for, in [0, 1]: what was kept, less what it is blamed for."""
    return kept * (1.0 - blamed)


def learning_rate(fall: float, gaining: float, losing: float, tolerated: float) -> float:
    """How fast trust moves, in [0, 1] a month: gaining + losing z^2 / (z^2 + tau^2), z >= 0 how far credit
    falls short of trust. Added (X), for F1.

    Bad news counts more than good ([Cederman1997]), unless it is small: half of it at `tolerated` ([Kydd2005]
    for reassurance; the width is assumed).
    """
    square = fall * fall
    return gaining + losing * square / (square + tolerated * tolerated)


def trust_next(trust: float, credited: float, rate: float) -> float:
    """Next month's trust, in [0, 1]: the share `rate` of the gap to the credit given is closed."""
    return trust + rate * (credited - trust)


compile_rules(__name__)
