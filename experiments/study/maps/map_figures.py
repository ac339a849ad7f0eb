"""Two pictures of the outcome maps: which outcome where, and three of their runs at close range."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.arrays import FloatArray
from analysis.figures import style
from analysis.figures.outcome_map import outcome_map_figure
from analysis.intervals import Interval
from analysis.outcomes import NULL, OPEN, OUTCOMES
from analysis.thresholds import STATED
from experiments.engine.evaluate import Evaluation, evaluate
from experiments.study.maps.cells import LENGTH, SIZE, Question
from experiments.study.maps.three_outcomes import INSIDE, OUTSIDE, Outcomes, shares
from experiments.study.report import SEED
from scenarios import load, override
from sim.series import DOMAINS


class Example(NamedTuple):
    """A setting to show: a scenario with the size (0-1) and length in months of its shock, in words."""

    scenario: str
    size: float
    months: int
    words: str


EXAMPLES = (
    Example(OUTSIDE, 1.0, 60, "route shut, 60 months"),
    Example(OUTSIDE, 1.0, 12, "route shut, 12 months"),
    Example(INSIDE, 1.0, 60, "a turn, 60 months"),
)
"""Chosen to explain, not to count; how each ends is read off its runs."""
_PANELS = (
    "q, performance\n÷ its twin's",
    "trust, USA (line)\nand EU (dashed)",
    "joint effort,\nmean of domains",
    "interoperability,\nmean of domains",
)


def outcome_figure(question: Question, judged: Outcomes) -> Figure:
    """The outcome map of a scenario, read five years after each shock, with the shares over the whole map."""
    up, across = len(question.months), len(question.sizes)
    by_cell = {
        name: (judged.five_years == name).mean(axis=1).reshape(across, up).T
        for name in OUTCOMES
        if (judged.five_years == name).any()
    }
    whole: dict[str, float | Interval] = {n: i for n, i in shares(judged.five_years).items() if n != NULL}
    return outcome_map_figure(
        question.sizes,
        question.months,
        by_cell,
        x_name="size of the shock (share of the fullest)",
        y_name="its length (months)",
        title=question.scenario.title,
        n=judged.five_years.size,
        seed=question.seed,
        map_wide=whole,
        note=f"outcome five years after each shock's end; {question.replicates} runs a cell",
    )


def examples_figure(replicates: int = 20) -> Figure:
    """Three settings side by side, each run thin and replicate 0 thick, their twins grey."""
    evaluated = [_runs(example, replicates) for example in EXAMPLES]
    with style.sheet():
        figure = style.blank(6.0)
        panels = figure.subplots(len(_PANELS), len(EXAMPLES), sharex=True, sharey="row", squeeze=False)
        for column, (example, runs) in enumerate(zip(EXAMPLES, evaluated, strict=True)):
            ending = _ending(runs)
            colour = style.OUTCOME_LINES[ending]
            panels[0, column].set_title(f"{ending}\n{example.words}", fontsize=style.SMALL, loc="left")
            _q(panels[0, column], runs.q, colour)
            for row, pair in enumerate(_parts(runs), start=1):
                _part(panels[row, column], *pair, colour)
            for panel in panels[:, column]:
                _frame(panel, runs)
            panels[-1, column].set_xlabel("months from the start", fontsize=style.SMALL)
        for row, words in enumerate(_PANELS):
            panels[row, 0].set_ylabel(words, fontsize=style.SMALL)
        style.head(figure, "One alliance, three shocks")
        style.foot(figure, f"{replicates} runs a column", SEED, "shaded: shock, at its fullest size",
                   "grey: the twins, without the shock", "thick: one run, perhaps still moving at month 180",
                   "named by where most of a column's runs come to rest")  # fmt: skip
    return figure


def _runs(example: Example, replicates: int) -> Evaluation:
    scenario = override(load(example.scenario), {SIZE: example.size, LENGTH: example.months})
    return evaluate(scenario, SEED, np.arange(replicates, dtype=np.int64), resting=True)


def _ending(runs: Evaluation) -> str:
    """The outcome by rest of most runs; if none of them rests, open."""
    outcomes = runs.measures["outcome_rest"]
    names, counts = np.unique(outcomes[outcomes != NULL], return_counts=True)
    return str(names[counts.argmax()]) if len(names) else OPEN


def _parts(runs: Evaluation) -> list[tuple[list[FloatArray], list[FloatArray]]]:
    """Run and twin of each lower panel: the lines drawn in it."""
    both = (runs.run, runs.twin)
    joint = [
        np.mean([np.sqrt(course[f"effort_USA_{d}"] * course[f"effort_EU_{d}"]) for d in DOMAINS], axis=0)
        for course in both
    ]
    built = [np.mean([course[f"interoperability_{d}"] for d in DOMAINS], axis=0) for course in both]
    trust = [[course["trust_USA"], course["trust_EU"]] for course in both]
    return [(trust[0], trust[1]), ([joint[0]], [joint[1]]), ([built[0]], [built[1]])]


def _q(axes: Axes, q: FloatArray, colour: str) -> None:
    axes.plot(q.T, color=colour, linewidth=0.3, alpha=0.4)
    axes.plot(q[0], color=colour)
    axes.axhline(1, color=style.BLACK, linewidth=0.5)
    for level in (STATED.collapsed, STATED.degraded, STATED.forward):
        axes.axhline(level, color=style.GREY, linewidth=0.5, linestyle=":")


def _part(axes: Axes, run: list[FloatArray], twin: list[FloatArray], colour: str) -> None:
    for line, dashes in zip(twin, ("-", "--"), strict=False):
        axes.plot(line[0], color=style.GREY, linewidth=0.8, linestyle=dashes)
    for line, dashes in zip(run, ("-", "--"), strict=False):
        axes.plot(line.T, color=colour, linewidth=0.3, alpha=0.3, linestyle=dashes)
        axes.plot(line[0], color=colour, linestyle=dashes)


def _frame(axes: Axes, runs: Evaluation) -> None:
    end = runs.case.months if runs.t1 is None else runs.t1
    axes.axvspan((runs.t0 or 0) - 0.5, end + 0.5, color=style.ORANGE, alpha=0.22, linewidth=0, zorder=0)
    axes.set_xlim(0, runs.case.months - 1)
    axes.set_ylim(bottom=0)
    axes.set_xticks([0, 60, 120])
