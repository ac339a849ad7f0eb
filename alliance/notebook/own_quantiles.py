"""What measures of a user's own came to over the runs of a scenario."""

from typing import Any

from alliance.notebook.shown_results import RunResults
from experiments.engine.extensions.own_measures import measure_runs, own_measures
from experiments.results.summary import quantiles
from experiments.single_run import Result


def own_quantiles(result: Result) -> dict[str, tuple[str, dict[str, Any]]]:
    """Of each measure by name: its meaning, and mean, quantiles and count over the runs. Raises UsageFault
    for a measure that cannot be used.
    """
    own = own_measures()
    if not own:
        return {}
    values = measure_runs(RunResults(result).results, [*own.values()])
    return {name: (measure.words, quantiles(values[name])) for name, measure in own.items()}
