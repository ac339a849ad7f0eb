"""Politics at home: who governs, and how likely it is that those who turned away return."""

from sim.compiled import compile_rules
from sim.rules.numbers import clamp


def allies_valued(repairing: float, worth: float) -> float:
    """What cooperating is worth to an administration that values allies, in payoff: worth x G. Claim C3.

    G in [0, 1] is who governs, from the public record, and nothing else.
    """
    return worth * repairing


def return_likelihood_next(faction: float, turn: float, standing: float, rise: float, fade: float) -> float:
    """How likely others think it, in [0, 1], that the unilateral faction returns: F + rise (turn - F)+ -
    fade (F - F0).

    It rises while the faction governs and falls back to its standing likelihood F0 afterwards. Claim F8.
    """
    above = clamp(turn) - faction
    learnt = rise * above if above > 0.0 else 0.0
    return faction + learnt - fade * (faction - standing)


def pledge_rate_left(rate: float, faction: float, doubt: float) -> float:
    """The rate of pledging where a faction may return: rate (1 - doubt x faction); the likelier its return,
    the fewer pledges. Claim F8.

    Applied for either side's faction. [Fearon1998]: what enforcement is expected decides what is agreed.

    >>> pledge_rate_left(0.25, 0.0, 0.5), pledge_rate_left(0.25, 1.0, 0.5)
    (0.25, 0.125)
    """
    return rate * (1.0 - doubt * faction)


compile_rules(__name__)
