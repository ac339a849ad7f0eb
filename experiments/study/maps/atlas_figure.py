"""The atlas of starts: a panel for each starting effort, trust across and interoperability up."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from analysis.arrays import FloatArray
from analysis.figures import style
from experiments.study.maps.atlas import LEVELS, grid_of
from experiments.study.report import SEED, Row

MEASURES = {"back": "draws that come back (%)", "turn": "full turn that ends it (months)"}
"""A row of panels each."""


def atlas_figure(rows: Sequence[Mapping[str, str] | Row]) -> Figure:
    """What comes back by itself, above; how many months of a full turn from month 0 are the end, below."""
    efforts = LEVELS["effort"]
    with style.sheet():
        figure = style.blank(6.2)
        panels = figure.subplots(2, len(efforts), sharey=True)
        for line, (column, words) in zip(panels, MEASURES.items(), strict=True):
            values = grid_of(rows, column) * (100 if column == "back" else 1)
            most = 100.0 if column == "back" else float(values.max())
            for place, (axes, effort) in enumerate(zip(line, efforts, strict=True)):
                picture = _panel(axes, values[:, :, place].T, most, (0.0, 100.0) if column == "back" else ())
                axes.set_title(f"effort {effort:g}", loc="left", fontsize=style.SMALL)
                axes.set_xlabel("trust", fontsize=style.SMALL)
            bar = figure.colorbar(picture, ax=line, location="bottom", aspect=60, pad=0.02)
            bar.set_label(words, fontsize=style.SMALL)
            line[0].set_ylabel("interoperability", fontsize=style.SMALL)
        style.head(figure, "Where does a start lead, and how much could it take?")
        style.foot(figure, f"{rows[0]['n']} draws of all parameters (± 15 %) a cell", SEED,
                   "trust, interoperability and effort at the start, calm = 1; steps are unequal",
                   "above: no number where all or none come back",
                   "below: median of the least full turn of the United States from month 0",
                   "held against the calm twin twenty years after")  # fmt: skip
    return figure


def _panel(axes: Axes, values: FloatArray, most: float, silent_at: tuple[float, ...] = ()) -> AxesImage:
    """Numbers over colours, but for some: interoperability upwards, trust to the right."""
    picture = axes.imshow(values, origin="lower", aspect="auto", cmap="cividis", vmin=0, vmax=most)
    for (y, x), value in np.ndenumerate(values):
        ink = "white" if value < 0.55 * most else style.BLACK
        if value not in silent_at:
            axes.text(x, y, f"{value:.0f}", ha="center", va="center", fontsize=style.SMALL, color=ink)
    trusts, depths = (
        [f"{level:g}".removeprefix("0") for level in LEVELS[name]] for name in ("trust", "interoperability")
    )
    axes.set_xticks(range(len(trusts)), trusts, rotation=90)
    axes.set_yticks(range(len(depths)), depths)
    axes.tick_params(length=0)
    return picture
