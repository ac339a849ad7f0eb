"""Has every value of a file its type and bounds? Pydantic's complaints, in the words of this program."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from scenarios.reading.faults import Blame, Path
from scenarios.reading.safe_text import either, nearest
from scenarios.reading.scalars import advice, moment_advice
from scenarios.schema import VERSION, BurnIn, Event, File, Firms, Horizon, Span, Start

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class FileLayout:
    """A kind of file: its groups of fields, each at its path (`*`: whatever stands there), the first that of
    the whole; the field in which the values of a sweep belong; and where else a name may belong.
    """

    groups: tuple[tuple[tuple[str, ...], type[BaseModel]], ...]
    sweep: str
    homes: Callable[[], Mapping[str, Collection[str]]]


def _homes_of_scenarios() -> Mapping[str, Collection[str]]:
    from sim.parameters.table import MECHANISMS, PARAMETERS

    return {"in parameters": PARAMETERS, "in switches": MECHANISMS}


SCENARIO_LAYOUT = FileLayout(
    (
        ((), File),
        (("start",), Start),
        (("horizon",), Horizon),
        (("burn_in",), BurnIn),
        (("population",), Firms),
        (("context", "*"), Event),
        (("shocks", "*"), Event),
        (("map", "*"), Span),
    ),
    "map",
    _homes_of_scenarios,
)
_WORDS = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be small letters, digits and single hyphens, beginning with a letter",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
}
_BOUNDS = {
    "greater_than_equal": "must be at least {ge:.12g}",
    "less_than_equal": "must be at most {le:.12g}",
    "too_short": "must have entries, at least {min_length}",
    "too_long": "must have at most {max_length} entries",
    "string_too_long": "must have at most {max_length} characters",
}
_NUMBERS, _MOMENTS = ("int_type", "float_type"), ("moment",)
_GROUP, _LIST = ("dict_type", "model_type"), ("tuple_type", "list_type")


def validate_types(value: Any, layout: FileLayout, model: type[M]) -> tuple[M | None, list[Blame]]:
    """A file as an object of its model, or None and every wrong type, unknown field and broken bound."""
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
        return None, [_blame(value, each, layout) for each in errors if not _echoes(each)]


def _echoes(error: Any) -> bool:
    """A list counted as too short only because its faulty entries, blamed themselves, were not counted."""
    return bool(error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])


def fields_at(path: Path, layout: FileLayout = SCENARIO_LAYOUT) -> dict[str, Any]:
    """Name in the file → field, of the group at ``path``; empty where a group takes any name."""
    for place, model in layout.groups:
        if len(place) == len(path) and all(
            part in ("*", step) for part, step in zip(place, path, strict=True)
        ):
            return {field.alias or name: field for name, field in model.model_fields.items()}
    return {}


def _blame(value: Any, error: Any, layout: FileLayout) -> Blame:
    kind = error["type"]
    path = _real_path(value, error["loc"], missing=kind == "missing")
    if kind == "extra_forbidden":
        options = tuple(fields_at(path[:-1], layout))
        return Blame(path, _no_field(path, options, layout), options, on_key=True)
    if kind == "literal_error":
        options = tuple(re.findall("'([^']*)'", error["ctx"]["expected"]))
        return Blame(path, f"must be one of {', '.join(options)}", options)
    return Blame(path, _message(kind, path, error, layout), on_key=error["loc"][-1:] == ("[key]",))


def _no_field(path: Path, options: tuple[str, ...], layout: FileLayout) -> str:
    """A field that is none: where it belongs, or else, where no name is near, what there is."""
    name, message = str(path[-1]), "is not a field here"
    homes = _homes(name, layout) if path[0] != layout.sweep else []
    if homes:
        return f"{message}; it belongs {either(homes)}"
    return message if nearest(name, options) else f"{message} ({', '.join(options)})"


def _homes(name: str, layout: FileLayout) -> list[str]:
    homes: dict[str, Collection[str]] = {
        f"in {place[0]}" if place else "at the top of the file": fields_at(place, layout)
        for place, _ in layout.groups
    }
    return [home for home, fields in {**homes, **layout.homes()}.items() if name in fields]


def _message(kind: str, path: Path, error: Any, layout: FileLayout) -> str:
    if kind == "missing" and path == ("version",):
        return f"is missing: write version: {VERSION}"
    if kind in _BOUNDS:
        return _BOUNDS[kind].format(**error["ctx"])
    if kind in _GROUP:
        names = ", ".join(fields_at(path, layout))
        return f"must be a group of fields ({names})" if names else "must be a group, such as {name: value}"
    if kind in _LIST:
        such = ": each entry begins with a dash" if fields_at((*path, 0), layout) else ", such as [a, b]"
        return f"must be a list{such}"
    message, hint = _WORDS.get(kind, str(error["msg"])), _hint(kind, error["input"], layout)
    return f"{message}: {hint}" if hint else message


def _hint(kind: str, given: Any, layout: FileLayout) -> str:
    """What to write instead of what was given, where that can be told."""
    if isinstance(given, str):
        return advice(given) if kind in _NUMBERS else moment_advice(given) if kind in _MOMENTS else ""
    if isinstance(given, list | tuple) and kind in _NUMBERS + _MOMENTS:
        return f"the values of a sweep belong in {layout.sweep}"
    return "put it in quotes" if kind == "string_type" and not isinstance(given, dict | list | tuple) else ""


def _real_path(value: Any, loc: tuple[str | int, ...], missing: bool) -> Path:
    """Pydantic's place without the steps it makes up (tags of unions): a way through the file's values."""
    path: list[str | int] = []
    here = value
    for number, step in enumerate(loc):
        last = number == len(loc) - 1
        if (isinstance(here, dict) and step in here) or (
            isinstance(here, list | tuple) and isinstance(step, int)
        ):
            here = here[step]  # type: ignore[index]
            path.append(step)
        elif last and missing:
            path.append(step)
    return tuple(path)
