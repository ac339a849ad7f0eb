"""How much a state puts into cooperation in a domain: the payoff it sees, and the slow adjustment of
effort to it.
"""

from sim.rules.compiled import compile_rules
from sim.rules.numbers import logistic


def gain(
    trust: float,
    benefit: float,
    unlike: float,
    stake: float,
    base: float,
    depth: float,
    complement: float,
) -> float:
    """What a partner is worth, in payoff: T (g0 + gI B + gC (1 - similarity) + stakes).

    Worth counts as far as the partner is trusted to deliver. Dangers raise it (`sim.rules.dangers`).
    Claims A3, B7, E9, D5. Form: Snyder 1984; Cha 2023.
    """
    return trust * (base + depth * benefit + complement * unlike + stake)


def threat(trust: float, stake: float, fear: float) -> float:
    """What a partner who is not trusted threatens, in payoff: (1 - T)((1 - T) L + stakes).

    Without danger fear grows with the square of distrust: being let down is both likelier and worse. A
    danger of size J raises the worth of a partner by v J and the threat by w J. So it raises effort if and
    only if v T > w (1 - T), that is T > w / (v + w). Claim F4 X; Kydd 2005.
    """
    distrust = 1.0 - trust
    return distrust * (distrust * fear + stake)


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
    control: float,
) -> float:
    """What cooperating costs, in payoff: c + c_u turn + c_D e^2 + c_A autonomy I / (I + K) + c_P distance +
    control.

    `turn` >= 0 is the cause a unilateral turn acts on; each further effort costs more than the last; depth
    costs sovereignty to those who prize it. Claims F1, F3, F5.
    """
    sovereignty = depth * autonomy * interoperability / (interoperability + half)
    return standing + turning * turn + working * effort * effort + sovereignty + distant * distance + control


def sovereign(autonomy: float, reliance: float, fear: float, capacity: float) -> float:
    """A state's preference for autonomy, in [0, 1]: 1 - (1 - A) reliance (1 - fear)(1 - capacity).

    `reliance` in [0, 1] is what is left of its readiness to rely on others; fear of being bought up (B4) and
    capacity at home (A9) take from it too. Claim F3.
    """
    return 1.0 - (1.0 - autonomy) * reliance * (1.0 - fear) * (1.0 - capacity)


def at_home(mood: float, valued: float, image: float, norm: float, ties: float, suspicion: float) -> float:
    """What a state's own politics add to the payoff, in every domain alike: mood, who governs, the partner's
    image and a shared norm, less ties to others and concern for relative gains.
    """
    return mood + valued + image + norm - ties - suspicion


def payoff(interest: float, worth: float, feared: float, cost: float, home: float, pressed: float) -> float:
    """The payoff of cooperating: interest + worth - threat - cost + politics at home + what presses in this
    domain (worry, firms). Zero means undecided.
    """
    return interest + worth - feared - cost + home + pressed


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
