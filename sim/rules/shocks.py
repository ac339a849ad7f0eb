"""The profile of a shock or of a contextual event in time, and how it acts on a cause.

Shocks from outside and from inside the alliance are [DuLi]'s; how they act together is assumed.
"""

from sim.compiled import compile_rules

STEP, PULSE, RAMP, REPEATED, RANDOM = 0, 1, 2, 3, 4


def event_level(
    profile: int, month: int, start: int, months: int, ramp: int, every: int, begun: int
) -> float:
    """How far an event is on in a month, in [0, 1].

    step: on for `months` from `start`. pulse: one month. ramp: rises evenly over `ramp` months, then holds
    to the end.
    repeated: a step again every `every` months. random: on where one began in the last `months` (`begun` =
    1).
    """
    since = month - start
    inside = 0 <= since < months
    if profile == PULSE:
        return 1.0 if since == 0 else 0.0
    if profile == RAMP:
        rising = (since + 1.0) / ramp if since + 1 < ramp else 1.0
        return rising if inside else 0.0
    if profile == REPEATED:
        return 1.0 if since >= 0 and since % every < months else 0.0
    if profile == RANDOM:
        return 1.0 if begun == 1 and since >= 0 else 0.0
    return 1.0 if inside else 0.0


def share_left(cause: float, size: float, on: float) -> float:
    """A cause that is a share, after an event that takes `size` of it: overlapping losses multiply.

    >>> share_left(share_left(1.0, 0.5, 1.0), 0.5, 1.0), share_left(1.0, 0.5, 0.5)
    (0.25, 0.75)
    """
    return cause * (1.0 - size * on)


def amount_added(cause: float, size: float, on: float) -> float:
    """A cause that calm lacks (a cost, a lead, an offer), after an event that adds `size` to it: overlapping
    events add up.
    """
    return cause + size * on


compile_rules(__name__)
