"""Results from strangers: whatever a folder holds, the answer is a few safe lines within two seconds, nothing
outside of the folder is opened, and nothing in it is written by who only reads.

Every case is made from its number: a sound folder, and one to three things that somebody did to it. Seals and
hashes are mostly made to fit again, as by one who knows how they are made.
"""

import ctypes
import gc
import os
import random
import select
import shutil
import signal
import sys
import unicodedata
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from experiments import comparison, single_run
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.results import store
from experiments.results.reading.receipt import Receipt
from experiments.sweep import chunk as chunks
from experiments.sweep import sweep
from experiments.sweep.plan import Chunk
from scenarios import load
from tests.alliance.hostile_deeds import DEEDS, files_of, seal_again

Command = Callable[..., Any]
Files = dict[str, bytes]
SAMPLE, MANY, BATCH = 240, 10_000, 500
SECONDS, WAITING = 2.0, 60
"""Of the processor, and on the wall, where a busy machine may keep us waiting."""

VERBS = [
    "status DIR", "status DIR --json", "verify DIR", "verify DIR --json", "export DIR --out OUT",
    "export DIR --out OUT --partial", "export DIR --to netcdf --out OUT", "run DIR --only 0",
    "run DIR --only 3 --json", "plot DIR --kind keys", "plot DIR --kind curves --partial", "plot DIR",
    "sweep DIR --resume --jobs 1", "compare DIR DIR", "show DIR", "check DIR",
]  # fmt: skip
READERS = ("status", "verify", "export", "run", "show", "check", "compare")


# --- what is sound


def _here(some: Sequence[Chunk], folder: Path, jobs: int) -> Generator[Receipt, None, None]:
    for one_chunk in some:
        yield chunks.compute(one_chunk, folder)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, small_text: str) -> dict[str, Files]:
    """Folders of every kind, whole and begun, each file by its name."""
    place = tmp_path_factory.mktemp("sound")
    (place / "small.yaml").write_text(small_text)
    scenario = load(place / "small.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.figures.folder_figures.draw", lambda *_: [])
        patch.setattr("experiments.sweep.plan.CHUNK_RUNS", 2)
        patch.setattr(sweep, "run_chunks", _here)
        single_run.write(single_run.run(scenario, replicates=2, seed=1), place / "run")
        both = comparison.compare([(scenario, []), (scenario, ["again"])], replicates=2, seed=1)
        comparison.write(both, place / "compare")
        axes = (Axis("shock.size", (0.2, 1.0)), Axis("shock.months", (6, 12)))
        sweep.sweep(Experiment(scenario, axes, replicates=2, seed=1), place / "sweep")
    shutil.copytree(place / "sweep", place / "begun")
    for name in (store.MANIFEST, store.part(store.RUNS, 2)):
        (place / "begun" / name).unlink()
    kinds = ("run", "compare", "sweep", "begun")
    return {kind: {name: data for name, data in files_of(place / kind) if data is not None} for kind in kinds}


# --- what comes of it


class Watch:
    """Notes whatever is opened below a folder, by whom of this process, in Python or not."""

    OPENED = 0x20

    def __init__(self, folder: Path) -> None:
        self._system = ctypes.CDLL(None, use_errno=True)
        self._handle = self._system.inotify_init1(os.O_NONBLOCK)
        for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            self._system.inotify_add_watch(self._handle, os.fsencode(place), self.OPENED)

    def opened(self) -> bytes:
        """What was opened since this was asked before; empty if nothing was."""
        ready, _, _ = select.select([self._handle], [], [], 0)
        return os.read(self._handle, 65536) if ready else b""


class Attacked(NamedTuple):
    """Where an attack takes place, and with what."""

    sound: dict[str, Files]
    outside: Path
    watch: Watch
    alliance: Command


@pytest.fixture
def ground(
    sound: dict[str, Files], tmp_path: Path, alliance: Command, monkeypatch: pytest.MonkeyPatch
) -> Attacked:
    """A place with a whole folder of results outside, that is watched; figures are made, not written."""
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells what is opened")
    outside = tmp_path / "outside"
    write(outside, {**sound["run"], **sound["sweep"], "secret": b"secret"})

    def save(_: object, stem: Path, formats: tuple[str, ...]) -> list[Path]:
        files = [stem.with_name(f"{stem.name}.{kind}") for kind in formats]
        for file in files:
            file.write_bytes(b"figure")
        return files

    monkeypatch.setattr("analysis.figures.style.save", save)
    monkeypatch.setattr(sweep, "run_chunks", _here)
    monkeypatch.setattr("experiments.sweep.workers.call_ahead", lambda: None)
    return Attacked(sound, outside, Watch(outside), alliance)


def write(folder: Path, files: Files) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


@contextmanager
def in_time() -> Iterator[None]:
    """What takes longer is ended, whether it works or waits."""

    def stop(number: int, _: object) -> None:
        raise TimeoutError(f"signal {number}")

    before = {number: signal.signal(number, stop) for number in (signal.SIGPROF, signal.SIGALRM)}
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.alarm(WAITING)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def is_safe(text: str) -> bool:
    """Whether printing it can do nothing but show it."""
    return not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in text.replace("\n", ""))


def attack(ground: Attacked, number: int) -> None:
    """Make the folder of that number, give it to a verb and look at what comes of it."""
    draw = random.Random(number)
    name = f"case{number}" + draw.choice(["", "", "", " b", "\u202ex", "\x1b[31m", "[red]", "$x$"])
    folder = Path(name)
    write(folder, ground.sound[draw.choice([*ground.sound])])
    deeds = [draw.choice(DEEDS) for _ in range(draw.randint(1, 3))]
    for deed in deeds:
        deed(draw, folder.absolute(), ground.outside)
    if draw.random() < 0.8:
        seal_again(folder)
    before, line = [*files_of(folder)], draw.choice(VERBS)
    words = [{"DIR": name, "OUT": f"{name}-out"}.get(word, word) for word in line.split()]
    ground.watch.opened()
    what = f"case {number}: {line} after {', '.join(deed.__name__ for deed in deeds)}"
    with in_time():
        answer = ground.alliance(*words)
    assert not ground.watch.opened(), f"{what}: something outside was opened"
    assert answer.code in range(6), f"{what}: {answer}"
    assert "bug" not in answer.err, f"{what}: {answer.err}"
    assert "Traceback" not in answer.err, f"{what}: {answer.err}"
    assert is_safe(answer.out + answer.err), f"{what}: {answer}"
    assert len(answer.err.splitlines()) <= 6, f"{what}: {answer.err}"
    assert line.split()[0] not in READERS or before == [*files_of(folder)], f"{what}: it was written into"
    for made in (folder, Path(f"{name}-out")):
        shutil.rmtree(made, ignore_errors=True)


def attacks(ground: Attacked, first: int, many: int) -> None:
    for number in range(first, first + many):
        attack(ground, number)
        if number % 20 == 0:  # tables of strangers can be large, and hang together in circles
            gc.collect()


@pytest.mark.parametrize("first", range(0, SAMPLE, 60))
def test_what_a_stranger_made_is_read_safely_or_refused(ground: Attacked, first: int) -> None:
    attacks(ground, first, 60)


@pytest.mark.parametrize("number", [926, 946, 1701, 2205, 2262, 3707, 4033, 5156])
def test_what_once_got_through_does_no_longer(ground: Attacked, number: int) -> None:
    """Tables without a column or of millions of rows, parts of different columns, links for folders."""
    attack(ground, number)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, MANY, BATCH))
def test_what_ten_thousand_strangers_made_is_read_safely_or_refused(ground: Attacked, first: int) -> None:
    attacks(ground, first, BATCH)


BROKEN: dict[str, tuple[str, Callable[..., object], str]] = {
    "links": ("experiments.results.store.is_own_file", lambda of, name: (of / name).is_file(), "outside"),
    "signs": ("scenarios.reading.safe_text.printable", lambda text: text, "case"),
    "columns": ("experiments.results.reading.row_checks.column_fault", lambda *_: "", "bug"),
}


@pytest.mark.parametrize(("place", "broken", "words"), BROKEN.values(), ids=BROKEN)
def test_who_does_not_look_is_found_out(
    ground: Attacked, monkeypatch: pytest.MonkeyPatch, place: str, broken: Callable[..., object], words: str
) -> None:
    """Control."""
    monkeypatch.setattr(place, broken)
    with pytest.raises(AssertionError, match=words):
        attacks(ground, 0, SAMPLE)
