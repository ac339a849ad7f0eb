"""Control of exports to a rival: what it holds back, and what it costs whom."""

from sim.compiled import compile_rules


def lead_left(lead: float, control: float, grip: float, reach: float) -> float:
    """The rival's lead that is left under control: lead (1 - reach x control x grip). Claims C2, C4, A8.

    `control` and `grip` in [0, 1]; control is a cause, not chosen here. [FarrellNewman2019]: chokepoints
    coerce.

    >>> lead_left(0.8, 1.0, 1.0, 0.5), lead_left(0.8, 1.0, 0.5, 0.5)
    (0.4, 0.6000000000000001)
    """
    return lead * (1.0 - reach * control * grip)


def control_cost(control: float, exposure: float, cost: float) -> float:
    """What control of exports costs a state in compute, in payoff: cost x control x its trade with the rival.
    Claim G5.
    """
    return cost * control * exposure


compile_rules(__name__)
