"""The parameters of one replicate of a case: those its rules see, and those its calm rest is derived from."""

import numpy as np

from sim.array_types import Floats
from sim.parameters.spread import drawn, spread_of
from sim.parameters.table import effective, switches, vector
from sim.world.case import Case


def parameters_of(case: Case, key: np.uint64) -> Floats:
    """The parameters that the rules see in a replicate: drawn, then neutral where their mechanism is off."""
    return effective(drawn(case.parameters, spread_of(case.fixed, case.width), key), case.switches)


def centre_of(case: Case, key: np.uint64) -> Floats:
    """The parameters of a replicate that its calm rest is derived from: before anything is set or switched
    off, or with all that where the case asks for a calm rest of its own (`recalm`).
    """
    if case.recalm:
        return parameters_of(case, key)
    return effective(drawn(vector({}), spread_of(frozenset(), case.width), key), switches())
