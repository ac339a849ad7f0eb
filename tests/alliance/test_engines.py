"""One model, two engines, as the command shows it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.checks import docking
from experiments.checks.docking import Check
from experiments.engine import mesa_runs

Command = Callable[..., Any]


def test_agents_and_kernel_give_the_same_numbers(alliance: Command, small: Path) -> None:
    found = [
        alliance("run", small, "--replicates", 2, "--engine", engine, "--off", "stakes", "--json").json()
        for engine in ("agents", "kernel")
    ]
    assert found[0]["measures"] == found[1]["measures"]
    assert found[0]["screening"] == found[1]["screening"]


@pytest.fixture
def only_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the checks out that start processes; tests/experiments/checks/test_docking.py holds them."""
    for name in ("_workers", "_order", "_cold"):
        monkeypatch.setattr(docking, name, lambda seed: Check("left out"))


@pytest.mark.usefixtures("only_engines")
def test_verify_counts_what_it_compared(alliance: Command) -> None:
    found = alliance("verify", "--cases", 2, "--json")
    assert found.code == 0
    assert found.json()["ok"]
    assert found.json()["checks"][0]["compared"] > 1000
    shown = alliance("verify", "--cases", 2, "--seed", 3)
    assert (shown.code, shown.err) == (0, "")
    assert "Every number agrees" in shown.out


@pytest.mark.usefixtures("only_engines")
def test_verify_ends_with_1_where_a_bit_differs(alliance: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = mesa_runs.simulate

    def off_by_a_bit(*given: Any, **how: Any) -> Any:
        made = honest(*given, **how)
        made.series[0, 3, 0] = np.nextafter(made.series[0, 3, 0], 2.0)
        return made

    monkeypatch.setattr(mesa_runs, "simulate", off_by_a_bit)
    found = alliance("verify", "--cases", 1)
    assert found.code == 1
    assert "1 random scenario, seed 1" in found.out
    assert "case 0 run series" in found.out
    assert "this is a bug" in found.out
