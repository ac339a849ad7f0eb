"""How long a sweep's runs are on their way up: what a folder's table of runs says of it, as the figure wants
it.
"""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from analysis.arrays import AnyArray, FloatArray, IntArray
from analysis.figures.marks.pick import evenly
from analysis.figures.survival_curves import MOST, survival_figure
from analysis.point_summary import ascents
from analysis.thresholds import STATED
from experiments.errors import Without
from experiments.figures import figure_captions as captions
from experiments.figures.key_words import written
from experiments.results.manifest import RunManifest, SweepManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import RUNS
from languages import in_a_row, rendered, said, worded

LEVELS = {
    "rise_to_back": worded("to {share:g} % of the twin's performance"),
    "rise_to_twin": worded("to the twin's own performance"),
}
"""The ways up, by the column of the runs that has their months."""
_MEASURED = ("point", "status", "outcome", "rise_window", *LEVELS)


def survival(results: FolderResults) -> dict[str, Figure]:
    """The share of runs that are back at each level, by months after their lowest point: a curve for up to
    four values of the first key, over all values of the others.

    From the lowest point and not from the shock's end: where a return takes as long as the shock lasts, the
    latter would be the same for all. Raises Without where no run fell.
    """
    folder, manifest = results.folder, results.manifest
    if not isinstance(manifest, RunManifest | SweepManifest):
        raise Without(f"{folder} compares scenarios; a survival curve is drawn for a run or a sweep")
    keys = list(manifest.vary) if manifest.tried_all else []
    table = results.table(RUNS, [*_MEASURED, *keys])
    finished = np.asarray(table["status"]) == "ok"
    runs = {name: table[name].to_numpy(zero_copy_only=False)[finished] for name in table.column_names}
    if not np.isfinite(runs["rise_window"].astype(np.float64)).any():
        fell = f"no run fell below {STATED.degraded:g} of its twin's performance"
        raise Without(f"{folder} has no survival curve: {fell}")
    drawn, count = _levels(runs, keys[0] if keys else None)
    pooled = in_a_row(captions.words(key, manifest).name for key in keys[1:])
    notes = [said("pooled over {keys}", keys=pooled)] if pooled else []
    notes += [said("{shown} of {all} values are shown", shown=MOST, all=count)] if count > MOST else []
    figure = survival_figure(
        drawn,
        title=captions.heading(said("How long is the way up?"), manifest),
        key=captions.key(keys[0], manifest) if keys else "",
        n=len(finished),
        seed=manifest.seed,
        banded=not keys[1:],
        note=captions.note(manifest, *notes),
    )
    return {"survival": figure}


def _levels(
    runs: Mapping[str, AnyArray], key: str | None
) -> tuple[dict[str, dict[str, tuple[FloatArray, IntArray]]], int]:
    """Time since the lowest point and cause of leaving, by level and by value of the key, of the runs that
    fell; and at how many values some did.
    """
    fell = np.isfinite(runs["rise_window"].astype(np.float64))
    values = dict.fromkeys(runs[key][fell].tolist() if key else [""])
    chosen = [[*values][place] for place in evenly(len(values), MOST)]
    levels = {}
    for column, words in LEVELS.items():
        groups = {}
        for value in chosen:
            mine = runs[key] == value if key else np.ones(len(fell), dtype=np.bool_)
            groups[written(value)] = ascents({name: runs[name][mine] for name in _MEASURED[2:]}, column)
        levels[rendered(words, share=100 * STATED.degraded)] = groups
    return levels, len(values)
