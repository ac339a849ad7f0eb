"""The calm alliance of the shipped defaults, measured: `python -m experiments.study calm` writes
`sim/parameters/calm.json` anew.

Y* is the allied output at calm rest (no noise, no shock), where Y = 1; P* the median performance after the
burn-in.
"""

import json
from pathlib import Path

import numpy as np

from sim import run
from sim.parameters import calm
from sim.parameters.calm import Y_STAR
from sim.parameters.table import switches, vector
from sim.series import PLACE
from sim.world.build import build_world
from sim.world.case import Case

FILE = Path(calm.__file__).with_name("calm.json")
SEED, REPLICATES = 1, 200
_STILL = ("mood", "misperception")


def default_case(*, off: tuple[str, ...] = (), months: int = 12) -> Case:
    """The default world with nothing happening in it."""
    nothing = np.zeros((0, 10))
    return Case(build_world(), vector({}), switches(off), nothing, nothing, months, 240)


def measured() -> dict[str, float]:
    """Y* and P* of the present sources: {"performance": …, "output": …}."""
    still = default_case(off=_STILL, months=2400)
    quiet = run.simulate(still, SEED, np.zeros(1, dtype=np.int64), shocked=False)
    output = float(np.mean(quiet["output"][0, -12:]) * Y_STAR)
    noisy = run.simulate(default_case(), SEED, np.arange(REPLICATES), shocked=False)
    first = noisy.series[:, 0, PLACE["performance"]] * np.sqrt(Y_STAR / output)
    return {"performance": round(float(np.median(first)), 6), "output": round(output, 6)}


def file_text() -> str:
    """The text of the file of Y* and P*, measured anew."""
    return json.dumps(measured()) + "\n"
