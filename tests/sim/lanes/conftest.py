"""A function held against its form for lanes, lane by lane."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.lanes.forms import compiled_for_lanes, for_lanes
from sim.lanes.lane_views import in_lanes

EDGES = (
    0.0,
    -0.0,
    1.0,
    -1.0,
    np.inf,
    -np.inf,
    np.nan,
    5e-324,
    1e-310,
    1e308,
    -1e308,
    0.5,
    24.0,
    700.5,
    -700.5,
)
"""Numbers at which arithmetic has a way of its own."""
WIDTH, ROWS = 8, 40
Held = Callable[..., int]


def in_each_lane(function: Callable[..., Any], given: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What a function of numbers comes to for given[argument, row, lane], as it was written and in lanes."""
    many = given.shape[0]
    arguments = ", ".join(f"x[{k}, r]" for k in range(many))
    one_by_one = ", ".join(f"x[{k}, r, l]" for k in range(many))
    plain = function if hasattr(function, "py_func") else compiled_for_lanes(function)
    names = {"form": for_lanes(function), "plain": plain, "in_lanes": in_lanes}
    exec(
        f"def lanes(x, o, count):\n x, o = in_lanes(x, count), in_lanes(o, count)\n"
        f" for r in range(len(o)):\n  o[r] = form({arguments})\n"
        f"def scalar(x, o):\n for r in range(o.shape[0]):\n  for l in range(o.shape[1]):\n"
        f"   o[r, l] = plain({one_by_one})\n",
        names,
    )
    width = given.shape[2]
    wanted, made = np.zeros(given.shape[1:]), np.zeros(given.shape[1:])
    compiled_for_lanes(names["scalar"])(given, wanted)
    compiled_for_lanes(names["lanes"])(given, made, (0,) * width)
    return wanted, made


def numbers(many: int, seed: int = 1) -> np.ndarray:
    """Arguments of a function, some of them at the edges: float64[argument, row, lane]."""
    chance = np.random.default_rng(seed)
    given = chance.uniform(-0.2, 1.2, (many, ROWS, WIDTH))
    edge = chance.random(given.shape) < 0.25
    given[edge] = chance.choice(EDGES, int(edge.sum()))
    return given


def differing(wanted: np.ndarray, made: np.ndarray) -> int:
    """How many numbers have other bits; which sign or payload it is that is not a number does not count."""
    off = wanted.view(np.int64) != made.view(np.int64)
    return int((off & ~(np.isnan(wanted) & np.isnan(made))).sum())


@pytest.fixture
def held() -> Held:
    """How many of its numbers a function gives otherwise in lanes."""

    def hold(function: Callable[..., Any], many: int) -> int:
        return differing(*in_each_lane(function, numbers(many)))

    return hold
