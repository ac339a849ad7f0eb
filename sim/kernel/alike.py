"""Parameters that all replicates of a batch have in common, since they are never drawn: widths of smoothing
and whole numbers. Code may branch on them, for one replicate as for many side by side.
"""

from sim.compiled import compiled
from sim.lanes.marks import same_in_all_lanes
from sim.state import layout as at

ALIKE = (at.SOFTNESS, at.MEETING_INTERVAL, at.WARNING_LEAD)


@same_in_all_lanes
def alike(x: float) -> float:
    """A parameter of `ALIKE`, as one number."""
    return x


alike = compiled(alike, inlined="late")
