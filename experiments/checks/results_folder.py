"""What lies in a results folder: how far a sweep has come, and whether every file is as it was written."""

import hashlib
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from experiments.engine import replay
from experiments.errors import ModelChanged, NotResults, UsageFault
from experiments.results import places, store
from experiments.results.manifest import SweepManifest, read_document, read_manifest, seal
from experiments.sweep import resume

REPEATED = 3
"""Runs of a folder that `verify` computes again."""


def status(folder: Path) -> dict[str, Any]:
    """How far a folder has come: chunks and runs done of all, runs that failed, whether it is finished or
    being written just now, and the words that go on with it.

    Raises NotResults for a folder that holds neither results nor a sweep that was begun.
    """
    if not (folder / resume.PLAN).exists():
        manifest = read_manifest(folder)
        runs = manifest.run_count
        return {
            "out": str(folder),
            "kind": manifest.kind,
            "finished": True,
            "writing": False,
            "chunks": 1,
            "done": 1,
            "runs": runs,
            "runs_done": runs,
            "failed": runs - manifest.ok,
            "resume": None,
        }
    plan = resume.read_plan(folder)
    receipts = [receipt for receipt in resume.receipts(folder, plan) if receipt is not None]
    finished = (folder / store.MANIFEST).exists() and len(receipts) == plan["chunks"]
    command = plan.get("command") or []
    return {
        "out": str(folder),
        "kind": plan["kind"],
        "finished": finished,
        "writing": places.is_claimed(folder),
        "chunks": plan["chunks"],
        "done": len(receipts),
        "runs": plan["runs"],
        "runs_done": sum(receipt.runs for receipt in receipts),
        "failed": sum(len(receipt.failed) for receipt in receipts),
        "resume": None if finished or not command else ["alliance", *command],
    }


def verify(folder: Path, repeat: int = REPEATED) -> dict[str, Any]:
    """Hold a folder against what its manifest says of every file, and compute some of its runs again.

    An unfinished sweep is held against its plan. The answer lists what is wrong under `faults`, a name and
    what is the matter with it; `model` tells whether the results come from the model that is installed.
    Raises NotResults for a folder that holds no results.
    """
    finished = (folder / store.MANIFEST).exists()
    faults = list(_finished(folder) if finished else _unfinished(folder))
    answer: dict[str, Any] = {"out": str(folder), "finished": finished, "faults": faults, "repeated": 0}
    if finished and not faults:
        answer |= _repeated(folder, repeat)
    return {**answer, "ok": not answer["faults"]}


def _fault(name: str, matter: str) -> dict[str, str]:
    return {"file": name, "matter": matter}


def _finished(folder: Path) -> Iterator[dict[str, str]]:
    document = read_document(folder)
    if document.get("digest") != seal(document) or not isinstance(document.get("files"), dict):
        yield _fault(store.MANIFEST, "was changed since it was written")
        return
    manifest = read_manifest(folder)
    for name, there in manifest.files.items():
        yield from _file(folder, name, there)
    if isinstance(manifest, SweepManifest):
        yield from _plan(folder, document)
    for path in store.table_files(folder):
        name = path.relative_to(folder).as_posix()
        if name not in manifest.files:
            yield _fault(name, "is no part of these results, but would be read with them")


def _plan(folder: Path, document: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The plan says what the manifest says; the words typed stand in it alone."""
    try:
        plan = resume.read_plan(folder)
    except NotResults as fault:
        yield _fault(resume.PLAN, str(fault))
        return
    if any(document.get(name) != planned for name, planned in plan.items() if name != "command"):
        yield _fault(resume.PLAN, "does not fit the manifest")


def _file(folder: Path, name: str, there: str) -> Iterator[dict[str, str]]:
    path = folder / name
    if not path.is_file():
        yield _fault(name, "is missing")
    elif hashlib.sha256(path.read_bytes()).hexdigest() != there:
        yield _fault(name, "was changed since it was written")


def _unfinished(folder: Path) -> Iterator[dict[str, str]]:
    """Of a sweep that is not finished: files that are there and not whole, and those that are nobody's."""
    plan = resume.read_plan(folder)
    for chunk, receipt in enumerate(resume.receipts(folder, plan)):
        name = store.part(store.RUNS, chunk)
        if receipt is None and (folder / name).exists():
            yield _fault(name, "is not whole, or not of this sweep; --resume computes it again")
    for name in resume.strangers(folder, plan):
        yield _fault(name, "is no part of this sweep, but would be read with it")


def _repeated(folder: Path, repeat: int) -> dict[str, Any]:
    """Some runs again, drawn by the folder's own hash so that another look is at the same ones."""
    manifest = read_manifest(folder)
    faults, done = [], 0
    runs = manifest.run_count
    drawn = random.Random(manifest.digest).sample(range(runs), min(repeat, runs))
    try:
        for index in drawn:
            try:
                run = replay.repeat(folder, index)
            except (UsageFault, NotResults):  # a scenario that this version cannot run
                continue
            if run.stored.get("status") == "failed":
                continue
            done += 1
            if not run.same:
                faults.append(_fault(f"run {index}", "comes out otherwise when it is computed again"))
    except ModelChanged:
        return {"model": "another", "repeated": 0}
    return {"model": "this one", "repeated": done, "faults": faults}
