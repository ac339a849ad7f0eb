"""Chips: made in regions, carried over routes, rationed among buyers. They are conserved: every chip made is
stranded, left idle, sold elsewhere, stored or used.
"""

from sim.compiled import compile_rules
from sim.rules.numbers import smaller


def region_capacity(share: float, world: float, home: float) -> float:
    """A region's capacity: its share of the world's, and what its side has built since. Claims E8, E11."""
    return share * world + home


def chips_made(capacity: float, working: float) -> float:
    """Chips a region makes in a month; `working` in [0, 1] is the share of its capacity that runs. Claim
    E8.
    """
    return capacity * working


def chips_shipped(chips: float, route: float) -> float:
    """Chips that leave a region; `route` in [0, 1] is the share of its routes that is open. The rest is
    stranded.
    """
    return chips * route


def others_demand(world: float, utilisation: float) -> float:
    """What buyers outside the alliance want in a month, >= 0: utilisation x world capacity, less the allies'
    need, which is 1.
    """
    rest = world * utilisation - 1.0
    return rest if rest > 0.0 else 0.0


def fill_share(available: float, wanted: float, softness: float) -> float:
    """The share of every order that is filled, in [0, 1]: all buyers alike ([Hallegatte2008], proportional
    rationing).
    """
    return smaller(available / wanted, 1.0, softness) if wanted > 0.0 else 0.0


def substitution_next(substituted: float, shortage: float, pace: float) -> float:
    """The share of a shortage that firms have learnt to do without, in [0, 1]: S + pace x shortage x (1 - S).
    Added (X).

    Firms find other designs, older nodes and other suppliers while chips are short and do not forget them,
    so that a second shortage of the same kind costs less.

    >>> substitution_next(0.0, 0.0, 0.1), substitution_next(0.5, 1.0, 0.1)
    (0.0, 0.55)
    """
    return substituted + pace * shortage * (1.0 - substituted)


def answer_share(joint: float, relief: float) -> float:
    """The share of what a shortage costs that a joint answer spares, in [0, 1): relief x joint effort in
    compute. Claims A3, E5.

    Allies who work together send what there is to where it is needed most; no chips are made. As in
    priority-rated orders ([ChipsAct2023], articles 25 to 27); the form is assumed.
    """
    return relief * joint


def shortage_left(shortage: float, substituted: float, answered: float) -> float:
    """What is left of a shortage after substitution and a joint answer, in [0, 1]. Claims A3, E5.

    >>> shortage_left(0.8, 0.5, 0.25), shortage_left(0.8, 0.0, 0.0)
    (0.30000000000000004, 0.8)
    """
    return shortage * (1.0 - substituted) * (1.0 - answered)


compile_rules(__name__)
