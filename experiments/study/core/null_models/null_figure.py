"""The scored course and what null models say of it, case by case."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.arrays import FloatArray
from analysis.figures import style
from experiments.study.core.null_models.null_courses import AR1, LOSS_AND_RETURN, SCALED
from experiments.study.core.null_models.null_scores import (
    OUTCOME_OF,
    N,
    NullCase,
    ending,
    median_course,
    null_cases,
    scored,
    splits_of,
)
from experiments.study.report import SEED

_LINES = {
    AR1: (style.ORANGE, (0, (4, 1.5))),
    LOSS_AND_RETURN: (style.BLUE, (0, (1, 1))),
    SCALED: (style.GREEN, (0, (6, 1.5, 1, 1.5))),
}
COLUMNS = 2
DRAWN = ("blockade-60", "turn-48", "turn-96", "carried-over", "shortage", "incidents")
"""The cases that are drawn: where two numbers do, where they do not, and the others are like one of these."""


class DrawnCourse(NamedTuple):
    """A panel: the scored course, what null models say of it (by name), months of the shock, and the size."""

    case: NullCase
    course: FloatArray
    said: dict[str, FloatArray]
    length: int
    size: float


def drawn_course(case: NullCase, n: int = N) -> DrawnCourse:
    """The median course of performance at the size that is scored."""
    came = scored(case, splits_of(case)[0], n)
    courses = {null: median_course(null, came, OUTCOME_OF) for null in _LINES}
    said = {null: 1 + values[0] for null, (_, values) in courses.items()}
    return DrawnCourse(case, 1 + courses[AR1][0][0], said, came.course.length, came.size)


def null_figure(panels: Sequence[DrawnCourse], n: int = N) -> Figure:
    """A panel a case: q month by month from the first of the shock on."""
    lines = -(-len(panels) // COLUMNS)
    with style.sheet():
        figure = style.blank(2.0 + 1.35 * lines)
        grid = figure.add_gridspec(lines + 1, COLUMNS, height_ratios=[*[1.0] * lines, 0.15])
        axes = [figure.add_subplot(grid[place // COLUMNS, place % COLUMNS]) for place in range(len(panels))]
        for each, panel in zip(axes, panels, strict=True):
            _panel(each, panel)
        for each in axes[-COLUMNS:]:
            each.set_xlabel("months since the shock began", fontsize=style.SMALL)
        figure.supylabel("performance ÷ its twin's, q", fontsize=style.SMALL)
        below = figure.add_subplot(grid[lines, :])
        below.set_axis_off()
        below.legend(*axes[0].get_legend_handles_labels(), loc="center", ncols=4)
        style.head(figure, "Where would two numbers do as well as a model?")
        style.foot(figure, style.counted(n, "draw") + " of all parameters (± 15 %), median", SEED,
                   "shaded while the shock lasts",
                   "null models are fitted to three other sizes of the shock",
                   "how it ends five years on: F forward, B back, P partial, C collapsed",
                   "said: by the null models, in the order of the legend")  # fmt: skip
    return figure


def _panel(axes: Axes, panel: DrawnCourse) -> None:
    axes.axhline(1, color=style.GREY, linewidth=0.5)
    axes.axvspan(0, panel.length, color=style.ORANGE, alpha=0.15, linewidth=0)
    letter = _letter(panel.course, panel.length)
    axes.plot(panel.course, color=style.BLACK, linewidth=1.6, label="the model")
    for null, (colour, dashes) in _LINES.items():
        axes.plot(panel.said[null], color=colour, linestyle=dashes, linewidth=1.2, label=null)
    told = " ".join(_letter(panel.said[null], panel.length) for null in _LINES)
    title = axes.set_title("", loc="left", fontsize=style.SMALL)
    words = f"{panel.case.case}, size {panel.size:g}", f"ends {letter}, said {told}"
    style.fill(title, words, limit=40, room=0.4)
    axes.set_xlim(0, len(panel.course))
    axes.set_ylim(bottom=min(0.8, float(panel.course.min()) - 0.05))


def _letter(course: FloatArray, length: int) -> str:
    return style.OUTCOME_LETTERS[str(ending(course[None] - 1, length)[0])]


def figure_of_cases(n: int = N) -> Figure:
    """The cases that are drawn, in their order."""
    return null_figure([drawn_course(case, n) for case in null_cases() if case.case in DRAWN], n)
