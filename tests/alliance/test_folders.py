"""A results folder that is full, read-only or gone: one clear line, exit code 1, nothing half-written.

Each trouble is made for real where the machine allows it (a small disk, a limit on files, permissions) and by
hand where it does not; what cannot be tried here is skipped with the reason.
"""

import errno
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from experiments.checks import results_folder
from experiments.results import store
from experiments.sweep import workers

Command = Callable[..., Any]
RUN = ("run", "small.yaml", "--replicates", 2)
COMPARE = ("compare", "small.yaml", "--without", "stakes", "--replicates", 2)
SWEEP = ("sweep", "small.yaml", "--replicates", 2, "--jobs", 1)


@pytest.fixture(autouse=True)
def _quick_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are tried elsewhere; here a figure is a file of their usual size."""

    def save(figure: object, stem: Path, formats: tuple[str, ...]) -> list[Path]:
        files = [stem.with_name(f"{stem.name}.{kind}") for kind in formats]
        for file in files:
            file.write_bytes(b"figure" * 30_000)
        return files

    monkeypatch.setattr("analysis.figures.style.save", save)


@pytest.fixture
def results(alliance: Command, small: Path) -> Path:
    """A finished run."""
    assert alliance(*RUN, "--out", "results").code == 0
    return Path("results")


def tree(folder: Path = Path()) -> dict[str, bytes | None]:
    """Every file below a folder with its bytes, every folder as None."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def refused(found: Any, *words: str) -> None:
    """One clear line and nothing else."""
    assert (found.code, found.out, len(found.err.splitlines())) == (1, "", 1), found
    assert found.err.startswith("alliance: cannot write to ")
    assert all(word in found.err for word in words), found.err
    assert "Errno" not in found.err


def whole(folder: Path) -> None:
    """No hidden file, every table readable; figures only beside a manifest."""
    for path in folder.rglob("*"):
        assert not path.name.startswith(".")
        if path.suffix == ".parquet":
            pq.read_table(path)
    if list(folder.glob("*.png")):
        assert (folder / "manifest.json").exists()


# --- full


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    place = Path("disk")
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"no small disk can be made here: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.parametrize(
    ("line", "size", "left"),
    [(RUN, "32k", False), (RUN, "150k", True), (SWEEP, "250k", True)],
)
def test_a_full_disk_is_one_line(
    alliance: Command, small: Path, line: tuple[object, ...], size: str, left: bool
) -> None:
    with small_disk(size) as disk:
        refused(alliance(*line, "--out", "disk/here"), "disk/here", "no space left on this disk")
        whole(disk)
        assert (disk / "here/manifest.json").exists() is left  # the tables fit, the figures do not
        assert left or list(disk.iterdir()) == []


def test_a_full_disk_leaves_the_figures_that_were_there(alliance: Command, results: Path) -> None:
    with small_disk("1m") as disk:
        shutil.copytree(results, disk / "results")
        with suppress(OSError), (disk / "fill").open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        before = tree(disk)
        refused(alliance("plot", "disk/results"), "disk/results", "no space left on this disk")
        assert tree(disk) == before


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("line", "size"), [(RUN, 4_000), (SWEEP, 4_000)])
def test_a_file_that_may_not_grow_is_one_line_however_often_it_is_tried(
    alliance: Command, small: Path, line: tuple[object, ...], size: int
) -> None:
    before = tree()
    with largest_file(size):
        first, again = (alliance(*line, "--out", "here") for _ in range(2))
    refused(first, "may not grow")
    assert again.err == first.err
    assert tree() == before


@pytest.mark.parametrize(("line", "there"), [(RUN, False), (RUN, True), (COMPARE, False)])
def test_a_disk_that_fills_at_any_file_leaves_nothing_or_whole_tables(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch, line: tuple[object, ...], there: bool
) -> None:
    if there:
        Path("here").mkdir()
    before, replace, room = tree(), os.replace, 0

    def fill(source: str, target: Path) -> None:
        nonlocal room
        room -= 1
        if room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fill)
    for files in range(100):
        room = files
        found = alliance(*line, "--out", "here")
        if found.code == 0:
            break
        refused(found, "here", "no space left on this disk")
        if not Path("here/manifest.json").exists():
            assert tree() == before
            continue
        assert results_folder.verify(Path("here"))["ok"]  # a figure is worth less than what it is drawn from
        assert "the tables in here are whole" in found.err
        shutil.rmtree("here")
        if there:
            Path("here").mkdir()
    assert files == sum(path.is_file() for path in Path("here").rglob("*")) >= 6


# --- read-only


@contextmanager
def by_permission(place: Path) -> Iterator[None]:
    if os.geteuid() == 0:
        pytest.skip("permissions do not bind root")
    folders = [place, *(path for path in place.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        yield
    finally:
        for folder in folders:
            folder.chmod(0o755)


@contextmanager
def by_mount(place: Path) -> Iterator[None]:
    for way in (["--bind", str(place), str(place)], ["-o", "remount,ro,bind", str(place)]):
        made = subprocess.run(["mount", *way], capture_output=True, text=True)
        if made.returncode:
            pytest.skip(f"nothing can be mounted here: {made.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@contextmanager
def by_hand(place: Path) -> Iterator[None]:
    """The system's calls refuse what is below the place, as a read-only disk would make them."""

    def refusing(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            where = Path(named.get("dir") or given[0]).resolve()
            if place.resolve() in where.parents:
                raise OSError(errno.EROFS, "Read-only file system")
            return real(*given, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "mkdir", refusing(os.mkdir))
        patch.setattr("experiments.results.store.tempfile.mkstemp", refusing(tempfile.mkstemp))
        yield


@pytest.mark.parametrize("read_only", [by_permission, by_mount, by_hand])
def test_a_read_only_folder_is_one_line(
    alliance: Command, small: Path, results: Path, read_only: Callable[[Path], Any]
) -> None:
    place = Path("place")
    shutil.move(results, place / "results")
    (place / "empty").mkdir()
    before, why = tree(), "no permission" if read_only is by_permission else "read-only"
    with read_only(place):
        for line in (RUN, SWEEP, COMPARE):
            for out in ("place/new", "place/new/below", "place/empty"):
                refused(alliance(*line, "--out", out), out, why)
        refused(alliance("plot", "place/results"), "place/results", why)
    assert tree() == before


# --- gone


@pytest.mark.parametrize("table", [store.RUNS, store.CURVES, store.TRAJECTORIES, store.MANIFEST])
@pytest.mark.parametrize("place", ["here", "new/below/here"])
def test_a_folder_that_goes_while_a_run_is_written_is_one_line(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch, table: str, place: str
) -> None:
    commit = store.commit

    def gone(path: Path, data: bytes) -> None:
        if table in path.parts:
            shutil.rmtree(place)
        commit(path, data)

    monkeypatch.setattr(store, "commit", gone)
    refused(alliance(*RUN, "--out", place), place, "no such folder")
    assert not Path(place).exists()


@pytest.mark.parametrize("became", ["nothing", "a file"])
def test_a_folder_that_goes_during_a_sweep_is_one_line(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch, became: str
) -> None:
    give = workers._Worker.give

    def gone(self: Any, task: Any, folder: Path) -> None:
        shutil.rmtree("here")
        if became == "a file":
            Path("here").write_text("mine")
        give(self, task, folder)

    monkeypatch.setattr(workers._Worker, "give", gone)
    refused(alliance(*SWEEP, "--out", "here"), "here")
    assert [path.name for path in Path().iterdir()] == ["here", "small.yaml"][became == "nothing" :]


def test_results_that_go_while_they_are_drawn_are_one_line(
    alliance: Command, results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = store.commit

    def gone(path: Path, data: bytes) -> None:
        shutil.rmtree(results)
        commit(path, data)

    monkeypatch.setattr("experiments.figures.folder_figures.commit", gone)
    refused(alliance("plot", results), "results", "no such folder")
    assert not results.exists()


@pytest.mark.parametrize("line", [RUN, SWEEP, ("list",), ("check", "a.yaml"), ("show", "taiwan-blockade")])
def test_a_working_folder_that_is_gone_is_one_line_or_does_no_harm(
    alliance: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: tuple[object, ...]
) -> None:
    place = tmp_path / "gone"
    place.mkdir()
    monkeypatch.chdir(place)
    place.rmdir()
    found = alliance(*("taiwan-blockade" if word == "small.yaml" else word for word in line))
    assert "bug" not in found.err
    if line in (RUN, SWEEP):
        refused(found, "results/taiwan-blockade", "no such folder")


@pytest.mark.parametrize("place", ["dangling", "loop", "loop/below", "file/below", "x" * 300, "/dev/null"])
def test_what_cannot_be_a_folder_is_one_line(alliance: Command, small: Path, place: str) -> None:
    Path("dangling").symlink_to("nowhere")
    Path("loop").symlink_to("loop")
    Path("file").write_text("mine")
    before = tree()
    for line in (RUN, SWEEP, COMPARE):
        found = alliance(*line, "--out", place)
        assert (found.code, found.out, len(found.err.splitlines())) == (1, "", 1)
        assert place in found.err
        assert "Errno" not in found.err
    assert tree() == before
