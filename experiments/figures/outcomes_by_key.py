"""The outcomes along each varied key: what a folder's table of runs says of them, as the figure wants it."""

import numpy as np
import pyarrow.compute as pc
from matplotlib.figure import Figure

from analysis.arrays import AnyArray
from analysis.figures.by_key import by_key_figure
from experiments.errors import Without
from experiments.figures import figure_captions as captions
from experiments.figures.key_words import written
from experiments.figures.switches_off import SWITCH, switches_off
from experiments.results.manifest import SweepManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import RUNS
from languages import rendered, said


def by_key(results: FolderResults) -> dict[str, Figure]:
    """The share of each outcome along each key, all others pooled; before it, where switches are among them,
    what is lost without each mechanism against the calm alliance.

    Intervals resample replicates where every combination was tried, else settings. Raises Without where
    nothing was varied or no run has an outcome.
    """
    folder, manifest = results.folder, results.manifest
    keys = list(manifest.vary)
    if not keys or not isinstance(manifest, SweepManifest):
        raise Without(f"{folder} varies no key")
    judged, resampled = captions.leading(manifest), manifest.resampled
    table = results.table(RUNS, ["point", "replicate", "status", judged, *keys])
    has_outcome = (np.asarray(table["status"]) == "ok") & np.asarray(pc.is_valid(table[judged]))
    if not has_outcome.any():
        raise Without(f"{folder} has no outcomes: none of its runs was finished")
    figure = by_key_figure(
        {key: _written(table[key].to_numpy(zero_copy_only=False)[has_outcome]) for key in keys},
        np.asarray(table[judged].fill_null(""), dtype=np.str_)[has_outcome],
        resampled.of(np.asarray(table[resampled.column]))[has_outcome],
        title=captions.heading(said("What moves the outcome?"), manifest),
        settings=manifest.points,
        seed=manifest.seed,
        names={key: captions.key(key, manifest) for key in keys},
        judged=captions.judged(judged, manifest),
        resampled=rendered(resampled.words),
        note=captions.note(manifest, *_own_twin(keys)),
    )
    return {**switches_off(results), "outcome-by-key": figure}


def _own_twin(keys: list[str]) -> list[str]:
    """What has to be known of outcomes where mechanisms are off."""
    off = any(key.startswith(SWITCH) for key in keys)
    return [said("outcomes are held against each run's own twin, which lacks what is off")] if off else []


def _written(values: AnyArray) -> AnyArray:
    """Truth values and names as words for a reader."""
    return values if values.dtype.kind in "iuf" else np.array([written(value) for value in values.tolist()])
