"""The paper's own case, C22 and C23: cooperation after the shocks of 2021 and 2022, and the fields in which a
council's commitments operate. Neither is tuned for (docs/expectations.md).
"""

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from analysis.arrays import FloatArray
from experiments.study.core.criteria import YEAR, Criterion, around
from experiments.study.core.mechanism_effects import Arm, level
from scenarios import causes, compile_case, load
from sim.series import DOMAINS

OPERATING = 0.05
"""Commitments above this share of the agenda operate in a field."""
PAPER_CASE = (
    Criterion(
        "C22", "cooperation a year after the shortage over that of turn and repair alone", 1.0, math.inf
    ),
    Criterion(
        "C23", "fields with operating commitments after six meetings minus before the launch", 1.0, math.inf
    ),
)


def after_the_shortage(n: int, width: float) -> FloatArray:
    """C22: cooperation over the twin's, a year after the shortage of `repair-and-shock`: float64[n]."""
    scenario = load("repair-and-shock")
    ends = [
        cause.end
        for cause in causes(scenario, scenario.shocks)
        if cause.target == "chips.capacity" and cause.end
    ]
    both = level(Arm("repair-and-shock", "", (), n, width), "cooperation")
    return around(both.run / both.twin, max(ends) + 1 + YEAR)


def fields_gained(n: int, width: float) -> FloatArray:
    """C23: fields in which commitments operate in the last month of `ttc-2021-2024`, minus those in the month
    before the council's launch: float64[n].
    """
    (launched,) = compile_case(load("ttc-2021-2024")).context
    launch = int(launched[3] + launched[4])
    arm = Arm("ttc-2021-2024", "", (), n, width)
    operate = [level(arm, f"commitments_{domain}").run > OPERATING for domain in DOMAINS]
    fields = np.sum(operate, axis=0)
    return np.asarray((fields[:, -1] - fields[:, launch - 1]).astype(np.float64))


MEASURED: Mapping[str, Callable[[int, float], FloatArray]] = {"C22": after_the_shortage, "C23": fields_gained}


def paper_case(n: int, width: float) -> Iterator[tuple[Criterion, FloatArray]]:
    """Both criteria with their values over n replicates, parameters drawn within `width` of their centre."""
    for row in PAPER_CASE:
        yield row, MEASURED[row.id](n, width)
