"""Control of exports to a rival: what it holds back, what it costs whom, and how its grip wears off."""

from sim.rules.compiled import compile_rules


def held_back(lead: float, control: float, grip: float, reach: float) -> float:
    """The rival's lead under control: R (1 - r X grip). Claims C2, C4, A8; Farrell and Newman 2019."""
    return lead * (1.0 - reach * control * grip)


def grip_next(grip: float, control: float, erosion: float, regrowth: float) -> float:
    """The grip of a chokepoint, in [0, 1]: using it teaches the rival to do without. Claim A8 X; Farrell and
    Newman 2019.
    """
    return grip - erosion * control * grip + regrowth * (1.0 - grip)


def borne(control: float, exposure: float, cost: float) -> float:
    """What control costs a state in compute, in payoff: c_X X times its trade with the rival. Claim G5."""
    return cost * control * exposure


compile_rules(__name__)
