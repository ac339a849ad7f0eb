"""What is said of a sweep's memory is near what it takes, and what the machine does not have is refused."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from experiments.design.axes import Axis
from experiments.design.experiment import Experiment, check_size, design
from experiments.design.sweep_options import SweepOptions
from experiments.errors import UsageFault
from experiments.sweep import memory
from experiments.sweep.forecast import forecast
from experiments.sweep.plan import plan
from experiments.sweep.sweep import sweep
from scenarios import Scenario, load, override

NEAR = 0.2
GIB = 2**30
SWEEP = """
import sys
from pathlib import Path
from tests.experiments.sweep.test_memory import SIZES
from experiments.sweep.sweep import sweep
if __name__ == "__main__":
    size = SIZES[sys.argv[1]]
    sweep(size.experiment(), Path(sys.argv[2]), size.jobs)
"""


class Size(NamedTuple):
    """A sweep of one blockade of several sizes."""

    firms: int
    months: int
    replicates: int
    points: int
    jobs: int
    trajectories: bool = False

    def experiment(self) -> Experiment:
        """The experiment of this size."""
        changes = {"population.firms": self.firms, "horizon.months": self.months}
        scenario = override(load("taiwan-blockade"), changes)
        sizes = (f"shock.size=0.1:1:{self.points}",)
        return design(scenario, SweepOptions(sizes, self.replicates, trajectories=self.trajectories))


SIZES = {
    "small": Size(240, 120, 5, 4, 1),
    "two workers": Size(240, 120, 100, 20, 2),
    "many replicates": Size(240, 600, 500, 2, 1),
    "many firms": Size(50_000, 120, 10, 2, 1),
    "trajectories": Size(240, 600, 50, 20, 2, trajectories=True),
}


def _tree(process: int) -> list[int]:
    found = [process]
    for parent in found:
        with suppress(OSError):
            for thread in Path(f"/proc/{parent}/task").iterdir():
                found += [int(word) for word in (thread / "children").read_text().split()]
    return found


def _resident(process: int) -> Iterator[int]:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                yield 1024 * int(line.split()[1])


def peak(name: str, folder: Path) -> int:
    """Bytes of a sweep and all its workers together at their height, in fresh processes."""
    process = subprocess.Popen(
        [sys.executable, "-c", SWEEP, name, str(folder)], cwd=Path(__file__).parents[3]
    )
    height = 0
    while process.poll() is None:
        height = max(height, sum(sum(_resident(each)) for each in _tree(process.pid)))
        time.sleep(0.01)
    assert process.returncode == 0
    return height


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks the system for a process's memory")
@pytest.mark.parametrize(
    "name", [name if name == "two workers" else pytest.param(name, marks=pytest.mark.slow) for name in SIZES]
)
def test_memory_is_as_was_said(name: str, tmp_path: Path) -> None:
    said = memory.sweep_bytes(plan(SIZES[name].experiment()), SIZES[name].jobs)
    took = peak(name, tmp_path / "out")
    print(f"{name}: {said / 2**20:.0f} MiB for {took / 2**20:.0f}")
    assert said == pytest.approx(took, rel=NEAR)


@pytest.fixture
def wide(small: Scenario) -> Experiment:
    months = override(small, {"horizon.months": 480, "burn_in.months": 60})
    return Experiment(months, (Axis("shock.size", tuple(k / 40 for k in range(41))),), 500, 1)


@pytest.mark.parametrize(
    ("there", "jobs", "fits"),
    [(2.2, 16, r"with --jobs 16, .*: --jobs (\d+) fits"), (0.7, 2, r": with --jobs 1, (\d+) replicates fit")],
)
def test_what_the_machine_does_not_have_is_refused_with_what_fits(
    wide: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: float, jobs: int, fits: str
) -> None:
    """What is said to fit does, and the next larger does not."""
    monkeypatch.setattr("experiments.design.memory.machine_bytes", lambda: round(there * GIB))
    monkeypatch.setattr("experiments.sweep.sweep.run_chunks", None)  # what is not refused fails at once
    begun = time.process_time()
    with pytest.raises(UsageFault, match=fits) as refused:
        sweep(wide, tmp_path / "out", jobs)
    assert time.process_time() - begun < 2
    assert not list(tmp_path.iterdir())
    with pytest.raises(UsageFault, match=fits):
        forecast(wide, jobs)
    found = re.search(fits, str(refused.value))
    assert found is not None
    said = int(found[1])

    def needed(number: int) -> int:
        if jobs == 16:
            return memory.sweep_bytes(plan(wide), number)
        return memory.sweep_bytes(plan(replace(wide, replicates=number)), 1)

    assert needed(said) <= there * GIB < needed(said + 1)


def test_of_one_setting_it_is_said_what_fits(small: Scenario) -> None:
    large = override(small, {"population.firms": 1_000_000})
    with pytest.raises(UsageFault, match=r"at most 4\): ask for fewer .*; (\d+) replicates fit") as refused:
        check_size(large, 1000)
    many = int(str(refused.value).split("; ")[1].split()[0])
    check_size(large, many)
    with pytest.raises(UsageFault):
        check_size(large, many + 1)


def test_the_largest_there_may_be_is_answered_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million firms over a hundred years."""
    monkeypatch.setattr("experiments.design.memory.machine_bytes", lambda: 2**50)
    largest = override(load("taiwan-blockade"), {"population.firms": 1_000_000, "horizon.months": 1200})
    for rest in (False, True):
        begun = time.process_time()
        told = forecast(Experiment(largest, (Axis("shock.size", (0.1, 1.0)),), 20, 1, rest=rest), 2)
        assert time.process_time() - begun < 10
        assert told.seconds > 600
        assert told.memory > 2 * GIB


def test_a_long_setting_is_scaled_up_from_short_ones(
    small: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same is said of a setting that is computed and of one that is not."""
    asked = Experiment(
        override(small, {"population.firms": 3000, "horizon.months": 240}),
        (Axis("shock.size", (0.1, 1.0)),),
        20,
        1,
    )
    as_it_is = forecast(asked, 1)
    monkeypatch.setattr("experiments.sweep.forecast.MOST_ALONE", 0.0)
    scaled = forecast(asked, 1)
    assert scaled.bytes == pytest.approx(as_it_is.bytes, rel=0.3)
    assert 1 / 3 < scaled.seconds / as_it_is.seconds < 3
