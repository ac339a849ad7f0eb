"""Folders that add to the program from outside it: those a user names, and those of installed packages.

Such a folder may hold ``measures.py``, ``figures.py``, ``event_kinds.csv`` and scenarios (``NAME.yaml``).
A user names it in the variable ``ALLIANCE_EXTENSIONS`` or by :func:`extend`, a package by an entry point of
the group ``alliance.extensions`` whose value is the package that holds these files. Nothing of a folder is
run here, and nothing is taken from a folder that nobody named.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from scenarios.reading.faults import Fault, Invalid
from scenarios.reading.safe_text import echo, printable

VARIABLE = "ALLIANCE_EXTENSIONS"
GROUP = "alliance.extensions"
MEASURES, FIGURES, KINDS = "measures.py", "figures.py", "event_kinds.csv"
HOLDS = f"{MEASURES}, {FIGURES}, {KINDS} or a scenario (NAME.yaml)"


@dataclass(frozen=True)
class Extension:
    """A folder that adds to the program; ``package`` is empty for one that a user names."""

    folder: Path
    package: str = ""

    def file(self, name: str) -> Path | None:
        """Its file of this name, None where it has none."""
        path = self.folder / name
        return path if path.is_file() else None

    def scenarios(self) -> dict[str, Path]:
        """Its scenarios: name → file."""
        return {path.stem: path for path in sorted(self.folder.glob("[!.]*.yaml"))}


def extend(folder: str | os.PathLike[str]) -> None:
    """Let a folder add to the program, in this process and those it starts. Raises :class:`Invalid` for a
    folder that is not there, or holds nothing that could be added.
    """
    added = _of_folder(os.path.abspath(folder))
    named = [part for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part]
    if str(added.folder) not in named:
        os.environ[VARIABLE] = os.pathsep.join([*named, str(added.folder)])


def extensions() -> tuple[Extension, ...]:
    """All of them: those of the variable in its order, then those of packages. Raises :class:`Invalid`."""
    named = os.environ.get(VARIABLE, "").split(os.pathsep)
    return (*(_of_folder(part) for part in dict.fromkeys(named) if part), *installed())


def own_scenarios() -> dict[str, Path]:
    """The scenarios of all extensions: name → file. Raises :class:`Invalid` where a name is taken."""
    from scenarios.library import path_of, shipped

    taken = {name: path_of(name) for name in shipped()}
    own: dict[str, Path] = {}
    for extension in extensions():
        for name, path in extension.scenarios().items():
            if name in taken:
                at = "shipped with the program" if name in shipped() else f"in {taken[name].parent}"
                raise wrong(path, f"a scenario called {echo(name)} is {at} already; call the file otherwise")
            taken[name] = own[name] = path
    return own


def wrong(what: str | os.PathLike[str], message: str) -> Invalid:
    """What to raise of an extension: one line that names the file, folder or package."""
    return Invalid((Fault("", 0, 0, printable(os.fspath(what)), message),))


def _of_folder(folder: str) -> Extension:
    path = Path(folder)
    if not path.is_dir():
        raise wrong(folder, f"is named as an extension, and is no folder (see {VARIABLE})")
    if os.pathsep in folder:
        raise wrong(folder, f"holds {os.pathsep!r}, which parts one folder from the next; call it otherwise")
    return _holding(Extension(path), folder)


def _holding(extension: Extension, called: str) -> Extension:
    """The extension, if it holds anything."""
    if extension.scenarios() or any(extension.file(name) for name in (MEASURES, FIGURES, KINDS)):
        return extension
    raise wrong(called, f"adds nothing: an extension holds {HOLDS}")


@lru_cache(maxsize=1)
def installed() -> tuple[Extension, ...]:
    """Those of installed packages, in the order of their names. Raises :class:`Invalid`."""
    return tuple(_of_package(entry) for entry in sorted(entry_points(group=GROUP)))


def _of_package(entry: EntryPoint) -> Extension:
    called = f"package {entry.dist.name if entry.dist else entry.name}"
    try:
        spec = find_spec(entry.value)
    except Exception as error:  # the package's own code is run where its name has a point
        raise wrong(called, f"{echo(entry.value)} cannot be imported ({type(error).__name__})") from error
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise wrong(
            called,
            f'its entry point in "{GROUP}" names {echo(entry.value)}, which is no package; name the package '
            f"that holds {HOLDS}",
        )
    return _holding(Extension(Path(places[0]), entry.value), called)
