"""How many lanes this machine is given, and why it is given none where it is not."""

import hashlib
import os
from functools import cache
from typing import Any

KNOWN = frozenset({"0.66", "0.67", "0.68"})
"""Versions of the compiler that lanes were tried with."""
VARIABLE = "ALLIANCE_LANES"
"""An environment variable that says how many lanes to use: 1 (none), 4, 8 or 16."""
WIDTHS = (1, 4, 8, 16)


def machine_width() -> int:
    """Lanes for this processor: twice what a register holds, so that it works on one while the other is on
    its way. 1 where lanes are not to be used.
    """
    return 1 if reason_for_none() else int(_wished_for() or _widest())


def reason_for_none() -> str:
    """Why replicates go one after another, in a clause, or nothing where they go side by side. A wish that
    cannot be met stops no run, since no number depends on it.
    """
    wished = _wished_for()
    if wished == "1":
        return f"{VARIABLE} is 1"
    if wished and wished not in map(str, WIDTHS):
        return f"{VARIABLE} is {wished!r}, and may be {', '.join(map(str, WIDTHS))}"
    if not wished and _minor() not in KNOWN:
        return f"lanes were tried with numba {' and '.join(sorted(KNOWN))}, and this is {_minor()}"
    return ""


def _wished_for() -> str:
    return os.environ.get(VARIABLE, "").strip()


@cache
def _minor() -> str:
    from importlib.metadata import version

    return ".".join(version("numba").split(".")[:2])


def _widest() -> int:
    features = _features()
    if "+avx512f" in features and "+avx512dq" in features:
        return 16
    return 8 if "+avx" in features else 4


@cache
def _features() -> frozenset[str]:
    """What the processor can do, as the compiler is told."""
    import numba

    settings: Any = numba.config
    told = settings.CPU_FEATURES
    given = told if told is not None else _llvm().get_host_cpu_features().flatten()
    return frozenset(given.split(","))


def machine_code_name(width: int) -> str:
    """A name for what was compiled for this processor and width."""
    told = f"{_llvm().get_host_cpu_name()} {sorted(_features())}"
    return f"lanes-{width}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def _llvm() -> Any:
    from importlib import import_module

    return import_module("llvmlite.binding")
