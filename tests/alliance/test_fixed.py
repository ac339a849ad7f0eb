"""--fixed: every verb that runs scenarios keeps their parameters where they stand, and says which it did."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

import alliance as notebook
from alliance.outcome_words import kind_of_runs
from experiments.design import files
from experiments.design.sweep_options import SweepOptions
from experiments.errors import UsageFault
from scenarios import Scenario

Command = Callable[..., Any]
EXPERIMENT = """\
version: 1
title: Is it drawn?
asks: Does the field of the file hold?
scenarios: [small.yaml]
vary: {shock.size: [0, 1]}
"""


def spread_of_calm(folder: str) -> float:
    """How far the twins of a run's folder differ in cooperation in month 0."""
    (path,) = (Path(folder) / "trajectories").glob("*.parquet")
    table = pq.read_table(path, columns=["month", "shocked", "cooperation"])
    month, shocked = np.asarray(table["month"]), np.asarray(table["shocked"])
    return float(np.ptp(np.asarray(table["cooperation"])[(month == 0) & ~shocked]))


def test_a_run_draws_unless_it_is_fixed(alliance: Command, small: Path) -> None:
    drawn = alliance("run", small, "--replicates", 6, "--out", "drawn")
    fixed = alliance("run", small, "--replicates", 6, "--fixed", "--out", "fixed")
    assert (drawn.code, fixed.code) == (0, 0)
    assert kind_of_runs([True]) in drawn.out
    assert kind_of_runs([False]) in fixed.out
    said = [
        json.loads(Path(name, "manifest.json").read_text())["scenario"]["draw"] for name in ("drawn", "fixed")
    ]
    assert said == [True, False]
    assert spread_of_calm("drawn") > 3 * spread_of_calm("fixed")


@pytest.mark.parametrize("draw", ["on", "off"])
def test_a_sweep_says_which_it_did(alliance: Command, small: Path, draw: str) -> None:
    flags = ["--fixed"] if draw == "off" else []
    made = alliance("sweep", small, "--replicates", 2, "--jobs", 1, "--out", "there", *flags)
    assert made.code == 0, made.err
    assert kind_of_runs([draw == "on"]) in made.out


def test_a_comparison_holds_for_all_its_scenarios(alliance: Command, small: Path) -> None:
    made = alliance("compare", small, "--without", "stakes", "--replicates", 2, "--fixed", "--out", "there")
    assert made.code == 0, made.err
    assert kind_of_runs([False, False]) in made.out


def drawing(experiment: str | Path | Scenario, options: SweepOptions) -> list[bool]:
    """Whether each scenario of what is swept draws."""
    return [scenario.draw for scenario in notebook.api.experiment(experiment, options).scenarios]


def test_an_experiments_file_says_it_and_the_command_goes_before_it(small: Path) -> None:
    path = Path("asked.yaml")
    path.write_text(EXPERIMENT)
    assert drawing(path, SweepOptions()) == [True]
    assert drawing(path, SweepOptions(fixed=True)) == [False]
    path.write_text(EXPERIMENT + "draw: off\n")
    assert files.check(path) == []
    assert drawing(path, SweepOptions()) == [False]
    assert drawing(small, SweepOptions(fixed=True)) == [False]


def test_it_is_said_once(small: Path) -> None:
    with pytest.raises(UsageFault, match="one of the two"):
        drawing(small, SweepOptions(changes={"draw": "on"}, fixed=True))
    Path("asked.yaml").write_text(EXPERIMENT)
    with pytest.raises(UsageFault, match="one of the two"):
        drawing(Path("asked.yaml"), SweepOptions(changes={"draw": "on"}, fixed=True))


def test_scenarios_that_differ_are_not_called_alike() -> None:
    assert len({kind_of_runs(draws) for draws in ([True], [False], [True, False])}) == 3
