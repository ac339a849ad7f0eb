"""The model's own text, run by plain Python without the compiler, gives the bits of the compiled model."""

import json
import os
import subprocess
import sys
from typing import Any

ASK = """
import hashlib, json
from dataclasses import replace
import numpy as np
from experiments.engine import mesa_runs
from experiments.checks.random_scenarios import random_scenario
from scenarios import compile_case
from sim import run
from sim.kernel import month_loops
from sim.parameters.table import PARAMETERS

def digest(engine, case, shocked):
    made = engine.simulate(case, 5, np.array([2]), shocked=shocked, full=True)
    parts = (made.series, made.states, made.ledger, made.clamps, *made.end)
    return hashlib.sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in parts)).hexdigest()

cases = [replace(compile_case(random_scenario(number, 78)), months=9, burn_in=3) for number in range(10)]
for end in ("low", "high"):
    ends = np.array([getattr(row, end) for row in PARAMETERS.values()])
    cases += [replace(case, parameters=ends) for case in cases[:3]]
ways = [(engine, shocked) for engine in (run, mesa_runs) for shocked in (True, False)]
digests = [[digest(engine, case, shocked) for case in cases] for engine, shocked in ways]
print(json.dumps({"compiled": hasattr(month_loops.run_month, "py_func"), "digests": digests}))
"""
"""Both engines, runs and twins, on ten random cases, and with all parameters at either end of their ranges:
where a rule divided by nothing, plain Python would stop.
"""
WRAPS = "ignore:overflow encountered"
"""A draw's address is hashed modulo 2^64; plain numbers warn of it."""


def answer(disabled: bool) -> dict[str, Any]:
    """What a fresh Python says, with the compiler or without it."""
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore:overflow encountered",
            "-c",
            ASK,
        ],  # the hash of a draw's address wraps
        env={**os.environ, "NUMBA_DISABLE_JIT": str(int(disabled))},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_plain_python_gives_every_bit_of_the_compiled_model() -> None:
    plain, compiled = answer(disabled=True), answer(disabled=False)
    assert (plain["compiled"], compiled["compiled"]) == (False, True)
    assert plain["digests"] == compiled["digests"]
    runs, twins, *agents = compiled["digests"]
    assert agents == [runs, twins]
    assert len(set(runs)) == len(runs)  # control: a digest tells cases apart
