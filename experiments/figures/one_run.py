"""Figures of one run of a folder, looked at closely: where its chips go, who stays and who leaves."""

from matplotlib.figure import Figure

from analysis.figures.chip_flows import FATES, Flow, chip_figure
from analysis.figures.member_courses import member_figure
from experiments.engine.trace import median_run
from experiments.errors import Without
from experiments.figures import figure_captions as captions
from experiments.results.reading.results import FolderResults
from sim.series import CLASSES

REGIONS = {"ROW": "others"}
"""Regions whose code no reader knows."""


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
            regions = {
                REGIONS.get(region, region): float(count[place])
                for region, count in made.items()
                if count[place] > 0
            }
            fates = {fate: float(getattr(book, fate)[place]) for fate in FATES}
            flows[name][period] = (regions, fates)
    figure = chip_figure(
        flows,
        title=captions.heading("Where do the chips go?", results.manifest),
        seed=results.manifest.seed,
        note=captions.note(results.manifest),
    )
    return {"chips": figure}


def members(results: FolderResults) -> dict[str, Figure]:
    """Joint effort and trust of every state, month by month, against before the shock. Raises Without."""
    run = median_run(results)
    trust, joint = run.joint()
    figure = member_figure(
        {
            "joint effort with the United States": joint,
            "trust in its ally": trust,
        },
        run.case.world.states,
        t0=run.t0,
        t1=run.t1,
        title=captions.heading("Who stays, who leaves, and when?", results.manifest),
        seed=results.manifest.seed,
        note=captions.note(results.manifest, "of the United States its own effort"),
    )
    return {"members": figure}
