"""The guard at the door: are the packages Python would import under our names really ours?

The rooms are top-level packages with plain names. A notebook's own `analysis.py` beside it, or another
installed package of that name, would be found first and fail far inside. A command looks past it; in a script
or notebook, which may want its own, it is found at once and named.
"""

import importlib.util
import os
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from alliance.exit_codes import ExitCode

WORKER = "--multiprocessing-fork"
"""In the call of a process that another one has started to share its work."""
ROOMS = ("analysis", "experiments", "languages", "page", "scenarios", "sim")


def refuse_strays() -> None:
    """In a script or a notebook, raise ImportError with one line where a module stands in the way of a room.
    A command looks past such modules, and ends with that line where this does not help.
    """
    command = _called_as_command()
    if command:
        sys.path[:] = _hiding_last(sys.path)
    in_the_way = stray()
    if in_the_way is None:
        return
    if not command:
        raise ImportError(in_the_way)
    print("".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in in_the_way), file=sys.stderr)
    sys.exit(ExitCode.FAILURE)


def _hiding_last(places: list[str]) -> list[str]:
    """Where Python looks, in this order but for places that hide a room of ours: they come last, so that a
    command's process, and the workers it starts, find ours.
    """
    home = Path(__file__).resolve().parent.parent
    hiding = [place for place in places if Path(place).resolve() != home and _hides_a_room(place)]
    return [*(place for place in places if place not in hiding), *hiding]


def _hides_a_room(place: str) -> bool:
    specs = (PathFinder.find_spec(name, [place or os.getcwd()]) for name in ROOMS)
    return any(spec is not None and spec.has_location for spec in specs)


def stray() -> str | None:
    """One line naming the first module that stands in the way of a room, or None if all is well."""
    home = Path(__file__).resolve().parent.parent
    for name in ROOMS:
        place = _imported_from(name)
        if place is None:
            return f"alliance: its package {name!r} is not installed; install alliance-resilience again"
        if home / name not in place.resolve().parents:
            shown = place.parent if place.name == "__init__.py" else place
            return f"alliance: {shown} hides alliance's own package {name!r}; rename it, or {_way_out(shown)}"
    return None


def _way_out(module: Path) -> str:
    """How Python comes not to find a module, in words."""
    told = (Path(place).resolve() for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place)
    if module.resolve().parent in told:
        return "take its folder out of PYTHONPATH"
    return "start Python in another folder"


def is_a_command() -> bool:
    """Whether this process is a command's own, and none that a command has started to share its work: those
    it stops itself.
    """
    return _called_as_command() and WORKER not in sys.orig_argv


def _called_as_command() -> bool:
    """Whether this is `alliance …` or `python -m alliance …`, where a traceback would help nobody."""
    if sys.argv and sys.argv[0] == "-m":  # what runpy leaves there until the package is imported
        return "alliance" in sys.orig_argv
    return bool(sys.argv) and Path(sys.argv[0]).stem == "alliance"


def _imported_from(name: str) -> Path | None:
    """The file Python imports under a name, imported already or not; None if there is none."""
    loaded = sys.modules.get(name)
    if loaded is not None:
        file = getattr(loaded, "__file__", None)
        return Path(file) if file else Path(name)
    spec = importlib.util.find_spec(name)
    if spec is None:
        return None
    if spec.has_location and spec.origin:
        return Path(spec.origin)
    return Path(next(iter(spec.submodule_search_locations or []), name))
