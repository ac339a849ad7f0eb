"""The package as a notebook uses it."""

import subprocess
import sys
from pathlib import Path

import pytest

import alliance
from experiments.errors import UsageFault
from scenarios import Invalid


def test_a_run_from_a_notebook(small: Path, tmp_path: Path) -> None:
    result = alliance.run(
        small, replicates=4, changes={"shock.size": 0.5}, off=["stakes"], out=tmp_path / "out"
    )
    assert result.measures is not None
    assert result.measures["robustness"]["n"] == 4
    assert (tmp_path / "out" / "recovery-curve.png").exists()
    assert alliance.run(alliance.load(small), replicates=4).measures != result.measures


def test_a_sweep_from_a_notebook(small: Path, tmp_path: Path) -> None:
    swept = alliance.sweep(small, tmp_path / "out", vary=["shock.size=0,1"], replicates=3, jobs=1)
    assert (len(swept.runs), swept.ok) == (6, 6)
    assert [path.name for path in alliance.plot(tmp_path / "out", "main")] == [
        "recovery-curves.png",
        "recovery-curves.svg",
    ]


def test_a_figure_for_a_journal_from_a_notebook(small: Path, tmp_path: Path) -> None:
    alliance.run(small, replicates=4, out=tmp_path / "out")
    journal = tmp_path / "journal"
    files = alliance.plot(tmp_path / "out", "main", ["png"], size=8, points=7, bare=True, out=journal)
    assert [path.name for path in files] == ["recovery-curve.png", "recovery-curve.txt"]
    assert all(path.parent == journal for path in files)
    wide = int.from_bytes(files[0].read_bytes()[16:20])  # dots, as the header of a PNG gives them
    assert wide == pytest.approx(8 / 2.54 * 300, abs=2)
    with pytest.raises(UsageFault, match="size is "):
        alliance.plot(tmp_path / "out", "main", size=1)


def test_faults_come_as_exceptions(small: Path) -> None:
    small.write_text("version: 1\n")
    assert alliance.check(small)
    with pytest.raises(Invalid):
        alliance.load(small)
    with pytest.raises(Invalid):
        alliance.run("taiwan-blockade", changes={"shock.sise": 1})


def test_importing_costs_next_to_nothing() -> None:
    heavy = {"matplotlib", "mesa", "numba", "numpy", "pandas", "pyarrow", "pydantic", "typer"}
    code = f"import sys, alliance; print(sorted({heavy} & set(sys.modules)))"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout == "[]\n"


def test_the_shipped_scenarios_are_named() -> None:
    assert "taiwan-blockade" in alliance.shipped()
