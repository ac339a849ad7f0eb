"""Politics at home: who governs, and how likely it is that those who turned away return."""

from sim.compiled import compile_rules
from sim.rules.numbers import clamp


def allies_valued(repairing: float, worth: float) -> float:
    """What cooperating is worth to an administration that values allies, in payoff: worth x G. Claim C3.

    G in [0, 1] is who governs, from the public record, and nothing else.
    """
    return worth * repairing


def return_likelihood_next(faction: float, turn: float, fade: float) -> float:
    """How likely others think it, in [0, 1], that those who turned away govern again: the turn itself while
    they do, then F (1 - fade). Claim F8.

    >>> return_likelihood_next(0.0, 0.5, 0.01), return_likelihood_next(0.5, 0.0, 0.01)
    (0.5, 0.495)
    """
    left = faction * (1.0 - fade)
    now = clamp(turn)
    return now if now > left else left


def pledge_rate_left(rate: float, faction: float, doubt: float) -> float:
    """The rate of pledging where a faction may return: rate (1 - doubt x faction); the likelier its return,
    the fewer pledges. Claim F8.

    Applied for either side's faction. [Fearon1998]: what enforcement is expected decides what is agreed.

    >>> pledge_rate_left(0.25, 0.0, 0.5), pledge_rate_left(0.25, 1.0, 0.5)
    (0.25, 0.125)
    """
    return rate * (1.0 - doubt * faction)


compile_rules(__name__)
