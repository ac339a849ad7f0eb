"""How many floating operations a month takes: counted by running the kernel's text on numbers that count.

A process of its own runs it, without the compiler: `python -m experiments.checks.bench.operations`.
"""

import json
import math
import os
import subprocess
import sys
from typing import Any

import numpy as np


class CountedNumber(float):
    """A number whose sums, differences, products and quotients are counted; comparisons are not."""

    counted = 0

    def _made(self, value: float) -> "CountedNumber":
        CountedNumber.counted += 1
        return CountedNumber(value)

    def __add__(self, other: float) -> "CountedNumber":
        return self._made(float(self) + float(other))

    __radd__ = __add__

    def __sub__(self, other: float) -> "CountedNumber":
        return self._made(float(self) - float(other))

    def __rsub__(self, other: float) -> "CountedNumber":
        return self._made(float(other) - float(self))

    def __mul__(self, other: float) -> "CountedNumber":
        return self._made(float(self) * float(other))

    __rmul__ = __mul__

    def __truediv__(self, other: float) -> "CountedNumber":
        return self._made(_quotient(float(self), float(other)))

    def __rtruediv__(self, other: float) -> "CountedNumber":
        return self._made(_quotient(float(other), float(self)))

    def __neg__(self) -> "CountedNumber":
        return CountedNumber(-float(self))

    def __abs__(self) -> "CountedNumber":
        return CountedNumber(abs(float(self)))


def _quotient(x: float, y: float) -> float:
    """Divided as the kernel divides: by nothing it is without bound or not a number, and no fault."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.float64(x) / np.float64(y))


def operations_of_month() -> int:
    """Floating operations of a calm month of the default world, counted in another process."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-m", "experiments.checks.bench.operations"]
    said = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    return int(json.loads(said.stdout))


def counted() -> int:
    """The count, in a process that has no compiler: months 4 to 6, when stocks and moods are under way."""
    from experiments.checks.bench.engine_speed import usual_case
    from sim.kernel.month_loops import run_month
    from sim.kernel.working_arrays import machine_for, task_of
    from sim.parameters.table import effective
    from sim.state.run_state import put_in_blocks, starting_state

    case = usual_case(6)
    machine = machine_for(case, starting_state(case, case.parameters))
    task = task_of(case, case.context)
    task = task._replace(world=_counting(task.world))
    parts = type(machine)(*(_counting(part) for part in machine))
    parts, months = parts._replace(s=put_in_blocks(parts.b, parts.s)), 6
    honest, chance = math.sqrt, np.random.default_rng(1)

    def root(x: float) -> CountedNumber:
        return CountedNumber(0.0)._made(honest(float(x)))

    math.sqrt = root  # type: ignore[assignment]
    p, row = _numbers(effective(case.parameters, case.switches)), _numbers(np.zeros(200))
    for month in range(months):
        if month == months // 2:
            CountedNumber.counted = 0
        draws = _numbers(chance.standard_normal(len(case.world.states)))
        run_month(task, p, parts, np.uint64(1), month, draws, row, np.zeros(1, dtype=np.int64), 0)
    math.sqrt = honest
    return CountedNumber.counted // (months - months // 2)


def _counting(arrays: Any) -> Any:
    """A named tuple of arrays, those of real numbers as numbers that count."""
    return type(arrays)(*(_numbers(part) if part.dtype == np.float64 else part for part in arrays))


def _numbers(part: Any) -> Any:
    made = np.empty(part.shape, dtype=object)
    flat = made.reshape(-1)
    for k, value in enumerate(part.reshape(-1)):
        flat[k] = CountedNumber(value)
    return made


if __name__ == "__main__":
    print(json.dumps(counted()))
