"""How much a state puts into cooperation in a field: the gate of trust, the payoff it sees, and the slow
adjustment of effort to what it wishes.

The wish is W(T) x logistic(slope x payoff): states cooperate with those whom they trust, and as far as it
pays. Within the payoff trust counts only in what a danger makes of a partner (`sim.rules.dangers`) and in
ties to others (`sim.rules.outside`).
"""

from sim.compiled import compile_rules
from sim.rules.numbers import logistic


def trust_gate(trust: float, half: float) -> float:
    """The share of a wish that trust lets through, in [0, 1): W = T^6 / (T^6 + K^6), one half at trust
    `half`.

    The gate is steep: well above `half`, small changes of trust change nothing, and well below it nobody
    cooperates. [Axelrod1984] and [Kydd2005] for cooperation that hangs on what the partner is expected to do;
    the sixth power is assumed (4 to 7 do as well). Added (X), for A6.

    >>> round(trust_gate(0.285, 0.285), 3), trust_gate(0.93, 0.285) > 0.99, trust_gate(0.1, 0.285) < 0.01
    (0.5, True, True)
    """
    x = trust / half
    square = x * x
    sixth = square * square * square
    return sixth / (1.0 + sixth)


def sovereignty_cost(autonomy: float, benefit: float, prized: float) -> float:
    """What interoperability costs those who prize autonomy, in payoff: prized x autonomy x benefit. Claim F3.

    `benefit` in [0, 1) is that of interoperability (`sim.rules.interoperability.depth_benefit`): the more
    closely two sides are tied, the less each decides alone.
    """
    return prized * autonomy * benefit


def autonomy_preference(autonomy: float, reliance: float, takeovers: float) -> float:
    """A state's preference for autonomy, in [0, 1]: 1 - (1 - autonomy) reliance (1 - takeovers). Claim F3.

    `reliance` in [0, 1] is what is left of its readiness to rely on others; fear of takeovers (B4) takes from
    it too.
    """
    return 1.0 - (1.0 - autonomy) * reliance * (1.0 - takeovers)


def home_politics(mood: float, allies_valued: float, ties: float, suspicion: float) -> float:
    """What domestic politics add to the payoff, in every field alike: mood + who governs - ties to others -
    concern for relative gains. Added (X); claims C3, F2 in their own files.
    """
    return mood + allies_valued - ties - suspicion


def partner_worth(position: float, calm: float, capability: float, weight: float) -> float:
    """What a partner brings this month beyond what it brings in calm, in payoff: weight x 2 capability x
    (position / calm - 1). Claim B5.

    `capability` in [0, 1] is its share of both sides' AI capability: a partner that has the models and the
    chips is missed when it turns away, one that has neither is not. The form is assumed.

    >>> partner_worth(0.29, 0.58, 0.75, 0.2), partner_worth(0.58, 0.58, 0.75, 0.2)
    (-0.15000000000000002, 0.0)
    """
    return weight * 2.0 * capability * (position / calm - 1.0)


def payoff(
    depth: float, stake: float, worth: float, turn: float, costs: float, home: float, firms: float
) -> float:
    """The payoff of cooperating in a field, any number, without a unit: only its size against 1 / slope
    counts.

    Worth of interoperability + what dangers make of the partner + what it brings - the cost of a turn - other
    costs + politics at home + what firms at home gain; the interest that is added to it is derived, so that
    calm rests where it should (`sim.calm_rest`).
    """
    return depth + stake + worth - turn - costs + home + firms


def wished_effort(gate: float, pay: float, slope: float, routine: float) -> float:
    """The effort wished for, in [routine, 1): gate x logistic(slope x payoff), at least the routine. Claim
    C5.

    The routine is what goes on whatever governments want: standards bodies, contracts, shared desks.

    >>> wished_effort(1.0, 0.0, 1.75, 0.05), wished_effort(0.0, 9.0, 1.75, 0.05)
    (0.5, 0.05)
    """
    wish = gate * logistic(slope * pay)
    return wish if wish > routine else routine


def effort_next(effort: float, aim: float, pace: float) -> float:
    """Next month's effort: the share `pace` of the gap to the aim is closed."""
    return effort + pace * (aim - effort)


def stock_towards(stock: float, aim: float, pace: float) -> float:
    """A slow stock next month: the share `pace` of the gap to its aim is closed."""
    return stock + pace * (aim - stock)


def mood_next(mood: float, memory: float, spread: float, draw: float) -> float:
    """Next month's mood, in payoff: last month's x memory, plus chance (`draw` standard normal). Its mean is
    0; no actor causes it.
    """
    return memory * mood + spread * draw


compile_rules(__name__)
