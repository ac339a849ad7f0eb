"""Small scenarios that run in milliseconds."""

from pathlib import Path

import pytest

from scenarios import Scenario, load, override

BARE = """
version: 1
title: A file of one's own
asks: Does it run?
start: 2025-01
horizon: {months: 48}
burn_in: {months: 12}
population: {firms: 20}
shocks:
  - {name: blockade, kind: blockade, of: [TWN], from: 12, months: 12, size: 1}
"""


@pytest.fixture(scope="session")
def small() -> Scenario:
    """The blockade with few firms, 48 months, a short burn-in; its shock lasts from month 12 to 23."""
    changes = {"horizon.months": 48, "burn_in.months": 12, "population.firms": 20}
    scenario: Scenario = override(load("taiwan-blockade"), changes)
    return scenario


@pytest.fixture
def bare(tmp_path: Path) -> Scenario:
    """The same from a file, without a map."""
    path = tmp_path / "own.yaml"
    path.write_text(BARE)
    scenario: Scenario = load(path)
    return scenario
