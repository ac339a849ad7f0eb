"""One run of a folder again, and what every column of a folder means."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments import single_run
from experiments.design.experiment import design
from experiments.design.sweep_options import SweepOptions
from experiments.engine import replay
from experiments.errors import ModelChanged, NotResults, UsageFault
from experiments.results import dictionary, result_tables, store
from experiments.results.reading.results import just_written
from experiments.sweep.sweep import sweep
from scenarios import Scenario


@pytest.fixture(scope="module")
def swept(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of four points and six replicates, judged by rest too."""
    folder = tmp_path_factory.mktemp("swept") / "out"
    axes = ("shock.size=0.2,1", "shock.months=6,12")
    sweep(design(small, SweepOptions(axes, 6, seed=3, rest=True)), folder, 1)
    return folder


@pytest.fixture
def copy(swept: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(swept, tmp_path / "copy"))


@pytest.mark.parametrize("index", [0, 5, 6, 17, 23])
@pytest.mark.parametrize("engine", single_run.ENGINES)
def test_a_run_of_a_sweep_is_repeated_bit_for_bit(swept: Path, index: int, engine: str) -> None:
    repeated = replay.repeat(just_written(swept), index, single_run.engine(engine))
    assert repeated.same
    assert repeated.now["index"] == index
    assert repeated.now["outcome_rest"] is not None


def test_a_single_scenarios_run_is_repeated_too(small: Scenario, tmp_path: Path) -> None:
    result = single_run.run(small, replicates=3, seed=8)
    single_run.write(result, tmp_path / "one")
    assert replay.repeat(just_written(tmp_path / "one"), 2).same


def test_another_number_in_the_table_would_be_seen(copy: Path) -> None:
    """Control: the last bit of one measure of one run."""
    (file,) = (copy / store.RUNS).glob("*.parquet")
    table = pq.read_table(file)
    values = table.column("robustness").to_pylist()
    values[7] = values[7] * (1 - 2**-52)
    place = table.schema.get_field_index("robustness")
    pq.write_table(table.set_column(place, table.schema.field(place), pa.array(values)), file)
    assert not replay.repeat(just_written(copy), 7).same
    assert replay.repeat(just_written(copy), 8).same


@pytest.mark.parametrize("index", [-1, 24, 10**12])
def test_a_run_that_is_not_there_is_refused(swept: Path, index: int) -> None:
    with pytest.raises(UsageFault, match="it holds runs 0 to 23"):
        replay.repeat(just_written(swept), index)


def test_another_model_is_refused_with_both_names(copy: Path) -> None:
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    (copy / "manifest.json").write_text(
        json.dumps(manifest | {"model": "0123456789abcdef"}), encoding="utf-8"
    )
    with pytest.raises(ModelChanged, match="0123456789abcdef"):
        replay.repeat(just_written(copy), 0)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_a_torn_manifest_is_one_line(copy: Path, text: str) -> None:
    (copy / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises((NotResults, ModelChanged)):
        replay.repeat(just_written(copy), 0)


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotResults):
        replay.repeat(just_written(tmp_path), 0)


def test_every_column_of_every_table_is_in_the_dictionary(
    swept: Path, small: Scenario, tmp_path: Path
) -> None:
    single_run.write(single_run.run(small, replicates=2, seed=1), tmp_path / "one")
    for folder in (swept, tmp_path / "one"):
        with (folder / dictionary.FILE).open(encoding="utf-8", newline="") as file:
            told = {(row["table"], row["column"]): row for row in csv.DictReader(file)}
        there = {
            (part.name, field.name)
            for part in folder.iterdir()
            if part.is_dir()
            for field in pq.read_schema(next(part.glob("*.parquet")))
        }
        assert set(told) == there
        assert all(row["meaning"] for row in told.values())


def test_a_column_without_a_meaning_cannot_be_written() -> None:
    """Control."""
    schema = result_tables.runs_schema({}).append(pa.field("mystery", pa.float64()))
    with pytest.raises(KeyError, match="mystery"):
        dictionary.rows({store.RUNS: schema})


def test_the_manifest_says_what_results_were_made_from_and_how_they_were_judged(swept: Path) -> None:
    manifest = json.loads((swept / "manifest.json").read_text(encoding="utf-8"))
    assert {"scenario_hash", "model", "seed", "python", "libraries", "program", "windows"} <= set(manifest)
    assert {"mesa", "numpy", "numba"} <= set(manifest["libraries"])
    assert {"dwell", "degraded"} <= set(manifest["thresholds"])
    assert {"runs", "ok", "failed", "outcomes", "screening"} <= set(manifest)
    assert {"censored", "dead_twin"} <= set(manifest["screening"])
