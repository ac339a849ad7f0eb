"""Which verdicts a fifth more or less of one parameter changes.

`python -m experiments.study.sensitivity.one_at_a_time` runs it (some minutes) and writes
`docs/results/tornado.csv`, the picture and the table in `docs/patterns.md`. What is expected was written down
before (`docs/expectations.md`).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.arrays import FloatArray
from experiments.study.maps.map_tables import DOCS, draw, say, table
from experiments.study.maps.starting_points import Row
from experiments.study.pages import fill_pages
from experiments.study.patterns.verdicts import judged, of_values
from experiments.study.sensitivity.ablation import all_measured, paired
from experiments.study.sensitivity.one_at_a_time_figure import tornado_figure
from sim.parameters.table import PARAMETERS

TIMES = (0.8, 1.2)
N = 5
"""Replicates; a hundred and more parameters are moved, and replicates differ little."""


def moved(name: str, times: float) -> float:
    """A parameter's default times this, held in its range; months are whole."""
    row = PARAMETERS[name]
    value = min(max(row.default * times, row.low), row.high)
    return float(round(value)) if row.unit == "months" else value


def rows(names: Sequence[str] = tuple(PARAMETERS), n: int = N, jobs: int | None = None) -> list[Row]:
    """A row a parameter, direction and part: the verdict there and that at the defaults.

    All intervals together hold with 95 %.
    """
    asked = [(name, times) for name in names for times in TIMES]
    changes: list[Mapping[str, float | bool]] = [{f"parameters.{one}": moved(one, t)} for one, t in asked]
    whole, *others = all_measured([{}, *changes], n, jobs)
    confidence = 1 - 0.05 / (len(paired()) * (len(asked) + 1))
    before = verdicts(whole, confidence)
    made = []
    for (name, times), found in zip(asked, others, strict=True):
        for part, (estimate, now) in verdicts(found, confidence).items():
            then = before[part][1]
            made.append({"parameter": name, "times": times, "value": moved(name, times), "part": part,
                         "estimate": estimate, "verdict": now, "default": then,
                         "changed": "yes" if now != then else "no"})  # fmt: skip
    return made


def verdicts(found: Mapping[str, FloatArray], confidence: float) -> dict[str, tuple[float, str]]:
    """Estimate and verdict of every part, each interval with this confidence."""
    told = {}
    for part in paired():
        finding = of_values(found[part.name], part.sign, confidence)
        told[part.name] = (finding.interval.estimate, judged(part, finding))
    return told


def write_all(folder: Path = DOCS, jobs: int | None = None) -> None:
    """Run everything and write table, picture and page into `folder`."""
    made = rows(jobs=jobs)
    table(folder, "tornado", made)
    draw(folder, "tornado", tornado_figure(made))
    fill_pages(folder, ["patterns.md"])
    say(f"{sum(row['changed'] == 'yes' for row in made)} of {len(made)} verdicts changed")


if __name__ == "__main__":
    write_all()
