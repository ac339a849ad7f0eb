"""The panels below a run's recovery show what its shock moved."""

import numpy as np

from analysis.arrays import FloatArray
from experiments.figures.one_run import ALWAYS, PANELS, USUALLY, panels
from sim.series import FAMILIES

FIRST, FLAT = 3, np.full((2, 10), 0.5)


def pairs(moves: dict[str, float]) -> list[str]:
    """The panels of runs in which each of these series lies so far from its twin after the shock began."""

    def pair(name: str) -> tuple[FloatArray, FloatArray]:
        run = FLAT.copy()
        run[:, FIRST:] += moves.get(name, 0.0)
        return run, FLAT

    return panels(pair, FIRST)


def test_what_moves_furthest_is_shown_of_every_family_one() -> None:
    shown = pairs({"interoperability_data": -0.2, "interoperability_compute": -0.1, "pledges": 0.3})
    assert shown[:4] == [*ALWAYS, "pledges", "interoperability_data"]
    assert len(shown) == len(set(shown)) == PANELS


def test_what_hardly_moves_gives_way_to_the_usual_series() -> None:
    assert pairs({"pledges": 0.001}) == [*ALWAYS, *USUALLY]


def test_without_a_shock_the_usual_series_are_shown() -> None:
    assert panels(lambda _: (FLAT, FLAT + 0.3), None) == [*ALWAYS, *USUALLY]


def test_every_usual_series_is_one() -> None:
    names = {series.name for family in FAMILIES for series in family}
    assert {*ALWAYS, *USUALLY} <= names
