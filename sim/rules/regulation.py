"""Regulation: how far apart two sides' rules are, shared terms, tiers of risk, incidents and the worry over
them.
"""

from sim.rules.compiled import compile_rules
from sim.rules.numbers import exponential


def apart(
    standing: float, divergence: float, terms: float, by_terms: float, code: float, by_code: float
) -> float:
    """How far apart the two sides' rules are; 1 is the distance of two orders nothing bridges.

    (D0 + divergence)(1 - b_W W)(1 - b_a a): shared terms W and a code of conduct that firms keep (a) bridge a
    part of it. Claims F5, E10, E13.
    """
    return (standing + divergence) * (1.0 - by_terms * terms) * (1.0 - by_code * code)


def meshing(work: float, distance: float, friction: float) -> float:
    """What full joint effort of agencies builds: a (1 + f_R) / (1 + f_R D), as much as elsewhere at distance
    1. Claim F5.
    """
    return work * (1.0 + friction) / (1.0 + friction * distance)


def edition(terms: float, joint: float, meeting: float, office: float, share: float, fade: float) -> float:
    """Shared terms, in [0, 1], after the month: a meeting adds the share of what is missing, as far as there
    is joint effort in algorithms; terms fall out of date. Claims E4, E13.
    """
    return terms + share * meeting * office * joint * (1.0 - terms) - fade * terms


def covered(threshold: float, strictest: float, aligned: float, tail: float) -> float:
    """The share of systemic risk that a side's rules reach, in (0, 1]: exp(-t (x - 24)).

    x is the threshold of its top tier in powers of ten of training compute (25 in the European Union, 26 in
    the United States), moved by `aligned` to the stricter one of the two; t is how fast the risk thins out
    from one order of magnitude to the next. Claim E3.
    """
    x = threshold - aligned * (threshold - strictest)
    return exponential(-tail * (x - 24.0))


def protected(strictness: float, ours: float, theirs: float) -> float:
    """The share of incidents that tiers prevent, in [0, 1]: strictness times the lesser cover, since what one
    side alone regulates moves to the other. Claim E3; the race is assumed.
    """
    return strictness * (ours if ours < theirs else theirs)


def regulated(strictness: float, ours: float, theirs: float, cost: float) -> float:
    """What is left of output under the tiers, in [0, 1]: 1 - c_T s^2 times the mean cover. Stricter rules
    cost more than in proportion. Claim F9.
    """
    return 1.0 - cost * strictness * strictness * 0.5 * (ours + theirs)


def tracked(operating: float, terms: float, share: float, blind: float) -> float:
    """The share of incidents that tracking prevents, in [0, 1]: q K (1 - b (1 - W)).

    It works as far as commitments K in algorithms operate; without shared terms the reports of one side mean
    little on the other. Claims E4, E13.
    """
    return share * operating * (1.0 - blind * (1.0 - terms))


def incidents(hazard: float, more: float, prevented: float, followed: float) -> float:
    """How much goes wrong with AI systems in a month, >= 0: what could, less what tiers and tracking prevent.
    Claims E3, E4, E12.
    """
    return (hazard + more) * (1.0 - prevented) * (1.0 - followed)


def unharmed(happened: float, harm: float) -> float:
    """What incidents leave of output: 1 / (1 + h x)."""
    return 1.0 / (1.0 + harm * happened)


def pressing(worry: float, worth: float, lobbied: float) -> float:
    """What presses for cooperation in a domain, in payoff: v_W worry and what firms add. Worry is over
    algorithms; elsewhere `worth` is 0. Claim E12.
    """
    return worth * worry + lobbied


compile_rules(__name__)
