"""The JSON Schema of scenario files, by which editors complete, explain and mark what is wrong.

It takes every file that the reader takes. Of what the reader refuses it marks all but what only arithmetic or
the file as a whole can tell: months past the end, a name that stands twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scenarios.checking.consistency import PLACES, TIMING
from scenarios.checking.default_sweep import ENDS
from scenarios.checking.timing import NEEDS, REFUSES
from scenarios.events import EventKind, all_kinds
from scenarios.reading.calendar import YEAR_MONTH
from scenarios.reading.names import AXES, UNION, actor_fields, allowed_names, states, titles
from scenarios.schema import MOST_VALUES, PROFILES, SLUG, Event, File
from scenarios.settable_keys import MOMENT, SWITCH, WHOLE, Key, actor_keys, keys_without_actors

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The newest that every editor knows."""
_ACTOR = {
    "gdp": "gross domestic product in billions of US dollars, by which it weighs",
    "population": "inhabitants, who count in the Council's votes",
    "autonomy": "how much it prizes its autonomy",
    "view": "how far it takes the rival for one",
    "trade": "imports from the rival in per cent of its gross domestic product",
    "opposition": "share of its public against military AI",
    "rules_strict": "how strict its rules for AI are",
    "rules_binding": "how far its rules for AI bind",
    "rules_open": "how much its rules for AI make firms disclose",
}
NEVER: Schema = {"not": {}}
"""What `false` means; of it some editors mark the whole event in place of the field."""
_CAPABILITY = "strength in {}, as a share of the allies'"


def json_schema() -> Schema:
    """JSON Schema of scenario files, with every kind, target, mechanism, parameter, actor and key."""
    from sim.parameters.table import MECHANISMS, PARAMETERS

    schema: Schema = tidy(File.model_json_schema(by_alias=True))
    fields, parts = schema["properties"], schema["$defs"]
    parameters = {
        row.name: _number(
            row.low, row.high, f"{row.meaning} [{row.unit}], {row.default:g} if nothing is said"
        )
        for row in PARAMETERS.values()
    }
    switch = fields["switches"]["additionalProperties"]
    mechanisms = {
        row.name: switch | description(f"{row.title}; off: {row.off}") for row in MECHANISMS.values()
    }
    fields["parameters"] |= group(parameters)
    fields["switches"] |= group(mechanisms)
    fields["actors"] |= group({code: _ref("Actor", titles().get(code)) for code in (*states(), UNION)})
    parts["Actor"] = group({name: _number(*ends, _of_actor(name)) for name, ends in actor_fields().items()})
    for place in PLACES:
        fields[place]["items"] = {"allOf": [_ref("Event"), _fitting(place)]}
    _complete_event(parts["Event"])
    fields["map"] |= _map(parts.pop("Span"))
    fields["weights"]["additionalProperties"] = False
    fields["start"] = _starting(fields["start"])
    fields["title"]["pattern"] = r"^\s*\S(.*\S)?\s*$"
    fields["asks"]["pattern"] = r"\S"
    return {"$schema": DRAFT, **schema}


def _starting(group_of_start: Schema) -> Schema:
    """A month by itself, or a group of it and of where the alliance then is."""
    words = {"description": group_of_start.pop("description")} if "description" in group_of_start else {}
    return {**words, "anyOf": [{"type": "string", "pattern": YEAR_MONTH}, group_of_start]}


def tidy(schema: Any) -> Any:
    """Without the titles Pydantic makes of names, and without null: what may be left out is never null."""
    if isinstance(schema, list):
        return [tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidied = {
        name: {field: tidy(part) for field, part in value.items()} if name == "properties" else tidy(value)
        for name, value in schema.items()
        if name != "title" and not (name == "default" and value in (None, [], {}))
    }
    if {"type": "null"} in tidied.get("anyOf", ()):
        rest = [part for part in tidied.pop("anyOf") if part != {"type": "null"}]
        tidied |= rest[0] if len(rest) == 1 else {"anyOf": rest}
    return tidied


def description(words: str | None) -> Schema:
    """What stands beside a field in an editor."""
    return {"description": words[0].upper() + words[1:]} if words else {}


def _ref(name: str, words: str | None = None) -> Schema:
    return {"$ref": f"#/$defs/{name}", **description(words)}


def group(properties: Mapping[str, Schema]) -> Schema:
    """A group of these fields and no other."""
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _number(low: float, high: float, words: str) -> Schema:
    bounded = f"{words}; {low:g} to {high:g}."
    return {"type": "number", "minimum": low, "maximum": high, **description(bounded)}


def _one_of(named: Mapping[str, str]) -> Schema:
    """One of some names, each with what it means."""
    choices = [{"const": name, **description(words)} for name, words in named.items()]
    return {"type": "string", "oneOf": choices}


def _of_actor(field: str) -> str:
    return _ACTOR.get(field) or _CAPABILITY.format(field.removeprefix("capability_"))


def _fitting(place: str) -> Schema:
    """What goes for events of one part of the file: its kinds, and no shock before the start."""
    kinds = [kind.name for kind in all_kinds().values() if place in kind.places]
    earliest = {"from": {"minimum": 0}} if place == "shocks" else {}
    return {"properties": {"kind": {"enum": kinds}} | earliest}


def _complete_event(event: Schema) -> None:
    """Add to the schema of an event what its words may be, and which fields need or exclude one another."""
    from sim.world.causes import TARGETS

    kinds, fields = all_kinds(), event["properties"]
    fields["kind"] |= _one_of({kind.name: kind.words for kind in kinds.values()})
    fields["target"] |= _one_of({target.name: target.meaning for target in TARGETS.values()})
    for field in dict.fromkeys(AXES.values()):
        names = _meanings(axis for axis, said in AXES.items() if said == field)
        fields[field] |= {"items": _one_of(names), "uniqueItems": True}
    event["anyOf"] = [{"required": ["kind"]}, {"required": ["target"]}]
    event["allOf"] = [
        *(_instead(field, other) for field, other in (("kind", "target"), ("months", "until"))),
        *(_if("kind", kind.name, _of_kind(kind)) for kind in kinds.values()),
        *(_if("target", name, _of_target(name)) for name in TARGETS),
        *(_if("profile", profile, _of_profile(profile)) for profile in PROFILES),
    ]


def _meanings(axes: Iterable[str]) -> dict[str, str]:
    """Every name a file may write for one of the axes, and what it means."""
    from sim.series import CLASSES, DOMAINS

    known = titles() | dict.fromkeys((*CLASSES, *DOMAINS), "") | {UNION: "European Union: all its members"}
    return {name: known[name] for axis in axes for name in allowed_names(axis)}


def _if(field: str, value: str, then: Schema) -> Schema:
    return {"if": {"properties": {field: {"const": value}}, "required": [field]}, "then": then}


def _instead(field: str, other: str) -> Schema:
    """Where one field stands, another must not."""
    return {"if": {"required": [field]}, "then": {"properties": {other: NEVER}}}


def _of_kind(kind: EventKind) -> Schema:
    selecting = _selecting(kind.target, set(kind.selection)) | _sized(kind.size is None)
    if kind.reading != "before":
        return selecting | _unless_said(kind.profile)
    return selecting | {"properties": selecting["properties"] | dict.fromkeys(TIMING, NEVER)}


def _of_target(target: str) -> Schema:
    return _selecting(target, {"classes", "domains"}) | _sized(True) | _unless_said("step")


def _sized(needed: bool) -> Schema:
    """What must say its size says it, or a weight of which it takes the whole."""
    return {"anyOf": [{"required": ["size"]}, {"required": ["weight"]}]} if needed else {}


def _unless_said(profile: str) -> Schema:
    return {"if": {"not": {"required": ["profile"]}}, "then": _of_profile(profile)}


def _selecting(target: str, optional: set[str]) -> Schema:
    """Whom an event on a target may name, must name, or cannot."""
    from sim.world.causes import TARGETS

    axis_of = {AXES[axis]: axis for axis in TARGETS[target].select}
    said = {
        field: {"items": {"enum": list(allowed_names(axis_of[field]))}} if field in axis_of else NEVER
        for field in dict.fromkeys(AXES.values())
    }
    return {"properties": said, "required": [field for field in axis_of if field not in optional]}


def _of_profile(profile: str) -> Schema:
    return {
        "properties": dict.fromkeys(REFUSES[profile], NEVER),
        "required": list(NEEDS.get(profile, ())),
    }


def _map(span: Schema) -> Schema:
    """The keys of a default sweep: of the first shock, of an event by its name, of actors, of the rest."""
    codes, plain, patterns = "|".join((*states(), UNION)), {}, {}
    for key in sweepable_keys():
        if key.path[0] == "actors":
            patterns[rf"^actors\.({codes})\.{key.path[-1]}$"] = _axis(key, span)
        elif key.path[0] == "weights":
            patterns[rf"^weights\.{SLUG[1:-1]}$"] = _axis(key, span)
        elif key.path[0] in PLACES and not key.name.startswith("shock."):
            patterns[rf"^{key.path[0]}\.{SLUG[1:-1]}\.{key.path[-1]}$"] = _axis(key, span)
        else:
            plain[key.name] = _axis(key, span)
    return {"properties": plain, "patternProperties": patterns, "additionalProperties": False}


def sweepable_keys() -> Iterator[Key]:
    """The keys of files that have an event of every profile, but for switches."""
    for profile in PROFILES:
        event = Event.model_construct(name="any", profile=profile)
        sketch = File.model_construct(context=(event,), shocks=(event,), weights={"any": 1.0})
        yield from (key for key in keys_without_actors(sketch) if key.form != SWITCH)
    yield from actor_keys()


def _axis(key: Key, span: Schema) -> Schema:
    """Values of one key: a list of them, or so many from one end to the other."""
    span = {name: part for name, part in span.items() if name != "description"}  # the key's own is shown
    whole = key.form in (WHOLE, MOMENT)
    number = {"type": "integer" if whole else "number", "minimum": key.low, "maximum": key.high}
    listed = {"type": "array", "items": number, "minItems": 1, "maxItems": MOST_VALUES, "uniqueItems": True}
    ends = {end: span["properties"][end] | number for end in ENDS}
    return {**description(key.meaning), "anyOf": [listed, span | {"properties": span["properties"] | ends}]}
