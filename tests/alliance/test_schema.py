"""The schema by which an editor completes, explains and marks: never against the reader."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import scenarios
from experiments.checks.random_scenarios import random_scenario
from scenarios.reading.names import UNION, actor_fields, kinds, regions, states
from scenarios.reading.reader import read, read_file
from scenarios.schema import PROFILES
from scenarios.settable_keys import SWITCH, plain_values
from sim.parameters.table import MECHANISMS, PARAMETERS
from sim.series import CLASSES, DOMAINS
from sim.world.causes import TARGETS

Command = Callable[..., Any]
BROKEN = Path(__file__).parents[1] / "scenarios" / "broken"
SCHEMA = scenarios.json_schema()
JUDGE = jsonschema.Draft7Validator(SCHEMA)
FIELDS, EVENT = SCHEMA["properties"], SCHEMA["$defs"]["Event"]["properties"]


def plain(text: str) -> Any:
    return read(text).value


def wrong(value: Any) -> list[str]:
    """What the schema has against a file: where each fault stands."""
    return ["/".join(map(str, error.absolute_path)) for error in JUDGE.iter_errors(value)]


def test_the_command_prints_the_schema_and_nothing_else(alliance: Command) -> None:
    for given in ([], ["scenario"]):
        answer = alliance("schema", *given)
        assert (answer.code, answer.err, answer.json()) == (0, "", SCHEMA)


@pytest.mark.parametrize("what", ["experiments", "scenarios", "", "x" * 1000])
def test_another_schema_is_refused(alliance: Command, what: str) -> None:
    answer = alliance("schema", what)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert "scenario" in answer.err


# --- it takes what the reader takes


@pytest.mark.parametrize("name", scenarios.shipped())
def test_every_shipped_scenario_is_valid(name: str) -> None:
    assert wrong(plain(scenarios.source(name))) == []


def test_a_file_to_start_from_is_valid_with_and_without_what_it_leaves_out() -> None:
    text = scenarios.starter("mine")
    assert wrong(plain(text)) == []
    assert wrong(plain(text.replace("\n#  - {", "\n  - {").replace("\n#actors", "\nactors"))) == []


def test_random_scenarios_are_valid() -> None:
    written = (json.loads(json.dumps(plain_values(random_scenario(number, 7)))) for number in range(60))
    assert [wrong(value) for value in written] == [[]] * 60


def test_an_event_with_a_weight_needs_no_size() -> None:
    text = BASE.replace("size: 1", "weight: war") + "weights: {war: 0.5}\n"
    assert wrong(plain(text)) == []
    assert wrong(plain(text + "map: {weights.war: [0, 1], shock.from: [1, 2]}\n")) == []
    assert wrong(plain(text + "map: {weights.war: [0, 2], shock.from: [1, 2]}\n")) == ["map/weights.war"]
    assert wrong(plain(BASE.replace(", size: 1", ""))) == ["shocks/0"]


def test_every_key_can_stand_in_a_map_and_no_other() -> None:
    value = plain(scenarios.source("taiwan-blockade"))
    value["context"] = [
        {"name": profile, "kind": "blockade", "of": ["TWN"], "from": 1, "profile": profile}
        for profile in PROFILES
    ]
    keys = scenarios.describe_keys(scenarios.load("double-dip")).values()
    assert {key.name for key in keys if on_map(value, key.name, key.high)} == {
        key.name for key in keys if key.form == SWITCH
    }
    assert not [key.name for key in keys if not on_map(value, key.name, key.high + 1)]


def on_map(value: dict[str, Any], key: str, end: float) -> list[str]:
    """What is wrong with a map over this key and another."""
    other = "shock.size" if key == "horizon.months" else "horizon.months"
    axes = {key: [end], other: [1 if other == "shock.size" else 48]}
    return [place for place in wrong(value | {"map": axes}) if place.startswith("map")]


# --- it marks what the reader refuses

BASE = """\
version: 1
title: A blockade
asks: What is marked?
start: 2025-01
horizon: {months: 48}
shocks:
  - {name: hit, kind: blockade, of: [TWN], from: 12, months: 12, size: 1}
"""
FAULTS = [
    ("version: 1", "version: 2", "version"),
    ("version: 1", "version: '1'", "version"),
    ("version: 1\n", "", ""),
    ("title: A", "titel: A", ""),
    ("title: A blockade", "title: ' '", "title"),
    ("title: A blockade", 'title: "one\\ntwo"', "title"),
    ("start: 2025-01", "start: 2025-13", "start"),
    ("start: 2025-01", "start: 2025", "start"),
    ("start: 2025-01", "start: {trust: 0.5}", "start"),
    ("start: 2025-01", "start: {month: 2025-01, trust: 3}", "start"),
    ("start: 2025-01", "start: {month: 2025-01, output: 1}", "start"),
    ("shocks:", "draw: maybe\nshocks:", "draw"),
    ("{months: 48}", "{months: 11}", "horizon/months"),
    ("{months: 48}", "{months: 1201}", "horizon/months"),
    ("{months: 48}", "{months: many}", "horizon/months"),
    ("{months: 48}", "{months: 48.5}", "horizon/months"),
    ("{months: 48}", "48", "horizon"),
    ("kind: blockade", "kind: blockad", "shocks/0/kind"),
    ("kind: blockade", "kind: council-launched", "shocks/0/kind shocks/0/months shocks/0/of shocks/0/size"),
    ("kind: blockade, ", "", "shocks/0"),
    ("kind: blockade", "kind: blockade, target: chips.route", "shocks/0/target"),
    ("kind: blockade", "target: trust", "shocks/0/target"),
    ("of: [TWN]", "of: [TWM]", "shocks/0/of/0"),
    ("of: [TWN]", "of: [FRA]", "shocks/0/of/0"),
    ("of: [TWN]", "of: [TWN, TWN]", "shocks/0/of"),
    ("of: [TWN]", "of: TWN", "shocks/0/of"),
    ("of: [TWN], ", "", "shocks/0"),
    ("of: [TWN]", "of: [TWN], domains: [data]", "shocks/0/domains"),
    ("from: 12", "from: -1", "shocks/0/from"),
    ("from: 12", "from: soon", "shocks/0/from"),
    ("months: 12", "months: 0", "shocks/0/months"),
    ("months: 12", "months: 12, until: 2027-01", "shocks/0/until"),
    ("size: 1", "size: 1.1", "shocks/0/size"),
    ("size: 1", "sise: 1", "shocks/0"),
    ("size: 1", "size: true", "shocks/0/size"),
    ("size: 1", "size: 1, ramp: 3", "shocks/0/ramp"),
    ("size: 1", "size: 1, profile: ramp", "shocks/0"),
    ("size: 1", "size: 1, profile: pulse", "shocks/0/months"),
    ("size: 1", "size: 1, profile: wave", "shocks/0/profile"),
    ("shocks:", "parameters: {trust_gain: 9}\nshocks:", "parameters/trust_gain"),
    ("shocks:", "parameters: {trust_gian: 0}\nshocks:", "parameters"),
    ("shocks:", "switches: {counsil: off}\nshocks:", "switches"),
    ("shocks:", "switches: {council: no}\nshocks:", "switches/council"),
    ("size: 1", "size: 1, weight: War", "shocks/0/weight"),
    ("size: 1", "weights: 1", "shocks/0"),
    ("shocks:", "weights: {War: 1}\nshocks:", "weights"),
    ("shocks:", "weights: {war: 2}\nshocks:", "weights/war"),
    ("shocks:", "weights: 1\nshocks:", "weights"),
    ("shocks:", "actors: {FRX: {view: 0}}\nshocks:", "actors"),
    ("shocks:", "actors: {FRA: {view: 2}}\nshocks:", "actors/FRA/view"),
    ("shocks:", "actors: {FRA: {mood: 0}}\nshocks:", "actors/FRA"),
    ("shocks:", "population: {firms: 0}\nshocks:", "population/firms"),
    ("shocks:", "map: {shock.size: [0, 1]}\nshocks:", "map"),
    ("shocks:", "map: {shock.size: [0, 2], shock.from: [1]}\nshocks:", "map/shock.size"),
    ("shocks:", "map: {shock.size: [0, 1], shock.months: [1.5, 2]}\nshocks:", "map/shock.months"),
    ("shocks:", "map: {shock.size: [0, 1], shock.sise: [1, 2]}\nshocks:", "map"),
    ("shocks:", "map: {shock.size: {from: 0, to: 1}, shock.from: [1]}\nshocks:", "map/shock.size"),
]


def test_the_file_without_a_fault_is_valid() -> None:
    assert wrong(plain(BASE)) == []


@pytest.mark.parametrize(("text", "other", "place"), FAULTS)
def test_a_fault_is_marked_in_its_place_as_the_reader_refuses_it(
    tmp_path: Path, text: str, other: str, place: str
) -> None:
    assert BASE.count(text) == 1 or text == "months: 12"
    path = tmp_path / "mine.yaml"
    path.write_text(BASE.replace(text, other))
    assert scenarios.check(path)
    assert sorted(set(wrong(plain(path.read_text())))) == (place.split() or [""])


def test_most_of_the_broken_files_that_can_be_read_are_marked() -> None:
    """The rest is arithmetic (past the end), or the file as a whole (a name twice)."""
    values = list(broken())
    assert len(values) > 200
    assert sum(bool(wrong(value)) for value in values) > 0.9 * len(values)


def broken() -> Iterator[Any]:
    for path in sorted(BROKEN.glob("*.yaml")):
        try:
            document = read(read_file(str(path)))
        except ValueError:
            continue
        if not document.blames:
            yield document.value


# --- it knows the words, and says what they mean


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema within a schema."""
    if isinstance(schema, dict):
        yield schema
        for word in ("properties", "patternProperties", "$defs"):
            for part in schema.get(word, {}).values():
                yield from parts(part)
        for word in ("anyOf", "oneOf", "allOf"):
            for part in schema.get(word, ()):
                yield from parts(part)
        for word in ("items", "additionalProperties", "if", "then", "not"):
            yield from parts(schema.get(word))


def test_every_word_of_the_schema_is_one_of_json_schema() -> None:
    """An unknown word is passed over in silence: bounds written in it would bound nothing."""
    JUDGE.check_schema(SCHEMA)
    known = {*JUDGE.VALIDATORS, "$schema", "$defs", "description", "default", "then"}
    assert {word for part in parts(SCHEMA) for word in part} <= known


def test_every_field_is_explained() -> None:
    groups = (FIELDS, EVENT, *(part["properties"] for part in SCHEMA["$defs"].values()))
    told = [(name, described(field)) for group in groups for name, field in group.items()]
    assert [name for name, field in told if not field.get("description", "").strip()] == []
    assert not any("`" in field["description"] for _, field in told)


def described(field: dict[str, Any]) -> dict[str, Any]:
    """A field, or what it refers to, which explains it."""
    return field if "description" in field else SCHEMA["$defs"][field.get("$ref", "").rpartition("/")[2]]


def test_every_name_stands_with_its_meaning_and_its_range() -> None:
    for row in PARAMETERS.values():
        field = FIELDS["parameters"]["properties"][row.name]
        assert (field["minimum"], field["maximum"]) == (row.low, row.high)
        assert row.meaning[1:] in field["description"]
        assert f"{row.low:g} to {row.high:g}" in field["description"]
    assert list(FIELDS["parameters"]["properties"]) == list(PARAMETERS)
    assert list(FIELDS["switches"]["properties"]) == list(MECHANISMS)
    assert all(
        row.off in FIELDS["switches"]["properties"][row.name]["description"] for row in MECHANISMS.values()
    )
    assert set(FIELDS["actors"]["properties"]) == {*states(), UNION}
    assert FIELDS["actors"]["properties"]["FRA"]["description"] == "France"
    actor = SCHEMA["$defs"]["Actor"]["properties"]
    assert {name: (row["minimum"], row["maximum"]) for name, row in actor.items()} == actor_fields()


def named(field: dict[str, Any]) -> list[str]:
    return [one["const"] for one in field["oneOf"]]


def test_an_editor_can_offer_every_word_an_event_takes() -> None:
    assert named(EVENT["kind"]) == list(scenarios.all_kinds())
    assert named(EVENT["target"]) == list(TARGETS)
    assert all(one["description"] for field in ("kind", "target") for one in EVENT[field]["oneOf"])
    assert set(named(EVENT["of"]["items"])) == {*regions(), *states(), *kinds(), UNION}
    assert named(EVENT["classes"]["items"]) == list(CLASSES)
    assert named(EVENT["domains"]["items"]) == list(DOMAINS)
    assert EVENT["profile"]["enum"] == list(PROFILES)


def test_the_schema_is_text_that_any_program_reads() -> None:
    assert json.loads(json.dumps(SCHEMA, allow_nan=False)) == SCHEMA
