"""Figures of one run of a folder, looked at closely: where its chips go, who still works with whom."""

import numpy as np
from matplotlib.figure import Figure

from analysis.figures.chip_flows import FATES, Flow, chip_figure
from analysis.figures.network import network_figure
from experiments.engine.trace import RunTrace, median_run
from experiments.errors import Without
from experiments.figures import figure_captions as captions
from experiments.results.reading.results import FolderResults
from experiments.results.store import TRAJECTORIES
from sim.series import CLASSES


def chips(results: FolderResults) -> dict[str, Figure]:
    """Where chips are made and where they go, before the shock and during it. Raises Without."""
    run = median_run(results)
    if run.t0 == 0:
        raise Without(f"{results.folder} has no month before the shock to hold its chips against")
    periods = {"before": (0, run.t0), "during": (run.t0, run.last + 1)}
    flows: dict[str, dict[str, Flow]] = {name: {} for name in CLASSES}
    for period, months in periods.items():
        made, book = run.made_in(*months), run.ledger(*months)
        for place, name in enumerate(CLASSES):
            regions = {region: float(count[place]) for region, count in made.items() if count[place] > 0}
            fates = {fate: float(getattr(book, fate)[place]) for fate in FATES}
            flows[name][period] = (regions, fates)
    figure = chip_figure(
        flows,
        title=captions.heading("Where do the chips go?", results.manifest),
        seed=results.manifest.seed,
        note=captions.note(results.manifest),
    )
    return {"chips": figure}


def network(results: FolderResults) -> dict[str, Figure]:
    """Trust and joint effort of every state at four moments. Raises Without."""
    run = median_run(results)
    trust, joint = run.joint()
    world = run.case.world
    figure = network_figure(
        {words: (trust[month], joint[month]) for words, month in _moments(results, run).items()},
        world.states,
        world.arrays.weight,
        centre=world.states.index("USA"),
        title=captions.heading("Who still works with the United States?", results.manifest),
        seed=results.manifest.seed,
        note=captions.note(results.manifest),
    )
    return {"network": figure}


def _moments(results: FolderResults, run: RunTrace) -> dict[str, int]:
    """The months looked at, each with its words: before the shock, the lowest within it (its middle if it
    goes down to its last month or up from its first), its last, the end.
    """
    table = results.table(TRAJECTORIES, ["shocked", "performance"], [("replicate", "=", run.replicate)])
    shocked, performance = np.asarray(table["shocked"]), np.asarray(table["performance"])
    with np.errstate(divide="ignore", invalid="ignore"):
        q = np.nan_to_num(performance[shocked] / performance[~shocked], nan=np.inf)
    lowest = run.t0 + int(q[run.t0 : run.last + 1].argmin())
    inside = run.t0 < lowest < run.last
    named = {
        max(run.t0 - 1, 0): "before the shock" if run.t0 else "as the shock begins",
        lowest if inside else (run.t0 + run.last) // 2: "its lowest point" if inside else "in mid shock",
        run.last: "the shock's last month",
        run.case.months - 1: "at the end",
    }
    return {f"{words} (month {month})": month for month, words in named.items()}
