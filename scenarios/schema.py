"""The shape of a scenario file: fields, types and bounds. What they mean together is checked in ``meaning``.

Every number and every length has a bound, unknown fields are refused and nothing is converted silently,
except a whole number written with a point (``12.0``). Instances are frozen; ``setting.override`` makes
changed copies.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Strict,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from .months import YEAR_MONTH, is_year_month

VERSION = 1
"""Of the format of scenario files; older ones are brought up by ``migrate``."""
MOST_MONTHS = 1200
MOST_FIRMS = 1_000_000
MOST_EVENTS = 64
MOST_VALUES = 1000
PROFILES = ("step", "pulse", "ramp", "repeated", "random")
SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _year_month(value: Any) -> str:
    if not is_year_month(value):
        raise PydanticCustomError("moment", "must be a year and month from 1900 to 2199, such as 2025-01")
    return str(value)


def _moment(value: Any) -> int | str:
    number = _whole(value)
    if isinstance(number, int) and not isinstance(number, bool):
        if abs(number) <= MOST_MONTHS:
            return number
        raise PydanticCustomError(
            "moment", f"must lie within {MOST_MONTHS} months of the start, or be like 2025-01"
        )
    if not is_year_month(value):
        raise PydanticCustomError(
            "moment", "must be a year and month such as 2025-01, or whole months from the start"
        )
    return str(value)


def _switch(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("on", "off"):
        return bool(value == "on")
    raise PydanticCustomError("switch", "must be on or off")


def _version(value: Any) -> int:
    if type(value) is int and value == VERSION:
        return value
    raise PydanticCustomError("version", f"must be {VERSION}, a number without quotes or point")


def _values_or_span(value: Any) -> str | None:
    if isinstance(value, dict | Span):
        return "span"
    return "values" if isinstance(value, list | tuple) else None


_YM_SCHEMA = {"type": "string", "pattern": YEAR_MONTH}
_MOMENT_SCHEMA = {"anyOf": [_YM_SCHEMA, {"type": "integer", "minimum": -MOST_MONTHS, "maximum": MOST_MONTHS}]}
_TWO: dict[str, Any] = {"minProperties": 2, "maxProperties": 2}
_SWITCH_SCHEMA = {"enum": ["on", "off", True, False]}

Version = Annotated[int, PlainValidator(_version), WithJsonSchema({"const": VERSION})]
YearMonth = Annotated[str, PlainValidator(_year_month), WithJsonSchema(_YM_SCHEMA)]
Moment = Annotated[int | str, PlainValidator(_moment), WithJsonSchema(_MOMENT_SCHEMA)]
Switch = Annotated[bool, PlainValidator(_switch), WithJsonSchema(_SWITCH_SCHEMA)]
Slug = Annotated[str, Field(pattern=SLUG, max_length=40)]
Word = Annotated[str, Field(min_length=1, max_length=60)]
Words = Annotated[tuple[Word, ...], Strict(False), Field(min_length=1, max_length=40)]
Months = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=MOST_MONTHS)]
Number = float
"""Bounded by what it stands for: a parameter, a field of an actor, a key of a map (see ``meaning``)."""
Share = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(
        strict=True, extra="forbid", allow_inf_nan=False, frozen=True, hide_input_in_errors=True
    )


class Horizon(_Strict):
    """How long the scenario runs."""

    months: Annotated[int, BeforeValidator(_whole), Field(ge=12, le=MOST_MONTHS)]


class BurnIn(_Strict):
    """Months before the start, with chance but no shocks, so that the start is no artificial rest."""

    months: Months = 240


class Population(_Strict):
    """The firms: how many, and the seed of their network."""

    firms: Annotated[int, BeforeValidator(_whole), Field(ge=1, le=MOST_FIRMS)] = 240
    seed: Annotated[int, BeforeValidator(_whole), Field(ge=0, le=2**31 - 1)] = 1


class Event(_Strict):
    """A cause in time: a friendly ``kind`` or a bare ``target``, whom it hits, when, how long, how hard."""

    name: Slug
    kind: Word | None = None
    target: Word | None = None
    of: Words | None = None
    classes: Words | None = None
    domains: Words | None = None
    start: Moment = Field(alias="from")
    months: Annotated[int, BeforeValidator(_whole), Field(ge=1, le=MOST_MONTHS)] | None = None
    until: YearMonth | None = Field(default=None, description="the first month without the cause")
    size: Share | None = None
    profile: Literal["step", "pulse", "ramp", "repeated", "random"] | None = None
    ramp: Annotated[int, BeforeValidator(_whole), Field(ge=1, le=MOST_MONTHS)] | None = None
    every: Annotated[int, BeforeValidator(_whole), Field(ge=1, le=MOST_MONTHS)] | None = None
    hazard: Share | None = None


class Span(_Strict):
    """``n`` values from ``from`` to ``to``, both ends in it; rounded where the key is whole."""

    low: Number = Field(alias="from")
    high: Number = Field(alias="to")
    n: Annotated[int, BeforeValidator(_whole), Field(ge=2, le=MOST_VALUES)]


Values = Annotated[tuple[Number, ...], Strict(False), Field(min_length=1, max_length=MOST_VALUES)]
Axis = Annotated[
    Annotated[Values, Tag("values")] | Annotated[Span, Tag("span")],
    Discriminator(
        _values_or_span,
        custom_error_type="axis",
        custom_error_message="must be a list of values, or a group of from, to and n",
    ),
]


class File(_Strict):
    """A scenario file, version 1."""

    version: Version
    title: Annotated[str, Field(min_length=1, max_length=120)]
    asks: Annotated[str, Field(min_length=1, max_length=4000)]
    start: YearMonth
    horizon: Horizon
    burn_in: BurnIn = BurnIn()
    population: Population = Population()
    parameters: Annotated[dict[Word, Number], Field(max_length=500)] = {}
    switches: Annotated[dict[Word, Switch], Field(max_length=200)] = {}
    actors: Annotated[dict[Word, dict[Word, Number]], Field(max_length=60)] = {}
    context: Annotated[tuple[Event, ...], Strict(False), Field(max_length=MOST_EVENTS)] = ()
    shocks: Annotated[tuple[Event, ...], Strict(False), Field(max_length=MOST_EVENTS)] = ()
    map: Annotated[dict[Word, Axis], Field(json_schema_extra=_TWO)] | None = None


class Scenario(File):
    """A checked scenario. ``name`` is the shipped name or the file's, never part of a file."""

    name: str = ""
