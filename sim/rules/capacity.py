"""Home capacity: public money, the race for it, and plants that take years to build.

The claims are those of [DuLi]; the forms are assumed.
"""

from sim.compiled import compile_rules


def support_paid(support: float, shortage: float, full: float, reflex: float) -> float:
    """A side's public money for plants in a month, >= 0: full (support + reflex x shortage).

    The unit is the capacity it buys if the other side bids nothing. `support` in [0, 1] is a law in force; a
    shortage calls forth more for as long as it lasts. Claims E7, E11.
    """
    return full * (support + reflex * shortage)


def capacity_bought(money: float, others: float, full: float, race: float, coordinated: float) -> float:
    """The capacity that money buys: m / (1 + race (m' / m_full)(1 - coordinated)). Claims A7, E6, E7.

    Two sides that bid for the same plants raise the price for each other. `coordinated` in [0, 1] is how far
    they know of each other's support and divide the field. What is not bought is lost to the race.

    >>> capacity_bought(0.003, 0.003, 0.003, 1.0, 0.0), capacity_bought(0.003, 0.003, 0.003, 1.0, 1.0)
    (0.0015, 0.003)
    """
    bids = others / full if full > 0.0 else 0.0
    return money / (1.0 + race * bids * (1.0 - coordinated))


def capacity_begun(capacity: float, minerals: float, need: float) -> float:
    """What of it can be built at once: minerals from third countries limit it. Claim G4.

    >>> capacity_begun(0.002, 1.0, 0.5), capacity_begun(0.002, 0.5, 0.5)
    (0.002, 0.0015)
    """
    return capacity * (1.0 - need * (1.0 - minerals))


def plants_finished(building: float, lag: float) -> float:
    """What leaves a stage of building in a month; a plant passes two stages of half its lag each."""
    return 2.0 * building / lag


def plants_rising_next(stage: float, entering: float, leaving: float) -> float:
    """Capacity at a stage of building at the end of the month."""
    return stage + entering - leaving


def capacity_next(ready: float, done: float) -> float:
    """Home capacity at work, in multiples of the allies' calm need; it is kept up (assumed)."""
    return ready + done


def sales_let_through(sold: float, joint: float, share: float) -> float:
    """Start-ups sold abroad that joint screening of investments lets through, in [0, 1]: sold (1 - share x
    joint effort). Claims B4, G5.
    """
    return sold * (1.0 - share * joint)


def takeover_fear_next(fear: float, sold: float, sting: float, fade: float) -> float:
    """Fear of takeovers of start-ups, in [0, 1], next month: F + sting x sold (1 - F) - fade x F. Claim B4.

    `sold` in [0, 1] is this month's share sold abroad; more fear raises the wish for autonomy (assumed).
    """
    return fear + sting * sold * (1.0 - fear) - fade * fear


compile_rules(__name__)
