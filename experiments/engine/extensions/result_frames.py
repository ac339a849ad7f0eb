"""Tables of results as people work with them: data frames of pandas where it is installed, else of Arrow."""

from importlib.util import find_spec
from typing import Any

import pyarrow as pa

from analysis.arrays import FloatArray
from experiments.engine.extensions.own_measures import measure_runs, own_measures
from experiments.errors import UsageFault
from experiments.results import store
from experiments.results.manifest import Manifest
from experiments.results.reading.results import FolderResults

Frame = Any
"""A `pandas.DataFrame`, or a `pyarrow.Table` where pandas is not installed."""


def frame(table: pa.Table) -> Frame:
    """A table as a data frame of pandas, or as it is where pandas is not installed."""
    return table.to_pandas() if find_spec("pandas") else table


class ResultFrames:
    """The tables of results, and what their manifest says."""

    def __init__(self, results: FolderResults) -> None:
        self.results = results

    @property
    def manifest(self) -> Manifest:
        """What was run, with which seed and model, and what came of it."""
        return self.results.manifest

    @property
    def runs(self) -> Frame:
        """A row for each run, with its measures; those of your own beside them where the results hold
        trajectories.
        """
        return frame(self.table(store.RUNS))

    @property
    def curves(self) -> Frame:
        """The spread of each series over the runs of a setting, month by month."""
        return frame(self.table(store.CURVES))

    @property
    def trajectories(self) -> Frame:
        """Every series of every run and of its twin, a row a month. Raises UsageFault where the results hold
        none.
        """
        return frame(self.table(store.TRAJECTORIES))

    def table(self, name: str) -> pa.Table:
        """A table by name (`runs`, `curves`, `trajectories`) in Arrow. Raises UsageFault for one that is not
        there.
        """
        there = self.results.tables
        if name not in there:
            raise UsageFault(f"{self.results.folder} has no table {name!r}; there are {', '.join(there)}")
        table = self.results.whole_table(name)
        if name != store.RUNS or store.TRAJECTORIES not in there:
            return table
        own = [*own_measures().values()]
        for column, values in measure_runs(self.results, own).items() if own else ():
            table = table.append_column(column, pa.array(values, from_pandas=True))
        return table

    def measure(self, name: str) -> FloatArray:
        """A measure of your own, a number for each row of `runs`. Raises UsageFault where there is none of
        that name, or the results hold no trajectories.
        """
        there = own_measures()
        if name not in there:
            known = f"there are {', '.join(there)}" if there else "there is none (see alliance.extend)"
            raise UsageFault(f"no measure of your own is called {name!r}; {known}")
        return measure_runs(self.results, [there[name]])[name]
