"""The guard at the door: are the packages Python would import under our names really ours?

The rooms are top-level packages with plain names. A notebook's own `analysis.py` beside it, or another
installed package of that name, would be found first and fail far inside; here it is found at once and
named.
"""

import importlib.util
import sys
from pathlib import Path

from alliance.exit_codes import ExitCode

ROOMS = ("analysis", "experiments", "scenarios", "sim")


def refuse_strays() -> None:
    """End the command with one line where a module stands in the way of a room; raise ImportError with that
    line in a script or a notebook.
    """
    in_the_way = stray()
    if in_the_way is None:
        return
    if not _called_as_command():
        raise ImportError(in_the_way)
    print(in_the_way, file=sys.stderr)
    sys.exit(ExitCode.FAILURE)


def stray() -> str | None:
    """One line naming the first module that stands in the way of a room, or None if all is well."""
    home = Path(__file__).resolve().parent.parent
    for name in ROOMS:
        place = _imported_from(name)
        if place is None:
            return f"alliance: its package {name!r} is not installed; install alliance-resilience again"
        if home / name not in place.resolve().parents:
            shown = place.parent if place.name == "__init__.py" else place
            return (
                f"alliance: {shown} hides alliance's own package {name!r}; "
                "rename it, or start Python in another folder"
            )
    return None


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
