"""Small cases, made from arrays without a file, so that thousands of them run in seconds."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pytest

from sim.parameters.table import MECHANISMS, PARAMETERS, switches, vector
from sim.state.run_state import RunState, starting_state
from sim.world.build import build_world
from sim.world.case import Case, World
from sim.world.causes import PROFILES, TARGETS
from sim.world.shock_table import SHOCK_COLUMNS, shock_rows

AROUND = (
    "data.safety", "firms.working", "administration.repair", "rival.lead", "information.attack",
    "partners.offer", "regulation.apart", "systems.incidents", "startups.sold", "chips.support",
    "export.control", "public.opposition", "south.courted", "norm.advocacy",
)  # fmt: skip
"""Causes at home and around the alliance, all of which move in hard times."""
NOTHING = np.zeros((0, len(SHOCK_COLUMNS)))
MakeCase = Callable[..., Case]


@pytest.fixture(scope="session")
def small_world() -> World:
    """Twenty firms, all states and regions."""
    return build_world(firms=20, seed=3)


@pytest.fixture(scope="session")
def make_case(small_world: World) -> MakeCase:
    """A case of the small world (or of another), defaults unless told."""

    def make(
        *,
        world: World | None = None,
        parameters: Mapping[str, float] | None = None,
        off: Iterable[str] = (),
        on: Iterable[str] = (),
        shocks: np.ndarray = NOTHING,
        context: np.ndarray = NOTHING,
        months: int = 24,
        burn_in: int = 0,
    ) -> Case:
        values, state = vector(parameters or {}), switches(off, on)
        return Case(world or small_world, values, state, context, shocks, months, burn_in)

    return make


@pytest.fixture(scope="session")
def hard_times(small_world: World) -> np.ndarray:
    """A blockade of Taiwan, a mature shortage, members denied their chips, a turn of the US, one to
    autonomy, a ruling against transfers and a silent council, and all that happens around, at once.
    """
    return np.concatenate(
        [
            shock_rows("chips.route", {"regions": ["TWN"]}, "step", 2, 9, 1.0, small_world),
            shock_rows("chips.capacity", {"classes": ["mature"]}, "ramp", 4, 14, 0.9, small_world, ramp=4),
            shock_rows("cooperation.cost", {"states": ["USA"]}, "step", 12, 8, 0.9, small_world),
            shock_rows("council.open", {}, "step", 13, 8, 0.7, small_world),
            shock_rows("chips.access", {"states": ["DEU", "NLD"]}, "step", 3, 12, 0.8, small_world),
            shock_rows("autonomy.reliance", {"states": ["FRA", "USA"]}, "step", 5, 9, 0.9, small_world),
            shock_rows("data.transfer", {}, "step", 6, 10, 0.8, small_world),
            *(
                shock_rows(target, {}, "step", 1 + k % 5, 12, 0.7, small_world)
                for k, target in enumerate(AROUND)
            ),
        ]
    )


@pytest.fixture(scope="session")
def random_case() -> Callable[[int], Case]:
    """The case of a number: 5 to 30 firms, 12 to 24 months, every switch, parameter and shock drawn."""
    worlds = [build_world(firms=firms, seed=firms) for firms in (5, 6, 7, 9, 12, 16, 21, 30)]

    def make(number: int) -> Case:
        draw = np.random.default_rng([7, number])
        world, months = worlds[draw.integers(len(worlds))], int(draw.integers(12, 25))
        drawn = {r.name: draw.uniform(r.low, r.high) for r in PARAMETERS.values() if draw.random() < 0.5}
        off = [name for name in MECHANISMS if draw.random() < 0.3]
        on = [name for name in MECHANISMS if draw.random() < 0.5]
        shocks = np.concatenate(
            [NOTHING, *(_event(draw, world, months) for _ in range(draw.integers(3, 15)))]
        )
        return Case(world, vector(drawn), switches(off, on), NOTHING, shocks, months, 0)

    return make


def _event(draw: np.random.Generator, world: World, months: int) -> np.ndarray:
    target = str(draw.choice(list(TARGETS)))
    selection = {}
    for axis, names in world.axes(target):
        some = draw.choice(names, size=draw.integers(1, len(names) + 1), replace=False)
        selection[axis] = [str(name) for name in some]
    length = int(draw.integers(1, months))
    return shock_rows(
        target,
        selection,
        str(draw.choice(PROFILES)),
        int(draw.integers(0, months)),
        length,
        float(draw.choice([1.0, draw.random()])),
        world,
        ramp=int(draw.integers(1, 6)),
        every=length + int(draw.integers(0, 5)),
        hazard=float(draw.random() / 4),
        event=int(draw.integers(5)),
    )


@pytest.fixture(scope="session")
def parts() -> Callable[[Case, np.ndarray], RunState]:
    """The full states of a run by name: every field of `RunState`, float64[r, months, size]."""

    def cut(case: Case, states: np.ndarray) -> RunState:
        start = starting_state(case, case.parameters)
        ends = np.cumsum([part.size for part in start])[:-1]
        return RunState(*np.split(states, ends, axis=2))

    return cut
