"""No command and no worker loads what it does not use, and a worker called ahead never stays behind."""

import subprocess
import sys
from pathlib import Path

import pytest

from experiments.sweep import workers

RUN = """import sys
from experiments.sweep.startup import spare_unused_imports
{before}
{rest}
print(*sorted(sys.modules))
"""
STORED = """import numpy, pyarrow.dataset, sim.run
from experiments.results import result_tables
result_tables._nullable(numpy.ones(1), result_tables.MEASURES['depth'], 1)
"""


def loaded(rest: str, before: str = "spare_unused_imports()") -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(before=before, rest=rest)],
        capture_output=True,
        text=True,
        check=True,
    )
    return {*done.stdout.split()}


def test_storing_a_table_loads_no_pandas_and_a_rule_no_linear_algebra() -> None:
    assert not {"pandas", "scipy.linalg"} & loaded(STORED)
    assert {"pandas", "scipy.linalg"} <= loaded(STORED, before="pass")


@pytest.mark.parametrize("asked", ["import SALib.sample.morris", "from scipy.stats import qmc"])
def test_whoever_uses_them_gets_them(asked: str) -> None:
    assert {"pandas", "scipy.linalg"} & loaded(STORED + asked)


def test_a_worker_without_work_goes_home() -> None:
    workers.call_ahead()
    [ahead] = workers._AHEAD
    assert ahead.process.is_alive()
    workers.send_home()
    assert not ahead.process.is_alive()
    assert not workers._AHEAD


@pytest.mark.parametrize("asked", ["shock.size=0.5,1", "shock.size=0:9:3", "nonsense=0:1:3"])
def test_no_worker_is_left_after_a_sweep_done_or_refused(
    asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alliance.main import call

    called: list[workers._Worker] = []
    begin = workers._Worker.__init__

    def noted(self: workers._Worker) -> None:
        begin(self)
        called.append(self)

    monkeypatch.setattr(workers._Worker, "__init__", noted)
    monkeypatch.chdir(tmp_path)
    call(["sweep", "chip-shortage-2021", "--vary", asked, "--replicates", "2", "--jobs", "1"])
    assert len(called) == 1
    assert not called[0].process.is_alive()
