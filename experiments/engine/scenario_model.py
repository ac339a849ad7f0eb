"""One run of a scenario as a Mesa model like any other: to step through, to watch and to run in batches."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from mesa import DataCollector

from experiments.errors import UsageFault
from scenarios import Scenario, compile_case, load, off, override
from sim.agents.model import AllianceModel
from sim.agents.producers import Firm
from sim.agents.states import State
from sim.series import PLACE, SIDES

Reporter = Callable[[Any], Any] | str


def _latest(series: str, model: AllianceModel) -> float:
    """What was recorded last of a series."""
    return float(model.datacollector.tables["months"][series][-1])


def _home(firm: Firm) -> State:
    return firm.model.states[firm.home]


def _store(firms: Iterable[Firm]) -> float:
    """Months of need that firms have in store; not a number where they need no chips."""
    buying = [firm for firm in firms if firm.need > 0]
    return sum(firm.stock for firm in buying) / sum(firm.need for firm in buying) if buying else np.nan


STATE_COLUMNS: Mapping[str, Reporter] = {
    "side": lambda state: SIDES[state.side],
    "name": "name",
    "trust": "trust",
    "effort": lambda state: sum(state.effort) / len(state.effort),
    "chips": lambda state: _store(firm for firm in state.model.firms if firm.home == state.number),
}
"""What is kept of a state every month: its mean effort over the fields, and months of chips in store."""
FIRM_COLUMNS: Mapping[str, Reporter] = {
    "side": lambda firm: SIDES[_home(firm).side],
    "name": lambda firm: f"{_home(firm).name}-{firm.number}",
    "activity": "activity",
    "output": "output",
    "chips": lambda firm: _store([firm]),
}
"""What is kept of a firm every month."""


class ScenarioModel(AllianceModel):
    """One run of a scenario by Mesa agents, from its month 0 on: the same numbers as the kernel's run of that
    seed and replicate, or of its twin where it is not `shocked`.

    `changes` maps keys of the scenario to values, and so do further arguments, as a batch gives them;
    `without` names mechanisms that are off. The data collector holds every series by month and, by type, the
    columns of `STATE_COLUMNS` and `FIRM_COLUMNS`. `running` ends with the horizon.

    Raises `scenarios.Invalid` for the scenario and its keys, UsageFault for a seed or replicate below 0 and
    for a step beyond the horizon.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario = "taiwan-blockade",
        *,
        seed: int = 1,
        replicate: int = 0,
        shocked: bool = True,
        changes: Mapping[str, Any] | None = None,
        without: Iterable[str] = (),
        **keys: Any,
    ) -> None:
        if seed < 0 or replicate < 0:
            raise UsageFault(f"seed and replicate are 0 or more (got {seed} and {replicate})")
        scenario = load(str(scenario)) if isinstance(scenario, str | Path) else scenario
        wanted = {**(changes or {}), **keys}
        scenario = override(scenario, wanted) if wanted else scenario
        scenario = off(scenario, names) if (names := tuple(without)) else scenario
        super().__init__(compile_case(scenario), seed, replicate, shocked=shocked, watch_states=True)
        self.scenario = scenario
        self.datacollector = DataCollector(
            model_reporters={series: partial(_latest, series) for series in PLACE},
            agenttype_reporters={State: dict(STATE_COLUMNS), Firm: dict(FIRM_COLUMNS)},
            tables={"months": list(PLACE)},
        )
        while self.month < 0:
            super().step()  # the burn-in is no step of the model's

    def step(self) -> None:
        """The next month of the scenario."""
        if self.month >= self.case.months:
            raise UsageFault(
                f"{self.scenario.name} ends after {self.case.months} months; there is no next step"
            )
        super().step()
        self.running = self.month < self.case.months
