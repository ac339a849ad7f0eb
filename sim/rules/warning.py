"""Joint early warning: a loss of chips is found earlier and answered together; watching costs in calm.

The claims are those of [DuLi]; the forms are assumed.
"""

from sim.compiled import compile_rules
from sim.rules.numbers import positive_part


def loss_foreseen(shipped: float, wanted: float, softness: float) -> float:
    """The share of calm demand that will go unmet, in [0, 1], if only `shipped` chips leave the regions.

    Both engines ask it about the month that lies `warning_lead` months ahead: what is begun at the plants
    today arrives a season later, so a loss can be seen there before it is felt. Claim E5.
    """
    return positive_part(1.0 - shipped / wanted, softness)


def stock_aim(months: float, loss: float, operating: float, extra: float) -> float:
    """Months of need that firms aim to hold: months + extra x operating x loss. Claims E5, D6.

    `operating` in [0, 1]: a warning is heard as far as the council's commitments in compute operate. It is
    never false.

    >>> stock_aim(1.5, 0.5, 1.0, 12.0), stock_aim(1.5, 0.5, 0.0, 12.0)
    (7.5, 1.5)
    """
    return months + extra * operating * loss


def watching_left(operating: float, cost: float) -> float:
    """What is left of output, in [0, 1], after the cost of watching: 1 - c_w K. Claim X."""
    return 1.0 - cost * operating


compile_rules(__name__)
