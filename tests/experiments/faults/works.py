"""Tiny sweeps, exports and resumes, and what their folders hold whatever became of them."""

import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.design.samples import Sample
from experiments.errors import CannotResume, StoreFault
from experiments.results import places
from experiments.results.export import export
from experiments.results.reading.folder_state import examine
from experiments.results.reading.receipt import Receipt
from experiments.results.store import MANIFEST, PLAN
from experiments.sweep import chunk as chunks
from experiments.sweep import plan, sweep
from experiments.sweep.plan import Chunk
from experiments.sweep.resume import Shard
from scenarios import load, override

Files = dict[str, bytes]
FEW, MANY = 1, 2
"""Replicates of a sweep that is there, and of what goes on with it."""
BESIDE = f".more-replicates-{MANY}"
DRAWN = {"name": "drawn", "title": "Drawn", "asks": "", "design": {"kind": "latin-hypercube"}}


def compute_here(some: Sequence[Chunk], folder: Path, jobs: int) -> Generator[Receipt, None, None]:
    """Chunks computed in this process."""
    for chunk in some:
        yield chunks.compute(chunk, folder)


@contextmanager
def in_this_process() -> Iterator[None]:
    """A chunk a setting, computed in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "CHUNK_RUNS", 1)
        patch.setattr(sweep, "run_chunks", compute_here)
        yield


def tiny(replicates: int = MANY, *, drawn: bool = False) -> Experiment:
    """Three settings of a blockade of two years among three firms, by values or as a sample."""
    changes = {"horizon.months": 24, "burn_in.months": 0, "population.firms": 3}
    scenario, sizes = override(load("taiwan-blockade"), changes), (0.0, 0.5, 1.0)
    if drawn:
        sample = Sample({"shock.size": np.array(sizes)})
        return Experiment(scenario, (), replicates, 1, sample=sample, told=DRAWN)
    return Experiment(scenario, (Axis("shock.size", sizes),), replicates, 1, trajectories=True)


class Work(NamedTuple):
    """Something that writes: what is there before it, what it does, what goes on with it after it failed, and
    the folder it writes.
    """

    begin: Callable[[Path], object]
    do: Callable[[Path], object]
    go_on: Callable[[Path], object]
    place: str = "out"


def swept(
    folder: Path,
    replicates: int = MANY,
    *,
    resume: bool = False,
    drawn: bool = False,
    shard: Shard | None = None,
) -> None:
    """A sweep into `out`."""
    sweep.sweep(tiny(replicates, drawn=drawn), folder / "out", 1, resume=resume, shard=shard)


def half(folder: Path) -> None:
    """A sweep that was killed long ago: a chunk is missing, one is torn, one was being written."""
    swept(folder)
    (folder / "out" / MANIFEST).unlink()
    (folder / "out/runs/part-00002.parquet").unlink()
    torn = folder / "out/curves/part-00001.parquet"
    (folder / "out/curves/.a1b2.part").write_bytes(torn.read_bytes()[:500])
    torn.write_bytes(torn.read_bytes()[:1000])


def again(folder: Path) -> None:
    """Go on with a sweep."""
    swept(folder, resume=True)


def _export(form: str) -> Callable[[Path], object]:
    return lambda folder: export(folder / "out", form, folder / "exported")


def _export_again(form: str) -> Callable[[Path], object]:
    """As a person would after one that was killed: where it left something, take that away first."""

    def afresh(folder: Path) -> None:
        try:
            _export(form)(folder)
        except StoreFault:
            shutil.rmtree(folder / "exported")
            _export(form)(folder)

    return afresh


WORKS = {
    "sweep": Work(lambda folder: None, swept, again),
    "drawn": Work(
        lambda folder: None,
        lambda folder: swept(folder, drawn=True),
        lambda folder: swept(folder, drawn=True, resume=True),
    ),
    "resume": Work(half, again, again),
    "more replicates": Work(lambda folder: swept(folder, FEW), again, again),
    "shard": Work(
        lambda folder: swept(folder, shard=Shard(1, 2)),
        lambda folder: swept(folder, shard=Shard(2, 2)),
        again,
    ),
    "csv": Work(swept, _export("csv"), _export_again("csv"), "exported"),
    "netcdf": Work(swept, _export("netcdf"), _export_again("netcdf"), "exported"),
}
"""Whatever writes tables."""


def content(folder: Path) -> Files:
    """The bytes of every file of a folder, by its path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def seen(files: Files) -> Files:
    """Those that whoever reads the folder sees."""
    return {
        name: data
        for name, data in files.items()
        if not any(step.startswith(".") for step in name.split("/"))
    }


class Trial:
    """A work in a folder of its own, time and again from the same beginning: what was there, what came of it
    undisturbed, and what is wrong with what a disturbed one leaves.
    """

    def __init__(self, work: Work, root: Path) -> None:
        self.work, self.root, self.count = work, root, 0
        (root / "before").mkdir(parents=True)
        work.begin(root / "before")
        self.before = content(root / "before")
        whole = self.folder()
        work.do(whole)
        self.wanted = content(whole)

    def folder(self) -> Path:
        """A new copy of what was there."""
        self.count += 1
        return Path(shutil.copytree(self.root / "before", self.root / f"{self.count}"))

    def wrong(self, folder: Path) -> Iterator[str]:
        """What a work that failed or was killed has left as it may not be."""
        places.release(folder / "out")
        files, out = content(folder), folder / "out"
        for name, data in seen(files).items():
            if data not in (self.before.get(name), self.wanted.get(name)):
                yield f"{name} is neither what it was nor what it is to be"
        if (out / MANIFEST).exists():
            state = examine(out)
            if state.manifest is None:
                yield f"the folder says that it is finished, and is not: {state.faults}"
        elif (out / PLAN).exists():
            yield from (f"cannot be mended: {fault}" for fault in examine(out).faults if not fault.mended)
        yield from self._lost(files)

    def _lost(self, files: Files) -> Iterator[str]:
        """Tables that were there as they are to be, and are not; and, where the folder has become one of more
        replicates, those that are neither in their place nor beside.
        """
        for name in (name for name in self.wanted if name.endswith(".parquet")):
            there, wanted = files.get(name), self.wanted[name]
            if there != wanted and self.before.get(name) == wanted:
                yield f"{name} is lost"
            beside = files.get(name.replace("out/", f"out/{BESIDE}/", 1))
            if self._has_more(files) and wanted not in (there, beside):
                yield f"{name} is lost on its way"

    def _has_more(self, files: Files) -> bool:
        plan_before = self.before.get(f"out/{PLAN}")
        return plan_before is not None and files.get(f"out/{PLAN}") != plan_before

    def wrong_in_the_end(self, folder: Path) -> Iterator[str]:
        """Go on with what was left; what then is not as if nothing had happened."""
        try:
            self.work.go_on(folder)
        except (CannotResume, StoreFault) as fault:
            yield f"cannot go on: {fault}"
            return
        files = content(folder)
        for name in sorted({*files} | {*self.wanted}):
            if files.get(name) != self.wanted.get(name):
                yield f"{name} is not as it should be in the end"
