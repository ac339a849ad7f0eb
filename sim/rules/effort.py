"""How much a state puts into cooperation in a domain: the payoff it sees, and the slow adjustment of
effort to it.
"""

from sim.compiled import compile_rules
from sim.rules.numbers import logistic


def gain(
    trust: float,
    benefit: float,
    unlike: float,
    stake: float,
    base: float,
    by_benefit: float,
    by_difference: float,
) -> float:
    """What a partner is worth, in payoff: trust (base + by_benefit x benefit + by_difference x unlike +
    stake). Claims A3, B7, E9, D5.

    Worth counts as far as the partner is trusted to deliver (assumed); dangers raise it
    (`sim.rules.dangers`). Snyder 1984 and Cha 2023 argue near it, and neither has a form: with Snyder fear of
    being abandoned raises support.
    """
    return trust * (base + by_benefit * benefit + by_difference * unlike + stake)


def threat(trust: float, stake: float, loss: float) -> float:
    """What a partner who is not trusted may cost, in payoff: (1 - T)((1 - T) loss + stake); more trust lowers
    it. Claim F4 by analogy; added (X).

    `loss` is the loss expected of a partner not trusted at all. The threshold of trust is Kydd's (2005); that
    fear grows with the square of distrust, since being let down is both likelier and worse, is ours.
    """
    distrust = 1.0 - trust
    return distrust * (distrust * loss + stake)


def burden(
    effort: float,
    interoperability: float,
    autonomy: float,
    distance: float,
    turn: float,
    fixed: float,
    turned: float,
    rising: float,
    prized: float,
    half: float,
    distant: float,
    control: float,
) -> float:
    """What cooperating costs, in payoff: fixed + turned x turn + rising x effort^2 + prized x
    autonomy x I / (I + half) + distant x distance + control. Claims F1, F3, F5.

    `turn` >= 0 is the cause a unilateral turn acts on; each further effort costs more than the last;
    interoperability I costs sovereignty to those who prize it; `distance` is that of preferences (votes in
    the United Nations), not of rules.
    """
    sovereignty = prized * autonomy * interoperability / (interoperability + half)
    return fixed + turned * turn + rising * effort * effort + sovereignty + distant * distance + control


def sovereign(autonomy: float, reliance: float, takeovers: float, capacity: float) -> float:
    """A state's preference for autonomy, in [0, 1]: 1 - (1 - autonomy) reliance (1 - takeovers)
    (1 - capacity). Claim F3.

    `reliance` in [0, 1] is what is left of its readiness to rely on others; fear of takeovers (B4) and
    capacity at home (A9) take from it too. More of it makes depth dearer (`burden`).
    """
    return 1.0 - (1.0 - autonomy) * reliance * (1.0 - takeovers) * (1.0 - capacity)


def at_home(mood: float, valued: float, image: float, norm: float, ties: float, suspicion: float) -> float:
    """What domestic politics add to the payoff, in every domain alike: mood + who governs + image + norm -
    ties to others - concern for relative gains. Added (X); claims C3, F2, G2 in their own files.
    """
    return mood + valued + image + norm - ties - suspicion


def payoff(
    interest: float, worth: float, threatened: float, cost: float, home: float, pressed: float
) -> float:
    """The payoff of cooperating in a domain, any number: interest + worth - threat - cost + politics at home
    + what presses here (worry, firms). At 0 a state is undecided; it has no unit, only its size against 1 /
    slope matters.
    """
    return interest + worth - threatened - cost + home + pressed


def desired(pay: float, slope: float, routine: float) -> float:
    """The effort wished for, in (0, 1), rising with payoff in an S: (routine + 1) / 2 at payoff 0. Claim C5.

    The routine is what goes on whatever governments want: standards bodies, contracts, shared desks.
    """
    return routine + (1.0 - routine) * logistic(slope * pay)


def bound(desire: float, commitments: float, binding: float) -> float:
    """The effort a state aims at once it has committed itself, in [0, 1]: wish + binding x commitments (1 -
    wish). Claim D4.

    Commitments in [0, 1] only raise it. Leeds, Long and Mitchell 2000: most are honoured; that they bind
    effort in this form is assumed (Fearon 1998 is on enforcement and does not say it).
    """
    return desire + binding * commitments * (1.0 - desire)


def adjusted(effort: float, aim: float, pace: float) -> float:
    """Next month's effort: the share `pace` of the gap to the aim is closed."""
    return effort + pace * (aim - effort)


def mood_next(mood: float, memory: float, spread: float, draw: float) -> float:
    """Next month's mood, in payoff: last month's x memory, plus chance (`draw` standard normal). Its mean is
    0; no actor causes it.
    """
    return memory * mood + spread * draw


compile_rules(__name__)
