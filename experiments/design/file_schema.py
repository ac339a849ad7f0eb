"""The shape of an experiment file: fields, types and bounds; what they mean is checked in `meaning`."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    PlainValidator,
    Strict,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from experiments.design.axes import MOST_POINTS
from experiments.design.experiment import MOST_REPLICATES, MOST_SEED
from scenarios.checking.type_faults import FileLayout
from scenarios.schema import MOST_VALUES, File, Number, Switch, Values, Version, Word, as_whole

MOST_SCENARIOS = 12
MOST_LEVELS = 100
_ON = {"on": True, "off": False}


def _choice(value: Any) -> bool | str:
    if isinstance(value, bool) or value == "both":
        return bool(value) if isinstance(value, bool) else "both"
    if isinstance(value, str) and value in _ON:
        return _ON[value]
    raise PydanticCustomError("choice", "must be on, off, or both (with and without)")


def _single(value: Any) -> bool | int | float | str:
    if isinstance(value, bool | int | float | str):
        return value
    raise PydanticCustomError("single", "must be one value; the values of a sweep belong in vary")


def _listed_or_ends(value: Any) -> str | None:
    if isinstance(value, dict | Ends):
        return "ends"
    return "values" if isinstance(value, list | tuple) else None


Choice = Annotated[
    bool | str, PlainValidator(_choice), WithJsonSchema({"enum": ["on", "off", "both", True, False]})
]
Single = Annotated[
    bool | int | float | str,
    PlainValidator(_single),
    WithJsonSchema({"type": ["number", "string", "boolean"]}),
]


class Ends(BaseModel):
    """From one end to the other, both allowed; in a grid, so many values with both ends in it."""

    model_config = File.model_config

    low: Number = Field(alias="from")
    """The lowest value."""
    high: Number = Field(alias="to")
    """The highest value."""
    n: Annotated[int, Field(ge=2, le=MOST_VALUES), BeforeValidator(as_whole)] | None = None
    """How many values, in a grid."""


Varied = Annotated[
    Annotated[Values, Tag("values")] | Annotated[Ends, Tag("ends")],
    Discriminator(
        _listed_or_ends,
        custom_error_type="axis",
        custom_error_message="must be a list of values, or a group of from and to (in a grid also n)",
    ),
]


class Design(BaseModel):
    """How the settings are chosen."""

    model_config = File.model_config

    kind: Literal["grid", "factorial", "latin-hypercube", "sobol", "morris", "table"]
    """grid: every combination of values; factorial: of the ends; latin-hypercube, sobol: drawn between the
    ends; morris: drawn one step at a time; table: as a CSV file lists them."""
    n: Annotated[int, Field(ge=1, le=MOST_POINTS), BeforeValidator(as_whole)] | None = None
    """How many settings are drawn: a power of two for sobol, of morris so many trajectories."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(as_whole)] | None = None
    """Seed of the draw of settings, 1 if nothing is said; the runs have a seed of their own."""
    levels: Annotated[int, Field(ge=2, le=MOST_LEVELS), BeforeValidator(as_whole)] | None = None
    """Values each key takes, of morris: an even number, 4 if nothing is said."""
    file: Word | None = None
    """The CSV file of a table, beside this file: its first row names the keys, every other is a setting."""


class ExperimentFile(BaseModel):
    """An experiment file, version 1."""

    model_config = File.model_config

    version: Version
    """The version of the format of this file."""
    title: Annotated[str, Field(min_length=1, max_length=120)]
    """One line that stands over every figure, at most 120 characters."""
    asks: Annotated[str, Field(min_length=1, max_length=4000)]
    """The question the experiment puts: a paragraph for whoever reads its results."""
    scenarios: Annotated[tuple[Word, ...], Strict(False), Field(min_length=1, max_length=MOST_SCENARIOS)]
    """Shipped scenarios by name, or files beside this one. Every setting is tried in each."""
    design: Design = Design(kind="grid")
    """How the settings are chosen; a grid if nothing is said."""
    vary: Annotated[dict[Word, Varied], Field(max_length=40)] = {}
    """Keys and what they run over. All scenarios must have them."""
    switches: Annotated[dict[Word, Choice], Field(max_length=200)] = {}
    """Mechanisms that are on, off, or both: every setting is tried with and without."""
    draw: Switch | None = None
    """on: each run draws the parameters that nobody sets or varies; off: all keep their defaults; else as the
    scenarios say."""
    set: Annotated[dict[Word, Single], Field(max_length=500)] = {}
    """Keys that have the same value everywhere."""
    replicates: Annotated[int, Field(ge=1, le=MOST_REPLICATES), BeforeValidator(as_whole)] | None = None
    """Runs of each setting, all settings with the same draws; if nothing is said, as many as alliance sweep
    makes."""
    seed: Annotated[int, Field(ge=0, le=MOST_SEED), BeforeValidator(as_whole)] | None = None
    """Seed of all draws of the runs, 1 if nothing is said."""
    rest: Switch = False
    """on: also follow every run until it rests; much slower."""
    trajectories: Switch = False
    """on: also keep every series of every run; large."""
    lens: Literal["resilience"] = "resilience"
    """Theory to look through; so far only resilience."""


def _homes() -> Mapping[str, Collection[str]]:
    from sim.parameters.table import MECHANISMS, PARAMETERS

    return {
        "in a scenario's file": File.model_fields.keys() - {"parameters"},
        "in set or vary, as parameters.NAME": ["parameters", *PARAMETERS],
        "in switches": MECHANISMS,
    }


EXPERIMENT = FileLayout((((), ExperimentFile), (("design",), Design), (("vary", "*"), Ends)), "vary", _homes)
