"""The dated causes of 2001 to 2026: what they come to as assumed, and what that owes to their weights.

`python -m experiments.study history` runs `history-2001-2026` and the experiment `history-weights` and writes
the tables `dated-course`, `dated-weights` and `dated-outcomes`. What was expected stands in
`docs/expectations.md`.
"""

from collections.abc import Iterator

import numpy as np
from scipy.stats import spearmanr

from analysis.arrays import FloatArray, TextArray
from analysis.intervals import wilson
from experiments.design.axes import Setting
from experiments.design.experiment import apply_setting
from experiments.design.files import load as load_experiment
from experiments.engine.evaluate import Evaluation, evaluate
from experiments.study.folders import SHIPPED, Folders
from experiments.study.recheck import Recheck, whole
from experiments.study.report import SEED, Row, save_table, say
from scenarios import load

SCENARIO, EXPERIMENT = "history-2001-2026", "history-weights"
YEARS = (2002, 2003, 2005, 2008, 2016, 2020, 2021, 2022, 2024, 2026)
"""Whose Decembers are told: before and after the causes that the scenario asks about."""
RUNS, RESAMPLES = 20, 2000
"""Replicates of the course as assumed; times that settings are drawn anew for an interval."""


def course() -> list[Row]:
    """q and trust in the Decembers of some years, as assumed: medians with 5 % and 95 % quantiles of runs."""
    scenario = load(SCENARIO)
    runs = evaluate(scenario, SEED, np.arange(RUNS, dtype=np.int64))
    made: list[Row] = []
    for year in YEARS:
        month = 12 * (year - int(scenario.start.month[:4])) + 11
        row: Row = {"year": year, "n": RUNS}
        for name, values in (
            ("q", runs.q), ("trust_USA", runs.run["trust_USA"]), ("trust_EU", runs.run["trust_EU"]),
        ):  # fmt: skip
            low, middle, high = np.quantile(values[:, month], (0.05, 0.5, 0.95)).tolist()
            row |= {name: middle, f"{name}_q05": low, f"{name}_q95": high}
        made.append(row)
    return made


def weights_and_outcomes() -> tuple[list[Row], list[Row]]:
    """Over all settings of the weights: the rank correlation of each with a setting's mean loss, and the
    share of runs of each outcome, by level. Intervals: settings drawn anew; Wilson's.
    """
    experiment = load_experiment(EXPERIMENT, 10)
    numbers = np.arange(experiment.replicates, dtype=np.int64)
    settings = [*experiment.settings]
    measured = [
        _loss_and_outcomes(evaluate(apply_setting(experiment.base(setting), setting), SEED, numbers))
        for setting in settings
    ]
    loss = np.array([mean for mean, _ in measured])
    outcomes = np.concatenate([names for _, names in measured])
    return [*_correlations(settings, loss)], [*_outcome_shares(outcomes)]


def _loss_and_outcomes(runs: Evaluation) -> tuple[float, TextArray]:
    return float(runs.measures["loss"].mean()), np.asarray(runs.measures["outcome"]).astype(str)


def _correlations(settings: list[Setting], loss: FloatArray) -> Iterator[Row]:
    draw = np.random.default_rng(SEED)
    picks = draw.integers(len(loss), size=(RESAMPLES, len(loss)))
    for key in settings[0]:
        weight = np.array([float(setting[key]) for setting in settings])
        rank = float(spearmanr(weight, loss).statistic)
        low, high = np.quantile(
            [spearmanr(weight[pick], loss[pick]).statistic for pick in picks], (0.025, 0.975)
        )
        yield {"weight": key.removeprefix("weights."), "correlation": rank, "low": float(low),
               "high": float(high), "settings": len(loss)}  # fmt: skip


def _outcome_shares(outcomes: TextArray) -> Iterator[Row]:
    for name, hits in zip(*np.unique(outcomes, return_counts=True), strict=True):
        low, high = wilson(int(hits), len(outcomes))
        yield {"outcome": str(name), "estimate": hits / len(outcomes), "low": float(low), "high": float(high),
               "runs": len(outcomes)}  # fmt: skip


def tables() -> dict[str, list[Row]]:
    """Every table of the history, by name."""
    weights, outcomes = weights_and_outcomes()
    return {"dated-course": course(), "dated-weights": weights, "dated-outcomes": outcomes}


def recheck(_: Folders, __: int | None, ___: int | None) -> dict[str, Recheck]:
    """Every table made anew."""
    return {name: whole(rows) for name, rows in tables().items()}


def write_all(folders: Folders = SHIPPED, _: int | None = None) -> None:
    """Run both and write the tables."""
    for name, rows in tables().items():
        save_table(folders, name, rows)
        say(f"{name} is written")
