"""How much a state puts into cooperation in a domain: the payoff it sees, and the slow adjustment of
effort to it.
"""

from sim.rules.compiled import compile_rules
from sim.rules.numbers import logistic


def gain(
    trust: float,
    benefit: float,
    unlike: float,
    shortage: float,
    base: float,
    depth: float,
    complement: float,
    stake: float,
) -> float:
    """What a partner is worth, in payoff: T (g0 + gI B + gC (1 - similarity) + v J).

    Worth counts as far as the partner is trusted to deliver. A shortage J in [0, 1] raises it (stakes).
    Claims A3, B7, E9, D5. Form: Snyder 1984; Cha 2023.
    """
    return trust * (base + depth * benefit + complement * unlike + stake * shortage)


def threat(trust: float, shortage: float, fear: float, stake: float) -> float:
    """What a partner who is not trusted threatens, in payoff: (1 - T)((1 - T) L + w J).

    Without a shortage fear grows with the square of distrust: being let down is both likelier and worse. A
    shortage J
    raises the threat by w. So it raises effort if and only if v T > w (1 - T), that is T > w / (v + w).
    Claim F4 X; Kydd 2005.
    """
    distrust = 1.0 - trust
    return distrust * (distrust * fear + stake * shortage)


def burden(
    effort: float,
    interoperability: float,
    autonomy: float,
    distance: float,
    turn: float,
    standing: float,
    turning: float,
    working: float,
    depth: float,
    half: float,
    distant: float,
) -> float:
    """What cooperating costs, in payoff: c + c_u turn + c_D e^2 + c_A autonomy I / (I + K) + c_P distance.

    `turn` >= 0 is the cause a unilateral turn acts on; each further effort costs more than the last; depth
    costs sovereignty to those who prize it. Claims F1, F3, F5.
    """
    sovereignty = depth * autonomy * interoperability / (interoperability + half)
    return standing + turning * turn + working * effort * effort + sovereignty + distant * distance


def sovereign(autonomy: float, reliance: float) -> float:
    """A state's preference for autonomy, in [0, 1]: 1 - (1 - A) reliance.

    `reliance` in [0, 1] is what is left of its readiness to rely on others. Claim F3.
    """
    return 1.0 - (1.0 - autonomy) * reliance


def payoff(interest: float, worth: float, feared: float, cost: float, mood: float) -> float:
    """The payoff of cooperating: interest + worth - threat - cost + mood. Zero means undecided."""
    return interest + worth - feared - cost + mood


def desired(pay: float, slope: float, routine: float) -> float:
    """The effort a state would choose at this payoff, in (0, 1): a logistic choice above a routine.

    The routine is what goes on whatever governments want: standards bodies, contracts, shared desks. Claim
    C5.
    """
    return routine + (1.0 - routine) * logistic(slope * pay)


def bound(desire: float, commitments: float, binding: float) -> float:
    """The effort a state aims at once it has committed itself, in [0, 1]: x + beta K (1 - x).

    Commitments K in [0, 1] hold effort up while the wish for it falls. Claim D4; Fearon 1998.
    """
    return desire + binding * commitments * (1.0 - desire)


def adjusted(effort: float, aim: float, pace: float) -> float:
    """Next month's effort: the share `pace` of the gap to the aim is closed."""
    return effort + pace * (aim - effort)


def mood_next(mood: float, memory: float, spread: float, draw: float) -> float:
    """A state's mood, in payoff: a slow autoregressive element of domestic politics, `draw` standard
    normal.
    """
    return memory * mood + spread * draw


compile_rules(__name__)
