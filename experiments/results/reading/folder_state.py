"""What lies in a results folder, and what is wrong with it: the one check that every command asks."""

import hashlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.errors import NotResults
from experiments.results import store
from experiments.results.dictionary import FILE as DICTIONARY
from experiments.results.manifest import Manifest, SweepManifest, is_as_sealed, read_document, read_manifest
from experiments.results.reading.chunks import parts_of, receipts, strangers
from experiments.results.reading.plan_file import differing_keys, read_plan
from experiments.results.reading.planned_experiment import plan_fault
from experiments.results.reading.receipt import Receipt
from experiments.results.reading.row_checks import row_faults
from experiments.results.store import PLAN

MOST_NAMED = 5
"""Folders with results that are named to whoever named the one above them."""

CHANGED = "was changed since it was written"


@dataclass(frozen=True)
class FolderFault:
    """A file of a folder and what is the matter with it; `mended` where going on with the sweep (`--resume`)
    writes it anew.
    """

    file: str
    matter: str
    mended: bool = False


@dataclass(frozen=True)
class FolderState:
    """A results folder: its manifest (None: not finished, or not to be trusted), the plan it was begun for
    (None: no sweep, or not to be trusted), and all that is wrong with it.

    `receipts` has one of every chunk of the plan, None for each that is not done. Where nothing is wrong with
    a finished sweep it is empty: all its chunks are done.
    """

    folder: Path
    manifest: Manifest | None
    plan: Mapping[str, Any] | None = None
    receipts: tuple[Receipt | None, ...] = ()
    faults: tuple[FolderFault, ...] = ()

    @property
    def done(self) -> list[Receipt]:
        """The receipts there are."""
        return [receipt for receipt in self.receipts if receipt is not None]

    @property
    def is_begun(self) -> bool:
        """Whether it holds a sweep of which some chunk is still to be computed."""
        return self.plan is not None and self.manifest is None and None in self.receipts


def examine(folder: Path) -> FolderState:
    """Look at every file of a folder. Raises NotResults for one that holds neither results nor a sweep that
    was begun.
    """
    try:
        finished, begun = (_is_there(folder / name) for name in (store.MANIFEST, PLAN))
        if not (finished or begun):
            what = "holds no results" if folder.is_dir() else "is no folder of results"
            raise NotResults(f"{folder} {what} (no {store.MANIFEST}){_results_inside(folder)}")
        return _sweep_state(folder, finished) if begun else _single_state(folder)
    except NotResults:
        raise
    except (OSError, RecursionError) as fault:
        raise NotResults(f"cannot read {folder}: {store.in_one_line(fault)}") from fault


def _results_inside(folder: Path) -> str:
    """Which folders within one hold results, some of them, for whoever named the one above."""
    inside = sorted(path.parent.name for path in folder.glob(f"*/{store.MANIFEST}"))
    more = " …" * (len(inside) > MOST_NAMED)
    return f"; these in it do: {', '.join(inside[:MOST_NAMED])}{more}" if inside else ""


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _single_state(folder: Path) -> FolderState:
    """Of a run or a comparison, which are written whole or not at all."""
    manifest, _, faults = _read_manifest(folder, mended=False)
    if manifest is not None:
        faults += _file_faults(folder, manifest.files)
        if isinstance(manifest, SweepManifest):
            faults.append(FolderFault(PLAN, "is missing"))
        faults += _others(folder, {*manifest.files})
        faults += [] if faults else _rows(folder, manifest, 1)
    return FolderState(folder, None if faults else manifest, faults=tuple(faults))


def _sweep_state(folder: Path, finished: bool) -> FolderState:
    plan, faults = _read_plan(folder, finished)
    if plan is None:
        return FolderState(folder, None, faults=tuple(faults))
    manifest = None
    if finished:
        manifest, document, faults = _read_manifest(folder, mended=True)
        faults += [] if manifest is None else _sweep_faults(folder, manifest, document, plan)
    faults += _others(folder, parts_of(plan))
    if finished and not faults:
        return FolderState(folder, manifest, plan)
    done = tuple(receipts(folder, plan))
    named = {fault.file for fault in faults}
    for name in (store.part(store.RUNS, k) for k, receipt in enumerate(done) if receipt is None):
        there = _is_there(folder / name)
        if name not in named and (there or finished):
            matter = "is not whole, or not of this sweep" if there else "is missing"
            faults.append(FolderFault(name, matter, mended=True))
    return FolderState(folder, None, plan, done, tuple(faults))


def _read_plan(folder: Path, finished: bool) -> tuple[Mapping[str, Any] | None, list[FolderFault]]:
    """The plan of a sweep that can be trusted, or None and what is wrong with it."""
    if not store.is_own_file(folder, PLAN):
        return None, [FolderFault(PLAN, "is no file of this folder's own")]
    try:
        plan = read_plan(folder)
    except NotResults as fault:
        _say_if_the_disk_fails(fault)
        return None, [FolderFault(PLAN, str(fault).removeprefix(f"{folder / PLAN}: "))]
    matter = plan_fault(folder, plan)
    if not finished and "digest" not in plan:
        matter = matter or f"{CHANGED}, or is of an earlier version"
    return (None, [FolderFault(PLAN, matter)]) if matter else (plan, [])


def _read_manifest(
    folder: Path, *, mended: bool
) -> tuple[Manifest | None, Mapping[str, Any], list[FolderFault]]:
    """The manifest and its document, or None and what is wrong with it."""

    def wrong(matter: str) -> tuple[None, Mapping[str, Any], list[FolderFault]]:
        return None, {}, [FolderFault(store.MANIFEST, matter, mended)]

    if not store.is_own_file(folder, store.MANIFEST):
        return wrong("is no file of this folder's own")
    try:
        document = read_document(folder)
        manifest = read_manifest(folder)
    except NotResults as fault:
        _say_if_the_disk_fails(fault)
        return wrong(str(fault).removeprefix(f"{folder / store.MANIFEST}: "))
    if not is_as_sealed(folder / store.MANIFEST, document) or "files" not in document:
        return wrong(CHANGED)
    return manifest, document, []


def _sweep_faults(
    folder: Path, manifest: Manifest, document: Mapping[str, Any], plan: Mapping[str, Any]
) -> Iterator[FolderFault]:
    """What is wrong with a sweep whose plan and manifest are each as they were written."""
    if not isinstance(manifest, SweepManifest) or differing_keys(plan, document):
        yield FolderFault(PLAN, f"does not fit {store.MANIFEST}", mended=True)
        return
    wrong = [*_file_faults(folder, manifest.files)]
    wrong += [
        FolderFault(name, "is missing in the manifest", mended=True)
        for name in sorted(parts_of(plan) - {*manifest.files})
    ]
    wrong += [] if wrong else _foreign(folder, plan)
    wrong += [] if wrong else _rows(folder, manifest, manifest.chunks, mended=True)
    yield from wrong


def _file_faults(folder: Path, files: Mapping[str, str]) -> Iterator[FolderFault]:
    """Files that are not as the manifest says; a name that leads out of the folder is not followed."""
    for name, there in files.items():
        mended = name == DICTIONARY or ("/" in name and name.endswith(".parquet"))
        steps = Path(name).parts
        if Path(name).is_absolute() or ".." in steps or not steps:
            yield FolderFault(store.MANIFEST, f"names a file outside of its folder: {name!r}", mended)
        elif not store.is_own_file(folder, name):
            gone = not _is_there(folder / name)
            yield FolderFault(name, "is missing" if gone else "is no file of this folder's own", mended)
        elif hashlib.sha256((folder / name).read_bytes()).hexdigest() != there:
            yield FolderFault(name, CHANGED, mended)


def _others(folder: Path, known: Set[str]) -> Iterator[FolderFault]:
    for name in strangers(folder, known):
        yield FolderFault(name, "is no part of these results, but would be read with them: take it away")


def _foreign(folder: Path, plan: Mapping[str, Any]) -> Iterator[FolderFault]:
    """Parts that say themselves that they are of another sweep, or of another place in it."""
    for name in sorted(parts_of(plan)):
        try:
            told = pq.read_schema(folder / name).metadata or {}
        except (OSError, pa.ArrowException) as fault:
            if store.is_of_the_disk(fault):
                raise
            told = {}
        mine = (plan["plan"].encode(), str(int(Path(name).stem.removeprefix("part-"))).encode())
        if (told.get(b"plan"), told.get(b"chunk")) != mine:
            yield FolderFault(name, "is of another sweep, or of another place in it", mended=True)


def _rows(folder: Path, manifest: Manifest, chunks: int, *, mended: bool = False) -> Iterator[FolderFault]:
    try:
        for matter in row_faults(folder, manifest, chunks):
            yield FolderFault(store.RUNS, f"the table {matter}", mended)
    except NotResults as fault:
        _say_if_the_disk_fails(fault)
        yield FolderFault(store.RUNS, str(fault), mended)


def _say_if_the_disk_fails(fault: NotResults) -> None:
    """Raise it again where a file could not be read at all: of such a one nothing is known to be wrong."""
    if store.is_of_the_disk(fault.__cause__):
        raise fault
