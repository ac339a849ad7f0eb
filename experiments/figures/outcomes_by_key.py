"""The outcomes along each varied key: what a folder's table of runs says of them, as the figure wants it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
from matplotlib.figure import Figure

from analysis.arrays import AnyArray
from analysis.figures.by_key import by_key_figure
from experiments import captions
from experiments.errors import Without
from experiments.results.store import RUNS, read_table

GRIDS = ("grid", "factorial")
"""Designs of which every combination of values was tried."""


def of_numbers(manifest: Mapping[str, Any]) -> bool:
    """Whether every combination of numbers was tried, as a map and curves need it."""
    words = any(isinstance(values[0], str | bool) for values in manifest.get("vary", {}).values())
    return tried_all(manifest) and not words


def tried_all(manifest: Mapping[str, Any]) -> bool:
    """Whether every combination of the keys' values was tried."""
    return manifest.get("design", "grid") in GRIDS


def by_key(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Figure]:
    """The share of each outcome along each key, all others pooled.

    Intervals resample replicates where every combination was tried, else settings. Raises Without where
    nothing was varied or no run has an outcome.
    """
    keys = list(manifest.get("vary", {}))
    if not keys:
        raise Without(f"{folder} varies no key")
    table = read_table(folder, RUNS, ["point", "replicate", "status", "outcome", *keys])
    kept = (np.asarray(table["status"]) == "ok") & np.asarray(pc.is_valid(table["outcome"]))
    if not kept.any():
        raise Without(f"{folder} has no outcomes: none of its runs was finished")
    whole = tried_all(manifest)
    figure = by_key_figure(
        {key: _written(table[key].to_numpy(zero_copy_only=False)[kept]) for key in keys},
        np.asarray(table["outcome"].fill_null(""), dtype=np.str_)[kept],
        np.asarray(table["replicate" if whole else "point"])[kept],
        title=captions.heading("What moves the outcome?", manifest),
        settings=manifest["points"],
        seed=manifest["seed"],
        names={key: captions.key(key, manifest) for key in keys},
        judged=captions.judged("outcome", manifest),
        resampled="replicates" if whole else "settings",
        note="; ".join(manifest.get("changed", ())),
    )
    return {"outcome-by-key": figure}


def _written(values: AnyArray) -> AnyArray:
    """Truth values as the words they have in a file."""
    return np.where(values, "on", "off") if values.dtype == np.bool_ else values
