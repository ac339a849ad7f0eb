"""An outcome map that fills in while it is computed: which outcome is the most frequent in each cell."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from experiments.results.summary import shares
from page.curve_answers import PARTS, PREVIEW, CurveAnswers, all_runs, measures_of
from page.jobs import Job
from page.refusals import Refused
from page.setting import Setting
from page.sliders import sliders, standing

WIDE, HIGH = 10, 8
"""Cells across and up."""


class MapAxis(NamedTuple):
    """A key along an axis of the map, and its values as an address writes them."""

    key: str
    values: tuple[str, ...]


def axis(setting: Setting, key: str, count: int) -> MapAxis:
    """Values of a slider from end to end, `count` at most. Raises Refused for a key that is none here."""
    there = standing(setting.built()).get(key)
    if there is None:
        raise Refused("no_axis", name=key)
    slider = next(each for each in sliders() if each.key == key)
    low, high = float(there["low"]), float(there["high"])
    if key == "shock.size":  # one of no size is no shock
        low = high / count
    points = np.linspace(low, high, count)
    if slider.step >= 1:
        points = np.unique(np.round(points))
    return MapAxis(key, tuple(f"{point:.4g}" for point in points))


class MapCell(NamedTuple):
    """A cell of the map: where it lies, and what is run there."""

    column: int
    row: int
    setting: Setting


def cells(setting: Setting, across: MapAxis, up: MapAxis) -> Iterator[MapCell]:
    """Every cell, first a coarse net over the whole map and then what lies between."""
    places = [(x, y) for y in range(len(up.values)) for x in range(len(across.values))]
    places.sort(key=lambda place: (place[0] % 3 != 0 or place[1] % 3 != 0, place[1], place[0]))
    for x, y in places:
        changes = [(across.key, across.values[x]), (up.key, up.values[y])]
        yield MapCell(x, y, setting.with_changes(changes))


def cell_job(answers: CurveAnswers, setting: Setting) -> Job:
    """The shares of outcomes of the first runs of a setting, as JSON."""
    return Job(("cell", setting), (partial(_shares, answers, setting),), _as_json)


def _shares(answers: CurveAnswers, setting: Setting) -> dict[str, Any]:
    parts = [answers.part(setting, number) for number in PARTS[PREVIEW]]
    _, runs = all_runs(parts)
    measures = measures_of(parts[0], runs) or {}
    column = "outcome_60" if measures.get("outcome_60") else "outcome"
    outcomes = shares(runs[column], column)
    return {
        "judged": column,
        "shares": {name: share["share"] for name, share in outcomes.items() if share["n"]},
    }


def _as_json(results: list[Any]) -> bytes:
    return json.dumps(results[0]).encode()
