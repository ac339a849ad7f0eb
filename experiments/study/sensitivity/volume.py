"""How often a pattern holds anywhere: its parts measured in draws of all parameters from their ranges.

`python -m experiments.study volume` runs the draws that the tables `volume-draws` (parts that are paired
values) and `volume-maps-draws` (P2 and P4, which are read off maps) do not hold yet; it can be interrupted
and goes on. It writes the table `volume` and the picture. What is expected was written down before
(`docs/expectations.md`).
"""

import math
from collections.abc import Collection, Sequence

import numpy as np

from analysis.intervals import wilson
from experiments.study.core.courses import Courses
from experiments.study.core.criteria import criteria, dated_turns
from experiments.study.folders import SHIPPED, Folders
from experiments.study.maps.cells import answers, question
from experiments.study.maps.robustness import THIN
from experiments.study.maps.three_outcomes import MOST, OUTSIDE, TWINS, judge
from experiments.study.patterns.parts_from_measures import runs_of
from experiments.study.patterns.parts_from_shares import ENDINGS, critical_size_by_halving, fill_of_map
from experiments.study.patterns.preregistered import Part, parts
from experiments.study.recheck import Recheck, spread, whole
from experiments.study.report import SEED, Row, save_figure, save_table
from experiments.study.sensitivity.ablation import finite_mean, paired_parts, part_values_in
from experiments.study.sensitivity.volume_draws import (
    Draw,
    Draws,
    complete_draws,
    drawn_parameters,
    read_draws,
    run_draws,
    scenario_in_draw,
)
from experiments.study.sensitivity.volume_figure import volume_figure
from experiments.sweep.workers import cores
from scenarios import Scenario, load, off

REPLICATES = 5
HISTORY = "history"
UNINFORMATIVE = ("inert", "saturated", "dead_twin")
"""Ways in which the runs of a draw say nothing."""


def measure_draw(number: int) -> dict[str, float]:
    """What one draw comes to: the mean of every part's values, and of the outside shock which share of runs
    says nothing.
    """
    says_nothing = _uninformative(scenario_in_draw(number)(load(OUTSIDE)))
    return {**measure_parts(None, number), **says_nothing, HISTORY: _lives_through_history(number)}


def measure_parts(names: Collection[str] | None, number: int) -> dict[str, float]:
    """The mean of the values of each part with one of these names in a draw (None: of every part)."""
    values = part_values_in(scenario_in_draw(number), REPLICATES, names)
    return {"draw": number, **{name: finite_mean(of_part) for name, of_part in values.items()}}


def paired_names() -> list[str]:
    """The names of the parts that a draw is measured for."""
    return [part.name for part in paired_parts()]


def _lives_through_history(number: int) -> float:
    """Whether the dated turns of 2001 to 2026 keep their criteria (C8 to C10) at the median, 1 or 0."""
    courses = Courses(REPLICATES, parameters=drawn_parameters(number), recalm=True)
    came = dated_turns(courses)
    kept = [row.low <= float(np.median(came[row.id])) <= row.high for row in criteria() if row.id in came]
    return float(all(kept))


def _uninformative(scenario: Scenario) -> dict[str, float]:
    runs = runs_of(scenario, REPLICATES)
    shares = (runs.inert, runs.saturated, ~runs.measures["twin_alive"])
    return {name: float(share.mean()) for name, share in zip(UNINFORMATIVE, shares, strict=True)}


def measure_draw_of_maps(number: int) -> dict[str, float]:
    """What one draw comes to in the parts read off maps, of which P2 takes 5 × 5 cells."""
    measures: dict[str, float] = {"draw": number}
    for part in (part for part in parts() if part.id == "P2"):
        of_map = question(scenario_in_draw(number)(load(part.scenario)), SEED, REPLICATES, every=THIN)
        least, most, twins = fill_of_map(judge(answers([of_map], 1)[0]), ENDINGS[part.part])
        measures |= {part.name: least, f"{part.name} most": most, f"{part.name} twins": twins}
    turn = scenario_in_draw(number)(load(next(part.scenario for part in parts() if part.id == "P4")))
    sizes = [critical_size_by_halving(arm, REPLICATES) for arm in (turn, off(turn, ["council"]))]
    beside, alone = np.minimum(sizes, 1).tolist()
    return measures | {"P4 finite": sizes[0], "P4 council": beside - alone}


ALL = (
    Draws("volume-draws", 1000, measure_draw, paired_names, measure_parts),
    Draws("volume-maps-draws", 100, measure_draw_of_maps),
)


def holds(part: Part, draw: Draw) -> bool:
    """Whether what a draw came to lies beyond the part's smallest effect in the direction asked for.

    >>> holds(Part("P", "a", "", "", "", "-", 0.1, "", 1, ""), {"P a": -0.2})
    True
    """
    value, least = draw[part.name], part.smallest
    if part.sign == "map":
        return value >= least and draw[f"{part.name} most"] <= MOST and draw[f"{part.name} twins"] >= TWINS
    if part.sign == "zero":
        return value == 0
    if part.sign == "below":
        return value <= least
    return value <= -least if part.sign == "-" else value >= least


def rows(tables: Sequence[Sequence[Draw]]) -> list[Row]:
    """A row a part: the share of draws in which it holds, with its 95 % interval, and in how many there was
    nothing to measure; and a row for each way in which runs say nothing.
    """
    home = {name: draws for draws in tables for name in draws[0]}
    made = [_row_of_part(part, home[part.name]) for part in parts() if part.name in home]
    for name in UNINFORMATIVE:
        share = float(np.mean([draw[name] for draw in home[name]]))
        made.append(_row(name, share, share, share, 0, len(home[name])))
    return made


def _row_of_part(part: Part, draws: Sequence[Draw]) -> Row:
    hits = sum(holds(part, draw) for draw in draws)
    low, high = wilson(hits, len(draws))
    nothing = sum(np.isnan(draw[part.name]) for draw in draws)
    row = _row(part.name, hits / len(draws), float(low), float(high), nothing, len(draws))
    lived = [draw for draw in draws if draw.get(HISTORY, 1.0) == 1.0]
    seen = [draw for draw in draws if np.isfinite(draw[part.name])]
    return {
        **row,
        "in_history": sum(holds(part, draw) for draw in lived) / len(lived) if lived else math.nan,
        "history": len(lived),
        "otherwise": sum(otherwise(part, draw) for draw in seen) / len(seen) if seen else math.nan,
    }


def otherwise(part: Part, draw: Draw) -> bool:
    """Whether a draw came out on the other side: with the other sign, or past what was allowed. A part whose
    sign never does restates a rule.

    >>> rising = Part("P", "a", "", "", "", "+", 0.1, "", 1, "")
    >>> otherwise(rising, {"P a": -0.01}), otherwise(rising, {"P a": 0.05})
    (True, False)
    """
    if part.sign in ("+", "-"):
        return (draw[part.name] < 0) == (part.sign == "+") and draw[part.name] != 0
    return not holds(part, draw)


def _row(what: str, share: float, low: float, high: float, nothing: int, draws: int) -> Row:
    return {"what": what, "share": share, "low": low, "high": high, "nothing": nothing, "draws": draws}


def recheck(folders: Folders, many: int | None, jobs: int | None) -> dict[str, Recheck]:
    """So many of either kind of draws (None: all) measured anew, evenly spread, and every share taken anew
    from the draws that are stored.
    """
    checks = {}
    for draws in ALL:
        places = spread(draws.many if many is None else many, draws.many)
        again = [draw for some in run_draws(draws, places, jobs or cores()) for draw in some]
        checks[draws.name] = Recheck(dict(zip(places, again, strict=True)), draws.many)
    return checks | {"volume": whole(rows([read_draws(draws, folders) for draws in ALL]))}


def write_all(folders: Folders = SHIPPED, jobs: int | None = None, *, every: Sequence[Draws] = ALL) -> None:
    """Run the draws that are missing and write tables and picture."""
    made = rows([complete_draws(draws, folders, jobs or cores()) for draws in every])
    save_table(folders, "volume", made)
    save_figure(folders, "volume", volume_figure(made))
