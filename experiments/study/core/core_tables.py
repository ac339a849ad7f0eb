"""The tables of the core: its criteria and maps at the centre and in draws, what kills, stakes, and what is
removed.
"""

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from analysis.arrays import BoolArray, FloatArray
from analysis.intervals import wilson
from experiments.study.core.courses import Courses
from experiments.study.core.criteria import NEVER, Criterion, criteria, length_that_kills, measured
from experiments.study.core.maps import (
    BACK,
    COLLAPSED,
    FORWARD,
    LEAST,
    MONTHS,
    MOST,
    SIZES,
    Maps,
    keep,
    outcome_maps,
    shares,
)
from experiments.study.core.paper_case import paper_case
from experiments.study.report import Row
from sim.parameters.table import PARAMETERS

CENTRE = 0.0
WIDTHS = (CENTRE, 0.05, 0.15, 0.3)
"""Widths of the draws of parameters: what is asked of the centre, and how often it holds around it."""
N, FEW = 200, 20
"""Replicates of the criteria, and of each variant of the core beside them."""
DRAWN = {"C6": (49.0, 95.0)}
"""Bounds that are wider where parameters are drawn (docs/expectations.md)."""
OF_MAPS = (
    Criterion(
        "C20",
        "smallest of three shares: forward, back and collapsed, each on the map where its share is larger",
        LEAST,
        math.inf,
    ),
    Criterion("C21", "largest share that any outcome has of a map", -math.inf, MOST),
)
OUTCOMES = ("collapsed", "partial", "back", "forward")
KILLING_SIZES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
KILLING_LENGTHS = (*range(36, 133, 6), *range(144, 301, 12))
RATIOS = ((5, 1), (2, 1), (1, 1), (1, 2), (1, 5), (1, 20))
"""v : w; their sum is that of the defaults, as far as both stay in their ranges."""
STAKED = ("C14", "C15", "C18", "C19", "C20", "C21")
"""The criteria that stakes act on."""


class Variant(NamedTuple):
    """A core with something set or off, and what is expected of it in words."""

    name: str
    parameters: Mapping[str, float]
    off: tuple[str, ...]
    expected: str


REMOVED = (
    Variant("nothing", {}, (), "all criteria hold"),
    Variant("stakes elsewhere", {"stakes_elsewhere": 0.0}, (), "no forward in the outside map"),
    Variant("faster fall of trust", {"trust_loss": 0.0}, (), "nothing collapses, not even after eight years"),
    Variant("blame", {"blame": 0.0}, (), "a blockade after a turn no longer weakens (C19)"),
    Variant("council", {}, ("council",), "C11 and C12 fail"),
    Variant(
        "fixed expectations (half-life 20 years)",
        {"expectation_pace": math.log(2) / 240},
        (),
        "a turn of eight years kills less surely",
    ),
    Variant(
        "fixed expectations (half-life 15 years)",
        {"expectation_pace": math.log(2) / 180},
        (),
        "a turn of eight years no longer kills (C7)",
    ),
    Variant("substitution", {"substitution": 0.0}, (), "no criterion moves"),
)


class Answers(NamedTuple):
    """What a core came to: its criteria's values, C20 and C21 among them, and its maps."""

    values: Mapping[str, FloatArray]
    maps: Maps


def answers(courses: Courses) -> Answers:
    """Run the criteria and both maps."""
    values = dict(measured(courses))
    maps = outcome_maps(courses)
    courses.forget()
    best = np.maximum(shares(maps.outside), shares(maps.inside))
    values["C20"] = best[:, [COLLAPSED, BACK, FORWARD]].min(axis=1)
    values["C21"] = best.max(axis=1)
    return Answers(values, maps)


def bounds_in_draws(width: float) -> list[Criterion]:
    """Every criterion with the bounds it has at the centre (width 0) or in draws."""
    stated = [*criteria(), *OF_MAPS]
    if width == CENTRE:
        return stated
    return [
        Criterion(row.id, row.what, *DRAWN.get(row.id, (row.low, row.high)))  # wider where drawn
        for row in stated
    ]


def kept_by(values: Mapping[str, FloatArray], width: float) -> dict[str, BoolArray]:
    """In which replicates each criterion is kept, and all of them together."""
    kept = {row.id: row.keeps(values[row.id]) for row in bounds_in_draws(width)}
    return {**kept, "all": np.logical_and.reduce([*kept.values()])}


def criteria_rows(width: float, came: Answers) -> Iterator[Row]:
    """A row a criterion: its median and the share of draws that keep it, with Wilson's interval; at the last
    the maps and everything together.
    """
    kept = kept_by(came.values, width)
    for row in bounds_in_draws(width):
        yield _criterion_row(width, row, came.values[row.id])
    for name, what, hits in (
        ("maps", "C20 and C21 in the same draw", keep(came.maps)),
        ("all", "every criterion in the same draw", kept["all"]),
    ):
        yield {
            "width": width, "id": name, "what": what, "at_least": "", "at_most": "", "median": "",
            "q05": "", "q95": "", "holds": "", **_share(hits),
        }  # fmt: skip


def paper_case_rows(width: float, n: int) -> Iterator[Row]:
    """The paper's own case, C22 and C23, which nothing is tuned for and `all` leaves out."""
    for row, values in paper_case(n, width):
        yield _criterion_row(width, row, values)


def _criterion_row(width: float, row: Criterion, values: FloatArray) -> Row:
    return {
        "width": width, "id": row.id, "what": row.what, "at_least": _bound(row.low),
        "at_most": _bound(row.high), **_quantiles(values),
        "holds": _held(row, values), **_share(row.keeps(values)),
    }  # fmt: skip


def map_rows(width: float, maps: Maps) -> Iterator[Row]:
    """A row a cell of both maps: how many replicates of it came to each outcome, five years on."""
    for name, outcomes in maps._asdict().items():
        for s, size in enumerate(SIZES):
            for m, months in enumerate(MONTHS):
                cell = outcomes[:, s, m]
                counts = {OUTCOMES[k]: int((cell == k).sum()) for k in range(len(OUTCOMES))}
                yield {"width": width, "map": name, "size": size, "months": months, **counts, "n": len(cell)}


def killing_rows(n: int, width: float) -> Iterator[Row]:
    """A row a size of turn: the length that kills, over replicates; `never` is the share none of those tried
    kills.
    """
    courses = Courses(n, width=width)
    for size in KILLING_SIZES:
        lengths = length_that_kills(courses, size, KILLING_LENGTHS)
        courses.forget()
        never = float((lengths == NEVER).mean())
        yield {"width": width, "size": size, **_quantiles(lengths), "never": never, "n": n}


def stakes_rows(n: int) -> Iterator[Row]:
    """A row a ratio of v : w: the criteria that stakes act on, and the shares of both maps."""
    whole = min(
        PARAMETERS["value_at_stake"].default + PARAMETERS["threat_at_stake"].default,
        *(PARAMETERS["value_at_stake"].high * (v + w) / v for v, w in RATIOS),
        *(PARAMETERS["threat_at_stake"].high * (v + w) / w for v, w in RATIOS),
    )
    settings = {f"{v}:{w}": (whole * v / (v + w), whole * w / (v + w)) for v, w in RATIOS}
    for name, (value, threat) in {**settings, "0:0": (0.0, 0.0)}.items():
        came = answers(Courses(n, parameters={"value_at_stake": value, "threat_at_stake": threat}))
        medians = {row: float(np.median(came.values[row])) for row in STAKED}
        yield {"ratio": name, "v": value, "w": threat, **medians, **_map_shares(came.maps), "n": n}


def removed_rows(n: int) -> Iterator[Row]:
    """A row a part removed and criterion: its median without that part, and whether it still holds."""
    for variant in REMOVED:
        came = answers(Courses(n, parameters=variant.parameters, without=variant.off))
        for row in bounds_in_draws(CENTRE):
            median = float(np.median(came.values[row.id]))
            yield {
                "removed": variant.name, "expected": variant.expected, "id": row.id, "what": row.what,
                "median": median, "holds": _held(row, came.values[row.id]),
                **_map_shares(came.maps), "n": n,
            }  # fmt: skip


def _map_shares(maps: Maps) -> dict[str, float]:
    return {
        f"{name}_{outcome}": float(shares(outcomes)[:, k].mean())
        for name, outcomes in maps._asdict().items()
        for k, outcome in enumerate(OUTCOMES)
    }


def _held(row: Criterion, values: FloatArray) -> str:
    """Whether the median keeps a criterion."""
    return "yes" if row.low <= float(np.median(values)) <= row.high else "no"


def _quantiles(values: FloatArray) -> dict[str, float]:
    low, middle, high = (float(np.quantile(values, q, method="inverted_cdf")) for q in (0.05, 0.5, 0.95))
    return {"median": middle, "q05": low, "q95": high}


def _share(hits: BoolArray) -> dict[str, float | int]:
    low, high = wilson(hits.sum(), len(hits))
    return {"share": float(hits.mean()), "low": float(low), "high": float(high), "n": len(hits)}


def _bound(value: float) -> float | str:
    return value if math.isfinite(value) else ""
