"""How many runs are enough: the error of each headline measure against the number of runs.

`python -m experiments.study precision` runs every shipped scenario that has a shock 2,000 times and writes
the table `precision` and the picture. An estimate from n runs is repeated with n of the runs drawn anew
without replacement; what it may be off is half the width of the middle 95 % of such estimates. A run whose
twin is dead has no measure against it: an estimate is the mean of the runs that have one, as `alliance run`
takes it, and the table says how many of all runs do. What was tolerated stood in `docs/expectations.md`
before.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.outcomes import OUTCOMES
from experiments.engine.evaluate import Evaluation, evaluate
from experiments.study.folders import SHIPPED, Folders
from experiments.study.recheck import Recheck, spread
from experiments.study.report import SEED, Row, save_figure, save_table, say
from experiments.study.sensitivity.precision_figure import TOLERATED, precision_figure
from scenarios import load, shipped, window

RUNS, REPEATS, LEVEL = 2000, 2000, 0.95
SIZES = (5, 10, 20, 50, 100, 200, 500)


def scenarios_with_a_shock() -> list[str]:
    """The shipped scenarios in which something happens that its twin is spared."""
    return [name for name in shipped() if window(load(name))[0] is not None]


def precision(scenarios: Sequence[str], runs: int = RUNS, sizes: Sequence[int] = SIZES) -> Iterator[Row]:
    """How far estimates from `sizes` of `runs` runs may be off, for each measure: a row of `scenario`,
    `measure`, `n`, `off`, `value`, the estimate from all runs, and `measured`, how many of them have the
    measure.

    The share is that of the outcome, by level, whose share is nearest to one half: the hardest to know.
    """
    for name in scenarios:
        say(f"{name}, {runs} runs")
        evaluation = evaluate(load(name), SEED, np.arange(runs))
        columns = {measure: _column(evaluation, measure) for measure in TOLERATED}
        for n in sizes:
            drawn = samples(runs, n)
            for measure, column in columns.items():
                yield {"scenario": name, "measure": measure, "n": n, "off": may_be_off(column, drawn),
                       "value": float(means(column)), "measured": int(np.isfinite(column).sum()),
                       "runs": runs}  # fmt: skip


def _column(evaluation: Evaluation, measure: str) -> FloatArray:
    """One number a run, whose mean over runs is the estimate."""
    if measure != "outcome":
        return np.asarray(evaluation.measures[measure], dtype=np.float64)
    hits = np.array([evaluation.measures["outcome"] == name for name in OUTCOMES], dtype=np.float64)
    return np.asarray(hits[np.abs(hits.mean(axis=1) - 0.5).argmin()])


def samples(runs: int, n: int, repeats: int = REPEATS) -> IntArray:
    """Numbers of n different runs, drawn `repeats` times: [repeats, n]."""
    draws = np.random.default_rng(SEED)
    return np.array([draws.choice(runs, n, replace=False) for _ in range(repeats)])


def may_be_off(column: FloatArray, drawn: IntArray) -> float:
    """Half the width of the middle 95 % of the means of the runs drawn; draws without any run that has the
    measure give no estimate and are left out, and without one that does it is not a number.
    """
    estimates = means(column[drawn])
    told = estimates[np.isfinite(estimates)]
    if not len(told):
        return float("nan")
    low, high = np.quantile(told, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(high - low) / 2


def means(values: FloatArray) -> FloatArray:
    """Return the means of values[..., runs] over the runs that have one; not a number where none has."""
    has = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(has, values, 0.0).sum(axis=-1) / has.sum(axis=-1), dtype=np.float64)


def recheck(_: Folders, many: int | None, __: int | None) -> dict[str, Recheck]:
    """So many rows (None: all) made anew, a scenario at a time and the scenarios evenly spread."""
    names = scenarios_with_a_shock()
    size = len(SIZES) * len(TOLERATED)
    places = spread(len(names) if many is None else -(-many // size), len(names))
    made = precision([names[place] for place in places])
    rows = [place * size + k for place in places for k in range(size)]
    return {"precision": Recheck(dict(zip(rows, made, strict=True)), len(names) * size)}


def write_all(folders: Folders = SHIPPED, _: int | None = None) -> None:
    """Measure every scenario and write table and picture."""
    rows = list(precision(scenarios_with_a_shock()))
    save_table(folders, "precision", rows)
    save_figure(folders, "precision", precision_figure(rows))
