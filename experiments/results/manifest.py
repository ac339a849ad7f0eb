"""What results were made from: said in every manifest, without a time or a machine's name, so that it
repeats.
"""

import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from analysis.thresholds import STATED
from scenarios import Scenario, digest
from sim.source import source_hash


def origin(kind: str, scenario: Scenario) -> dict[str, Any]:
    """The head of a manifest: what kind of results, from which program and model, of which scenario in
    full.
    """
    return {
        "kind": kind,
        "format": 1,
        "program": version("alliance-resilience"),
        "model": source_hash(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in ("numpy", "numba", "pyarrow", "mesa")},
        "machine": platform.machine(),
        "thresholds": json.loads(json.dumps(asdict(STATED))),
        "scenario_hash": digest(scenario),
        "scenario": document(scenario),
    }


def document(scenario: Scenario) -> dict[str, Any]:
    """A scenario in full, defaults written out, as a manifest holds it."""
    return scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
