"""Whichever call to the system fails, a folder holds the old or the new, one line says why, and going on ends
in the same bytes.
"""

import errno
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from alliance.boundary import translate
from alliance.exit_codes import ExitCode
from experiments.errors import StoreFault
from experiments.results import store
from tests.experiments.faults.disk import Disk
from tests.experiments.faults.works import WORKS, Trial, in_this_process

UNTRUE = ("not as it was written", "of another sweep", "is no table", "is missing")
"""Words for files that were changed: of a disk that fails for a moment they would be untrue."""
SAMPLED = 3
"""Calls of each work that fail in the ordinary suite; under `slow` every one does."""


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with in_this_process():
        yield


def struck(trial: Trial, n: int, fault: int) -> tuple[str, list[str]]:
    """Let the n-th call fail; which one that was (empty: there are fewer), and what went wrong."""
    folder = trial.folder()
    disk, wrong = Disk(folder, n, fault), list[str]()
    with disk.watched():
        try:
            trial.work.do(folder)
        except Exception as refused:
            wrong += badly_told(refused, folder)
        else:
            wrong += [] if disk.struck else ["struck nothing"]
    wrong += trial.wrong(folder)
    wrong += trial.wrong_in_the_end(folder)
    shutil.rmtree(folder)
    return disk.struck, wrong


def badly_told(fault: Exception, folder: Path) -> Iterator[str]:
    """What is amiss with how a fault of the disk is told."""
    if not isinstance(fault, StoreFault):
        yield f"{type(fault).__name__} is told: {fault}"
        return
    if str(folder) not in str(fault) or "Errno" in str(fault) or "\n" in str(fault):
        yield f"no clear line: {fault}"
    if any(words in str(fault) for words in UNTRUE):
        yield f"untrue: {fault}"
    if translate(fault) not in (ExitCode.FAILURE, ExitCode.INVALID):
        yield f"exit code {translate(fault)!r}"


def calls(trial: Trial, fault: int) -> int:
    """How many calls a work makes that such a fault may hit."""
    with Disk(folder := trial.folder(), 0, fault).watched() as disk:
        trial.work.do(folder)
    shutil.rmtree(folder)
    return disk.count


def all_wrong(trial: Trial, fault: int, numbers: list[int]) -> dict[str, list[str]]:
    """What went wrong where each of these calls failed, by the call."""
    told = {}
    for n in numbers:
        name, wrong = struck(trial, n, fault)
        assert name, f"there is no call {n}"
        if wrong:
            told[f"{n}: {name}"] = wrong
    return told


FAULTS = {"full": errno.ENOSPC, "broken": errno.EIO}


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Trial]:
    """The trial of each work, made when it is asked for."""

    @cache
    def trial(work: str) -> Trial:
        return Trial(WORKS[work], tmp_path_factory.mktemp("faults") / "trial")

    return trial


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("work", WORKS)
@pytest.mark.parametrize(
    "sampled", [SAMPLED, pytest.param(None, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_whichever_call_fails_nothing_is_lost(
    trials: Callable[[str], Trial],
    capsys: pytest.CaptureFixture[str],
    work: str,
    fault: str,
    sampled: int | None,
) -> None:
    trial = trials(work)
    numbers = list(range(1, calls(trial, FAULTS[fault]) + 1))
    if sampled:
        numbers = random.Random(f"{work} {fault}").sample(numbers, sampled)
    told = all_wrong(trial, FAULTS[fault], numbers)
    said = capsys.readouterr().err.splitlines()
    assert all(line.startswith("alliance: ") for line in said)
    print(f"{work}, {fault}: {len(numbers)} calls, each made to fail once, {len(told)} of them wrong")
    assert told == {}


def in_place(path: Path, data: bytes) -> None:
    """Write a file where it belongs, as if nothing could happen meanwhile."""
    with store.saying(path.parent):
        path.write_bytes(data)


@pytest.mark.parametrize(
    ("broken", "instead", "words"),
    [("store.commit", in_place, "neither what it was"), ("places.PROBE", ".try", "in the end")],
)
def test_a_careless_writer_would_be_seen(
    trials: Callable[[str], Trial], monkeypatch: pytest.MonkeyPatch, broken: str, instead: object, words: str
) -> None:
    """Control: without the passing name a torn file is taken for a table; what is not known by its ending
    stays."""
    trial = trials("sweep")
    monkeypatch.setattr(f"experiments.results.{broken}", instead)
    for n in range(1, 40):
        _, wrong = struck(trial, n, errno.EIO)
        if any(words in told for told in wrong):
            return
    raise AssertionError("nothing was seen")


def unsynced(calls: Sequence[tuple[str, str]]) -> list[str]:
    """Files that got the name under which they are read before what was written lay on the disk."""
    fresh, early = set[str](), []
    for what, path in calls:
        fresh |= {path} if what in ("create", "write") else set()
        fresh -= {path} if what == "fsync" else set()
        early += [path] if what in ("replace", "rename") and path in fresh else []
    return early


@pytest.mark.parametrize("work", WORKS)
def test_a_power_cut_finds_no_empty_file_under_a_name_that_is_read(
    trials: Callable[[str], Trial], work: str
) -> None:
    with Disk(folder := trials(work).folder()).watched() as disk:
        trials(work).work.do(folder)
    renamed = [path for what, path in disk.calls if what == "replace"]
    assert len(renamed) >= (2 if work == "netcdf" else 4)
    assert unsynced(disk.calls) == []


def test_a_file_that_is_renamed_first_and_synced_later_would_be_seen() -> None:
    """Control."""
    assert unsynced([("create", "a"), ("write", "a"), ("replace", "a"), ("fsync", "a")]) == ["a"]
    assert unsynced([("create", "a"), ("write", "a"), ("fsync", "a"), ("replace", "a")]) == []
