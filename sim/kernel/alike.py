"""What code may branch on, for one replicate as for many side by side: parameters that all replicates of a
batch have in common, since they are never drawn (widths of smoothing and whole numbers), and whether
something holds in any of them.
"""

from sim.compiled import compiled
from sim.lanes.marks import asked_of_all_lanes, same_in_all_lanes
from sim.state import layout as at

ALIKE = (at.SOFTNESS, at.MEETING_INTERVAL, at.WARNING_LEAD)


@same_in_all_lanes
def alike(x: float) -> float:
    """A parameter of `ALIKE`, as one number."""
    return x


@asked_of_all_lanes
def anywhere(holds: bool) -> bool:
    """Whether something holds in any of the replicates side by side."""
    return holds


alike, anywhere = compiled(alike, inlined="late"), compiled(anywhere, inlined="late")
