"""How often a pattern holds anywhere: its parts measured in draws of all parameters from their ranges.

`python -m experiments.study.sensitivity.volume` runs the draws that `docs/results/volume-draws.csv` (parts
that are paired values) and `volume-maps-draws.csv` (P2 and P4, which are read off maps) do not hold yet: an
hour of one core in all, shared out among those there are; it can be interrupted and goes on. It writes
`docs/results/volume.csv`, the picture and the table in `docs/patterns.md`. What is expected was written down
before (`docs/expectations.md`).
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np

from analysis.intervals import wilson
from experiments.study.maps.cells import answers, question
from experiments.study.maps.map_tables import DOCS, draw, table
from experiments.study.maps.robustness import THIN
from experiments.study.maps.starting_points import Row
from experiments.study.maps.three_outcomes import MOST, OUTSIDE, SEED, TWINS, judge
from experiments.study.pages import fill_pages
from experiments.study.patterns.parts import runs
from experiments.study.patterns.parts_of_shares import ENDINGS, critical, filled
from experiments.study.patterns.preregistered import Part, parts
from experiments.study.sensitivity.ablation import mean_seen, measured_in
from experiments.study.sensitivity.volume_draws import Draws, complete, within
from experiments.study.sensitivity.volume_figure import volume_figure
from experiments.sweep.workers import cores
from scenarios import Scenario, load, off

REPLICATES = 5
SCREENED = ("inert", "saturated", "dead_twin")


def measured(number: int) -> dict[str, float]:
    """What one draw comes to: the mean of every part's values, and of the outside shock which share of runs
    says nothing.
    """
    means = {name: mean_seen(values) for name, values in measured_in(within(number), REPLICATES).items()}
    return {"draw": number, **means, **_screened(within(number)(load(OUTSIDE)))}


def _screened(scenario: Scenario) -> dict[str, float]:
    found = runs(scenario, REPLICATES)
    shares = (found.inert, found.saturated, ~found.measures["twin_alive"])
    return {name: float(share.mean()) for name, share in zip(SCREENED, shares, strict=True)}


def mapped(number: int) -> dict[str, float]:
    """What one draw comes to in the parts read off maps, of which P2 takes 5 × 5 cells."""
    found: dict[str, float] = {"draw": number}
    for part in (one for one in parts() if one.id == "P2"):
        asked = question(within(number)(load(part.scenario)), SEED, REPLICATES, every=THIN)
        found |= _of_map(part.name, *filled(judge(answers([asked], 1)[0]), ENDINGS[part.part]))
    turn = within(number)(load(next(one.scenario for one in parts() if one.id == "P4")))
    sizes = [critical(one, REPLICATES) for one in (turn, off(turn, ["council"]))]
    beside, alone = np.minimum(sizes, 1).tolist()
    return found | {"P4 finite": sizes[0], "P4 council": beside - alone}


def _of_map(name: str, least: float, most: float, twins: float) -> dict[str, float]:
    return {name: least, f"{name} most": most, f"{name} twins": twins}


ALL = (Draws("volume-draws", 2000, measured), Draws("volume-maps-draws", 200, mapped))


def holds(part: Part, found: Mapping[str, float]) -> bool:
    """Whether what a draw came to lies beyond the part's smallest effect in the direction asked for.

    >>> holds(Part("P", "a", "", "", "", "-", 0.1, "", 1, ""), {"P a": -0.2})
    True
    """
    value, least = found[part.name], part.smallest
    if part.sign == "map":
        return value >= least and found[f"{part.name} most"] <= MOST and found[f"{part.name} twins"] >= TWINS
    if part.sign == "zero":
        return value == 0
    if part.sign == "below":
        return value <= least
    return value <= -least if part.sign == "-" else value >= least


def rows(draws: Sequence[Sequence[Mapping[str, float]]]) -> list[Row]:
    """A row a part: the share of draws in which it holds, with its 95 % interval, and in how many there was
    nothing to measure; and a row for each way in which runs say nothing.
    """
    home = {name: some for some in draws for name in some[0]}
    made = []
    for part in (one for one in parts() if one.name in home):
        some = home[part.name]
        hits = sum(holds(part, one) for one in some)
        low, high = wilson(hits, len(some))
        nothing = sum(np.isnan(one[part.name]) for one in some)
        made.append(_row(part.name, hits / len(some), float(low), float(high), nothing, len(some)))
    for name in SCREENED:
        share = float(np.mean([one[name] for one in home[name]]))
        made.append(_row(name, share, share, share, 0, len(home[name])))
    return made


def _row(what: str, share: float, low: float, high: float, nothing: int, draws: int) -> Row:
    return {"what": what, "share": share, "low": low, "high": high, "nothing": nothing, "draws": draws}


def write_all(folder: Path = DOCS, draws: Sequence[Draws] = ALL, jobs: int | None = None) -> None:
    """Run the draws that are missing and write tables, picture and page into `folder`."""
    made = rows([complete(one, folder, jobs or cores()) for one in draws])
    table(folder, "volume", made)
    draw(folder, "volume", volume_figure(made))
    fill_pages(folder, ["patterns.md"])


if __name__ == "__main__":
    # Workers find `measured` by the module's name, which is not that of a program that runs.
    import_module("experiments.study.sensitivity.volume").write_all()
