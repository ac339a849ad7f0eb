"""Where an alliance starts, and whether its runs draw parameters: what a scenario says reaches the model."""

from pathlib import Path

import numpy as np
import pytest

import scenarios
from scenarios.change import Value
from sim.parameters.spread import SPREAD
from sim.run import burn_in
from sim.state.run_state import RunState

BLOCKADE = scenarios.load("taiwan-blockade")
SMALL: dict[str, Value] = {"population.firms": 20, "burn_in.months": 12, "draw": "off"}
SHARES = {"trust": 0.3, "interoperability": 0.8, "effort": 0.5}
TWO = np.arange(2, dtype=np.int64)


def beginning(scenario: scenarios.Scenario, **changes: Value) -> RunState:
    """The state in which run and twin begin, with some keys of the start changed."""
    keys = {f"start.{level}": share for level, share in changes.items()}
    return burn_in(scenarios.compile_case(scenarios.override(scenario, {**SMALL, **keys})), 1, TWO)


def test_a_start_is_shares_of_where_the_burn_in_ends() -> None:
    calm, weak = beginning(BLOCKADE), beginning(BLOCKADE, **SHARES)
    for level, share in SHARES.items():
        np.testing.assert_allclose(getattr(weak, level), share * getattr(calm, level), rtol=1e-12)
    np.testing.assert_array_equal(weak.stock, calm.stock)  # control: what is not named stays


def test_trust_ends_at_one_wherever_it_starts() -> None:
    assert beginning(BLOCKADE, trust=2.0).trust.max() == 1.0
    assert beginning(BLOCKADE, effort=2.0).trust.max() < 1.0  # control: calm trust is below its end


def test_a_group_and_a_month_alone_are_one_scenario() -> None:
    text = scenarios.source("taiwan-blockade")
    assert "\nstart: 2025-01\n" in text
    group = scenarios.override(BLOCKADE, {"start.trust": 1.0})
    assert scenarios.digest(group) == scenarios.digest(BLOCKADE)
    assert scenarios.digest(scenarios.override(BLOCKADE, {"start.trust": 0.9})) != scenarios.digest(BLOCKADE)


def test_a_file_may_say_where_it_starts_and_that_nothing_is_drawn(tmp_path: Path) -> None:
    path = tmp_path / "weak.yaml"
    said = "start: {month: 2025-01, trust: 0.3}\ndraw: off\n"
    path.write_text(scenarios.source("taiwan-blockade").replace("start: 2025-01\n", said), encoding="utf-8")
    assert scenarios.check(path) == []
    scenario = scenarios.load(str(path))
    case = scenarios.compile_case(scenario)
    assert (scenario.start.month, case.start, case.width) == ("2025-01", (0.3, 1.0, 1.0), 0.0)
    told = " ".join(scenarios.sentences(scenario))
    assert "0.3 of calm trust" in told
    assert "All runs have the same parameters" in told
    assert "calm trust" not in " ".join(scenarios.sentences(BLOCKADE))  # control


def test_runs_draw_what_a_scenario_does_not_set() -> None:
    case = scenarios.compile_case(scenarios.override(BLOCKADE, {"parameters.blame": 1.0}))
    assert (case.width, case.fixed) == (SPREAD, frozenset({"blame"}))
    assert scenarios.compile_case(BLOCKADE).fixed == frozenset()


@pytest.mark.parametrize("name", scenarios.shipped())
def test_shipped_scenarios_draw(name: str) -> None:
    assert scenarios.compile_case(scenarios.load(name)).width == SPREAD
