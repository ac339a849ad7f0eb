"""Figures from a folder that somebody has touched."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from analysis.figures.marks.paper import drawn_for
from experiments import single_run
from experiments.engine import trace
from experiments.errors import StoreFault, UsageFault, Without
from experiments.figures import folder_figures, one_run, recovery_in_time
from experiments.results.manifest import json_text, seal
from experiments.results.reading.results import FolderResults, just_written
from experiments.results.store import MANIFEST, RUNS, part, read_table
from scenarios import load


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures") / "out"
    single_run.write(single_run.run(load("taiwan-blockade"), replicates=2, seed=1), folder)
    return folder


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "out"))


def edit(folder: Path, **values: Any) -> None:
    """Change a manifest and seal it again, as a hand that knows how would."""
    path = folder / MANIFEST
    document = {**json.loads(path.read_text()), **values}
    path.write_text(json_text({**document, "digest": seal(document)}))


def test_a_folder_nobody_touched_is_drawn_again(copy: Path) -> None:
    drawn = [path.name for path in folder_figures.redraw(copy, "main")]
    assert drawn == ["recovery-curve.png", "recovery-curve.svg"]
    assert {path.stem for path in folder_figures.redraw(copy)} > {"recovery-curve"}


@pytest.mark.parametrize("kind", ["survival", "curves", "recovery", "chips", "members"])
def test_a_kind_is_drawn_alone_and_in_the_formats_asked_for(copy: Path, kind: str) -> None:
    (file,) = folder_figures.redraw(copy, kind, ["pdf"])
    assert file.read_bytes().startswith(b"%PDF")


def test_what_cannot_be_drawn_is_said(copy: Path) -> None:
    for kind, formats, why in (
        ("map", ["png"], "a map is made from a sweep"),
        ("nope", ["png"], "no such kind of figure: 'nope'"),
        ("curves", ["gif"], "no such format: 'gif'; there are png, svg, pdf"),
    ):
        with pytest.raises(UsageFault, match=why):
            folder_figures.redraw(copy, kind, formats)


def test_no_way_up_is_drawn_where_nobody_fell(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = just_written(copy)
    table = written.table(RUNS)
    place = table.column_names.index("rise_window")
    risen = table.set_column(place, "rise_window", pa.nulls(len(table), pa.int64()))
    monkeypatch.setattr(FolderResults, "table", lambda *_: risen)
    with pytest.raises(Without, match="no survival curve: no run fell"):
        recovery_in_time.survival(written)


def test_the_way_up_counts_from_the_lowest_point(copy: Path) -> None:
    figure = recovery_in_time.survival(just_written(copy))["survival"]
    for axes, column in zip((figure.axes[0], figure.axes[2]), recovery_in_time.LEVELS, strict=True):
        months = set(read_table(copy, RUNS, [column])[column].drop_null().to_pylist())
        line = next(line for line in axes.lines if line.get_drawstyle() == "steps-post")
        assert months <= set(np.asarray(line.get_xdata()).tolist())


@pytest.mark.parametrize(
    "values",
    [{"replicates": 1000}, {"months": "x"}, {"vary": 7}, {"shock": 3}, {"ok": 1000}, {"measures": 3}],
)
def test_a_manifest_that_lies_is_said_in_one_line(copy: Path, values: dict[str, Any]) -> None:
    edit(copy, **values)
    with pytest.raises(StoreFault, match="manifest"):
        folder_figures.redraw(copy)


def test_rows_that_stand_twice_are_noticed(copy: Path) -> None:
    shutil.copy(copy / part(RUNS, 0), copy / part(RUNS, 1))
    with pytest.raises(StoreFault, match=r"runs/part-00001\.parquet is no part of these results"):
        folder_figures.redraw(copy)


def test_a_run_looked_at_closely_is_the_run_of_the_folder_and_no_chip_is_lost(copy: Path) -> None:
    run = trace.median_run(just_written(copy))
    table = read_table(copy, "trajectories", filters=[("replicate", "=", run.replicate)])
    american = np.asarray(table["trust_USA"])[np.asarray(table["shocked"])]
    trust, joint = run.joint()
    usa = run.case.world.states.index("USA")
    np.testing.assert_array_equal(trust[:, usa], american)
    assert joint.shape == trust.shape
    during = run.ledger(run.t0, run.last + 1)
    delivered = np.asarray(table["chips_advanced"])[np.asarray(table["shocked"])]
    assert during.delivered[0] == pytest.approx(delivered[run.t0 : run.last + 1].mean())
    made = run.made_in(run.t0, run.last + 1)
    np.testing.assert_allclose(sum(made.values()), during.made)
    np.testing.assert_allclose(
        during.stranded + during.elsewhere + during.idle + during.delivered, during.made
    )
    assert during.stranded[0] == pytest.approx(made["TWN"][0])
    assert run.ledger(0, run.t0).stranded[0] == pytest.approx(0)


def test_a_run_of_another_model_is_not_repeated_but_the_rest_is_drawn(copy: Path) -> None:
    written = just_written(copy)
    with pytest.raises(Without, match="another model"):
        one_run.members(replace(written, manifest=replace(written.manifest, model="another")))
    edit(copy, model="another")
    assert {path.stem for path in folder_figures.redraw(copy, "all", ["svg"])} == {
        "recovery-alone",
        "recovery-curve",
        "survival",
    }


def test_a_bare_figure_has_its_caption_beside_it_and_the_folder_stays_whole(copy: Path) -> None:
    with drawn_for(8, 7, bare=True):
        figure, words = folder_figures.redraw(copy, "survival", ["pdf"])
    assert (figure.suffix, words.name) == (".pdf", "survival.txt")
    assert words.read_text(encoding="utf-8").endswith("theoretical exploration, not a forecast.\n")
    assert [file.suffix for file in folder_figures.redraw(copy, "survival", ["pdf"])] == [".pdf"]
    with pytest.raises(UsageFault, match=r"--points is 4 to 7\.5 in a figure 8 cm wide"):
        folder_figures.check_points(9, 8)
