"""What results were made from: said in every manifest, without a time or a machine's name, so that it
repeats.
"""

import platform
from importlib.metadata import version
from typing import Any

from scenarios import Scenario
from sim.rules.compiled import source_hash


def origin(kind: str, scenario: Scenario) -> dict[str, Any]:
    """The head of a manifest: what kind of results, from which program and model, of which scenario in
    full.
    """
    return {
        "kind": kind,
        "format": 1,
        "program": version("alliance-resilience"),
        "model": source_hash(),
        "libraries": {name: version(name) for name in ("numpy", "numba", "pyarrow")},
        "machine": platform.machine(),
        "scenario": scenario.model_dump(mode="json", by_alias=True, exclude_none=True),
    }
