"""Politics at home: who governs, the faction that may return, and what the public thinks of the partner."""

from sim.compiled import compile_rules
from sim.rules.numbers import clamp


def valued(repairing: float, worth: float) -> float:
    """What cooperating is worth to an administration that values allies, in payoff: worth x G. Claim C3.

    G in [0, 1] is who governs, from the public record, and nothing else.
    """
    return worth * repairing


def healing(fade: float, repairing: float, speed: float) -> float:
    """The share of remembered breaches that a state forgets in a month: fade (1 + speed x G). Claims C3, F1.

    G in [0, 1]: does the partner's government value allies and make amends? It heals the memory of those whom
    the partner let down, not its own.
    """
    return fade * (1.0 + speed * clamp(repairing))


def faction_next(faction: float, turn: float, standing: float, rise: float, fade: float) -> float:
    """How likely others think it, in [0, 1], that the unilateral faction returns: F + rise (turn - F)+ -
    fade (F - F0).

    It rises while the faction governs and falls back to its standing likelihood F0 afterwards. Claim F8.
    """
    above = clamp(turn) - faction
    learnt = rise * above if above > 0.0 else 0.0
    return faction + learnt - fade * (faction - standing)


def doubted(rate: float, faction: float, doubt: float) -> float:
    """The rate of pledging where a faction may return: rate (1 - doubt x faction); the likelier its return,
    the fewer pledges. Claim F8.

    Applied for either side's faction. Fearon 1998: what enforcement is expected decides what is agreed.
    """
    return rate * (1.0 - doubt * faction)


def image_next(image: float, turn: float, pace: float) -> float:
    """The partner's public image, in [0, 1], moves to 1 - turn: publics see who governs there now. Claim X;
    Pew Global Attitudes: favourable views of the United States moved in steps with its presidents.
    """
    return image + pace * ((1.0 - clamp(turn)) - image)


def favoured(image: float, worth: float) -> float:
    """What a poor image of the partner takes from the payoff, in [-worth, 0]: worth (image - 1). Added
    (X).
    """
    return worth * (image - 1.0)


compile_rules(__name__)
