"""The JSON Schema of experiment files, by which editors complete, explain and mark what is wrong."""

from typing import Any

from experiments.design.file_checks import NEEDS, TAKES
from experiments.design.file_schema import Ends, ExperimentFile
from scenarios import shipped
from scenarios.editor_schema import DRAFT, NEVER, description, group, sweepable_keys, tidy
from scenarios.library import SUFFIXES

_FIELDS = ("n", "seed", "levels", "file")


def json_schema() -> dict[str, Any]:
    """JSON Schema of experiment files, with every scenario, design, mechanism and parameter."""
    from sim.parameters.table import MECHANISMS

    schema: dict[str, Any] = tidy(ExperimentFile.model_json_schema(by_alias=True))
    fields, parts = schema["properties"], schema["$defs"]
    ending = "|".join(end.removeprefix(".") for end in SUFFIXES)
    fields["scenarios"]["items"] = {
        "anyOf": [{"enum": list(shipped())}, {"type": "string", "pattern": rf"^[^/\\]+\.({ending})$"}]
    }
    switch = fields["switches"]["additionalProperties"]
    fields["switches"] |= group({row.name: switch | description(row.title) for row in MECHANISMS.values()})
    known = {key.name: description(key.meaning) for key in sweepable_keys()}
    fields["vary"]["properties"] = {
        name: words | fields["vary"]["additionalProperties"] for name, words in known.items()
    }
    fields["set"]["properties"] = {
        name: words | fields["set"]["additionalProperties"] for name, words in known.items()
    }
    parts["Design"]["allOf"] = [_of_kind(kind) for kind in TAKES]
    parts["Ends"]["required"] = [field.alias for field in Ends.model_fields.values() if field.is_required()]
    return {"$schema": DRAFT, **schema}


def _of_kind(kind: str) -> dict[str, Any]:
    """Fields that a kind of design takes, needs, or does not know."""
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {
            "properties": {field: NEVER for field in _FIELDS if field not in TAKES[kind]},
            "required": [field for field in TAKES[kind] if field in NEEDS],
        },
    }
