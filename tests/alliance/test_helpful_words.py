"""What is said to somebody who has slipped, or asks what became of it: the way on, in their own words."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import alliance as python
from alliance.outcome_words import show_cells
from experiments.errors import StoreFault, UsageFault
from experiments.results.cells import cell_rows
from experiments.results.manifest import SweepManifest
from experiments.results.reading.results import open_results

Command = Callable[..., Any]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "{}", "--set", "shock.size", "0.5"], "write --set shock.size=0.5"),
        (["run", "{}", "extra"], "Got unexpected extra argument(s) (extra)"),  # control
        (["sweep", "{}", "--vary", "shock.size=0..1"], "shock.size=0:1:5, or list values, shock.size=V1,V2"),
        (["compare", "{}"], "one with --without, or with --left and --right"),
        (["plot", "nowhere", "--series", "trust"], "Did you mean trust_EU, trust_USA"),
        (["export", "nowhere", "--to", "excel"], "'--to': 'excel' is not one of"),
    ],
)
def test_a_slip_is_answered_with_what_to_write(
    alliance: Command, small: Path, words: list[str], said: str
) -> None:
    answer = alliance(*(word.format(small) for word in words))
    assert answer.code == 2
    assert said in answer.err


def test_the_name_of_a_file_without_its_ending_is_answered_with_the_file(
    alliance: Command, small: Path
) -> None:
    Path("mine.yaml").write_text(small.read_text(encoding="utf-8"), encoding="utf-8")
    assert "Did you mean mine.yaml, which is a file here?" in alliance("run", "mine").err
    assert "which is a file here" not in alliance("run", "yours").err  # control


def test_a_folder_of_folders_names_those_that_hold_results(alliance: Command, small: Path) -> None:
    assert alliance("run", small, "--replicates", 2, "--out", "all/a").code == 0
    assert "these in it do: a" in alliance("plot", "all").err
    assert "holds one run; a map is made from a sweep" in alliance("plot", "all/a", "--kind", "map").err
    assert alliance("check", "all").out == "all: is a folder, not a file\n"


def test_figures_are_written_where_it_is_asked(alliance: Command, small: Path) -> None:
    """And nothing is written into the results then."""
    assert alliance("run", small, "--replicates", 2, "--out", "a").code == 0
    before = {path.name: path.read_bytes() for path in Path("a").glob("*.*")}
    drawn = alliance("plot", "a", "--kind", "curves", "--format", "png", "--size", 8, "--out", "narrow/one")
    assert (drawn.code, drawn.out) == (0, "narrow/one/recovery-curve.png\n")
    assert {path.name: path.read_bytes() for path in Path("a").glob("*.*")} == before
    assert Path("narrow/one/recovery-curve.png").read_bytes() != before["recovery-curve.png"]
    assert alliance("plot", "a", "--series", "q", "--out", "narrow/two").code == 0
    assert Path("narrow/two/series.svg").exists()
    assert "among the tables" in alliance("plot", "a", "--out", "a/runs/b").err


def test_check_warns_of_a_horizon_too_short_for_the_outcome_five_years_on(
    alliance: Command, small: Path
) -> None:
    text = small.read_text(encoding="utf-8")
    for months, warned in ((60, True), (400, False)):
        lines = [
            f"horizon: {{months: {months}}}" if line.startswith("horizon") else line
            for line in text.splitlines()
        ]
        Path("mine.yaml").write_text("\n".join(lines), encoding="utf-8")
        answer = alliance("check", "mine.yaml")
        assert answer.code == 0
        assert ("too early to judge the outcome five years" in answer.err) is warned
        assert ("It needs a horizon of" in answer.err) is warned


def test_a_small_sweep_shows_each_setting_and_a_large_one_says_how_to(
    alliance: Command, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    axes = ("--vary", "shock.size=0.2,1", "--vary", "shock.months=6,12")
    answer = alliance("sweep", small, *axes, "--replicates", 3, "--jobs", 1, "--out", "s")
    assert "Each setting" in answer.out
    manifest = open_results(Path("s"), partial=False).manifest
    assert isinstance(manifest, SweepManifest)
    rows = cell_rows(Path("s"), manifest)
    runs = pq.read_table("s/runs").to_pandas()
    judged = "outcome_60" if manifest.shares_60 else "outcome"
    for row, (_, cell) in zip(rows, runs.groupby("point"), strict=True):
        assert row["loss"] == pytest.approx(cell["loss"].median())
        assert row["share"] == pytest.approx(cell[judged].value_counts(normalize=True).max())
        assert (row["shock.size"], row["shock.months"]) == (
            cell["shock.size"].iloc[0], cell["shock.months"].iloc[0],
        )  # fmt: skip
    assert cell_rows(Path("s"), manifest, most=3) == []
    capsys.readouterr()
    show_cells(Path("s"), replace(manifest, points=31))
    assert "docs/python.md" in capsys.readouterr().out


def test_python_speaks_of_arguments_and_not_of_options(small: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(StoreFault, match=r"choose another folder \(out\)") as fault:
        python.sweep(str(small), tmp_path / "full", vary={"shock.size": [1]})
    assert "--" not in str(fault.value)
    with pytest.raises(UsageFault, match="a sweep writes to a folder"):
        python.sweep(str(small))
    with pytest.raises(python.Invalid, match="taiwan-blockade"):
        python.run("taiwan-blokade")
    measures = python.run(str(small), replicates=2).measures
    assert measures is not None
    with pytest.raises(KeyError, match="did you mean robustness"):
        measures["robust"]
