"""What two libraries load in case it is wanted, where it is not: half a second of every start.

pyarrow looks for pandas at its first array, numba for scipy's linear algebra at its first rule. Neither is
used here, and both do without. So a process that runs nothing but this program (a command, a worker) tells
them that there is none. Whoever else asks gets either, and a notebook of a reader's own is left alone.
"""

import sys
from types import FrameType
from typing import Any

_SPARED = {
    "pandas": ("pyarrow", "alliance", "page", "experiments", "scenarios", "analysis", "sim"),
    "scipy.linalg": ("numba",),
}
"""Module, and in whose name it is asked for: what pyarrow asks in compiled code seems to be asked by us."""


class SparedImports:
    """A finder of modules that finds those not, for those askers, and has no opinion on anything else."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        """None, so that the next finder is asked, or ModuleNotFoundError."""
        if name in _SPARED and _asker(sys._getframe(1)).partition(".")[0] in _SPARED[name]:
            raise ModuleNotFoundError(f"{name} is spared here", name=name)


def _asker(frame: FrameType | None) -> str:
    """The module in which the import stands, past the frames of the import system itself."""
    while frame is not None and "importlib" in frame.f_globals.get("__name__", ""):
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", "")) if frame is not None else ""


def spare_unused_imports() -> None:
    """From here on, in this process, load no more than is used. A second call does nothing."""
    if SparedImports not in sys.meta_path:
        sys.meta_path.insert(0, SparedImports)
