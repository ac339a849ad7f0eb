"""What is forecast of a sweep is near what it takes."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from experiments.design import files
from experiments.design.experiment import Experiment, design
from experiments.design.sweep_options import SweepOptions
from experiments.sweep.forecast import forecast
from experiments.sweep.sweep import sweep
from scenarios import Scenario, load

NEAR = 0.3
SHIPPED = Path(files.__file__).parent


def wide() -> Experiment:
    return design(load("taiwan-blockade"), SweepOptions())


def kept() -> Experiment:
    return design(load("unilateral-turn-2025"), SweepOptions(replicates=5, trajectories=True))


FIVE: dict[str, Callable[[], Experiment]] = {
    "taiwan-blockade": wide,
    "unilateral-turn-2025 with trajectories": kept,
    **{
        name: partial(files.load, SHIPPED / f"{name}.yaml", 20)
        for name in ("trust-assumptions", "what-recovery-needs", "screening")
    },
}


def written(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def test_the_space_of_a_small_sweep_is_near(small: Scenario, tmp_path: Path) -> None:
    axes = ("shock.size=0:1:10", "shock.months=1:10:10")
    asked = design(small, SweepOptions(axes, trajectories=True))
    told = forecast(asked, 1)
    sweep(asked, tmp_path / "out", 1)
    assert (told.points, told.runs, told.jobs) == (100, 2000, 1)
    assert told.bytes == pytest.approx(written(tmp_path / "out"), rel=NEAR)
    assert 0 < told.seconds < 600


def test_ten_times_the_settings_take_about_ten_times_the_space(small: Scenario) -> None:
    few, many = (forecast(design(small, SweepOptions((f"shock.size=0:1:{n}",))), 1) for n in (25, 250))
    assert many.bytes == pytest.approx(10 * few.bytes, rel=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("name", FIVE)
def test_time_and_space_of_five_experiments_are_near(name: str, tmp_path: Path) -> None:
    """On a machine that is left alone."""
    asked = FIVE[name]()
    forecast(asked)
    told = forecast(asked)
    begun = time.perf_counter()
    sweep(asked, tmp_path / "out")
    took, size = time.perf_counter() - begun, written(tmp_path / "out")
    print(f"{name}: {told.seconds:.1f} s for {took:.1f}, {told.bytes:,} bytes for {size:,}")
    assert told.bytes == pytest.approx(size, rel=NEAR)
    assert told.seconds == pytest.approx(took, rel=NEAR)
