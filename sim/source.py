"""The identity of the model: a hash of its sources, and the folder that holds what was compiled from them.

Nothing heavy is imported here: who only asks which model this is need not wait for a compiler.
"""

import hashlib
import os
import platform
import shutil
import sys
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

KEPT = 6
_SIM = Path(__file__).resolve().parent


@cache
def source_hash() -> str:
    """Sixteen hex digits that stand for the model: every .py, .csv and .json file in `sim/`, and the
    compiler.
    """
    digest = hashlib.sha256()
    for path in sorted(_SIM.rglob("*")):
        if path.suffix in {".py", ".csv", ".json"} and "__pycache__" not in path.parts:
            digest.update(path.relative_to(_SIM).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(
        f"{version('numba')} {version('numpy')} {sys.version_info[:3]} {platform.machine()}".encode()
    )
    return digest.hexdigest()[:16]


def _cache_home() -> Path:
    given = os.environ.get("ALLIANCE_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    return (Path(given) if given else Path.home() / ".cache") / "alliance-resilience"


@cache
def cache_folder() -> Path | None:
    """The folder of what was compiled from exactly these sources, or None where it cannot be written."""
    checked = "-checked" if os.environ.get("NUMBA_BOUNDSCHECK", "0") not in {"", "0"} else ""
    folder = _cache_home() / (source_hash() + checked)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        _forget_old(folder)
    except (OSError, RuntimeError):
        return None
    return folder


def _forget_old(folder: Path) -> None:
    others = sorted(
        (p for p in folder.parent.iterdir() if p.is_dir() and p != folder), key=lambda p: p.stat().st_mtime
    )
    for old in others[: max(0, len(others) - KEPT)]:
        shutil.rmtree(old, ignore_errors=True)


def is_warm(part: str = "batch") -> bool:
    """True where that part of the kernel has been compiled from these sources before, so that starting takes
    no compile; a folder that cannot be read holds nothing.
    """
    folder = cache_folder()
    try:
        return folder is not None and any(folder.rglob(f"batch.{part}-*.nbc"))
    except OSError:
        return False
