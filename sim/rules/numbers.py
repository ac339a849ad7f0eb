"""Arithmetic that gives the same bits everywhere: one exponential, the logistic, kinks and their smooth
forms.
"""

import math

import numpy as np

from sim.compiled import compile_rules

LOG2_E = 1.4426950408889634
LN2_HIGH = 0.6931471803691238
LN2_LOW = 1.9082149292705877e-10
TO_WHOLE = 6755399441055744.0


def exponential(x: float) -> float:
    """e to the x for x in [-700, 700] (limits beyond them), within 1 ulp or so of the exact value.

    Made of sums, products and bit moves alone, so CPython and compiled loops agree to the bit, and
    vectorised.
    x = k ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor series to the 13th power; 2^k put into the
    exponent's bits.
    """
    held = -700.0 if x < -700.0 else (700.0 if x > 700.0 else x)
    shifted = held * LOG2_E + TO_WHOLE
    k = shifted - TO_WHOLE
    r = (held - k * LN2_HIGH) - k * LN2_LOW
    tail = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0)
    tail = 1.0 / 3628800.0 + r * (1.0 / 39916800.0 + r * tail)
    tail = 1.0 / 40320.0 + r * (1.0 / 362880.0 + r * tail)
    tail = 1.0 / 720.0 + r * (1.0 / 5040.0 + r * tail)
    tail = 1.0 / 24.0 + r * (1.0 / 120.0 + r * tail)
    series = 1.0 + (r + r * r * (0.5 + r * (1.0 / 6.0 + r * tail)))
    bits = np.float64(shifted).view(np.int64)
    power = np.int64((bits + np.int64(1023)) << np.int64(52)).view(np.float64)
    return series * power


def logistic(x: float) -> float:
    """The share in (0, 1) that answers to a pressure x: one half at x = 0."""
    return 1.0 / (1.0 + exponential(-x))


def positive_part(x: float, softness: float) -> float:
    """max(0, x); with softness > 0 its smooth form (x + sqrt(x^2 + softness^2)) / 2."""
    if softness > 0.0:
        return 0.5 * (x + math.sqrt(x * x + softness * softness))
    return x if x > 0.0 else 0.0


def smaller(a: float, b: float, softness: float) -> float:
    """min(a, b) of two amounts >= 0; with softness > 0 the smooth a b / (a^8 + b^8)^(1/8), never above it.

    The smooth form has one width, whatever the softness: an amount cannot be rounded below nothing.
    """
    if softness > 0.0:
        a2 = a * a
        b2 = b * b
        bottom = math.sqrt(math.sqrt(math.sqrt(a2 * a2 * a2 * a2 + b2 * b2 * b2 * b2)))
        return a * b / bottom if bottom > 0.0 else 0.0
    return a if a < b else b


def clamp(x: float) -> float:
    """x held in [0, 1]. The engines count how often this changes a partner's blame, or meets what is not a
    number.

    >>> clamp(-0.5), clamp(0.25), clamp(7.0)
    (0.0, 0.25, 1.0)
    """
    return 0.0 if x < 0.0 else (1.0 if x > 1.0 else x)


compile_rules(__name__)
