"""Who still works with whom? The alliance as a star, at a few moments: the United States and the members."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize, to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.text import plain

PER_ROW = 2
THICKEST = 4.0
"""Points of a line at a joint effort of 1."""
LEAST_AREA, MOST_AREA, CENTRE_AREA = 14.0, 200.0, 420.0
"""Square points of the nodes of a member without weight, of one that is its whole side, and of the centre."""


def network_figure(
    moments: Mapping[str, tuple[ArrayLike, ArrayLike]],
    names: Sequence[str],
    weight: ArrayLike,
    *,
    centre: int,
    title: style.Title,
    seed: int | None,
    note: str = "",
) -> Figure:
    """Return the alliance at one to four moments, everybody at the same place in all of them.

    `moments` has under each moment's words trust[s], 0 to 1, and joint effort[s] with the state `centre`,
    0 to 1; `names`[s] are short; `weight`[s] is the share of the side's GDP. Around the centre stand the
    others, by weight from the top clockwise; a line is as thick as the joint effort, a node as large as its
    weight and coloured by its trust. ValueError for shapes that do not fit.
    """
    size = np.asarray(weight, dtype=np.float64)
    stars = {
        words: tuple(np.asarray(part, dtype=np.float64) for part in pair) for words, pair in moments.items()
    }
    if not stars or any(part.shape != (len(names),) for pair in (*stars.values(), (size,)) for part in pair):
        raise ValueError(f"each moment needs trust and joint effort of {len(names)} states")
    others = [int(i) for i in np.argsort(-size, kind="stable") if i != centre]
    angles = np.pi / 2 - 2 * np.pi * np.arange(len(others)) / len(others)
    rows, width = -(-len(stars) // PER_ROW), min(PER_ROW, len(stars))
    with style.sheet():
        shades = mpl.colormaps["viridis"]
        figure = style.blank(1.3 + 2.55 * rows)
        grid = figure.add_gridspec(rows + 1, width, height_ratios=[*[2.5] * rows, 0.5])
        for number, (words, (trust, joint)) in enumerate(stars.items()):
            axes = figure.add_subplot(grid[number // width, number % width])
            _star(axes, names, size, others, angles, centre, trust, joint, shades)
            style.fill(axes.set_title("", loc="left"), words, limit=60, room=0.45)
        _key(figure, figure.add_subplot(grid[rows, :]), shades)
        style.head(figure, title)
        reading = "around the United States the members by GDP, clockwise from the top"
        style.foot(figure, "1 run, the median one", seed, reading, *filter(None, [note]))
    return figure


def _star(
    axes: Axes, names: Sequence[str], size: FloatArray, others: list[int], angles: FloatArray, centre: int,
    trust: FloatArray, joint: FloatArray, shades: Colormap,
) -> None:  # fmt: skip
    for state, angle in zip(others, angles, strict=True):
        x, y = float(np.cos(angle)), float(np.sin(angle))
        axes.plot([0, x], [0, y], color="#9A9A9A", linewidth=THICKEST * joint[state], zorder=1)
        area = LEAST_AREA + (MOST_AREA - LEAST_AREA) * size[state]
        axes.scatter(
            [x], [y], s=area, color=shades(trust[state]), edgecolors="white", linewidths=0.4, zorder=2
        )
        turned = np.degrees(angle) % 360
        flipped = 90 < turned < 270
        axes.text(
            1.13 * x, 1.13 * y, plain(names[state], limit=6), rotation=turned - 180 * flipped,
            rotation_mode="anchor", ha="right" if flipped else "left", va="center", fontsize=style.SMALL,
        )  # fmt: skip
    axes.scatter(
        [0], [0], s=CENTRE_AREA, color=shades(trust[centre]), edgecolors="white", linewidths=0.6, zorder=3
    )
    ink = style.ink(to_hex(shades(trust[centre])))
    axes.text(
        0,
        0,
        plain(names[centre], limit=4),
        ha="center",
        va="center",
        fontsize=style.SMALL,
        color=ink,
        zorder=4,
    )
    axes.set_xlim(-1.55, 1.55)
    axes.set_ylim(-1.55, 1.55)
    axes.set_aspect("equal")
    axes.axis("off")


def _key(figure: Figure, axes: Axes, shades: Colormap) -> None:
    axes.axis("off")
    levels = (0.1, 0.5, 0.9)
    handles = [Line2D([], [], color="#9A9A9A", linewidth=THICKEST * level) for level in levels]
    axes.legend(
        handles, [f"{level:g}" for level in levels], loc="center left", ncols=3, borderpad=0,
        title="joint effort with the United States", title_fontsize=style.SMALL, alignment="left",
    )  # fmt: skip
    bar = axes.inset_axes((0.62, 0.35, 0.36, 0.18))
    figure.colorbar(
        ScalarMappable(Normalize(0, 1), shades), cax=bar, orientation="horizontal", ticks=[0, 0.5, 1]
    )
    bar.set_title("trust", fontsize=style.SMALL, pad=2)
