"""A place is had before the work begins, or refused by name; nothing that was made to try it stays."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from experiments.errors import StoreFault
from experiments.results import places, store


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A finished folder of results, as far as its names tell."""
    folder = tmp_path / "old"
    (folder / store.RUNS).mkdir(parents=True)
    (folder / store.MANIFEST).write_text("{}")
    return folder


# --- what is refused


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(StoreFault, match="not empty"):
        places.prepare(tmp_path)
    assert tree(tmp_path) == ["mine"]


NAMES = {
    "file": "is a file|a file stands",
    "file/below": "a file stands where a folder is needed",
    "file/below/further": "a file stands where a folder is needed",
    "dangling": "a file stands where a folder is needed",
    "dangling/below": "a file stands|no such folder",
    "loop/below": "symbolic links|a file stands",
    "x" * 256: "the name is too long",
    "a/" + "x" * 256: "the name is too long",
    "ä" * 128: "the name is too long",
    "/".join(["x" * 200] * 25): "the name is too long",
    os.fsdecode(b"caf\xe9"): "its name is not UTF-8",
    "a/" + os.fsdecode(b"caf\xe9") + "/b": "its name is not UTF-8",
    "nul\0": "NUL character",
    "old/runs/new": "among the tables of",
    "link/new": "among the tables of",
    "link": "among the tables of",
    "old/runs": "among the tables of",
}


@pytest.mark.usefixtures("results")
@pytest.mark.parametrize("name", NAMES)
def test_a_place_that_cannot_be_is_refused_and_nothing_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "link").symlink_to("old/runs")
    before = tree(tmp_path)
    for attempt in (places.prepare, lambda folder: places.join(folder, shared=True)):
        with pytest.raises(StoreFault, match=NAMES[name]) as refused:
            attempt(tmp_path / name)
        assert "\n" not in str(refused.value)
        assert "Errno" not in str(refused.value)
        assert tree(tmp_path) == before


def test_a_path_too_long_for_what_is_written_below_it_is_refused_beforehand(tmp_path: Path) -> None:
    folder, longest = tmp_path, os.pathconf(tmp_path, "PC_PATH_MAX")
    while len(str(folder)) < longest - 300:
        folder /= "x" * 200
    folder /= "y" * (longest - 20 - len(str(folder)))
    with pytest.raises(StoreFault, match="name is too long"):
        places.prepare(folder)
    assert tree(tmp_path) == []


def test_a_disk_without_room_is_refused_and_one_with_room_is_not(tmp_path: Path) -> None:
    disk = os.statvfs(tmp_path)
    free = disk.f_bavail * disk.f_frsize
    with pytest.raises(StoreFault, match=r"no space left on this disk \(about .* MB are needed, .* MB are"):
        places.join(tmp_path / "a" / "b", free=True, needed=2 * free)
    assert tree(tmp_path) == []
    places.join(tmp_path / "a" / "b", free=True, needed=free // 2)


@pytest.mark.parametrize("place", ["/proc/new", "/sys/new", "/dev/null", "/dev/null/below"])
def test_no_place_is_refused_for_root_too(place: str) -> None:
    with pytest.raises(StoreFault) as refused:
        places.prepare(Path(place))
    assert place in str(refused.value)


@pytest.mark.parametrize(
    "name", ["mine.yaml", "x" * 256, os.fsdecode(b"caf\xe9"), "file/below", "old/runs/x"]
)
def test_a_file_is_refused_where_it_cannot_be(tmp_path: Path, results: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    before = tree(tmp_path)
    if name == "mine.yaml":
        places.check_file(tmp_path / name)  # control
    else:
        with pytest.raises(StoreFault):
            places.check_file(tmp_path / name)
    assert tree(tmp_path) == before


def test_a_folder_can_be_tried_without_being_made(tmp_path: Path) -> None:
    places.check_place(tmp_path / "a" / "b")
    assert tree(tmp_path) == []
    (tmp_path / "a").write_text("x")
    with pytest.raises(StoreFault):
        places.check_place(tmp_path / "a" / "b")


# --- what is had


def test_an_empty_folder_is_taken_and_left_empty(tmp_path: Path) -> None:
    assert list(places.prepare(tmp_path / "a" / "b").iterdir()) == []


def test_a_folder_belongs_to_one_run_at_a_time(tmp_path: Path) -> None:
    places.prepare(tmp_path / "out")
    with pytest.raises(StoreFault, match="another run is writing"):
        places.prepare(tmp_path / "out")


def test_a_folder_is_held_while_one_works_in_it_and_given_up_after_it(tmp_path: Path) -> None:
    with places.held(tmp_path / "out") as folder:
        assert places.is_claimed(folder)
        with places.whole(folder):  # the same work, further on
            (folder / "mine").write_text("x")
        assert places.is_claimed(folder)
    assert not places.is_claimed(folder)
    with pytest.raises(StoreFault, match="not empty"), places.held(folder):
        pass
    assert tree(folder) == ["mine"]


def fail(fault: type[BaseException], written: Path | None) -> None:
    if written is not None:
        written.write_text("x")
    raise fault


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_work_that_fails_leaves_no_folder_and_takes_none_away_that_was_there(
    tmp_path: Path, fault: type[BaseException]
) -> None:
    (tmp_path / "there").mkdir()
    for name in ("results/out", "there", "there/below"):
        for hold in (places.held, places.whole):
            with pytest.raises(fault), hold(tmp_path / name):
                fail(fault, tmp_path / name / "half" if hold is places.whole else None)
            assert tree(tmp_path) == ["there"]


def test_what_somebody_put_into_a_folder_meanwhile_stays(tmp_path: Path) -> None:
    """Only what is written whole or not at all is taken away again, and that takes moments."""
    with pytest.raises(KeyboardInterrupt), places.held(tmp_path / "out"):
        fail(KeyboardInterrupt, tmp_path / "out" / "notes")
    assert tree(tmp_path) == ["out", "out/notes"]


def test_numbers_count_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number in (1, 2, 3):
        with places.numbered(None, "blockade") as folder:
            assert folder == Path(f"results/blockade-00{number}")
    with places.numbered(Path("mine"), "blockade") as folder:
        assert folder == Path("mine")
    assert not folder.exists()


def test_those_that_begin_at_once_have_a_number_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    start, had = Barrier(8), Barrier(8)

    def begin(_: int) -> Path:
        start.wait()
        with places.numbered(None, "blockade") as folder, places.held(folder):
            had.wait()
            return folder

    with ThreadPoolExecutor(8) as pool:
        assert len({*pool.map(begin, range(8))}) == 8


def test_one_that_is_refused_takes_no_folder_from_under_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first `mkdir` of the other comes in the moment in which the common parent is taken away."""
    monkeypatch.chdir(tmp_path)
    mkdir, gone = Path.mkdir, iter([True, True])

    def unlucky(self: Path, *given: object, **named: object) -> None:
        if self.name == "b" and next(gone, False):
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        mkdir(self, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", unlucky)
    assert places.prepare(Path("results/b")).is_dir()
