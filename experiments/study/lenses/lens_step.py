"""The step `lenses` of the study: its tables and picture."""

from collections.abc import Callable, Mapping

from experiments.study.folders import SHIPPED, Folders
from experiments.study.lenses.lens_observations import observation_rows
from experiments.study.lenses.lens_outcomes import left_out_rows, outcome_rows
from experiments.study.lenses.lens_pairs import pair_rows
from experiments.study.lenses.recovery_controls import control_rows
from experiments.study.lenses.recovery_figure import recovery_figure
from experiments.study.lenses.theory_recovery import ROWS_A_POINT, points, recovery_table
from experiments.study.recheck import Recheck, spread, whole
from experiments.study.report import Row, csv_rows, read, save_figure, save_table, say

TABLES = (
    "theory-recovery", "lens-pairs", "recovery-controls", "lens-observations", "lens-outcomes",
    "lens-left-out",
)  # fmt: skip


OTHERS: Mapping[str, Callable[[int | None], list[Row]]] = {
    "recovery-controls": control_rows,
    "lens-observations": observation_rows,
    "lens-outcomes": outcome_rows,
    "lens-left-out": left_out_rows,
}
"""Tables that stand by themselves, and what makes their rows with so many processes."""


def write_lenses(folders: Folders = SHIPPED, jobs: int | None = None) -> None:
    """Name the theory of every run held out, and write how often that is right and what the theories show."""
    recovery = csv_rows(recovery_table(points(), jobs))
    save_table(folders, "theory-recovery", recovery)
    save_table(folders, "lens-pairs", pair_rows(recovery))
    save_figure(folders, "theory-recovery", recovery_figure(recovery))
    for name, make in OTHERS.items():
        say(f"lenses: {name}")
        save_table(folders, name, make(jobs))


def recheck_lenses(folders: Folders, sample: int | None, jobs: int | None) -> dict[str, Recheck]:
    """Rows of some points made anew, each at its place; pairs from the stored table; all of the others."""
    every = points()
    chosen = spread(sample or len(every), len(every))
    made = recovery_table([every[place] for place in chosen], jobs)
    places = [ROWS_A_POINT * point + row for point in chosen for row in range(ROWS_A_POINT)]
    return {
        "theory-recovery": Recheck(dict(zip(places, made, strict=True)), ROWS_A_POINT * len(every)),
        "lens-pairs": whole(pair_rows(read(folders.tables / "theory-recovery.csv"))),
        **{name: whole(make(jobs)) for name, make in OTHERS.items()},
    }
