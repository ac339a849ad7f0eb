"""The parameters of replicates of a case: those their rules see, those their calm rest is derived from."""

from collections.abc import Sequence

import numpy as np

from sim.array_types import Floats, Grid
from sim.parameters.spread import drawn, spread_of
from sim.parameters.table import effective, switches, vector
from sim.world.case import Case


def parameters_of(case: Case, key: np.uint64) -> Floats:
    """The parameters that the rules see in a replicate: drawn, then neutral where their mechanism is off."""
    return np.asarray(parameters_of_each(case, [key])[0])


def parameters_of_each(case: Case, keys: Sequence[np.uint64]) -> Grid:
    """The same for several replicates, a row each."""
    return effective(drawn(case.parameters, spread_of(case.fixed, case.width), keys), case.switches)


def centres_of_each(case: Case, keys: Sequence[np.uint64]) -> Grid:
    """The parameters that the calm rest of each replicate is derived from: before anything is set or switched
    off, or with all that where the case asks for a calm rest of its own (`recalm`).
    """
    if case.recalm:
        return parameters_of_each(case, keys)
    return effective(drawn(vector({}), spread_of(frozenset(), case.width), keys), switches())
