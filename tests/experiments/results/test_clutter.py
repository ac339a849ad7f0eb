"""What systems, file managers and network disks leave in a folder is no data; a second copy of a part is."""

import shutil
from pathlib import Path

import pytest

from experiments.checks import results_folder
from experiments.design import files
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.errors import NotResults, StoreFault
from experiments.figures import folder_figures
from experiments.results import places, store
from experiments.results.export import export
from experiments.sweep.sweep import sweep
from scenarios import Scenario, library

CLUTTER = (
    *(".DS_Store", "._part-00000.parquet", "._runs", "Thumbs.db", "thumbs.db", "ehthumbs.db", "desktop.ini"),
    *("Desktop.ini", ".directory", ".nfs000000000123", ".fuse_hidden0001", "Icon\r", ".localized"),
)
FOLDERS = (".ipynb_checkpoints/part-00000-checkpoint.parquet", "@eaDir/part-00000.parquet@SynoEAStream")
COPIES = (
    *("part-00000 (conflicted copy 2026-11-28).parquet", "part-00000.sync-conflict-20261128.parquet"),
    *("part-00000 2.parquet", "part-00000.parquet~", "Copy of part-00000.parquet", "part-00000.parquet.bak"),
)


def asked(small: Scenario) -> Experiment:
    return Experiment(small, (Axis("shock.size", (0.5, 1.0)),), 2, 1)


def littered(folder: Path) -> None:
    for place in (folder, folder / "runs", folder / "curves"):
        for name in (*CLUTTER, *FOLDERS):
            (place / name).parent.mkdir(exist_ok=True)
            (place / name).write_bytes(b"\0\5\26\7 nobody's data")


@pytest.fixture(scope="module")
def results(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("here") / "out"
    sweep(asked(small), folder, 1)
    littered(folder)
    return folder


def test_no_reader_minds_it(results: Path, tmp_path: Path) -> None:
    assert results_folder.verify(results)["ok"]
    assert results_folder.status(results)["faults"] == []
    assert len(export(results, "csv", tmp_path / "csv")) >= 2
    assert folder_figures.redraw(results, "curves", ("svg",))


def test_an_unfinished_sweep_goes_on_past_it(small: Scenario, results: Path, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    shutil.copytree(results, begun)
    (begun / "manifest.json").unlink()
    (begun / "runs/part-00000.parquet").unlink()
    sweep(asked(small), begun, 1, resume=True)
    assert results_folder.verify(begun)["ok"]


@pytest.mark.parametrize("name", COPIES)
def test_a_second_copy_of_a_part_stays_a_fault(results: Path, tmp_path: Path, name: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(results, copy)
    shutil.copy(copy / "runs/part-00000.parquet", copy / "runs" / name)
    (fault,) = results_folder.verify(copy)["faults"]
    assert (fault["file"], "no part of these results" in fault["matter"]) == (f"runs/{name}", True)
    with pytest.raises(NotResults, match="no part of these results"):
        export(copy, "csv", tmp_path / "csv")


def test_a_link_of_such_a_name_stays_a_fault(results: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(results, copy)
    (copy / "runs/Thumbs.db").unlink()
    (copy / "runs/Thumbs.db").symlink_to(copy / "plan.json")
    assert not results_folder.verify(copy)["ok"]


def test_a_folder_that_holds_nothing_else_is_free(small: Scenario, tmp_path: Path) -> None:
    free = tmp_path / "free"
    free.mkdir()
    for name in CLUTTER:
        (free / name).touch()
    places.check_free(free)
    sweep(asked(small), free, 1)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").touch()
    with pytest.raises(StoreFault, match="is not empty"):
        places.check_free(tmp_path / "mine")


@pytest.mark.parametrize("home", [library, files])
def test_nothing_of_the_kind_is_a_shipped_file(
    home: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.yaml").touch()
    (tmp_path / "._mine.yaml").touch()
    monkeypatch.setattr(home, "HERE", tmp_path)
    assert home.shipped() == ("mine",)  # type: ignore[attr-defined]


def test_what_a_killed_writer_leaves_is_no_clutter(
    small: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever chance calls it: a name that began with `._` was passed over, and export went on beside it."""
    sweep(asked(small), tmp_path / "out", jobs=1)
    left: list[str] = []

    def killed(name: str, _: Path) -> None:
        left.append(Path(name).name)
        raise KeyboardInterrupt

    monkeypatch.setattr("tempfile._get_candidate_names", lambda: iter(["_1", "_2", "_3"]))
    monkeypatch.setattr("os.replace", killed)
    for write in (
        lambda: store.commit(tmp_path / "any.json", b"{}"),
        lambda: export(tmp_path / "out", "csv", tmp_path / "exported"),
    ):
        with pytest.raises(KeyboardInterrupt):
            write()
    assert len(left) == 2
    assert not [name for name in left if store.is_clutter(name)]
