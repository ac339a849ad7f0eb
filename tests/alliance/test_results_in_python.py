"""What `run`, `sweep`, `compare` and `results` give a script or a notebook: tables, figures, and a look."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np
import pyarrow as pa
import pytest

import alliance
from alliance.api import typed_axes
from alliance.notebook.shown_results import ComparisonResults, RunResults
from experiments.engine.extensions import result_frames
from experiments.errors import UsageFault, Without
from experiments.figures import folder_figures

HOSTILE = "<script>alert('x')</script> & co"


@pytest.fixture
def a_run(small: Path) -> RunResults:
    return alliance.run(small, replicates=4)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs and sweeps draw nothing by themselves."""
    monkeypatch.setattr(folder_figures, "draw", lambda folder: [])


def pictures(shown: str) -> list[np.ndarray[Any, Any]]:
    """The pictures of a page, as pixels."""
    codes = re.findall(r'src="data:image/png;base64,([^"]+)"', shown)
    return [matplotlib.image.imread(io.BytesIO(base64.b64decode(code))) for code in codes]


@pytest.mark.usefixtures("undrawn")
def test_the_tables_of_a_run_are_those_of_its_folder(small: Path, tmp_path: Path, a_run: RunResults) -> None:
    alliance.run(small, replicates=4, out=tmp_path / "out")
    stored = alliance.results(tmp_path / "out")
    for name in ("runs", "curves", "trajectories"):
        assert a_run.table(name).equals(stored.table(name)), name
    assert vars(a_run.manifest)["measures"] == vars(stored.manifest)["measures"]
    other = alliance.run(small, replicates=4, seed=2)
    assert not other.table("runs").equals(stored.table("runs"))  # control


def test_tables_are_of_pandas_where_it_is_and_of_arrow_where_not(
    a_run: RunResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pandas as pd

    assert isinstance(a_run.runs, pd.DataFrame)
    assert list(a_run.runs["replicate"]) == [0, 1, 2, 3]
    monkeypatch.setattr(result_frames, "find_spec", lambda name: None)
    assert isinstance(a_run.runs, pa.Table)
    assert isinstance(a_run.curves, pa.Table)


def test_a_run_shows_itself(a_run: RunResults) -> None:
    shown = a_run._repr_html_()
    assert "<strong>A small blockade</strong>" in shown
    assert "4 runs, seed 1" in shown
    assert "not a forecast" in shown
    (picture,) = pictures(shown)
    assert picture.std() > 0.05  # something is drawn on it
    assert len(shown) < 400_000
    assert repr(a_run).splitlines()[0] == "A small blockade"


def test_what_strangers_wrote_is_escaped(small: Path, small_text: str) -> None:
    small.write_text(small_text.replace("title: A small blockade", f'title: "{HOSTILE}"'))
    other = alliance.prepared(small, {"shock.size": 0.5})
    for results in (
        alliance.run(small, replicates=2),
        alliance.compare({HOSTILE: small, "b": other}, replicates=2),
    ):
        shown = results._repr_html_()
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown


def test_a_run_without_a_shock_shows_itself(small: Path, small_text: str) -> None:
    small.write_text(small_text.split("shocks:")[0])
    calm = alliance.run(small, replicates=2)
    assert calm.measures is None
    assert len(pictures(calm._repr_html_())) == 1


def test_figures_are_drawn_from_memory(a_run: RunResults) -> None:
    assert {"recovery-curve", "survival", "chips"} <= {*a_run.figures("all")}
    assert a_run.figure().axes
    with pytest.raises(Without, match="a map is made from a sweep"):
        a_run.figure("map")
    with pytest.raises(UsageFault, match="no such kind of figure: 'mpa'"):
        a_run.figure("mpa")


@pytest.mark.usefixtures("undrawn")
def test_vary_is_a_mapping_like_changes(small: Path, tmp_path: Path) -> None:
    vary: dict[str, Any] = {"shock.size": np.array([0.2, 1.0]), "shock.months": range(6, 13, 6)}
    swept = alliance.sweep(small, tmp_path / "out", vary=vary, replicates=2, jobs=1)
    assert swept.manifest.vary == {"shock.size": [0.2, 1.0], "shock.months": [6, 12]}
    assert (swept.ok, list(swept.figures())) == (8, ["outcome-map", "recovery-curves"])
    with pytest.raises(UsageFault, match="no table 'trajectories'"):
        print(swept.trajectories)
    with pytest.raises(UsageFault, match="'much' is not a number"):
        alliance.sweep(small, tmp_path / "other", vary={"shock.size": "much"})


@pytest.mark.parametrize(
    "vary",
    [["a=0.2,1"], "a=0.2,1", {"a": "0.2,1"}, {"a": [0.2, 1]}, {"a": (value for value in (0.2, 1))}],
)
def test_axes_are_said_in_many_ways(vary: Any) -> None:
    assert typed_axes(vary) == ("a=0.2,1",)
    assert typed_axes({"a": 0.2, "b": np.arange(2)}) == ("a=0.2", "b=0,1")  # type: ignore[dict-item]


@pytest.mark.usefixtures("undrawn")
def test_scenarios_are_compared_under_names(small: Path, tmp_path: Path) -> None:
    half = alliance.prepared(small, {"shock.size": 0.5})
    pair = alliance.compare({"all of it": small, "half": half}, replicates=4, out=tmp_path / "out")
    assert isinstance(pair, ComparisonResults)
    assert vars(pair.manifest)["compared"] == ["small (all of it)", "small (half)"]
    assert set(pair.differences["scenario"]) == {"small (half)"}
    assert len(pair.trajectories) == 2 * 2 * 4 * 48
    stored = alliance.results(tmp_path / "out")
    assert stored.table("runs").equals(pair.table("runs"))
    shown = stored._repr_html_()
    assert "loss against calm" in shown
    assert shown.index("loss against calm") < shown.index("loss against the twin")
    assert len(pictures(shown)) == 1


def test_a_comparison_says_where_calm_and_twin_disagree(small: Path) -> None:
    without = alliance.prepared(small, off=["council"])
    pair = alliance.compare({"as it is": small, "no council": without}, replicates=4)
    words = [part["words"] for part in pair.comparison.disagreements()]
    assert pair.lines()[1:-1] == words
    assert "loss_first_calm" in pair.runs.columns
    told = dict(zip(pair.summary().columns, pair.summary().rows[1], strict=True))
    assert told["loss against calm"] == f"{pair.runs['loss_first_calm'][4:].median():.3f}"


def test_a_comparison_needs_two(small: Path) -> None:
    with pytest.raises(UsageFault, match="a comparison needs 2 to 12 scenarios"):
        alliance.compare([small])


@pytest.mark.usefixtures("undrawn")
def test_a_folder_that_was_changed_is_refused(small: Path, tmp_path: Path) -> None:
    alliance.run(small, replicates=2, out=tmp_path / "out")
    (tmp_path / "out" / "runs" / "00000.parquet").write_bytes(b"")
    with pytest.raises(OSError, match="not as it was written"):
        alliance.results(tmp_path / "out")
