"""The scenario as a Mesa model: it steps, stops, collects and runs in batches, with the kernel's numbers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mesa import batch_run

from experiments.engine.scenario_model import FIRM_COLUMNS, STATE_COLUMNS, ScenarioModel
from experiments.errors import UsageFault
from scenarios import KeyFault, Scenario, compile_case, load, override
from sim.agents.producers import Firm
from sim.agents.states import State
from sim.run import simulate
from sim.series import PLACE

SMALL = """version: 1
title: A small blockade
asks: Does the model step?
start: 2025-01
horizon: {months: 30}
burn_in: {months: 6}
population: {firms: 12}
shocks:
  - {name: blockade, kind: blockade, of: [TWN], from: 12, months: 12, size: 1}
"""


@pytest.fixture
def small(tmp_path: Path) -> Scenario:
    (tmp_path / "small.yaml").write_text(SMALL)
    return load(tmp_path / "small.yaml")


def stepped(model: ScenarioModel) -> ScenarioModel:
    while model.running:
        model.step()
    return model


@pytest.mark.parametrize("shocked", [True, False])
def test_it_gives_the_numbers_of_the_kernel(small: Scenario, shocked: bool) -> None:
    model = stepped(ScenarioModel(small, seed=3, replicate=2, shocked=shocked))
    kernel = simulate(compile_case(small), 3, np.array([2]), shocked=shocked)
    assert np.array_equal(model.series, kernel.series[0])
    collected = model.datacollector.get_model_vars_dataframe()
    assert np.array_equal(collected[list(PLACE)].to_numpy(), kernel.series[0])


def test_another_replicate_is_another_run(small: Scenario) -> None:
    """Control."""
    second, third = (stepped(ScenarioModel(small, seed=3, replicate=number)).series for number in (2, 3))
    assert not np.array_equal(second, third)


def test_a_step_is_a_month_and_the_last_one_ends_it(small: Scenario) -> None:
    model = ScenarioModel(small)
    assert (model.month, model.steps, model.running) == (0, 0, True)
    model.step()
    assert (model.month, model.steps, len(model.series)) == (1, 1, 1)
    stepped(model)
    assert (model.month, model.steps, model.running) == (30, 30, False)
    with pytest.raises(UsageFault, match="small ends after 30 months; there is no next step"):
        model.step()
    assert ScenarioModel(small).run().steps == 30


def test_states_and_firms_have_tables(small: Scenario) -> None:
    model = stepped(ScenarioModel(small))
    states = model.datacollector.get_agenttype_vars_dataframe(State)
    firms = model.datacollector.get_agenttype_vars_dataframe(Firm)
    assert (list(states), list(firms)) == (list(STATE_COLUMNS), list(FIRM_COLUMNS))
    assert (len(states), len(firms)) == (30 * len(model.states), 30 * len(model.firms))
    last = states[states["name"] == "USA"].iloc[-1]
    assert last["trust"] == model.series[-1, PLACE["trust_USA"]]
    chips = firms["chips"].groupby(level=0).mean()
    assert chips.iloc[:11].min() > 2 * chips.min()  # a blockade empties the stores


def test_keys_are_set_and_mechanisms_switched_off(small: Scenario) -> None:
    as_of_a_batch: dict[str, Any] = {"shock.months": 3}
    changed = ScenarioModel(small, changes={"shock.size": 0.5}, without=["council"], **as_of_a_batch)
    by_hand = override(small, {"shock.size": 0.5, "shock.months": 3, "switches.council": False})
    assert changed.scenario == by_hand
    with pytest.raises(KeyFault, match="sise"):
        ScenarioModel(small, changes={"shock.sise": 1})
    with pytest.raises(UsageFault, match="0 or more"):
        ScenarioModel(small, replicate=-1)


def test_a_batch_returns_the_series(small: Scenario) -> None:
    given = {"scenario": [small], "replicate": range(2), "shock.size": [0.2, 1.0]}
    rows = batch_run(ScenarioModel, given, data_collection_period=1, display_progress=False)
    assert len(rows) == 2 * 2 * 30
    assert {*PLACE} <= {*rows[0]}
    lowest = {
        size: min(row["performance"] for row in rows if row["shock.size"] == size) for size in (0.2, 1.0)
    }
    assert lowest[1.0] < lowest[0.2]
