"""Every state and firm of a run, month by month, as its folder's series have them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv

from experiments import single_run
from experiments.engine import actor_tables
from experiments.errors import ModelChanged
from experiments.results.reading.results import FolderResults, just_written
from scenarios import load, override


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> FolderResults:
    folder = tmp_path_factory.mktemp("actors") / "out"
    scenario = override(load("taiwan-blockade"), {"horizon.months": 40, "population.firms": 30})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.single_run.draw_if_possible", lambda folder: [])
        single_run.write(single_run.run(scenario, replicates=2, seed=1), folder)
    return just_written(folder)


@pytest.fixture(scope="module")
def written(run: FolderResults, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    out = tmp_path_factory.mktemp("tables")
    told: list[tuple[int, int]] = []
    files = actor_tables.write_actors(
        run, ["members", "firms"], out, lambda done, of: told.append((done, of))
    )
    assert [file.name for file in files] == ["members.csv", "firms.csv", "actors.txt"]
    assert told == [(1, 2), (2, 2)]
    return {file.stem: csv.read_csv(file) for file in files[:2]}


def test_the_united_states_trust_as_the_series_say(run: FolderResults, written: dict[str, pa.Table]) -> None:
    members = written["members"].to_pandas()
    series = run.table("trajectories").to_pandas()
    mine = members[members.state == "USA"].sort_values(["shocked", "replicate", "month"])
    theirs = series.sort_values(["shocked", "replicate", "month"])
    np.testing.assert_allclose(mine.trust, theirs.trust_USA, rtol=1e-12)
    np.testing.assert_allclose(mine.effort_compute, theirs.effort_USA_compute, rtol=1e-12)
    assert len(members) == len(series) * members.state.nunique() == len(series) * 28


def test_the_output_of_all_firms_is_that_of_the_allies(
    run: FolderResults, written: dict[str, pa.Table]
) -> None:
    firms = written["firms"].to_pandas()
    together = firms.groupby(["shocked", "replicate", "month"]).output.sum()
    series = run.table("trajectories").to_pandas().set_index(["shocked", "replicate", "month"]).sort_index()
    np.testing.assert_allclose(together, series.output, rtol=1e-9)
    assert firms.firm.nunique() == 30
    assert set(firms.chips) == {"advanced", "mature"}


def test_every_column_is_explained(written: dict[str, pa.Table]) -> None:
    for name, table in written.items():
        assert {*table.column_names} == {"replicate", "shocked", "month", *actor_tables.COLUMNS[name]}


def test_a_run_of_another_model_is_not_repeated(run: FolderResults, tmp_path: Path) -> None:
    other = replace(run, manifest=replace(run.manifest, model="another"))
    with pytest.raises(ModelChanged, match="--members repeats their runs"):
        actor_tables.write_actors(other, ["members"], tmp_path / "none")
    assert not (tmp_path / "none").exists()
