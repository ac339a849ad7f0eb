"""Regulation: how far apart two sides' rules are, shared terms, tiers of risk, incidents and the worry over
them.

The claims are those of [DuLi]; the forms are assumed.
"""

from sim.compiled import compile_rules
from sim.rules.numbers import exponential


def rules_difference(
    strict: float, their_strict: float, binding: float, their_binding: float, open_: float, their_open: float
) -> float:
    """How unlike two sides' rules for AI are, in [0, 1]: the mean difference in how strict they are, how far
    they bind and how much they make firms disclose. Claims B1, B2, F5; equal weights assumed.
    """
    return (abs(strict - their_strict) + abs(binding - their_binding) + abs(open_ - their_open)) / 3.0


def rules_distance(
    unlike: float, divergence: float, terms: float, by_terms: float, code: float, by_code: float
) -> float:
    """How far apart the two sides' rules are, >= 0; 1 is today's distance with nothing to bridge it. Claims
    F5, E10, E13.

    (2 x unlike + divergence)(1 - by_terms x terms)(1 - by_code x code): `unlike` in [0, 1] is how unlike the
    rules are (.5 by the shipped figures, hence the 2: the unit); shared terms and a code of conduct that
    firms keep, both in [0, 1], bridge a part of it.

    >>> rules_distance(0.5, 0.0, 0.0, 0.3, 0.0, 0.3), rules_distance(0.5, 1.0, 1.0, 0.5, 0.0, 0.3)
    (1.0, 1.0)
    """
    return (2.0 * unlike + divergence) * (1.0 - by_terms * terms) * (1.0 - by_code * code)


def agency_pace(work: float, distance: float, friction: float) -> float:
    """What full joint effort builds in a month where agencies meet each other's rules: work (1 + friction) /
    (1 + friction x distance). Claim F5.

    More distance, less work: as much as elsewhere at distance 1, more below it.
    """
    return work * (1.0 + friction) / (1.0 + friction * distance)


def terms_next(
    terms: float, operating: float, meeting: float, office: float, share: float, fade: float
) -> float:
    """Shared terms, in [0, 1], after the month: a meeting adds the share of what is missing, as far as
    commitments in standards operate; terms fall out of date. Claims E4, E13.

    >>> terms_next(0.5, 0.5, 1.0, 1.0, 0.4, 0.0), terms_next(0.5, 0.5, 0.0, 1.0, 0.4, 0.02)
    (0.6, 0.49)
    """
    return terms + share * meeting * office * operating * (1.0 - terms) - fade * terms


def tier_coverage(threshold: float, strictest: float, aligned: float, tail: float) -> float:
    """The share of systemic risk that a side's rules reach, in (0, 1]: exp(-tail (x - 24)); laxer, less.
    Claim E3.

    x >= 24 is the threshold in powers of ten of training compute (25 in the European Union's law; 26 in the
    United States' order of 2023, a duty to report), drawn to the stricter one by `aligned`. That no systemic
    risk lies below 24, and how fast it thins out (`tail`), is assumed.
    """
    x = threshold - aligned * (threshold - strictest)
    return exponential(-tail * (x - 24.0))


def tier_protection(strictness: float, ours: float, theirs: float) -> float:
    """The share of incidents that tiers prevent, in [0, 1]: strictness x the lesser cover, the weakest link.
    Claim E3.

    A race to the bottom is assumed: what one side alone regulates moves to the other.

    >>> tier_protection(0.5, 0.5, 1.0), tier_protection(0.5, 1.0, 0.5)
    (0.25, 0.25)
    """
    return strictness * (ours if ours < theirs else theirs)


def tier_output_left(strictness: float, ours: float, theirs: float, cost: float) -> float:
    """The output left under the tiers, in [0, 1]: 1 - cost x strictness^2 x mean cover. Added
    (X).

    Claim F9 reports that actors fear such a loss; that there is one is assumed.
    """
    return 1.0 - cost * strictness * strictness * 0.5 * (ours + theirs)


def tracking_share(operating: float, terms: float, share: float, blind: float) -> float:
    """The share of incidents that tracking prevents, in [0, 1]: q K (1 - b (1 - W)).

    It works as far as commitments K in algorithms operate; without shared terms the reports of one side mean
    little on the other. Claims E4, E13.
    """
    return share * operating * (1.0 - blind * (1.0 - terms))


def incident_rate(hazard: float, more: float, prevented: float, followed: float) -> float:
    """How much goes wrong with AI systems in a month, >= 0: what could, less what tiers and tracking prevent.
    Claims E3, E4, E12.
    """
    return (hazard + more) * (1.0 - prevented) * (1.0 - followed)


def output_unharmed(happened: float, harm: float) -> float:
    """What incidents leave of output: 1 / (1 + h x)."""
    return 1.0 / (1.0 + harm * happened)


compile_rules(__name__)
