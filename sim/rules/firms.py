"""Firms: they order chips, use them, feel what suppliers lack, and produce."""

from sim.compiled import compile_rules
from sim.rules.numbers import positive_part, smaller


def chip_order(need: float, stock: float, months: float, restocking: float, softness: float) -> float:
    """Chips ordered this month, >= 0: the need, and a share of the gap to the stock aimed at.
    As in ARIO [Hallegatte2014]. Who holds more than aimed at, when an alarm has passed, orders less, and at
    most nothing.
    """
    return positive_part(need + restocking * (months * need - stock), softness * need)


def chips_delivered(order: float, share: float) -> float:
    """Chips that arrive: the rationed share of the order."""
    return order * share


def chips_used(need: float, stock: float, arrived: float, softness: float) -> float:
    """Chips used this month: the need, or all there is."""
    return smaller(need, stock + arrived, softness)


def stock_next(stock: float, arrived: float, spent: float) -> float:
    """Chips in stock at the end of the month."""
    return stock + arrived - spent


def unmet_share(need: float, spent: float) -> float:
    """The share of the need that stayed unmet, in [0, 1]; 0 for a firm that needs none."""
    return (need - spent) / need if need > 0.0 else 0.0


def suppliers_activity(
    first: float, second: float, third: float, weight_1: float, weight_2: float, weight_3: float, alone: float
) -> float:
    """How well a firm is served, in [0, 1]: its three suppliers' activity last month, weighted; weights and
    `alone` sum to 1. `alone` is the part of its inputs for which it depends on nobody.
    """
    return weight_1 * first + weight_2 * second + weight_3 * third + alone


def activity_share(
    short: float, served: float, working: float, dependence: float, need: float, network: float
) -> float:
    """The share of its capacity a firm runs at, in [0, 1]: working (1 - d dependence short)(1 - nu (1 -
    served)).

    `working` in [0, 1] is the cause that hits firms of its kind. Claims E8, A8.

    >>> activity_share(0.5, 1.0, 1.0, 0.5, 1.0, 0.3), activity_share(0.0, 1.0, 1.0, 0.5, 1.0, 0.3)
    (0.75, 1.0)
    """
    return working * (1.0 - need * dependence * short) * (1.0 - network * (1.0 - served))


def firm_output(size: float, active: float, lift: float) -> float:
    """A firm's AI output: its size, how far it runs, and what cooperation makes of it (`lift`). Claims A3,
    E9.
    """
    return size * active * lift


def cooperation_yield(
    joined: float, unlike: float, followed: float, gain: float, by_difference: float
) -> float:
    """What active cooperation adds to output, as a share of it: k_Y x joined x (1 + g_C x unlike) (1 +
    followed). Claims A3, B7, C2, E9.

    `joined` is the sum over fields of a kind's weight x active cooperation there; `unlike` in [0, 1] how
    complementary the two sides' strengths are; `followed` >= 0 what third countries that follow the joint
    rules add to it.

    >>> cooperation_yield(0.5, 0.5, 0.0, 0.4, 0.5), cooperation_yield(0.5, 0.5, 0.1, 0.4, 0.0)
    (0.25, 0.22000000000000003)
    """
    return gain * joined * (1.0 + by_difference * unlike) * (1.0 + followed)


def output_factor(added: float, watching: float, tiers: float, harm: float) -> float:
    """What cooperation makes of a firm's output: (1 + added) x what watching, tiers of risk and incidents
    leave.
    """
    return (1.0 + added) * watching * tiers * harm


def firms_pressure(gains: float, joint: float, interoperability: float, weight: float) -> float:
    """What firms that gain from cooperation add to the payoff of their state: weight x gains x joint effort x
    interoperability. Added (X).

    Firms that lose do not lobby here. [Milner1988] has firms with ties abroad resist protection; the
    extension is ours.
    """
    return weight * gains * joint * interoperability


compile_rules(__name__)
