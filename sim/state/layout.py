"""Places of parameters (`SLOPE`), of switches (`ON_SCAR`), of the numbers of the blocks (`S_TIES` of a state,
`G_READY` of a side, `A_TERMS` of the alliance) and of the month's series (`R_PERFORMANCE`), as constants that
the compiler folds: made from the tables. Who checks types reads their names in `layout.pyi`, which
`python -m sim.state.layout_stub` makes.
"""

from collections.abc import Iterable

from sim.parameters.table import MECHANISMS, PARAMETERS
from sim.series import PLACE
from sim.state.blocks import ALLIANCE, SIDE, STATE


def _places(prefix: str, names: Iterable[str]) -> dict[str, int]:
    return {f"{prefix}{name.upper()}": place for place, name in enumerate(names)}


globals().update(
    _places("", PARAMETERS)
    | _places("ON_", MECHANISMS)
    | _places("S_", STATE)
    | _places("G_", SIDE)
    | _places("A_", ALLIANCE)
    | _places("R_", PLACE)
)
