"""What each part of a pattern measures, one function a part, over replicates 0 … n − 1 of one seed.

Functions are filed by what they read a part off: measures of runs beside their twins (`parts_from_measures`),
arms of a scenario (`parts_from_arms`), losses saved (`parts_from_losses`), months that the context dates
(`parts_from_dates`), whole states (`parts_from_states`), shares of runs (`parts_from_shares`). What a part
must come to stands in `patterns.csv`, written before any of them was run.
"""

from collections.abc import Callable, Mapping
from functools import partial

from analysis.arrays import FloatArray
from experiments.study.patterns.arms import Values
from experiments.study.patterns.parts_from_arms import FROM_ARMS
from experiments.study.patterns.parts_from_dates import FROM_DATES
from experiments.study.patterns.parts_from_losses import FROM_LOSSES
from experiments.study.patterns.parts_from_measures import (
    autonomy_weakens,
    calm_output,
    compute_deepens,
    depth_calm,
    loss_calm,
    outlives_effort,
    trust_legacy,
    trust_speed,
    trust_speed_censored,
    without_warning,
)
from experiments.study.patterns.parts_from_shares import (
    ENDINGS,
    Measurement,
    council_raises,
    critical_size,
    map_shares,
)
from experiments.study.patterns.parts_from_states import (
    early_difference,
    late_difference,
    pledge_floor,
    transfer_hit,
)

PAIRED: Mapping[str, Values] = {
    "P3 speed": trust_speed,
    "P3 legacy": trust_legacy,
    "P61 high": compute_deepens(1.0),
    "P61 low": compute_deepens(0.27),
    "P6 depth": without_warning(depth_calm),
    "P6 loss": without_warning(loss_calm),
    "P6 calm": without_warning(calm_output),
    "P8 data": transfer_hit,
    "P10 outlives": outlives_effort,
    "P12 autonomy": autonomy_weakens,
    "P25 floor": pledge_floor,
    "P78 speed": trust_speed_censored,
    **FROM_ARMS,
    **FROM_LOSSES,
    **FROM_DATES,
}
"""Parts that are paired values of one scenario, by id and part as in `patterns.csv`."""
OVER_ALL: Mapping[str, Callable[[int], FloatArray]] = {
    "P26 before": early_difference,
    "P26 after": late_difference,
}
"""Parts over every shipped scenario with a shock."""
SHARES: Mapping[str, Callable[..., Measurement]] = {
    **{f"P2 {where}": partial(map_shares, ending=ending) for where, ending in ENDINGS.items()},
    "P4 finite": critical_size,
    "P4 council": council_raises,
}
"""Parts that are read off shares of runs."""
