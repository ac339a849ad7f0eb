"""Parameters drawn around their centre, a vector a replicate: most of what is not known lies in them.

Chance inside the model leaves replicates almost equal, since a run and its twin share their draws. So each
replicate multiplies each free parameter by 1 +- .15, by an address of its own (seed, replicate, the
parameter's name): a parameter more in the table moves no other's draw, and run, twin and all arms of a
comparison share the vector.
"""

import zlib
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from sim.array_types import Floats, Grid
from sim.draws import PARAMETER, uniform
from sim.parameters.table import MECHANISMS, PARAMETERS, Parameter

SPREAD = 0.15
"""Half the width of a draw, as a share of the centre."""
_LOW = np.array([row.low for row in PARAMETERS.values()])
_HIGH = np.array([row.high for row in PARAMETERS.values()])
_ADDRESS = tuple(zlib.crc32(name.encode()) for name in PARAMETERS)


def is_free(row: Parameter) -> bool:
    """Whether a parameter is drawn: no whole number, not at its neutral value, of a mechanism that is on."""
    on = not row.mechanism or MECHANISMS[row.mechanism].default
    return on and row.unit != "months" and row.default != row.neutral


@cache
def spread_of(fixed: frozenset[str], width: float) -> Floats:
    """Half the width of each parameter's draw, in the order of the table: `width`, or 0 where it is `fixed`
    (set or varied) or not free.
    """
    free = [is_free(row) and name not in fixed for name, row in PARAMETERS.items()]
    return np.where(free, width, 0.0)


@lru_cache(maxsize=4096)
def _chances(key: int, addresses: tuple[int, ...]) -> Floats:
    """The chances of a replicate's parameters, in the order of the table; no setting changes them."""
    return np.array([uniform(np.uint64(key), 0, address, PARAMETER) for address in addresses])


def drawn(centre: Floats, spread: Floats, keys: Sequence[np.uint64]) -> Grid:
    """The parameters of the replicates with these keys: float64[replicates, n], each centre x (1 + spread x
    (2 u - 1)), held in its range; what has no spread keeps its centre, whatever its range.
    """
    if not spread.any():
        return np.tile(centre, (len(keys), 1))
    chances = np.array([_chances(int(key), _ADDRESS) for key in keys])
    values = np.clip(centre * (1.0 + spread * (2.0 * chances - 1.0)), _LOW, _HIGH)
    return np.where(spread > 0.0, values, centre)
