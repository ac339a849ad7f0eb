"""The first things one does: a file to start from, its schema, completion, a sound installation."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scenarios
from experiments import doctor

Command = Callable[..., Any]


def test_a_new_file_can_be_checked_and_run_as_it_stands(alliance: Command) -> None:
    assert alliance("new", "my-shock").code == 0
    assert alliance("check", "my-shock.yaml").code == 0
    assert alliance("run", "my-shock.yaml", "--replicates", "1", "--out", "there").code == 0


def test_a_new_file_never_takes_the_place_of_another(alliance: Command) -> None:
    Path("mine.yaml").write_text("precious", encoding="utf-8")
    answer = alliance("new", "mine")
    assert (answer.code, Path("mine.yaml").read_text(encoding="utf-8")) == (2, "precious")
    assert "is there already" in answer.err


@pytest.mark.parametrize("name", ["../../x", "A", "a b", "", "x/y", "$x$", "ä", "a" * 61, "-x", "x.yaml"])
def test_a_name_is_not_a_path(alliance: Command, name: str) -> None:
    answer = alliance("new", "--", name)
    assert answer.code in (2, 3)
    assert answer.err.count("\n") == 1
    assert list(Path().iterdir()) == []


def test_it_is_written_where_one_says(alliance: Command) -> None:
    assert alliance("new", "mine", "--out", "other.yaml").code == 0
    assert Path("other.yaml").exists()
    assert alliance("new", "mine", "--out", "nowhere/other.yaml").code == 1


def valid(schema: Any, value: Any, whole: dict[str, Any]) -> bool:
    """A small reading of JSON Schema: the words our schema uses."""
    if isinstance(schema, bool):
        return schema
    if "$ref" in schema:
        return valid(whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], value, whole)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float)}
    kind = schema.get("type")
    if kind and (not isinstance(value, kinds[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return False
    if "anyOf" in schema and not any(valid(part, value, whole) for part in schema["anyOf"]):
        return False
    if "oneOf" in schema and sum(valid(part, value, whole) for part in schema["oneOf"]) != 1:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get(
        "maximum", value
    ):
        return False
    if isinstance(value, dict):
        named = schema.get("properties", {})
        rest = schema.get("additionalProperties", True)
        missing = [name for name in schema.get("required", ()) if name not in value]
        parts = [
            valid(named.get(name, rest), part, whole)
            for name, part in value.items()
            if named.get(name, rest) is not True
        ]
        return not missing and all(parts)
    if isinstance(value, list):
        return all(valid(schema.get("items", {}), part, whole) for part in value)
    return True


def plain(text: str) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True).load(text)


def test_the_schema_takes_every_shipped_scenario(alliance: Command) -> None:
    schema = alliance("schema").json()
    for name in scenarios.shipped():
        value = plain(scenarios.source(name))
        assert valid(schema, value, schema), name


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("kind: blockade", "kind: blockad"),
        ("size: 1", "size: 2"),
        ("size: 1", "sise: 1"),
        ("version: 1", "version: 2"),
        ("title: The", "titel: The"),
        ("horizon: {months: 180}", "horizon: {months: many}"),
        ("horizon: {months: 180}", "horizon: {months: 180}\nparameters: {trust_gain: 9}"),
        ("horizon: {months: 180}", "horizon: {months: 180}\nswitches: {counsil: off}"),
        ("horizon: {months: 180}", "horizon: {months: 180}\nactors: {FRX: {autonomy: 0.5}}"),
    ],
)
def test_the_schema_marks_what_the_program_refuses(alliance: Command, text: str, other: str) -> None:
    schema = alliance("schema").json()
    source = scenarios.source("taiwan-blockade")
    assert text in source
    assert not valid(schema, plain(source.replace(text, other, 1)), schema)


def test_other_schemas_are_refused_until_they_exist(alliance: Command) -> None:
    answer = alliance("schema", "experiment")
    assert (answer.code, answer.out) == (2, "")


def completed(words: str) -> list[str]:
    """What a bash would be offered after these words."""
    environment = os.environ | {
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
        "_ALLIANCE_COMPLETE": "complete_bash",
    }
    code = "from alliance.main import main; main()"
    asked = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    return asked.stdout.split()


def test_the_shell_completes_verbs_scenarios_mechanisms_and_keys() -> None:
    assert completed("alliance sw") == ["sweep"]
    assert completed("alliance run tai") == ["taiwan-blockade"]
    assert completed("alliance run taiwan-blockade --off scar,early") == ["scar,early_warning"]
    assert completed("alliance run taiwan-blockade --set shock.s") == ["shock.size="]
    assert completed("alliance sweep taiwan-blockade --vary shock.m") == ["shock.months="]
    assert completed("alliance run nowhere") == []


def test_the_doctor_finds_this_installation_sound(alliance: Command) -> None:
    answer = alliance("doctor", "--json")
    found = answer.json()
    assert answer.code == 0
    assert found["ok"]
    assert {one["check"] for one in found["checks"]} >= {"packages", "engines", "known answer"}
    assert "All is well" in alliance("doctor").out


def state_of(check: str) -> str:
    return next(one.state for one in doctor.examine() if one.check == check)


def test_each_illness_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Control: what is broken on purpose is found, and the other checks go on."""
    import matplotlib.figure
    import pyarrow.parquet

    from experiments import agents
    from sim import calm

    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(doctor.metadata, "version", lambda name: "0.1")
        assert state_of("packages") == "failure"
    with monkeypatch.context() as patch:
        patch.setattr(calm, "P_STAR", 0.5)
        assert state_of("known answer") == "warning"
    honest = agents.simulate
    with monkeypatch.context() as patch:
        patch.setattr(
            agents, "simulate", lambda case, seed, *given, **how: honest(case, seed + 1, *given, **how)
        )
        assert state_of("engines") == "failure"
    with monkeypatch.context() as patch:
        patch.setattr(matplotlib.figure.Figure, "savefig", lambda *_, **__: 1 / 0)
        patch.setattr(pyarrow.parquet, "write_table", lambda *_, **__: 1 / 0)
        assert (state_of("figures"), state_of("tables")) == ("failure", "failure")
    (tmp_path / "sim.py").write_text("", encoding="utf-8")
    assert state_of("nothing in the way") == "warning"


def test_a_failure_is_an_exit_code(alliance: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CHECKS", (lambda: doctor.Finding("x", doctor.FAILURE, "broken", "mend it"),))
    answer = alliance("doctor")
    assert answer.code == 1
    assert "mend it" in answer.out


@pytest.mark.parametrize(
    ("version", "bounds", "meets"),
    [
        ("3.3.1", ">=3.3,<4", True),
        ("4.0", ">=3.3,<4", False),
        ("3.2.9", ">=3.3", False),
        ("0.10", ">=0.9", True),
    ],
)
def test_versions_are_numbers(version: str, bounds: str, meets: bool) -> None:
    assert doctor._meets(version, bounds) == meets
