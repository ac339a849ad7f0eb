"""A fingerprint of what a scenario says, for results that must know what they were made from."""

from __future__ import annotations

import hashlib
import json

from scenarios.schema import Scenario


def digest(scenario: Scenario) -> str:
    """SHA-256 (hex) of all its values, defaults included; comments and the order of fields do not matter."""
    value = scenario.model_dump(mode="json", by_alias=True, exclude={"name", "title", "asks"})
    return hashlib.sha256(json.dumps(value, sort_keys=True, allow_nan=False).encode()).hexdigest()
