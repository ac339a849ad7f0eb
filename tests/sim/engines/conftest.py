"""A model that may be edited, a case in which everything happens, and both engines laid side by side."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sim
from experiments.checks import docking
from experiments.checks.docking import Check
from experiments.engine import mesa_runs
from sim import run as fast
from sim.world.case import Case, World
from sim.world.shock_table import shock_rows

MakeCase = Callable[..., Case]


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder with a copy of the model in `copy/sim`."""
    shutil.copytree(
        Path(sim.__file__).parent, tmp_path / "copy" / "sim", ignore=shutil.ignore_patterns("__pycache__")
    )
    return tmp_path


def held_against_one_another(case: Case, seed: int = 5) -> Check:
    """Both engines on a case: every series, the whole state every month, chips and clamps."""
    check = Check("engines")
    for shocked in (True, False):
        given = (case, seed, np.array([2]))
        runs = [engine.simulate(*given, shocked=shocked, full=True) for engine in (fast, mesa_runs)]
        docking._hold(check, f"shocked {shocked}", *runs)
    return check


@pytest.fixture
def held() -> Callable[[Case], Check]:
    """Both engines on a case, compared number by number."""
    return held_against_one_another


@pytest.fixture
def rich(make_case: MakeCase, hard_times: np.ndarray, small_world: World) -> Case:
    """A case in which everything happens: scarce chips in both classes, a turn, random events, meetings."""
    now_and_then = shock_rows(
        "chips.capacity", {"regions": ["KOR", "CHN"]}, "random", 1, 3, 0.6, small_world, hazard=0.2, event=9
    )
    friends = shock_rows("administration.repair", {"states": ["USA"]}, "step", 1, 15, 0.7, small_world)
    return make_case(
        shocks=np.concatenate([hard_times, now_and_then, friends]),
        parameters={"meeting_interval": 3.0, "expectation_pace": 0.002},
        burn_in=5,
        months=20,
    )
