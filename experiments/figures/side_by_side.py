"""Scenarios side by side: what a comparison's curves say of their courses, as the figure wants it."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from analysis.figures.curves import curves_figure
from experiments.figures import figure_captions as captions
from experiments.results.manifest import ComparisonManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import CURVES

_AGAINST_CALM = ("q_first_calm", "twin_first_calm")
_CALM_DRAWN: dict[str, Any] = {
    "title": "How far does each stay behind the calm alliance?",
    "series": _AGAINST_CALM[0],
    "unit": "performance, calm = 1",
    "dashed": (_AGAINST_CALM[1], "its own twin's median, without the shock"),
}
_TWIN_DRAWN = {"title": "Which scenario takes performance furthest from its twin's?"}


def side_by_side(results: FolderResults, manifest: ComparisonManifest) -> Figure:
    """The course of each scenario of a comparison in a panel of its own, against the calm alliance of the
    first, its twin dashed, all medians behind each; where all have a shock, laid over one another by its
    first month. A folder written before that was kept has the recovery against the twins.
    """
    table = results.table(CURVES, filters=[("series", "in", ["q", *_AGAINST_CALM])])
    curves = {name: np.asarray(table[name]) for name in table.column_names}
    windows = {
        point: (first, last) for point, (first, last) in enumerate(manifest.windows) if first is not None
    }
    since = "the start"
    if len(windows) == len(manifest.compared):
        since, onset = "its shock", np.array([windows[k][0] for k in range(len(windows))])
        curves["month"] = curves["month"] - onset[curves["point"]]
        windows = {
            point: (0, None if last is None else last - first) for point, (first, last) in windows.items()
        }
    drawn = _CALM_DRAWN if _AGAINST_CALM[0] in curves["series"] else _TWIN_DRAWN
    return curves_figure(
        curves,
        dict(enumerate(manifest.compared)),
        key=str,
        **{**drawn, "title": (drawn["title"], *(row["short"] for row in manifest.disagreements[:1]))},
        n=manifest.replicates,
        seed=manifest.seed,
        shock=windows,
        since=since,
        note=captions.note(manifest, "the same draws in all"),
    )
