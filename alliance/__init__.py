"""alliance-resilience: why does one shock make one alliance deepen, another come back, a third fall apart?

    import alliance
    run = alliance.run("taiwan-blockade", replicates=50)
    run.figure()

A model for exploring theory and for teaching, never a forecast. What can be called stands in `alliance.api`,
how in docs/python.md; nothing heavy is imported before it is used.
"""

from typing import TYPE_CHECKING, Any

from alliance.api import (
    check,
    compare,
    export,
    extend,
    load,
    plot,
    prepared,
    results,
    run,
    shipped,
    sweep,
    table,
    verify,
)
from alliance.boundary import hear_the_system
from alliance.import_guard import is_a_command, refuse_strays

if TYPE_CHECKING:
    from experiments.engine.scenario_model import ScenarioModel as ScenarioModel
    from scenarios import Invalid as Invalid

if is_a_command():
    hear_the_system()
refuse_strays()

__all__ = [
    "Invalid",
    "ScenarioModel",
    "check",
    "compare",
    "export",
    "extend",
    "load",
    "plot",
    "prepared",
    "results",
    "run",
    "shipped",
    "sweep",
    "table",
    "verify",
]


def __getattr__(name: str) -> Any:
    """The model of agents, which takes seconds to import, and what is raised for a faulty scenario."""
    if name == "Invalid":
        from scenarios import Invalid

        return Invalid
    if name == "ScenarioModel":
        from experiments.engine.scenario_model import ScenarioModel

        return ScenarioModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
