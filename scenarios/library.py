"""Scenarios by name or by file, and the boundary that turns every fault of a file into lines."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeVar

from scenarios.extensions import own_scenarios
from scenarios.reading.document import Document, Unfit
from scenarios.reading.faults import Blame, Fault, Invalid, Path, field_name
from scenarios.reading.reader import read, read_file
from scenarios.reading.safe_text import echo, either, lookalike, nearest, printable

if TYPE_CHECKING:
    from scenarios.schema import Scenario

T = TypeVar("T")
HERE = FilePath(__file__).parent
SUFFIXES = (".yaml", ".yml")
MOST_FAULTS = 50


def shipped() -> tuple[str, ...]:
    """Names of the scenarios that come with the program, in alphabetical order."""
    return tuple(sorted(path.stem for path in HERE.glob("[!.]*.yaml")))


def catalogue() -> tuple[tuple[str, str], ...]:
    """Name and title of each shipped scenario, without the cost of checking them."""
    return tuple((name, str(read(read_file(str(path_of(name)))).value["title"])) for name in shipped())


def own_catalogue() -> tuple[tuple[str, str], ...]:
    """Name and title of each scenario of an extension; of one with a fault, the fault. Raises
    :class:`Invalid` where an extension itself is wrong.
    """
    return tuple((name, _title(str(path))) for name, path in own_scenarios().items())


def _title(path: str) -> str:
    try:
        return load(path).title
    except Invalid as error:
        return str(error.faults[0])


def path_of(name: str) -> FilePath:
    """The file of a shipped scenario."""
    return HERE / f"{name}.yaml"


def source(name_or_path: str | os.PathLike[str]) -> str:
    """The text of a scenario as it stands in its file. Raises :class:`Invalid` where none can be read."""
    path = _locate(os.fspath(name_or_path))
    try:
        return read_file(path)
    except (Unfit, OSError) as error:
        raise Invalid((_whole_file(path, error),)) from None


def load(name_or_path: str | os.PathLike[str]) -> Scenario:
    """A shipped scenario by name, or one of a file (``.yaml``, ``.yml``, or a path that exists).

    Raises :class:`Invalid`, whose ``faults`` are everything that is wrong with the file, and nothing else.
    """
    path = _locate(os.fspath(name_or_path))
    return load_checked(path, lambda document: _scenario(document, FilePath(path).stem))


def load_checked(path: str, examine: Callable[[Document], tuple[T | None, list[Blame]]]) -> T:
    """What ``examine`` makes of the file at ``path``; it gives None and blames, or the thing and none.

    Raises :class:`Invalid` with every fault of the file at its place, and nothing else.
    """
    try:
        return _examined(path, examine)
    except Invalid:
        raise
    except (Unfit, OSError) as error:
        raise Invalid((_whole_file(path, error),)) from None
    except Exception as error:
        raise Invalid((_whole_file(path, error),)) from error


def check(path: str | os.PathLike[str]) -> list[Fault]:
    """Every fault of a file or shipped scenario, at most 50 and one line on the rest."""
    try:
        load(path)
    except Invalid as error:
        return list(error.faults)
    return []


def _locate(wanted: str) -> str:
    """Where a scenario stands: a name is never a path, a path is never a name."""
    if wanted in shipped():
        return str(path_of(wanted))
    if (own := own_scenarios()) and wanted in own:
        return str(own[wanted])
    if wanted.endswith(SUFFIXES) or _exists(wanted):
        return wanted
    known = (*shipped(), *own)
    here = [f"{wanted}{suffix}" for suffix in SUFFIXES if wanted and _exists(f"{wanted}{suffix}")]
    hint = f"{here[0]}, which is a file here" if here else either(nearest(wanted, known))
    message = "is neither a shipped scenario (see alliance list scenarios) nor a file"
    raise Invalid((Fault("", 0, 0, echo(wanted), message, hint=hint),))


def _exists(path: str) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:
        return False


def _whole_file(path: str, error: BaseException) -> Fault:
    """A fault of the file itself. Errors nobody foresaw name their kind, never their traceback."""
    if isinstance(error, Unfit):
        return Fault(printable(path), *error.at, "file" if error.at[0] else "", str(error))
    if isinstance(error, OSError):
        return Fault(
            printable(path), 1, 1, "file", f"cannot be opened: {error.strerror or type(error).__name__}"
        )
    words = f"cannot be read, which is a bug of this program ({type(error).__name__})"
    return Fault(printable(path), 1, 1, "file", words)


def _examined(path: str, examine: Callable[[Document], tuple[T | None, list[Blame]]]) -> T:
    from scenarios.reading.migrate import migrate

    document = read(read_file(path))
    if foreign := migrate(document):  # of another format: what else it holds cannot be checked
        raise Invalid(_placed([foreign], document, printable(path)))
    made, blames = examine(document)
    everything = [*document.blames, *blames]
    if made is None or everything:
        raise Invalid(_placed(everything, document, printable(path)))
    return made


def _scenario(document: Document, name: str) -> tuple[Scenario | None, list[Blame]]:
    from scenarios.checking.validate import examine
    from scenarios.events import spelled_out
    from scenarios.schema import Scenario

    file, blames = examine(document.value, document.refused)
    if file is None:
        return None, blames
    file = spelled_out(file)
    said = {**dict(file), "name": echo(name)}
    return Scenario.model_construct(_fields_set=set(file.model_fields_set), **said), []


def _placed(blames: list[Blame], document: Document, file: str) -> tuple[Fault, ...]:
    placed = sorted(((_place(blame, document), blame) for blame in blames), key=lambda pair: pair[0])
    faults = [_fault(at, blame, document, file) for at, blame in placed[:MOST_FAULTS]]
    if len(placed) > MOST_FAULTS:
        faults.append(
            Fault(file, *placed[MOST_FAULTS][0], "file", f"has {len(placed) - MOST_FAULTS} more faults")
        )
    return tuple(dict.fromkeys(faults))


def _place(blame: Blame, document: Document) -> tuple[int, int]:
    """Line and column: of the field's name or value, or of the group where a value is missing."""
    if blame.at:
        return blame.at
    path: Path = blame.path
    if blame.on_key and path in document.keys:
        return document.keys[path].line, document.keys[path].column
    while path not in document.places and path:
        path = path[:-1]
    place = document.places[path]
    return place.line, place.column


def _fault(at: tuple[int, int], blame: Blame, document: Document, file: str) -> Fault:
    where = document.keys if blame.on_key else document.places
    raw = where[blame.path].raw if blame.path in where else ""
    got = blame.got if blame.got is not None else "" if raw == "" or blame.on_key else echo(raw)
    hint = blame.hint or either(nearest(str(raw), blame.options))
    field = echo(field_name(_by_name(blame.path, document.value)))
    return Fault(file, *at, field, blame.message, _marked(blame.path, got), hint)


def _by_name(path: Path, value: object) -> Path:
    """The same path with an event's name in place of its number, as keys say it, where it has one of its
    own: ``shocks.blockade.size``.
    """
    match path:
        case (str(place), int(number), *rest) if rest and isinstance(value, dict):
            events = value.get(place)
            listed = events if isinstance(events, list | tuple) else ()
            names = [event.get("name") if isinstance(event, dict) else None for event in listed]
            name = names[number] if number < len(names) else None
            if isinstance(name, str) and re.fullmatch(r"[a-z][a-z0-9-]*", name) and names.count(name) == 1:
                return (place, name, *rest)
    return path


def _marked(path: Path, got: str) -> str:
    """Say which character of a name or value only looks like what was meant; prose may hold any."""
    name = str(path[-1]) if path else ""
    text = "" if path[:1] in (("title",), ("asks",)) else name if lookalike(name) else got
    return f"{echo(text)}, which holds {lookalike(text)}" if lookalike(text) else got
