"""Has a value the shape of a scenario file? Pydantic's complaints, in the words of this program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from .faults import Blame, Path
from .scalars import advice
from .schema import BurnIn, Event, File, Horizon, Population, Span

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
    "extra_forbidden": "is not a field here",
    "string_type": "must be text; put it in quotes",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be small letters, digits and single hyphens, beginning with a letter",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "dict_type": "must be a group of fields",
    "model_type": "must be a group of fields",
    "tuple_type": "must be a list, such as [a, b]",
    "list_type": "must be a list, such as [a, b]",
}


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
    options = tuple(fields_at(path[:-1])) if kind == "extra_forbidden" else ()
    message = _message(kind, error)
    if kind == "literal_error":
        options = _literals(path)
        message = f"must be one of {', '.join(options)}"
    return Blame(path, message, options, on_key=kind == "extra_forbidden")


def _literals(path: Path) -> tuple[str, ...]:
    from .schema import PROFILES

    return PROFILES if path[-1:] == ("profile",) else ()


def _message(kind: str, error: Any) -> str:
    ctx: Mapping[str, Any] = error.get("ctx", {})
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"must be at least {ctx['ge']:g}" if "ge" in ctx else f"must be at most {ctx['le']:g}"
    if kind in ("too_short", "too_long"):
        bound = f"at least {ctx['min_length']}" if kind == "too_short" else f"at most {ctx['max_length']}"
        return f"must have {bound} entries"
    if kind == "string_too_long":
        return f"must have at most {ctx['max_length']} characters"
    message = _WORDS.get(kind, str(error["msg"]))
    hint = (
        advice(error["input"])
        if kind in ("int_type", "float_type") and isinstance(error["input"], str)
        else ""
    )
    return f"{message}: {hint}" if hint else message


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
