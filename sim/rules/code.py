"""A code of conduct that firms take up from those they buy from, ahead of any law."""

from sim.compiled import compile_rules


def code_call(operating: float, push: float) -> float:
    """How strongly the council calls for the code: s K, K what operates in algorithms. Claims E10, D3."""
    return push * operating


def code_next(code: float, met: float, call: float, contact: float, fade: float) -> float:
    """How far a firm keeps the code, in [0, 1]: a + (contact x met + call)(1 - a) - fade x a. Claim E10.

    `met` in [0, 1] is how far its suppliers keep it. [Bass1969] for the form: it spreads in an S if contact
    outweighs the call. That firms learn it from suppliers and not from buyers is assumed.

    >>> code_next(0.5, 0.5, 0.0, 0.2, 0.05), code_next(0.0, 0.0, 0.01, 0.2, 0.05)
    (0.525, 0.01)
    """
    return code + (contact * met + call) * (1.0 - code) - fade * code


compile_rules(__name__)
