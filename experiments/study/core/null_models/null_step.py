"""The step `null-models` of the study: its tables and picture."""

from experiments.study.core.null_models.null_figure import figure_of_cases
from experiments.study.core.null_models.null_scores import N, null_cases, rows_of
from experiments.study.core.null_models.null_verdicts import verdict_rows
from experiments.study.folders import SHIPPED, Folders
from experiments.study.recheck import Recheck, whole
from experiments.study.report import Row, save_figure, save_table, say

TABLE = FIGURE = "null-models"
TABLES = (TABLE, "null-verdicts")


def rows(n: int = N) -> list[Row]:
    """Every case, its rows one after another."""
    made: list[Row] = []
    for case in null_cases():
        made += rows_of(case, n)
        say(f"null models: {case.case}")
    return made


def _tables(made: list[Row]) -> dict[str, list[Row]]:
    return dict(zip(TABLES, (made, verdict_rows(made)), strict=True))


def write_null_models(folders: Folders = SHIPPED, _: int | None = None, n: int = N) -> None:
    """Fit and score null models, and write tables and picture."""
    for name, made in _tables(rows(n)).items():
        save_table(folders, name, made)
    save_figure(folders, FIGURE, figure_of_cases(n))


def recheck_null_models(_: Folders, __: int | None, ___: int | None) -> dict[str, Recheck]:
    """Both tables made anew."""
    return {name: whole(made) for name, made in _tables(rows()).items()}
