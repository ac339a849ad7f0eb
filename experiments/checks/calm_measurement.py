"""The calm alliance of the shipped defaults, measured: `python -m experiments.study calm` writes
`sim/parameters/calm.json` anew.

Y* is the allied output at calm rest (no noise, no shock), where Y = 1; P* and C* are the medians of
performance and active cooperation after the burn-in, with chance and every parameter at its centre.
"""

import json
from pathlib import Path

import numpy as np

from scenarios.schema import BurnIn
from sim import run
from sim.parameters import calm
from sim.parameters.calm import Y_STAR
from sim.parameters.table import switches, vector
from sim.series import PLACE
from sim.world.build import build_world
from sim.world.case import Case

FILE = Path(calm.__file__).with_name("calm.json")
SEED, REPLICATES = 1, 200
BURN_IN = BurnIn().months
_STILL = ("mood",)


def default_case(*, off: tuple[str, ...] = (), months: int = 12) -> Case:
    """The default world with nothing happening in it."""
    nothing = np.zeros((0, 10))
    return Case(build_world(), vector({}), switches(off), nothing, nothing, months, BURN_IN)


def measured() -> dict[str, float]:
    """Y*, P* and C* of the present sources: {"performance": …, "output": …, "cooperation": …}."""
    still = default_case(off=_STILL, months=2400)
    quiet = run.simulate(still, SEED, np.zeros(1, dtype=np.int64), shocked=False)
    output = float(np.mean(quiet["output"][0, -12:]) * Y_STAR)
    noisy = run.simulate(default_case(), SEED, np.arange(REPLICATES), shocked=False)
    first = noisy.series[:, 0, PLACE["performance"]] * np.sqrt(Y_STAR / output)
    cooperation = noisy.series[:, 0, PLACE["cooperation"]]
    return {
        "performance": round(float(np.median(first)), 6),
        "output": round(output, 6),
        "cooperation": round(float(np.median(cooperation)), 6),
    }


def file_text() -> str:
    """The text of the file of Y*, P* and C*, measured anew."""
    return json.dumps(measured()) + "\n"
