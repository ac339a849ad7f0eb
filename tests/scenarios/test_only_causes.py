"""Recovery is never typed in: nothing a scenario can set over time is a path of cooperation, trust, output or
recovery.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

import scenarios
from scenarios.events import all_kinds
from sim.series import SERIES
from sim.world.causes import TARGETS, Target

FOLLOWS = {
    *("trust", "effort", "efforts", "commitment", "commitments", "interoperability", "output", "performance"),
    *("recovery", "resilience", "robustness", "loss", "outcome", "collapse", "shortage", "baseline"),
}
"""What must follow from behaviour."""
SYMBOLS = {"p", "c", "y", "q", "cooperation"}
EVENT = re.compile(r"^(shocks|context)\.[^.]+\.")
"""The name an author gave an event is a name only."""
STARTS = re.compile(r"start\.(trust|interoperability|effort)")
"""Where the alliance is in month 0, in run and twin alike, is no path."""


THROUGH = {"properties", "patternProperties", "anyOf", "allOf", "oneOf", "items", "$defs"}
"""Words of JSON Schema that are no step of the way to a field."""


def types_in_a_path(name: str) -> bool:
    words = re.split(r"[^a-z]+", name.lower())
    measured = {series.name.lower() for series in SERIES}
    return bool(FOLLOWS & set(words)) or name.lower() in SYMBOLS | measured


def names_over_time() -> Iterator[str]:
    """Names of everything that acts in months: targets, kinds, fields and keys of events and of time."""
    yield from TARGETS
    yield from all_kinds()
    yield from (kind.target for kind in all_kinds().values())
    yield from scenarios.json_schema()["$defs"]["Event"]["properties"]
    yield from scenarios.json_schema()["properties"]
    for name in scenarios.shipped():
        for key in scenarios.keys(scenarios.load(name)):
            if not key.startswith(("parameters.", "switches.")) and not STARTS.fullmatch(key):
                yield EVENT.sub(r"\1.", key)


def lists_and_moments(schema: Any, path: str = "") -> Iterator[str]:
    """Where a JSON Schema takes a list or a moment: the only ways to write a path."""
    if isinstance(schema, dict):
        if schema.get("type") == "array" or "from" in schema.get("properties", {}):
            yield path
        for name, part in schema.items():
            step = path if name in THROUGH else f"{path}/{name}"
            yield from lists_and_moments(part, step)
    elif isinstance(schema, list):
        for part in schema:
            yield from lists_and_moments(part, path)


def test_nothing_over_time_is_what_must_follow_from_behaviour() -> None:
    assert [name for name in names_over_time() if types_in_a_path(name)] == []


def test_lists_and_moments_stand_in_events_and_in_the_default_sweep_alone() -> None:
    event = {"/Event", "/Event/of", "/Event/classes", "/Event/domains", "/context", "/shocks"}
    assert {re.sub(r"^/map/.*", "/map", path) for path in lists_and_moments(scenarios.json_schema())} == {
        *event,
        "/map",
    }


def test_parameters_and_fields_of_actors_are_single_numbers() -> None:
    schema = scenarios.json_schema()
    fields, actor = schema["properties"], schema["$defs"]["Actor"]
    assert {field["$ref"] for field in fields["actors"]["properties"].values()} == {"#/$defs/Actor"}
    groups = [fields["parameters"], actor]
    assert {field["type"] for group in groups for field in group["properties"].values()} == {"number"}
    assert all(group["additionalProperties"] is False for group in [*groups, fields["actors"]])


@pytest.mark.parametrize(
    "name", ["trust", "trust.USA", "effort_usa", "recovery", "q", "council.output", "performance"]
)
def test_the_guard_sees_a_planted_path(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TARGETS, name, Target(name, "share", "share", (), "planted"))
    assert [path for path in names_over_time() if types_in_a_path(path)] == [name]


def test_the_guard_sees_a_planted_list() -> None:
    schema = scenarios.json_schema()
    schema["properties"]["parameters"]["properties"]["pace"] = {"type": "array"}
    assert "/parameters/pace" in set(lists_and_moments(schema))
