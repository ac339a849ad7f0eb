"""Maps of outcomes over a sweep's first two keys: what a folder's tables say, as the figures want it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from analysis.arrays import AnyArray
from analysis.figures.outcome_map import outcome_map_figure
from analysis.figures.share_map import share_map_figure
from analysis.intervals import Interval
from experiments.errors import Without
from experiments.figures import figure_captions as captions
from experiments.results.manifest import Manifest, RunManifest, SweepManifest
from experiments.results.reading.results import FolderResults
from experiments.results.summary import hits_by_cell, resampled_shares
from languages import in_a_row, said

MapFigure = Callable[[FolderResults, SweepManifest, str, Mapping[str, AnyArray], int], Figure]
"""Draws the map of results by how outcomes were judged, of so many hits in each cell and runs in all."""


def outcome_maps(results: FolderResults) -> dict[str, Figure]:
    """The outcome map five years on, and of the long-run outcome where it was asked for."""
    return _mapped(results, "outcome-map", _outcome_map)


def share_maps(results: FolderResults) -> dict[str, Figure]:
    """Each outcome's share over the map, five years on and in the long run."""
    return _mapped(results, "outcome-shares", _share_map)


def _mapped(results: FolderResults, name: str, figure: MapFigure) -> dict[str, Figure]:
    """A figure of the map for each way outcomes were judged that any run has an outcome by; the one that
    leads is that of `captions.leading`.
    """
    folder, manifest = results.folder, results.manifest
    keys = manifest.vary
    check_numbers(folder, manifest)
    if len(keys) < 2 or not isinstance(manifest, SweepManifest):
        if not isinstance(manifest, SweepManifest):
            held = "one run" if isinstance(manifest, RunManifest) else "a comparison"
            raise Without(f"{folder} holds {held}; a map is made from a sweep over two keys")
        raise Without(f"{folder} varies {len(keys)} keys; an outcome map needs two")
    judged = {name: captions.leading(manifest), **({f"{name}-rest": "outcome_rest"} if manifest.rest else {})}
    across, up, *_ = ((key, np.sort(values)) for key, values in keys.items())
    drawn = {}
    for stem, column in judged.items():
        hits = hits_by_cell(folder, column, across, up, results.chunks)
        if n := int(sum(count.sum() for count in hits.values())):
            drawn[stem] = figure(results, manifest, column, hits, n)
    return drawn


def check_numbers(folder: Path, manifest: Manifest) -> None:
    """Raise Without for results that are no grid of numbers."""
    if not manifest.is_grid_of_numbers:
        raise Without(f"{folder} holds no grid of numbers: --kind keys draws the outcomes along each key")


def intervals(outcomes: Mapping[str, Mapping[str, Any]]) -> dict[str, float | Interval]:
    """Shares of outcomes with their intervals, from a manifest."""
    return {
        name: Interval(*(np.nan if row[end] is None else row[end] for end in ("share", "low", "high")))
        for name, row in outcomes.items()
    }


def _axes(manifest: SweepManifest, judged: str, n: int) -> dict[str, Any]:
    """What both kinds of map are given: the keys and what the caption says. `n`: runs with an outcome."""
    (across, x), (up, y), *others = manifest.vary.items()
    unsettled = [_unsettled(manifest.ok - n, judged)] if n < manifest.ok else []
    left = in_a_row(captions.words(key, manifest).name for key, _ in others)
    pooled = [said("pooled over {keys}", keys=left)] if others else []
    return {
        "x": np.sort(x),
        "y": np.sort(y),
        "x_name": captions.key(across, manifest),
        "y_name": captions.key(up, manifest),
        "seed": manifest.seed,
        "judged": captions.judged(judged, manifest),
        "note": captions.note(manifest, *unsettled, *pooled),
    }


def _unsettled(n: int, judged: str) -> str:
    """How many more runs have no outcome so judged."""
    if judged == "outcome_rest":
        return said("{n:,} more never came to rest", n=n)
    return said("{n:,} more end before that", n=n)


def _outcome_map(
    results: FolderResults, manifest: SweepManifest, judged: str, hits: Mapping[str, AnyArray], n: int
) -> Figure:
    shared = resampled_shares(results.folder, judged, manifest.resampled, results.chunks)
    total = np.sum([*hits.values()], axis=0)
    with np.errstate(invalid="ignore"):
        shares = {name: count / total for name, count in hits.items()}
    return outcome_map_figure(
        shares=shares,
        title=captions.heading(said("What becomes of the alliance?"), manifest),
        n=n,
        map_wide=intervals(shared),
        **_axes(manifest, judged, n),
    )


def _share_map(
    _: FolderResults, manifest: SweepManifest, judged: str, hits: Mapping[str, AnyArray], n: int
) -> Figure:
    title = captions.heading(said("How often does each outcome come?"), manifest)
    return share_map_figure(hits=hits, title=title, **_axes(manifest, judged, n))
