"""What keeps a figure from being drawn costs the figure alone; a notebook's backend costs nothing."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from experiments.checks import results_folder
from experiments.figures.after_tables import NoFigureWarning

Command = Callable[..., Any]
NOTEBOOK = "module://matplotlib_inline.backend_inline"
RUN = ("run", "small.yaml", "--replicates", 2, "--out", "here")
COMPARE = ("compare", "small.yaml", "--without", "stakes", "--replicates", 2, "--out", "here")
SWEEP = ("sweep", "small.yaml", "--replicates", 2, "--jobs", 1, "--out", "here")
EFFECTS = ("effects", "small.yaml", "--replicates", 2, "--out", "here")


def started(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own: what stands in its environment is read when matplotlib is imported."""
    given = {**os.environ, **environment}
    line = [sys.executable, *(str(argument) for argument in arguments)]
    return subprocess.run(line, env=given, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("backend", [NOTEBOOK, "no-such-backend"])
def test_a_backend_named_by_a_notebook_stops_no_command(small: Path, backend: str) -> None:
    found = started("-m", "alliance", *RUN, MPLBACKEND=backend)
    assert found.returncode == 0, found.stderr
    assert Path("here/recovery-curve.png").stat().st_size > 10_000


def test_a_backend_named_by_a_notebook_stops_no_script_and_no_study(small: Path) -> None:
    script = "import alliance; print(alliance.run('small.yaml', replicates=2, out='here').measures['dead'])"
    found = started("-c", script, MPLBACKEND=NOTEBOOK)
    assert found.returncode == 0, found.stderr
    assert Path("here/recovery-curve.png").exists()
    assert started("-m", "experiments.study", "--help", MPLBACKEND=NOTEBOOK).returncode == 0
    figures = "from experiments.study import report; import matplotlib; print(matplotlib.get_backend())"
    kept = started("-c", f"import analysis.figures; {figures}", MPLBACKEND="svg")
    assert kept.stdout.split() == ["svg"], kept.stderr  # a backend there is stays the caller's own


def broken(*_: object, **__: object) -> list[Path]:
    raise ValueError("a bug in a figure")


@pytest.mark.parametrize("line", [RUN, COMPARE, SWEEP])
def test_a_figure_with_a_bug_loses_no_table(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch, line: tuple[object, ...]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("analysis.figures.style.save", broken)
        with pytest.warns(
            NoFigureWarning, match="tables in here are whole.*a bug in a figure.*alliance plot here"
        ):
            found = alliance(*line)
    assert found.code == 1
    assert "not a forecast" in found.out  # the answer is given all the same
    assert "Tables in here." in found.err
    assert results_folder.verify(Path("here"))["ok"]
    assert alliance("plot", "here", "--kind", "main").code == 0
    assert list(Path("here").glob("*.png"))


def test_the_tables_of_effects_stay_too(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.figures.style.save", broken)
    with pytest.warns(NoFigureWarning, match="a bug in a figure"):
        found = alliance(*EFFECTS)
    assert (found.code, [path.name for path in Path("here").iterdir()]) == (1, ["effects.csv"])


def test_whoever_stops_the_drawing_keeps_the_tables(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.figures.style.save", stopped)
    assert alliance(*RUN).code == 130
    assert results_folder.verify(Path("here"))["ok"]
