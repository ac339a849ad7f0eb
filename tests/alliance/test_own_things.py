"""Measures and figures from a folder: there by name, and what is wrong with them is one line."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import alliance
from alliance.notebook.in_memory import HeldResults
from experiments.engine.extensions.result_frames import ResultFrames
from experiments.errors import UsageFault
from experiments.figures import folder_figures
from scenarios import extensions
from tests.alliance.conftest import Command

MEASURES = """
import numpy as np
from statistics import mean

FLOOR = 0.9

def lowest(curves):
    return curves.run["performance"].min(axis=1)

def below(curves):
    "Months below the floor."
    return (_q(curves) < FLOOR).sum(axis=1)

def _q(curves):
    return curves.q
"""
FIGURES = """
from matplotlib.figure import Figure

def losses(results):
    '''What the shock took.'''
    figure = Figure(figsize=(4, 3))
    figure.subplots().plot(results.table("runs")["loss"].to_pylist())
    return figure
"""


@pytest.fixture
def mine(tmp_path: Path, small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of measures and figures, known to this process."""
    monkeypatch.setenv(extensions.VARIABLE, "")
    folder = tmp_path / "my-things"
    folder.mkdir()
    (folder / "measures.py").write_text(MEASURES)
    (folder / "figures.py").write_text(FIGURES)
    alliance.extend(folder)
    return folder


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs and sweeps draw nothing by themselves."""
    monkeypatch.setattr(folder_figures, "draw", lambda folder: [Path("not-drawn.png")])


def test_a_measure_is_a_column_and_reads_the_curves(mine: Path, small: Path) -> None:
    run = alliance.run(small, replicates=5)
    performance = run.evaluation.run["performance"]
    assert np.array_equal(run.measure("lowest"), performance.min(axis=1))
    assert np.array_equal(run.measure("below"), (run.evaluation.q < 0.9).sum(axis=1))
    assert list(run.runs.columns[-2:]) == ["lowest", "below"]
    assert np.array_equal(run.runs["lowest"], performance.min(axis=1))


@pytest.mark.usefixtures("undrawn")
def test_measures_of_a_sweep_go_with_their_runs(mine: Path, small: Path, tmp_path: Path) -> None:
    vary: dict[str, list[float]] = {"shock.from": [20, 6], "horizon.months": [40, 48]}
    swept = alliance.sweep(small, tmp_path / "a", vary=vary, replicates=3, jobs=1, trajectories=True)
    runs = swept.runs
    for (start, months), rows in runs.groupby(["shock.from", "horizon.months"]):
        alone = alliance.run(small, replicates=3, changes={"shock.from": start, "horizon.months": months})
        assert np.array_equal(rows["lowest"], alone.measure("lowest"))
        assert np.array_equal(rows["below"], alone.measure("below"))


def test_without_trajectories_there_is_no_measure_of_ones_own(mine: Path, small: Path) -> None:
    run = alliance.run(small, replicates=2)
    assert isinstance(run.results, HeldResults)
    runs = run.results.table("runs")
    without = ResultFrames(replace(run.results, make=lambda: {"runs": runs}, made={}))
    assert "lowest" not in without.runs.columns
    with pytest.raises(UsageFault, match=r"holds no trajectories, .* \(--trajectories\)"):
        without.measure("lowest")


@pytest.mark.usefixtures("undrawn")
def test_a_run_says_what_they_came_to(
    alliance: Command, mine: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = alliance("run", small, "--replicates", 3, "--out", "a")
    assert (told.code, "Months below the floor." in told.out) == (0, True)
    assert (
        alliance("run", small, "--replicates", 3, "--out", "b", "--json").json()["own_measures"]["below"]["n"]
        == 3
    )
    monkeypatch.setenv(extensions.VARIABLE, "")
    assert "own_measures" not in alliance("run", small, "--replicates", 3, "--out", "c", "--json").json()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def lowest(curves): return 1 / 0", "lowest failed: ZeroDivisionError: division by zero"),
        ("def lowest(curves): return curves.q", r"one number for each of 2 runs \(got an array of \(2, 48\)"),
        ("def lowest(curves): return 'low'", "must return one number for each of 2 runs, and returns none"),
        ("def lowest(curves): return curves.run['trsut_EU'][:, 0]", "lowest failed: KeyError: 'trsut_EU'"),
        ("def lowest(a, b): return a", "lowest is a measure if it takes one argument; helpers are called"),
        ("def loss(curves): return 1", "loss has the name of a measure that is there already"),
        ("from statistics import mean", "holds no function; each one without an underscore"),
        ("def lowest(curves) return 1", "cannot be imported: line 1: expected ':'"),
        ("import nothing_of_this_name", "cannot be imported: ModuleNotFoundError: No module named"),
    ],
)
def test_a_bad_measure_is_one_line_that_names_the_file(mine: Path, small: Path, text: str, said: str) -> None:
    run = alliance.run(small, replicates=2)
    (mine / "measures.py").write_text(text)
    with pytest.raises(UsageFault, match=said) as refused:
        print(run.runs)
    assert str(refused.value).startswith(f"{mine / 'measures.py'}: ")
    assert "\n" not in str(refused.value)


def test_what_needs_no_measure_is_not_held_up_by_a_bad_one(mine: Path, small: Path) -> None:
    (mine / "measures.py").write_text("nonsense")
    assert alliance.run(small, replicates=2)._repr_html_()


def test_a_file_that_was_mended_is_read_again(mine: Path, small: Path) -> None:
    run = alliance.run(small, replicates=2)
    assert run.measure("lowest").max() < 2
    (mine / "measures.py").write_text("def lowest(curves): return [7.0] * len(curves.q)\n")
    assert list(run.measure("lowest")) == [7.0, 7.0]


@pytest.mark.usefixtures("undrawn")
def test_a_figure_is_a_kind_like_any_other(alliance: Command, mine: Path, small: Path) -> None:
    assert alliance("run", small, "--replicates", 2, "--out", "here").code == 0
    assert "What the shock took." in alliance("plot", "--kind", "list").out
    drawn = alliance("plot", "here", "--kind", "losses", "--format", "svg")
    assert (drawn.code, drawn.out) == (0, "here/losses.svg\n")
    assert "losses" in folder_figures.kinds()


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def losses(results): return 3", "losses must return a figure of matplotlib (got int)"),
        ("def survival(results): return 3", "survival has the name of a figure that is there already"),
        ("def losses(results): raise OSError('gone')", "losses failed: OSError: gone"),
        ("def losses(): return 3", "losses is a figure if it takes one argument"),
    ],
)
def test_a_bad_figure_is_one_line_and_no_bug(
    alliance: Command, mine: Path, small: Path, text: str, said: str
) -> None:
    (mine / "figures.py").write_text(text)
    assert alliance("run", small, "--replicates", 2, "--out", "here").code == 0
    answer = alliance("plot", "here", "--kind", "losses")
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert f"{mine / 'figures.py'}: {said}" in answer.err


def test_an_unknown_folder_is_a_line_of_the_command(
    alliance: Command, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(extensions.VARIABLE, "nowhere")
    answer = alliance("run", "taiwan-blockade")
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert "nowhere: is named as an extension, and is no folder" in answer.err
