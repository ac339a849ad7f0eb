"""What machine this is: its processor, cores, memory and system, and the packages that decide its speed."""

import os
import platform
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from experiments.sweep.workers import cores
from sim.source import source_hash

PACKAGES = ("alliance-resilience", "numpy", "numba", "llvmlite", "mesa", "pyarrow")


def machine() -> dict[str, Any]:
    """Processor, cores this process may use and cores there are, memory in GB, system, how busy it was just
    now (runnable processes, the mean of a minute), and what is set for the compiler.
    """
    return {
        "processor": _processor(),
        "cores": cores(),
        "cores_in_all": os.cpu_count(),
        "memory_gb": _memory(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "compiler": {name: value for name, value in os.environ.items() if name.startswith("NUMBA_")},
    }


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, OSError, ValueError):
        return None


def versions() -> dict[str, str]:
    """Python, the packages that decide how fast the model runs, and the hash of the model's sources."""
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "model": source_hash(),
    }
