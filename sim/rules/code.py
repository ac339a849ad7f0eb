"""A code of conduct that firms take up from those they buy from, ahead of any law."""

from sim.rules.compiled import compile_rules


def called(operating: float, push: float) -> float:
    """How strongly the council calls for the code: s K, K what operates in algorithms. Claims E10, D3."""
    return push * operating


def taken_up(code: float, met: float, call: float, contact: float, fade: float) -> float:
    """How far a firm keeps the code, in [0, 1]: a + (c met + call)(1 - a) - fade a.

    `met` is how far its suppliers keep it: contact spreads it from firm to firm, which gives an S. Claim E10;
    Bass 1969 for the form.
    """
    return code + (contact * met + call) * (1.0 - code) - fade * code


compile_rules(__name__)
