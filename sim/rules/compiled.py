"""One way to compile: rules and kernel alike, cached by the text they are made of.

A rule file ends with `compile_rules(__name__)`. The rule's own text stays plain Python, so it can be read,
mutated
and run without a compiler; the compiled form takes its place in the module. Every rule has an explicit
signature
read from its annotations and numpy's error model (1/0 is inf, never an exception), so the bits do not depend
on
which engine compiled it first.

numba does not notice an edited helper in another file. So the cache folder is named after a hash of all
sources in
`sim/`: whoever edits a constant in a rule gets the edited rule. Where no folder can be written, nothing is
cached.
"""

import hashlib
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from inspect import get_annotations, isfunction
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba import float64, int64, types, uint64
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
_F = TypeVar("_F", bound=Callable[..., Any])

KEPT = 6
_SIM = Path(__file__).resolve().parent.parent
_TYPES: dict[Any, types.Type] = {
    float: float64,
    int: int64,
    np.uint64: uint64,
    Floats: float64[::1],
    Integers: int64[::1],
}


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
        f"{numba.__version__} {np.__version__} {sys.version_info[:3]} {platform.machine()}".encode()
    )
    return digest.hexdigest()[:16]


def _cache_home() -> Path:
    given = os.environ.get("ALLIANCE_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    return (Path(given) if given else Path.home() / ".cache") / "alliance-resilience"


@cache
def cache_folder() -> Path | None:
    """The folder that holds the compiled form of exactly these sources, or None where it cannot be
    written.
    """
    settings: Any = numba.config
    checked = "-checked" if settings.BOUNDSCHECK else ""
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


def is_warm() -> bool:
    """True where the kernel of these sources has been compiled before, so that starting takes no compile."""
    folder = cache_folder()
    return folder is not None and any(folder.rglob("batch*.nbc"))


def compiled(function: _F, signature: Any = None, *, inlined: bool = False) -> _F:
    """Compile one function with the project's settings; `signature` None leaves the types to the first
    call.

    `inlined` puts a step of the month into its caller: handing over sixty arrays costs more than some steps.
    """
    options: dict[str, Any] = {"error_model": "numpy", "fastmath": False, "nogil": True}
    if inlined:
        options["forceinline"] = True
    folder = cache_folder()
    settings: Any = numba.config
    place = settings.CACHE_DIR
    try:
        if folder is not None:
            settings.CACHE_DIR = str(folder)
            options["cache"] = True
        made = (
            numba.njit(function, **options)
            if signature is None
            else numba.njit(signature, **options)(function)
        )
    finally:
        settings.CACHE_DIR = place
    return made  # type: ignore[no-any-return]


def _signature(function: Callable[..., Any]) -> Any:
    notes = get_annotations(function, eval_str=True)
    result = _TYPES[notes.pop("return")]
    return result(*(_TYPES[note] for note in notes.values()))


def compile_rules(module: str) -> None:
    """Put the compiled form of every function written in `module` in its place, in the order they were
    written.
    """
    names = vars(sys.modules[module])
    for name, function in list(names.items()):
        if isfunction(function) and function.__module__ == module:
            names[name] = compiled(function, _signature(function))
