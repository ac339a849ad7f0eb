"""A real disk that is full after so many bytes, and a folder that belongs to somebody else."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from experiments.errors import StoreFault
from experiments.sweep import sweep
from tests.another_user import NOBODY, nobody
from tests.experiments.faults.works import WORKS, Trial, in_this_process

PLENTY, PAGE = 64 * 2**20, 4096


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with in_this_process():
        yield


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A disk in memory that has room for so many bytes more, whenever that is said."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={PLENTY}", "tmpfs", place], capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"no small disk can be made here: {made.stderr.strip()}")

    def with_room(room: int) -> Path:
        state = os.statvfs(place)
        size = (state.f_blocks - state.f_bfree) * state.f_frsize + room
        subprocess.run(["mount", "-o", f"remount,size={size}", place], check=True)
        return place

    try:
        yield with_room
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def filled(trial: Trial, disk: Callable[[int], Path], room: int) -> tuple[bool, list[str]]:
    """Do a work on a disk with so much room, then give it more; whether it fitted, and what was wrong."""
    folder = Path(shutil.copytree(trial.root / "before", disk(PLENTY) / f"{room}"))
    fitted, wrong = True, list[str]()
    disk(room)
    try:
        trial.work.do(folder)
    except StoreFault as fault:
        fitted = False
        wrong += [] if "no space left on this disk" in str(fault) else [f"no clear line: {fault}"]
    wrong += trial.wrong(folder)
    disk(PLENTY)
    wrong += trial.wrong_in_the_end(folder)
    shutil.rmtree(folder)
    return fitted, wrong


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["some", "all"])
@pytest.mark.parametrize("work", ["resume", "more replicates", "csv", "netcdf"])
def test_a_disk_that_is_full_after_so_many_pages_costs_nothing(
    tmp_path: Path, disk: Callable[[int], Path], work: str, every: bool
) -> None:
    """Every number of pages, or twice as many each time, until it fits."""
    trial, told, fitted = Trial(WORKS[work], tmp_path / "trial"), dict[int, list[str]](), list[bool]()
    pages = 8
    while not any(fitted):
        fits, wrong = filled(trial, disk, pages * PAGE)
        fitted.append(fits)
        told |= {pages: wrong} if wrong else {}
        pages += 1 if every else pages
    print(f"{work}: {len(fitted) - 1} full disks, {len(told)} of them wrong")
    assert told == {}
    assert len(fitted) > 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize("work", WORKS)
def test_in_a_folder_of_somebody_else_nothing_is_done_and_in_an_own_one_all_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    trial = Trial(WORKS[work], tmp_path / "trial")
    monkeypatch.setattr(sweep, "is_warm", lambda: True)  # it is, in a place that is closed to others
    for path in (tmp_path, *tmp_path.parents):
        if path.name.startswith(("test_", "popen-", "pytest-")):
            path.chmod(0o755)
    theirs, own = trial.folder(), trial.folder()
    for path in (own, *own.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    with nobody():
        with pytest.raises(StoreFault, match=f"cannot write to {theirs}.*: no permission to write there"):
            trial.work.do(theirs)
        trial.work.do(own)
    assert [*trial.wrong(theirs), *trial.wrong(own), *trial.wrong_in_the_end(own)] == []
    assert (theirs / trial.work.place).exists() == (trial.root / "before" / trial.work.place).exists()
