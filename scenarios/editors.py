"""For people who write scenarios: the JSON Schema editors complete by, and a commented file to start from."""

from __future__ import annotations

from typing import Any

from .faults import Fault, Invalid
from .kinds import all_kinds
from .names import UNION, actor_fields, states
from .schema import File
from .text import echo

_STARTER = """\
# A scenario of your own. Lines that begin with # are comments; take the # away to use one.
# It says causes only: what is hit, from when, for how long, how hard.
# How the alliance comes back follows from the model.
# A theoretical exploration, not a forecast.
version: 1
title: {name}
asks: >
  What does this scenario ask? One paragraph for your readers.

start: 2025-01            # the first month
horizon: {{months: 120}}    # how many months are run
# burn_in: {{months: 240}}  # months before the start, so that it is no artificial rest
# population: {{firms: 240, seed: 1}}

# parameters: {{trust_gain: 0.02}}     # any number of the model, within its range
# switches: {{council: off}}           # mechanisms to switch off (or on)
# actors: {{FRA: {{autonomy: 0.8}}}}     # a state by its ISO code of three letters, or EU for all members

# context:                # what happens in the run and in its twin alike
#   - {{name: council, kind: council-launched, from: 2025-06}}

shocks:                   # what happens in the run only
  - name: shortage
    kind: chip-disruption # or: {others}
    of: [TWN]             # regions: TWN KOR USA EU JPN CHN ROW; states: ISO codes, EU for all members
    from: 2026-01         # a month, or a whole number of months from the start
    months: 12            # leave out for a shock without end
    size: 0.5             # 0 nothing, 1 all of it

map:                      # the two keys that `sweep` varies, both ends in it
  shock.size: {{from: 0.1, to: 1, n: 10}}
  shock.months: [3, 6, 12, 18, 24, 36, 48, 60, 84, 108]
"""


def starter(name: str) -> str:
    """A commented scenario file called ``name`` that can be checked and run as it stands.

    ``name``: small letters, digits and single hyphens. Raises :class:`Invalid` for another.
    """
    import re

    from .schema import SLUG

    if not re.fullmatch(SLUG, name) or len(name) > 60:
        message = "must be small letters, digits and single hyphens, beginning with a letter"
        raise Invalid((Fault("", 0, 0, "name", message, echo(name)),))
    others = ", ".join(kind for kind in all_kinds() if kind != "chip-disruption")
    return _STARTER.format(name=f'"{name}"', others=others)


def json_schema() -> dict[str, Any]:
    """JSON Schema of scenario files, with all names of parameters, mechanisms, actors, kinds and targets."""
    from sim.causes import TARGETS
    from sim.parameters import MECHANISMS, PARAMETERS

    schema: dict[str, Any] = _without_null(File.model_json_schema(by_alias=True))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    fields, event = schema["properties"], schema["$defs"]["Event"]["properties"]
    fields["parameters"] = _group(
        {name: _between(row.low, row.high, row.meaning) for name, row in PARAMETERS.items()}
    )
    switch = {"enum": ["on", "off", True, False]}
    fields["switches"] = _group(
        {name: switch | {"description": row.title} for name, row in MECHANISMS.items()}
    )
    actor = _group({name: _between(low, high, name) for name, (low, high) in actor_fields().items()})
    fields["actors"] = _group(dict.fromkeys((*states(), UNION), actor))
    event["kind"] = {"enum": list(all_kinds()), "description": "a recipe; see `alliance list shocks`"}
    event["target"] = {"enum": list(TARGETS), "description": "a cause to hit, instead of a kind"}
    return schema


def _without_null(schema: Any) -> Any:
    """Fields that may be left out are not null when they are there: the reader refuses null."""
    if isinstance(schema, list):
        return [_without_null(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: _without_null(part) for name, part in schema.items() if (name, part) != ("default", None)}
    if any(part == {"type": "null"} for part in kept.get("anyOf", ())):
        rest = [part for part in kept.pop("anyOf") if part != {"type": "null"}]
        kept |= rest[0] if len(rest) == 1 else {"anyOf": rest}
    return kept


def _group(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _between(low: float, high: float, description: str) -> dict[str, Any]:
    return {"type": "number", "minimum": low, "maximum": high, "description": description}
