"""What each outcome means, in half a line; the numbers are those of the thresholds."""

from collections.abc import Mapping

from analysis.outcomes import ADAPTED, BACK, COLLAPSED, FORWARD, NO_BASELINE, NOT_DEGRADED, OPEN, PARTIAL
from analysis.thresholds import STATED, Thresholds


def meanings(thresholds: Thresholds = STATED) -> Mapping[str, str]:
    """Return a short meaning for every outcome, in the order in which they are asked.

    >>> meanings()["not degraded"]
    'never below 0.95 of the twin'
    """
    low, high, half = (f"{x:g}" for x in (thresholds.degraded, thresholds.forward, thresholds.collapsed))
    return {
        NO_BASELINE: "the twin itself is dead",
        COLLAPSED: f"below {half} of the twin for {thresholds.collapse_months} months, and at the end",
        FORWARD: f"ends at {high} of the twin or more",
        NOT_DEGRADED: f"never below {low} of the twin",
        BACK: f"fell below {low} of the twin and is back at {low}",
        ADAPTED: f"back at {low} of the twin though the shock has no end",
        PARTIAL: f"below {low} of the twin, and no longer moving",
        OPEN: f"below {low} of the twin, and still moving",
    }
