"""Chance by address: every draw is a function of (seed, replicate, month, entity, purpose) and of nothing
else.

So a firm more, another order of work or a rule switched off changes only what it causes. A counter is hashed
with the SplitMix64 finaliser ([SteeleLeaFlood2014]); a normal comes from one uniform by AS 241
[Wichura1988].
"""

import math

import numpy as np

from sim.compiled import compile_rules

MOOD, HAZARD, SIZE, SUPPLIER, ORDER, PARAMETER = 0, 2, 3, 4, 5, 6
MIDDLE = 0.425
"""Half the width of the band of chances to which Wichura's first formula applies."""
FAR = 5.0
"""The depth in a tail from which Wichura's last formula applies: one draw in 36 billion lies so far out."""
LN2_HIGH, LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10
FRACTION, ONE = np.int64(0x000FFFFFFFFFFFFF), np.int64(0x3FF0000000000000)
TWO_TO_52 = np.int64(0x4330000000000000)
"""The bits of a number's fraction, of 1, and of 2^52, in whose last place a whole number reads as itself."""
EPOCH = 65536
"""Months are counted from this many before the scenario's start, so that a burn-in has addresses too."""


def mix(z: np.uint64) -> np.uint64:
    """The SplitMix64 finaliser: 64 bits in, 64 well-mixed bits out, one to one."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def stream(seed: int, replicate: int) -> np.uint64:
    """The key of one replicate of one seed; keys of neighbouring seeds and replicates share no pattern."""
    return mix(mix(np.uint64(seed) + np.uint64(0x9E3779B97F4A7C15)) + np.uint64(replicate))


def uniform(key: np.uint64, month: int, entity: int, purpose: int) -> float:
    """A number evenly spread over (0, 1), never 0 or 1: `month` >= -65536, `entity` < 2^32, `purpose` <
    256.
    """
    address = (
        (np.uint64(month + EPOCH) << np.uint64(40)) ^ (np.uint64(entity) << np.uint64(8)) ^ np.uint64(purpose)
    )
    bits = mix(key + (address + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15))
    return (np.float64(bits >> np.uint64(12)) + 0.5) * (1.0 / 4503599627370496.0)


def logarithm(x: float) -> float:
    """The natural logarithm of x, positive and no smaller than 1e-300, within 2 ulp of the exact value.

    Made of sums, products, one quotient and bit moves alone, so that it gives the same bits on every machine
    and in lanes. x = 2^k m with m in [sqrt(1/2), sqrt(2)]; log m = 2 artanh(s) with s = (m - 1) / (m + 1), by
    its series to the 23rd power.
    """
    bits = np.float64(x).view(np.int64)
    power = np.int64((bits >> np.int64(52)) | TWO_TO_52).view(np.float64) - 4503599627370496.0
    part = np.int64((bits & FRACTION) | ONE).view(np.float64)
    high = part > 1.4142135623730951
    m = 0.5 * part if high else part
    k = power - (1022.0 if high else 1023.0)
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    tail = 1.0 / 19.0 + z * (1.0 / 21.0 + z * (1.0 / 23.0))
    tail = 1.0 / 13.0 + z * (1.0 / 15.0 + z * (1.0 / 17.0 + z * tail))
    tail = z * (1.0 / 3.0 + z * (1.0 / 5.0 + z * (1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z * tail)))))
    return k * LN2_HIGH + (2.0 * s + (2.0 * s * tail + k * LN2_LOW))


def middle(u: float) -> float:
    """The normal deviate whose lower tail is u, right for |u - .5| <= MIDDLE; [Wichura1988], AS 241."""
    q = u - 0.5
    r = 0.180625 - q * q
    top = 33430.575583588128105 + r * 2509.0809287301226727
    top = 45921.953931549871457 + r * (67265.770927008700853 + r * top)
    top = 1971.5909503065514427 + r * (13731.693765509461125 + r * top)
    top = 3.387132872796366608 + r * (133.14166789178437745 + r * top)
    low = 28729.085735721942674 + r * 5226.495278852854561
    low = 21213.794301586595867 + r * (39307.89580009271061 + r * low)
    low = 687.1870074920579083 + r * (5394.1960214247511077 + r * low)
    low = 1.0 + r * (42.313330701600911252 + r * low)
    return q * top / low


def is_outer(u: float) -> int:
    """1 where `outer` applies and `middle` does not."""
    return 1 if abs(u - 0.5) > MIDDLE else 0


def depth(u: float) -> float:
    """How deep in a tail u lies: the root of -log of the tail's chance."""
    return math.sqrt(-logarithm(u if u < 0.5 else 1.0 - u))


def near_tail(depth: float) -> float:
    """The size of the normal deviate at this depth, right for depth <= FAR; [Wichura1988], AS 241."""
    r = depth - 1.6
    top = 2.27238449892691845833e-2 + r * 7.7454501427834140764e-4
    top = 1.27045825245236838258 + r * (2.4178072517745061177e-1 + r * top)
    top = 5.7694972214606914055 + r * (3.64784832476320460504 + r * top)
    top = 1.42343711074968357734 + r * (4.6303378461565452959 + r * top)
    low = 5.475938084995344946e-4 + r * 1.05075007164441684324e-9
    low = 1.48103976427480074590e-1 + r * (1.51986665636164571966e-2 + r * low)
    low = 1.6763848301838038494 + r * (6.8976733498510000455e-1 + r * low)
    low = 1.0 + r * (2.05319162663775882187 + r * low)
    return top / low


def far_tail(depth: float) -> float:
    """The size of the normal deviate at this depth, right for depth > FAR; [Wichura1988], AS 241."""
    r = depth - FAR
    top = 2.71155556874348757815e-5 + r * 2.01033439929228813265e-7
    top = 2.65321895265761230930e-2 + r * (1.24266094738807843860e-3 + r * top)
    top = 1.7848265399172913358 + r * (2.9656057182850489123e-1 + r * top)
    top = 6.6579046435011037772 + r * (5.4637849111641143699 + r * top)
    low = 1.42151175831644588870e-7 + r * 2.04426310338993978564e-15
    low = 7.868691311456132591e-4 + r * (1.84631831751005468180e-5 + r * low)
    low = 1.3692988092273580531e-1 + r * (1.48753612908506148525e-2 + r * low)
    low = 1.0 + r * (5.9983220655588793769e-1 + r * low)
    return top / low


def outer(u: float) -> float:
    """The normal deviate whose lower tail is u, right for |u - .5| > MIDDLE; [Wichura1988], AS 241."""
    deep = depth(u)
    size = near_tail(deep) if deep <= FAR else far_tail(deep)
    return -size if u < 0.5 else size


def normal_of(u: float) -> float:
    """The standard normal deviate whose lower tail is u in (0, 1), about 1 part in 10^16; [Wichura1988]."""
    return outer(u) if is_outer(u) == 1 else middle(u)


def normal(key: np.uint64, month: int, entity: int, purpose: int) -> float:
    """A standard normal deviate at an address."""
    return normal_of(uniform(key, month, entity, purpose))


compile_rules(__name__, at_once=True)
