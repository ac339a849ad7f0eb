"""Which verdicts a fifth more or less of one parameter changes.

`python -m experiments.study one-at-a-time` runs it and writes the table `tornado` and the picture. What is
expected was written down before (`docs/expectations.md`).
"""

from collections.abc import Sequence

from experiments.study.folders import SHIPPED, Folders
from experiments.study.patterns.verdicts import joint_confidence, measurement_of, part_verdict
from experiments.study.recheck import Recheck, spread, whole
from experiments.study.report import Row, save_figure, save_table, say
from experiments.study.sensitivity.ablation import Changes, PartValues, paired_parts, part_values_of_each
from experiments.study.sensitivity.one_at_a_time_figure import tornado_figure
from sim.parameters.table import PARAMETERS

TIMES = (0.8, 1.2)
N = 5
"""Replicates; a hundred and more parameters are moved, and replicates differ little."""
Verdicts = dict[str, tuple[float, str]]
"""Estimate and verdict of parts, by name."""


def moved_value(name: str, times: float) -> float:
    """A parameter's default times this, held in its range; months are whole."""
    row = PARAMETERS[name]
    value = min(max(row.default * times, row.low), row.high)
    return float(round(value)) if row.unit == "months" else value


def rows(names: Sequence[str] = tuple(PARAMETERS), n: int = N, jobs: int | None = None) -> list[Row]:
    """A row a parameter, direction and part: the verdict there and that at the defaults.

    All intervals together hold with 95 %.
    """
    moves = [(name, times) for name in names for times in TIMES]
    default, *others = part_values_of_each([{}, *(_changes(*move) for move in moves)], n, jobs)
    confidence = _confidence(len(moves))
    before = estimates_and_verdicts(default, confidence)
    made = []
    for move, values in zip(moves, others, strict=True):
        made += [
            _row(*move, part, now, before[part][1])
            for part, now in estimates_and_verdicts(values, confidence).items()
        ]
    return made


def _changes(name: str, times: float) -> Changes:
    return {f"parameters.{name}": moved_value(name, times)}


def _confidence(moves: int) -> float:
    return joint_confidence(len(paired_parts()) * (moves + 1))


def _row(name: str, times: float, part: str, now: tuple[float, str], default: str) -> Row:
    estimate, verdict = now
    return {
        "parameter": name,
        "times": times,
        "value": moved_value(name, times),
        "part": part,
        "estimate": estimate,
        "verdict": verdict,
        "default": default,
        "changed": "yes" if verdict != default else "no",
    }


def estimates_and_verdicts(values: PartValues, confidence: float) -> Verdicts:
    """Estimate and verdict of every part that has values, each interval with this confidence."""
    verdicts = {}
    for part in paired_parts():
        if part.name in values:
            measurement = measurement_of(values[part.name], part.sign, confidence)
            verdicts[part.name] = (measurement.interval.estimate, part_verdict(part, measurement))
    return verdicts


def recheck(_: Folders, many: int | None, jobs: int | None) -> dict[str, Recheck]:
    """So many rows (None: all) measured anew, evenly spread over parameters, directions and parts."""
    if many is None:
        return {"tornado": whole(rows(jobs=jobs))}
    grid = [(name, times, part.name) for name in PARAMETERS for times in TIMES for part in paired_parts()]
    places = spread(many, len(grid))
    cells = [grid[place] for place in places]
    changes = [{}, *(_changes(name, times) for name, times, _ in cells)]
    names = [{part for *_, part in cells}, *({part} for *_, part in cells)]
    default, *others = part_values_of_each(changes, N, jobs, names)
    confidence = _confidence(len(PARAMETERS) * len(TIMES))
    before = estimates_and_verdicts(default, confidence)
    made = {}
    for place, (name, times, part), values in zip(places, cells, others, strict=True):
        now = estimates_and_verdicts(values, confidence)[part]
        made[place] = _row(name, times, part, now, before[part][1])
    return {"tornado": Recheck(made, len(grid))}


def write_all(folders: Folders = SHIPPED, jobs: int | None = None) -> None:
    """Move every parameter in turn and write table and picture."""
    made = rows(jobs=jobs)
    save_table(folders, "tornado", made)
    save_figure(folders, "tornado", tornado_figure(made))
    say(f"{sum(row['changed'] == 'yes' for row in made)} of {len(made)} verdicts changed")
