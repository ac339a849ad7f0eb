"""The step `what-decides` of the study: its tables and pictures."""

from collections.abc import Sequence
from typing import NamedTuple

from experiments.study.folders import SHIPPED, Folders
from experiments.study.recheck import Recheck, spread, whole
from experiments.study.report import Row, read, save_figure, save_table
from experiments.study.sensitivity.deciding import contrast_shares, free_draws, screening, variance_shares
from experiments.study.sensitivity.deciding.answer_table import answer_rows
from experiments.study.sensitivity.deciding.contrast_shares import READINGS, all_ends, contrast_rows
from experiments.study.sensitivity.deciding.deciding_figure import contrast_figure, variance_figure
from experiments.study.sensitivity.deciding.free_draws import otherwise_rows, pawn_rows
from experiments.study.sensitivity.deciding.outcome_trees import tree_tables
from experiments.study.sensitivity.deciding.screening import chosen_groups, screening_rows
from experiments.study.sensitivity.deciding.variance_shares import Block, blocks, variance_rows

SCREENING, VARIANCE, PAWN, CONTRAST, OTHERWISE, ANSWER = (
    "deciding-screening",
    "deciding-variance",
    "deciding-shifts",
    "deciding-contrast",
    "deciding-otherwise",
    "deciding",
)
OF_TREES = ("deciding-leaves", "deciding-accuracy")
FIGURES = ("what-decides", "one-blockade-two-ends")
TABLES = (SCREENING, VARIANCE, PAWN, CONTRAST, OTHERWISE, *OF_TREES, ANSWER)


class SampleSizes(NamedTuple):
    """Trajectories of the screening; rows of a base sample; free draws; those under other rules; draws of the
    contrast.
    """

    trajectories: int = screening.TRAJECTORIES
    base: int = variance_shares.BASE
    draws: int = free_draws.N
    otherwise: int = free_draws.FEW
    contrast: int = contrast_shares.N


FULL = SampleSizes()


def write_deciding(folders: Folders = SHIPPED, jobs: int | None = None, numbers: SampleSizes = FULL) -> None:
    """Run everything and write tables and pictures."""
    screened = screening_rows(numbers.trajectories, jobs)
    variance = variance_rows(blocks(chosen_groups(screened)), numbers.base, jobs)
    made = {SCREENING: screened, VARIANCE: variance, **_without_groups(numbers, jobs)}
    made[ANSWER] = answer_rows(variance, made[PAWN])
    for name in TABLES:
        save_table(folders, name, made[name])
    groups = [row["group"] for row in made[ANSWER]]
    figures = variance_figure(variance, groups), contrast_figure(made[CONTRAST], next(iter(READINGS)))
    for name, figure in zip(FIGURES, figures, strict=True):
        save_figure(folders, name, figure)


def _without_groups(numbers: SampleSizes, jobs: int | None) -> dict[str, list[Row]]:
    """The tables that do not wait for the screening."""
    draws = free_draws.free_draws(numbers.draws, jobs)
    return {
        PAWN: [*pawn_rows(draws)],
        OTHERWISE: [*otherwise_rows(numbers.otherwise, jobs)],
        CONTRAST: [*contrast_rows(all_ends(numbers.contrast, jobs))],
        **tree_tables(draws),
    }


def recheck_deciding(
    folders: Folders, many: int | None, jobs: int | None, numbers: SampleSizes = FULL
) -> dict[str, Recheck]:
    """Every table made anew but for the shares of variance, of which so many crises by design are (None:
    all); the answer from the stored tables.
    """
    screened, stored = screening_rows(numbers.trajectories, jobs), read(folders.tables / f"{VARIANCE}.csv")
    every = blocks(chosen_groups(screened))
    some = [every[place] for place in spread(len(every) if many is None else many, len(every))]
    again = variance_rows(some, numbers.base, jobs)
    places = [place for block in some for place in _places(stored, block)]
    answer = answer_rows(stored, read(folders.tables / f"{PAWN}.csv"))
    return {
        SCREENING: whole(screened),
        VARIANCE: Recheck(dict(zip(places, again, strict=False)), len(stored)),
        **{name: whole(rows) for name, rows in _without_groups(numbers, jobs).items()},
        ANSWER: whole(answer),
    }


def _places(stored: Sequence[dict[str, str]], block: Block) -> list[int]:
    """The places of a block's rows in the stored table."""
    named = (block.crisis.name, block.design.name)
    return [place for place, row in enumerate(stored) if (row["crisis"], row["design"]) == named]
