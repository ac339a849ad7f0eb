"""Has a value the shape of a scenario file? Pydantic's complaints, in the words of this program."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from .faults import Blame, Path
from .scalars import advice, moment_advice
from .schema import PROFILES, VERSION, BurnIn, Event, File, Horizon, Population, Span
from .text import either, nearest

_GROUPS: tuple[tuple[tuple[str, ...], type[BaseModel]], ...] = (
    ((), File),
    (("horizon",), Horizon),
    (("burn_in",), BurnIn),
    (("population",), Population),
    (("context", "*"), Event),
    (("shocks", "*"), Event),
    (("map", "*"), Span),
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


def shape(value: Any) -> tuple[File | None, list[Blame]]:
    """The file as an object, or None and everything wrong with its shape."""
    try:
        return File.model_validate(value), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        return None, [_blame(value, one) for one in found if not _echoes(one)]


def _echoes(error: Any) -> bool:
    """A list counted as too short only because its faulty entries, blamed themselves, were not counted."""
    return bool(error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"])


def fields_at(path: Path) -> dict[str, Any]:
    """Name in the file → field, of the group at ``path``; empty where a group takes any name."""
    for form, model in _GROUPS:
        if len(form) == len(path) and all(one in ("*", step) for one, step in zip(form, path, strict=True)):
            return {field.alias or name: field for name, field in model.model_fields.items()}
    return {}


def _blame(value: Any, error: Any) -> Blame:
    kind = error["type"]
    path = _real_path(value, error["loc"], missing=kind == "missing")
    if kind == "extra_forbidden":
        options = tuple(fields_at(path[:-1]))
        return Blame(path, _no_field(path, options), options, on_key=True)
    if kind == "literal_error":
        return Blame(path, f"must be one of {', '.join(PROFILES)}", PROFILES)
    return Blame(path, _message(kind, path, error))


def _no_field(path: Path, options: tuple[str, ...]) -> str:
    """A field that is none: where it belongs, or else, where no name is near, what there is."""
    name, message = str(path[-1]), "is not a field here"
    homes = _homes(name) if path[0] != "map" else []
    if homes:
        return f"{message}; it belongs {either(homes)}"
    return message if nearest(name, options) else f"{message} ({', '.join(options)})"


def _homes(name: str) -> list[str]:
    from sim.parameters import MECHANISMS, PARAMETERS

    homes = {f"in {form[0]}" if form else "at the top of the file": fields_at(form) for form, _ in _GROUPS}
    homes |= {"in parameters": PARAMETERS, "in switches": MECHANISMS}
    return [home for home, fields in homes.items() if name in fields]


def _message(kind: str, path: Path, error: Any) -> str:
    if kind == "missing" and path == ("version",):
        return f"is missing: write version: {VERSION}"
    if kind in _BOUNDS:
        return _BOUNDS[kind].format(**error["ctx"])
    if kind in _GROUP:
        names = ", ".join(fields_at(path))
        return f"must be a group of fields ({names})" if names else "must be a group, such as {name: value}"
    if kind in _LIST:
        form = ": each entry begins with a dash" if fields_at((*path, 0)) else ", such as [a, b]"
        return f"must be a list{form}"
    message, hint = _WORDS.get(kind, str(error["msg"])), _hint(kind, error["input"])
    return f"{message}: {hint}" if hint else message


def _hint(kind: str, given: Any) -> str:
    """What to write instead of what was given, where that can be told."""
    if isinstance(given, str):
        return advice(given) if kind in _NUMBERS else moment_advice(given) if kind in _MOMENTS else ""
    if isinstance(given, list | tuple) and kind in _NUMBERS + _MOMENTS:
        return "the values of a sweep belong in map"
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
