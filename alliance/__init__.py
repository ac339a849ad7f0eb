"""alliance-resilience: why does one shock make one alliance deepen, another come back, a third fall apart?

    import alliance
    scenario = alliance.load("taiwan-blockade")
    result = alliance.run(scenario, replicates=50)
    result.measures["outcome"]["collapsed"]["share"]

A model for exploring theory and for teaching, never a forecast. What can be called stands in `alliance.api`;
nothing heavy is imported before it is used.
"""

from alliance.api import check, export, load, plot, run, shipped, sweep, table, verify
from alliance.import_guard import refuse_strays

refuse_strays()

__all__ = ["check", "export", "load", "plot", "run", "shipped", "sweep", "table", "verify"]
