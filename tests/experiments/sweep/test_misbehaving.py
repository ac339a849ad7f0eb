"""A run that raises, one that never ends, one that kills its process: each costs its own row and no other."""

import importlib
import sys
import textwrap
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.sweep import sweep, workers
from scenarios import Scenario, override

PLANTED = """
import os
import signal


def serve(pipe):
    '''A worker in which three runs misbehave, told by their index.'''
    from experiments.sweep import chunk
    from experiments.sweep.workers import _serve

    evaluate = chunk._evaluate

    def planted(point, asked, replicates):
        runs = {point.index * asked.replicates + k for k in replicates}
        if RAISES in runs:
            raise ArithmeticError("planted")
        if DIES in runs:
            os.kill(os.getpid(), signal.SIGSEGV)
        while LOOPS in runs:
            pass
        return evaluate(point, asked, replicates)

    chunk._evaluate = planted
    _serve(pipe)
"""


def plant(folder: Path, monkeypatch: pytest.MonkeyPatch, **runs: int) -> None:
    """Have worker processes begin in a module in which these runs misbehave."""
    source = textwrap.dedent(PLANTED)
    for name, index in runs.items():
        source = source.replace(name.upper(), str(index))
    (folder / "planted.py").write_text(source)
    monkeypatch.syspath_prepend(folder)
    sys.modules.pop("planted", None)
    module: Any = importlib.import_module("planted")
    monkeypatch.setattr(workers, "_serve", module.serve)
    monkeypatch.setattr(workers, "PATIENCE", 3.0)


@pytest.mark.parametrize("points", [24, pytest.param(1000, marks=pytest.mark.slow)])
def test_each_costs_its_own_row(
    small: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, points: int
) -> None:
    tiny = override(small, {"population.firms": 5, "burn_in.months": 0})
    sizes = Axis("shock.size", tuple(k / points for k in range(points)))
    asked = Experiment(tiny, (sizes,), replicates=10, seed=1)
    monkeypatch.setattr("experiments.sweep.plan.CHUNK_RUNS", 60)
    assert sweep.sweep(asked, tmp_path / "well", 2) is not None
    bad = {"raises": 7, "loops": 5 * points + 3, "dies": 10 * points - 1}
    plant(tmp_path, monkeypatch, **bad)
    manifest = sweep.sweep(asked, tmp_path / "ill", 2)
    assert manifest is not None
    assert (manifest.ok, manifest.failed) == (10 * points - 3, 3)
    told = {row["index"]: row["error"] for row in manifest.errors}
    assert list(told) == sorted(bad.values())
    words = {"raises": "ArithmeticError: planted", "loops": "did not end within", "dies": "process died"}
    assert all(words[name] in told[index] for name, index in bad.items()), told
    well, ill = (pq.read_table(tmp_path / name / "runs") for name in ("well", "ill"))
    failed = pc.equal(ill["status"], "failed")
    assert ill["index"].filter(failed).to_pylist() == sorted(bad.values())
    others = pc.invert(failed)
    assert ill.filter(others).equals(well.filter(others))
    print(f"{10 * points - 3} of {10 * points} rows are those of the undisturbed sweep")
