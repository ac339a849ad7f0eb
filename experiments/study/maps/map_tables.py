"""Everything `docs/results.md` quotes: tables and pictures of the outcome maps and of their checks.

`python -m experiments.study.maps.map_tables` runs both maps and every check of `docs/expectations.md` anew,
and writes `docs/results/*.csv` and `docs/figures/*.png`. It takes some minutes.
"""

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from analysis.figures import style
from analysis.outcomes import NULL, OUTCOMES
from experiments.study.maps import robustness, starting_points
from experiments.study.maps.cells import Question, answers, question
from experiments.study.maps.map_figures import examples_figure, outcome_figure
from experiments.study.maps.robustness import UNSETTLED, Pair
from experiments.study.maps.starting_points import Row
from experiments.study.maps.three_outcomes import (
    INSIDE,
    OUTSIDE,
    REPLICATES,
    SEED,
    Outcomes,
    keeps_three,
    shares,
)
from scenarios import load
from sim.source import source_hash

DOCS = Path(__file__).resolve().parents[3] / "docs"
DOTS = 180
"""Dots an inch of a picture in the docs: sharp on a page, and each file under 200 kB."""


def write_all(folder: Path = DOCS, jobs: int | None = None) -> None:
    """Run everything and write `results/*.csv` and `figures/*.png` into `folder`. Takes some minutes."""
    asked = [question(load(name), SEED, REPLICATES) for name in (OUTSIDE, INSIDE)]
    full = Pair(*answers(asked, jobs))
    judged = full.judged
    say(f"both maps: {keeps_three(*judged)}")
    for name, one, outcomes in zip(Pair._fields, asked, judged, strict=True):
        draw(folder, f"map-{name}", outcome_figure(one, outcomes))
    draw(folder, "three-shocks", examples_figure())
    table(folder, "maps", _map_rows(judged))
    table(folder, "cells", _cell_rows(asked, judged))
    table(folder, "screening", robustness.screening(full))
    table(folder, "rest-against-level", robustness.crossed(full))
    table(folder, "thresholds", robustness.thresholds(full))
    _checks(folder, jobs)


def _checks(folder: Path, jobs: int | None) -> None:
    say("hysteresis, chips and trust, history")
    table(folder, "hysteresis", starting_points.hysteresis())
    table(folder, "chips-and-trust", starting_points.chips_and_trust())
    table(folder, "history", starting_points.history())
    table(folder, "return-times", starting_points.return_times())
    say("smooth; low trust")
    smooth = robustness.pairs([{"switches.smooth": True}], replicates=REPLICATES, every=1, jobs=jobs)[0]
    table(folder, "smooth", _map_rows(smooth.judged))
    low = {"parameters.starting_trust": starting_points.LOW_TRUST}
    distrustful = robustness.pairs([low], replicates=REPLICATES, every=robustness.THIN, jobs=jobs)[0]
    table(folder, "low-trust", _map_rows(distrustful.judged))
    say(f"smooth: {keeps_three(*smooth.judged)}")
    shaken = robustness.shakes(jobs=jobs)
    table(folder, "shakes", [row for _, row in shaken])
    say(f"{sum(verdict.kept for verdict, _ in shaken)} of {len(shaken)} shakes keep the three outcomes")
    table(folder, "ablations", robustness.mechanisms_off(replicates=REPLICATES, jobs=jobs))
    say("done")


def _map_rows(judged: tuple[Outcomes, Outcomes]) -> list[Row]:
    """A row a map, way of judging and outcome that occurs: its share with the interval over replicates."""
    rows: list[Row] = []
    for where, one in zip(Pair._fields, judged, strict=True):
        for by in ("rest", "level"):
            outcomes = getattr(one, by)
            for name, share in shares(outcomes).items():
                if share.estimate > 0:
                    rows.append({"map": where, "by": by, "outcome": name or UNSETTLED, **share._asdict(),
                                 "runs": outcomes.size, "replicates": outcomes.shape[1],
                                 "twins_alive": float(one.alive.mean())})  # fmt: skip
    return rows


def _cell_rows(asked: Sequence[Question], judged: Sequence[Outcomes]) -> list[Row]:
    """A row a cell: the shares of its runs by rest and by level."""
    rows: list[Row] = []
    for where, one, outcomes in zip(Pair._fields, asked, judged, strict=True):
        places = [(size, months) for size in one.sizes for months in one.months]
        for number, (size, months) in enumerate(places):
            row: Row = {"map": where, "size": size, "months": months, "n": one.replicates}
            for by in ("rest", "level"):
                for name in (*OUTCOMES, NULL):
                    row[f"{by} {name or UNSETTLED}"] = float((getattr(outcomes, by)[number] == name).mean())
            rows.append(row)
    return rows


def table(folder: Path, name: str, rows: Sequence[Row]) -> None:
    """Write rows as CSV into `results/` of the folder; numbers to six digits, and the seed and the model's
    hash in every row.
    """
    made = [{**row, "seed": SEED, "model": source_hash()} for row in rows]
    text = io.StringIO()
    columns = list(dict.fromkeys(column for row in made for column in row))
    writer = csv.DictWriter(text, columns, restval="0", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _written(value) for key, value in row.items()} for row in made)
    target = folder / "results" / f"{name}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text.getvalue(), encoding="utf-8")


def _written(value: object) -> object:
    return f"{value:.6g}" if isinstance(value, float) else value


def draw(folder: Path, name: str, figure: Figure) -> None:
    """Write a picture into `figures/` of the folder."""
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    with style.sheet():
        figure.savefig(folder / "figures" / f"{name}.png", dpi=DOTS)


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(words, file=sys.stderr)


if __name__ == "__main__":
    write_all()
