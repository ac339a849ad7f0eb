"""What a sweep costs besides its runs."""

from pathlib import Path

import pytest

from experiments.checks.bench import sweep_cost
from experiments.errors import WorkersLost

STORED = 1.25
"""Chunks over their runs alone, at most: a guard against regress."""


def test_what_sweeps_cost_is_measured() -> None:
    costs = sweep_cost.sweeps(chunks=1, tries=1, many=20_000)
    assert 0.3 < costs["small_s"] < 60
    assert costs["ratio"] == costs["chunks_s"] / costs["bare_s"] > 0.5
    if Path("/proc/self/status").exists():
        assert 50 < costs["memory_mb"]["10000"] < 4000
        assert 0.5 < costs["memory"] < 2


def test_a_sweep_that_fails_is_said(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thing").write_text("here")
    for measured in (sweep_cost.seconds_to_tables, lambda folder: sweep_cost.memory(10_000, folder)):
        with pytest.raises(WorkersLost, match="ended with code 1"):
            measured(tmp_path / "mine")


@pytest.mark.slow
def test_a_million_runs_need_hardly_more_memory_than_ten_thousand(tmp_path: Path) -> None:
    sweep_cost.memory(2000, tmp_path / "warm")
    few, many = (sweep_cost.memory(runs, tmp_path / str(runs)) for runs in (10_000, 1_000_000))
    print(f"10,000 runs: {few / 1000:.0f} MB, 1,000,000 runs: {many / 1000:.0f} MB, {many / few:.2f} times")
    assert many <= 1.2 * few


@pytest.mark.slow
def test_a_chunk_costs_little_more_than_its_runs() -> None:
    costs = sweep_cost.beside(15)
    print(f"{costs['chunks_s']:.2f} s, its runs alone {costs['bare_s']:.2f} s, {costs['ratio']:.3f} times")
    assert costs["ratio"] <= STORED


@pytest.mark.slow
def test_two_hundred_runs_are_stored_in_two_seconds(tmp_path: Path) -> None:
    """On a machine that is left alone."""
    taken = [sweep_cost.seconds_to_tables(tmp_path / str(number)) for number in range(4)]
    print(", ".join(f"{seconds:.2f} s" for seconds in taken))
    assert min(taken) < 2
