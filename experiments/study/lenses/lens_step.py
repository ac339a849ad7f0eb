"""The step `lenses` of the study: its tables and picture."""

from experiments.study.folders import SHIPPED, Folders
from experiments.study.lenses.lens_observations import observation_rows
from experiments.study.lenses.lens_outcomes import outcome_rows
from experiments.study.lenses.lens_pairs import pair_rows
from experiments.study.lenses.recovery_figure import recovery_figure
from experiments.study.lenses.theory_recovery import ROWS_A_POINT, points, recovery_table
from experiments.study.recheck import Recheck, spread, whole
from experiments.study.report import csv_rows, read, save_figure, save_table, say

TABLES = ("theory-recovery", "lens-pairs", "lens-observations", "lens-outcomes")


def write_lenses(folders: Folders = SHIPPED, jobs: int | None = None) -> None:
    """Name the theory of every run held out, and write how often that is right and what the theories show."""
    recovery = csv_rows(recovery_table(points(), jobs))
    save_table(folders, "theory-recovery", recovery)
    save_table(folders, "lens-pairs", pair_rows(recovery))
    save_figure(folders, "theory-recovery", recovery_figure(recovery))
    say("lenses: what tells two apart")
    save_table(folders, "lens-observations", observation_rows())
    say("lenses: what was expected of each")
    save_table(folders, "lens-outcomes", outcome_rows())


def recheck_lenses(folders: Folders, sample: int | None, jobs: int | None) -> dict[str, Recheck]:
    """Rows of some points made anew, each at its place; pairs from the stored table; all of the others."""
    every = points()
    chosen = spread(sample or len(every), len(every))
    made = recovery_table([every[place] for place in chosen], jobs)
    places = [ROWS_A_POINT * point + row for point in chosen for row in range(ROWS_A_POINT)]
    return {
        "theory-recovery": Recheck(dict(zip(places, made, strict=True)), ROWS_A_POINT * len(every)),
        "lens-pairs": whole(pair_rows(read(folders.tables / "theory-recovery.csv"))),
        "lens-observations": whole(observation_rows()),
        "lens-outcomes": whole(outcome_rows()),
    }
