"""Tables for other programs say what ours say."""

import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.io import netcdf_file

from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.errors import NotResults, StoreFault, UsageFault
from experiments.results import export as exporting
from experiments.results import store
from experiments.results.export import FORMATS, export
from experiments.sweep.sweep import sweep
from scenarios import Scenario

EXACT: dict[str, Any] = {} if int(pd.__version__.partition(".")[0]) > 2 else {"float_precision": "round_trip"}
"""How pandas reads a float to the last bit; from 3 on it does so by itself."""


@pytest.fixture(scope="module")
def folder(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two chunks of one table each."""
    out = tmp_path_factory.mktemp("export") / "out"
    axes = (Axis("shock.size", (0.2, 1.0)), Axis("shock.months", (6, 12)))
    sweep(Experiment(small, axes, replicates=200, seed=1), out, 1)
    return out


def test_csv_holds_every_row_and_value(folder: Path, tmp_path: Path) -> None:
    files = export(folder, "csv", tmp_path / "csv")
    assert [path.name for path in files] == ["runs.csv", "curves.csv"]
    for path in files:
        ours = store.read_table(folder, path.stem).to_pandas()
        read = pd.read_csv(path, keep_default_na=False, na_values=[""], **EXACT)
        assert list(read.columns) == list(ours.columns)
        for name in ours:
            left, right = ours[name], read[name]
            if left.dtype.kind == "f":
                np.testing.assert_array_equal(left.to_numpy(), right.to_numpy())
            else:
                assert left.astype(str).str.lower().tolist() == right.astype(str).str.lower().tolist() or (
                    left.isna().equals(right.isna())
                )


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_an_export_may_be_read_by_whom_the_umask_lets_and_says_what_it_holds(
    folder: Path, tmp_path: Path, form: str, mask: int, mode: int
) -> None:
    before = os.umask(mask)
    try:
        files = export(folder, form, tmp_path / "out")
    finally:
        os.umask(before)
    there = [*(tmp_path / "out").iterdir()]
    assert {*files} | {tmp_path / "out/dictionary.csv"} == {*there}
    assert {path.stat().st_mode & 0o777 for path in there} == {mode}
    columns = set(pd.read_csv(tmp_path / "out/dictionary.csv")["column"])
    assert {*store.read_table(folder, store.RUNS).column_names} <= columns


def test_a_part_that_has_no_dictionary_yet_gets_one(folder: Path, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    shutil.copytree(folder, begun)
    for name in ("manifest.json", "dictionary.csv", "runs/part-00001.parquet"):
        (begun / name).unlink()
    export(begun, "csv", tmp_path / "out", partial=True)
    assert (tmp_path / "out/dictionary.csv").read_bytes() == (folder / "dictionary.csv").read_bytes()


def test_netcdf_holds_runs_and_curves_by_point_series_and_month(folder: Path, tmp_path: Path) -> None:
    (path,) = export(folder, "netcdf", tmp_path / "nc")
    runs = store.read_table(folder, store.RUNS).to_pandas()
    curves = store.read_table(folder, store.CURVES).to_pandas()
    with netcdf_file(path, "r", mmap=False) as file:
        assert dict(file.dimensions)["run"] == len(runs) == 800
        np.testing.assert_array_equal(file.variables["robustness"][:], runs["robustness"])
        np.testing.assert_array_equal(file.variables["shock.months"][:], runs["shock.months"])
        recovery = runs["recovery"].astype(float).to_numpy()
        np.testing.assert_array_equal(file.variables["recovery"][:], recovery)
        words = file.variables["outcome"].flag_meanings.decode().split()
        said = [words[int(k)].replace("_", " ") for k in file.variables["outcome"][:]]
        assert said == runs["outcome"].tolist()
        names = ["".join(letter.decode() for letter in row).strip() for row in file.variables["series"][:]]
        block = file.variables["curve_q50"][:]
        for _, row in curves.sample(200, random_state=1).iterrows():
            assert block[int(row["point"]), names.index(row["series"]), int(row["month"])] == row["q50"]


def test_what_cannot_be_is_one_line(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageFault, match="csv and netcdf"):
        export(folder, "xml", tmp_path / "no")
    with pytest.raises(NotResults):
        export(tmp_path, "csv", tmp_path / "no")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    with pytest.raises(StoreFault, match="not empty"):
        export(folder, "csv", tmp_path / "full")
    monkeypatch.setattr(exporting, "MOST_BYTES", 1000)
    with pytest.raises(UsageFault, match="use csv"):
        export(folder, "netcdf", tmp_path / "large")
    assert not (tmp_path / "large").exists()
    assert not (tmp_path / "no").exists()
