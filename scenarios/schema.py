"""What a scenario file may hold: fields, types and bounds. ``checking.consistency`` looks at them together.

Every number and every length has a bound, unknown fields are refused and nothing is converted silently,
except a whole number written with a point (``12.0``). Instances are frozen; ``change.override`` makes
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
    model_serializer,
)
from pydantic_core import PydanticCustomError

from scenarios.reading.calendar import YEAR_MONTH, is_year_month

VERSION = 1
"""Of the format of scenario files; older ones are brought up by ``migrate``."""
MOST_MONTHS = 1200
MOST_FIRMS = 1_000_000
MOST_EVENTS = 64
MOST_WEIGHTS = 64
MOST_VALUES = 1000
LEAST_SHARE, MOST_SHARE = 0.01, 2.0
"""Ends of the shares of calm from which a scenario may start."""
PROFILES = ("step", "pulse", "ramp", "repeated", "random")
SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


def as_whole(value: Any) -> Any:
    """A whole number written with a point, as a whole number; anything else as it is.

    Stands after the bounds of a number: before them, Pydantic leaves them out of the JSON Schema.
    """
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _year_month(value: Any) -> str:
    if not is_year_month(value):
        raise PydanticCustomError("moment", "must be a year and month from 1900 to 2199, such as 2025-01")
    return str(value)


def _start(value: Any) -> Any:
    return value if isinstance(value, dict | Start) else {"month": _year_month(value)}


def _moment(value: Any) -> int | str:
    number = as_whole(value)
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
Months = Annotated[int, Field(ge=0, le=MOST_MONTHS), BeforeValidator(as_whole)]
Number = float
"""Bounded by what it stands for: a parameter, a field of an actor, a key of a map (``consistency``)."""
Share = Annotated[float, Field(ge=0, le=1)]
ShareOfCalm = Annotated[float, Field(ge=LEAST_SHARE, le=MOST_SHARE)]


class _Strict(BaseModel):
    """The text below a field is its description, in the JSON Schema and so in editors."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )


class Horizon(_Strict):
    """How long the scenario runs."""

    months: Annotated[int, Field(ge=12, le=MOST_MONTHS), BeforeValidator(as_whole)]
    """Months that are run, 12 to 1200."""


class Start(_Strict):
    """The month called 0, and where the alliance then is, as shares of where the burn-in left it."""

    month: YearMonth
    """The month called 0, such as 2025-01."""
    trust: ShareOfCalm = 1.0
    """Trust of every state as a share of its calm, 0.01 to 2; trust itself ends at 1."""
    interoperability: ShareOfCalm = 1.0
    """Interoperability in every field as a share of its calm, 0.01 to 2."""
    effort: ShareOfCalm = 1.0
    """Effort of every state in every field as a share of its calm, 0.01 to 2."""

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of calm trust, interoperability and effort."""
        return self.trust, self.interoperability, self.effort

    @model_serializer
    def _written(self) -> str | dict[str, str | float]:
        """As a file would write it: a month alone where the alliance starts from its calm."""
        trust, interoperability, effort = self.shares
        if self.shares == (1.0, 1.0, 1.0):
            return self.month
        return {"month": self.month, "trust": trust, "interoperability": interoperability, "effort": effort}


class BurnIn(_Strict):
    """Months before the start, with chance but no shocks, so that no run starts from an artificial calm."""

    months: Months = 60
    """Months before the start, 0 to 1200."""


class Firms(_Strict):
    """The firms: how many, and the seed of their network."""

    firms: Annotated[int, Field(ge=1, le=MOST_FIRMS), BeforeValidator(as_whole)] = 240
    """Number of firms."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(as_whole)] = 1
    """Seed of the network of who supplies whom."""


class Event(_Strict):
    """A cause in time: a kind or a bare target, whom it hits, when, how long, how hard."""

    name: Slug
    """Your word for it: small letters, digits, single hyphens. Keys use it: shocks.NAME.size."""
    kind: Word | None = None
    """What happens, in a word; see alliance list shocks."""
    target: Word | None = None
    """A cause to hit, in place of a kind."""
    of: Words | None = None
    """Whom it hits: regions that make chips, states (EU: all members) or kinds of firms, by kind."""
    classes: Words | None = None
    """Classes of chips that are hit; all if left out."""
    domains: Words | None = None
    """Fields of cooperation that are hit; all if left out."""
    start: Moment = Field(alias="from")
    """The month in which it begins: 2026-01, or whole months from the start."""
    months: Annotated[int, Field(ge=1, le=MOST_MONTHS), BeforeValidator(as_whole)] | None = None
    """Its length in months. Without months and until it has no end."""
    until: YearMonth | None = None
    """The first month without it, in place of months."""
    size: Share | None = None
    """How hard: 0 nothing, 1 all of the target, or the fullest turn."""
    weight: Slug | None = None
    """A name in weights: the size is multiplied by its value, and is 1 if nothing is said."""
    profile: Literal["step", "pulse", "ramp", "repeated", "random"] | None = None
    """Its course: step (if nothing is said), pulse (one month), ramp, repeated, or random (by chance)."""
    ramp: Annotated[int, Field(ge=1, le=MOST_MONTHS), BeforeValidator(as_whole)] | None = None
    """Months until its full size, with profile ramp."""
    every: Annotated[int, Field(ge=1, le=MOST_MONTHS), BeforeValidator(as_whole)] | None = None
    """Months from one beginning to the next, with profile repeated."""
    hazard: Share | None = None
    """Chance to begin in a month, with profile random."""


class Span(_Strict):
    """So many values from one end to the other, both ends in it; rounded where the key is whole."""

    low: Number = Field(alias="from")
    """The first value."""
    high: Number = Field(alias="to")
    """The last value."""
    n: Annotated[int, Field(ge=2, le=MOST_VALUES), BeforeValidator(as_whole)]
    """How many values."""


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
    """The version of the format of this file."""
    title: Annotated[str, Field(min_length=1, max_length=120)]
    """One line that stands over every figure, at most 120 characters."""
    asks: Annotated[str, Field(min_length=1, max_length=4000)]
    """The question the scenario puts: a paragraph for whoever reads its results."""
    start: Annotated[Start, BeforeValidator(_start)]
    """The month called 0, such as 2025-01; or a group of it and of where the alliance then is."""
    horizon: Horizon
    """How long the scenario runs."""
    burn_in: BurnIn = BurnIn()
    """Months before the start, with chance but no shocks, so that no run starts from an artificial calm."""
    population: Firms = Firms()
    """The firms: how many, and the seed of their network."""
    draw: Switch = True
    """on: each run draws the parameters that the scenario does not set; off: all runs keep their defaults."""
    recalm: Switch = False
    """on: calm is derived anew with what is set and switched here; off: with the defaults."""
    parameters: Annotated[dict[Word, Number], Field(max_length=500)] = {}
    """Numbers of the model, each within its range; see alliance list parameters."""
    switches: Annotated[dict[Word, Switch], Field(max_length=200)] = {}
    """Mechanisms, on or off; see alliance list mechanisms."""
    actors: Annotated[dict[Word, dict[Word, Number]], Field(max_length=60)] = {}
    """What is special about a state (ISO code of three letters), or about all members (EU)."""
    weights: Annotated[dict[Slug, Share], Field(max_length=MOST_WEIGHTS)] = {}
    """Shares by name, each the weight of all events that name it; keys use them: weights.NAME."""
    context: Annotated[tuple[Event, ...], Strict(False), Field(max_length=MOST_EVENTS)] = ()
    """What happens in the run and in its twin alike."""
    shocks: Annotated[tuple[Event, ...], Strict(False), Field(max_length=MOST_EVENTS)] = ()
    """What happens in the run alone; its twin goes on without."""
    map: Annotated[dict[Word, Axis], Field(json_schema_extra=_TWO)] | None = None
    """Two keys and their values: what alliance sweep varies if nothing else is said."""


class Scenario(File):
    """A checked scenario. ``name`` is the shipped name or the file's, never part of a file."""

    name: str = ""
