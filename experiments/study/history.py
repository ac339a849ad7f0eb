"""The dated causes of 2001 to 2026: what they come to as assumed, and what that owes to their weights.

`python -m experiments.study.history` runs `history-2001-2026` and the experiment `history-weights` (a minute)
and writes `docs/results/dated-*.csv` and the tables in `docs/results.md`. What was expected stands in
`docs/expectations.md`.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from analysis.intervals import wilson
from experiments.design.axes import Values
from experiments.design.experiment import settled
from experiments.design.files import load as load_experiment
from experiments.engine.evaluate import Evaluation, References, evaluate
from experiments.study.maps.map_tables import DOCS, say, table
from experiments.study.maps.starting_points import Row
from experiments.study.maps.three_outcomes import SEED
from experiments.study.pages import fill_pages
from scenarios import load

SCENARIO, EXPERIMENT = "history-2001-2026", "history-weights"
YEARS = (2002, 2003, 2005, 2008, 2016, 2020, 2021, 2022, 2024, 2026)
"""Whose Decembers are told: before and after the causes that the scenario asks about."""
RUNS, AGAIN = 20, 2000
"""Replicates of the course as assumed; times that settings are drawn anew for an interval."""


def course() -> list[Row]:
    """q and trust in the Decembers of some years, as assumed: medians with 5 % and 95 % quantiles of runs."""
    scenario = load(SCENARIO)
    found = evaluate(scenario, SEED, np.arange(RUNS, dtype=np.int64), References())
    made: list[Row] = []
    for year in YEARS:
        month = 12 * (year - int(scenario.start[:4])) + 11
        row: Row = {"year": year, "n": RUNS}
        for name, values in (
            ("q", found.q), ("trust_USA", found.run["trust_USA"]), ("trust_EU", found.run["trust_EU"]),
        ):  # fmt: skip
            low, middle, high = np.quantile(values[:, month], (0.05, 0.5, 0.95)).tolist()
            row |= {name: middle, f"{name}_q05": low, f"{name}_q95": high}
        made.append(row)
    return made


def weighed() -> tuple[list[Row], list[Row]]:
    """Over all settings of the weights: the rank correlation of each with a setting's mean loss, and the
    share of runs of each outcome, by level. Intervals: settings drawn anew; Wilson's.
    """
    experiment = load_experiment(EXPERIMENT, 10)
    numbers = np.arange(experiment.replicates, dtype=np.int64)
    settings = [*experiment.settings]
    found = [
        _measured(evaluate(settled(experiment.base(one), one), SEED, numbers, References()))
        for one in settings
    ]
    loss = np.array([mean for mean, _ in found])
    outcomes = np.concatenate([names for _, names in found])
    return [*_correlated(settings, loss)], [*_shared(outcomes)]


def _measured(found: Evaluation) -> tuple[float, np.ndarray]:
    return float(found.measures["loss"].mean()), np.asarray(found.measures["outcome"]).astype(str)


def _correlated(settings: list[Values], loss: np.ndarray) -> Iterator[Row]:
    draw = np.random.default_rng(SEED)
    picks = draw.integers(len(loss), size=(AGAIN, len(loss)))
    for key in settings[0]:
        weight = np.array([float(one[key]) for one in settings])
        rank = float(spearmanr(weight, loss).statistic)
        low, high = np.quantile(
            [spearmanr(weight[pick], loss[pick]).statistic for pick in picks], (0.025, 0.975)
        )
        yield {"weight": key.removeprefix("weights."), "correlation": rank, "low": float(low),
               "high": float(high), "settings": len(loss)}  # fmt: skip


def _shared(outcomes: np.ndarray) -> Iterator[Row]:
    for name, hits in zip(*np.unique(outcomes, return_counts=True), strict=True):
        low, high = wilson(int(hits), len(outcomes))
        yield {"outcome": str(name), "estimate": hits / len(outcomes), "low": float(low), "high": float(high),
               "runs": len(outcomes)}  # fmt: skip


def write_all(folder: Path = DOCS) -> None:
    """Run both and write tables and page into `folder`."""
    table(folder, "dated-course", course())
    say("the course as assumed")
    weights, outcomes = weighed()
    table(folder, "dated-weights", weights)
    table(folder, "dated-outcomes", outcomes)
    fill_pages(folder, ["results.md"])
    say(f"{len(weights)} weights")


if __name__ == "__main__":
    write_all()
