"""One way to compile: rules and kernel alike, cached by the text they are made of.

A rule file ends with `compile_rules(__name__)`. The rule's own text stays plain Python, so it can be read,
mutated and run without a compiler; the compiled form takes its place in the module. Every rule has an
explicit signature read from its annotations and numpy's error model (1/0 is inf, never an exception), so the
bits do not depend on which engine compiled it first.

numba does not notice an edited helper in another file. So the cache folder is named after a hash of all
sources in `sim/`: whoever edits a constant in a rule gets the edited rule. Where no folder can be written,
nothing is cached.
"""

import sys
from collections.abc import Callable
from inspect import get_annotations, isfunction
from typing import Any, TypeVar

import numba
import numpy as np
from numba import float64, int64, types, uint64

from sim.array_types import Floats, Grid, Integers
from sim.source import cache_folder

_F = TypeVar("_F", bound=Callable[..., Any])

_TYPES: dict[Any, types.Type] = {
    float: float64,
    int: int64,
    np.uint64: uint64,
    Floats: float64[::1],
    Integers: int64[::1],
    Grid: float64[:, ::1],
    None: types.none,
}

_INLINED: dict[str, dict[str, Any]] = {
    "": {},
    "late": {"forceinline": True, "no_cpython_wrapper": True},
    "early": {"inline": "always"},
}


def compiled(function: _F, *, inlined: str = "") -> _F:
    """Compile one function with the project's settings; its types are those of the first call, or of `ready`.

    Compiled code allocates nothing and hands no array back, so it counts no references: to count them took a
    fifth of the time to compile and two fifths of a month.

    `inlined` puts a step of the month into its caller, and it can be called from compiled code alone: "late"
    by the optimiser (handing over sixty arrays costs more than some steps), "early" before types are known,
    which spares a step that has one caller a compile of its own.
    """
    options: dict[str, Any] = {"error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True, "_nrt": False}
    options |= _INLINED[inlined]
    folder = cache_folder()
    settings: Any = numba.config
    place = settings.CACHE_DIR
    try:
        if folder is not None and inlined != "early":
            settings.CACHE_DIR = str(folder)
            options["cache"] = True
        made = numba.njit(function, **options)
    finally:
        settings.CACHE_DIR = place
    return made  # type: ignore[no-any-return]


def _signature(function: Callable[..., Any]) -> Any:
    notes = get_annotations(function, eval_str=True)
    result = _TYPES[notes.pop("return")]
    return result(*(_TYPES[note] for note in notes.values()))


_WAITING: list[tuple[Any, Any]] = []


def compile_rules(module: str, *, at_once: bool = False) -> None:
    """Put the compiled form of every function written in `module` in its place, in the order they were
    written; it has its signature `at_once`, or from `ready` on.
    """
    names = vars(sys.modules[module])
    for name, function in list(names.items()):
        if isfunction(function) and function.__module__ == module:
            names[name] = made = compiled(function)
            if made is not function:
                _WAITING.append((made, _signature(function)))
    if at_once:
        ready()


def ready() -> None:
    """Give every rule so far its signature, and no other: to be asked before rules are called or compiled
    into a kernel. To load them all takes half a second, which a kernel that is compiled already can do
    without.
    """
    while _WAITING:
        made, signature = _WAITING.pop(0)
        made.compile(signature)
        made.disable_compile()
