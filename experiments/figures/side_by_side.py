"""Scenarios side by side: what a comparison's curves say of their courses, as the figure wants it."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from analysis.figures.curves import curves_figure
from experiments.figures import figure_captions as captions
from experiments.results.manifest import ComparisonManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import CURVES
from languages import said

_AGAINST_CALM = ("q_first_calm", "twin_first_calm")


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
    from_shock = len(windows) == len(manifest.compared)
    if from_shock:
        onset = np.array([windows[k][0] for k in range(len(windows))])
        curves["month"] = curves["month"] - onset[curves["point"]]
        windows = {
            point: (0, None if last is None else last - first) for point, (first, last) in windows.items()
        }
    question, drawn = _reference(against_calm=_AGAINST_CALM[0] in curves["series"])
    short = [captions.disagreement(row["short"]) for row in manifest.disagreements[:1]]
    return curves_figure(
        curves,
        dict(enumerate(captions.compared(manifest))),
        key=str,
        title=(question, *short),
        **drawn,
        n=manifest.replicates,
        seed=manifest.seed,
        shock=windows,
        from_shock=from_shock,
        note=captions.note(manifest, said("the same draws in all")),
    )


def _reference(*, against_calm: bool) -> tuple[str, dict[str, Any]]:
    """What is asked, and which series is drawn with which beside it."""
    if not against_calm:
        return said("Which scenario takes performance furthest from its twin's?"), {}
    return said("How far does each stay behind the calm alliance?"), {
        "series": _AGAINST_CALM[0],
        "unit": said("performance, calm = 1"),
        "dashed": (_AGAINST_CALM[1], said("its own twin's median, without the shock")),
    }
