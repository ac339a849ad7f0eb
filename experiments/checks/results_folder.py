"""What lies in a results folder: how far a sweep has come, and whether every file is as it was written."""

import random
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from experiments.engine import replay
from experiments.errors import ModelChanged, NotResults, UsageFault
from experiments.results.places import is_claimed
from experiments.results.reading.folder_state import FolderState, examine
from experiments.results.reading.results import FolderResults, refusal, whole_results
from experiments.results.store import MANIFEST
from experiments.sweep.more_replicates import begun_beside
from experiments.sweep.resume import Shard

REPEATED = 3
"""Runs of a folder that `verify` computes again."""


def status(folder: Path) -> dict[str, Any]:
    """How far a folder has come: chunks and runs done of all, runs that failed, whether it is finished or
    being written just now, what is wrong with it (`faults`), the words that go on with it (`resume`), how
    many replicates were begun in it where fewer are (`more_replicates`) and, of a sweep in parts, those that
    are not done (`shards`). The words hold wherever they are typed.

    Raises NotResults for a folder that holds neither results nor a sweep that was begun, and for one of which
    nothing can be said, since what says it was changed.
    """
    state = examine(folder)
    if state.plan is None and state.manifest is None:
        raise NotResults(refusal(state))
    return {
        "out": str(folder),
        **(_single(state) if state.plan is None else _swept(state)),
        "writing": is_claimed(folder),
        "faults": _told(state),
    }


def _told(state: FolderState) -> list[dict[str, str]]:
    return [{"file": fault.file, "matter": fault.matter} for fault in state.faults]


def _single(state: FolderState) -> dict[str, Any]:
    """Of a run or a comparison, which are there as a whole or not at all."""
    assert state.manifest is not None
    runs = state.manifest.run_count
    return {
        "kind": state.manifest.kind,
        "finished": True,
        "chunks": 1,
        "done": 1,
        "runs": runs,
        "runs_done": runs,
        "failed": runs - state.manifest.ok,
        "resume": None,
        "more_replicates": None,
        "shards": [],
    }


def _swept(state: FolderState) -> dict[str, Any]:
    plan, manifest, done = state.plan, state.manifest, state.done
    assert plan is not None
    ended = manifest is not None or (None not in state.receipts and (state.folder / MANIFEST).exists())
    words = ["alliance", "sweep", str(state.folder.absolute()), "--resume"]
    helps = manifest is None and all(fault.mended for fault in state.faults)
    more = begun_beside(state.folder) if manifest else None
    more_words = [*words, "--replicates", str(more)] if more else None
    return {
        "kind": plan["kind"],
        "finished": ended,
        "chunks": plan["chunks"],
        "done": plan["chunks"] if manifest else len(done),
        "runs": plan["runs"],
        "runs_done": plan["runs"] if manifest else sum(receipt.runs for receipt in done),
        "failed": plan["runs"] - manifest.ok if manifest else sum(len(receipt.failed) for receipt in done),
        "resume": words if helps else more_words,
        "more_replicates": more,
        "shards": _shards_left(state) if helps else [],
    }


def _shards_left(state: FolderState) -> list[str]:
    """The parts, `i/n`, that have chunks to compute, where a folder was begun as parts; else nothing."""
    words = state.plan.get("command", []) if state.plan else []
    for word, after in pairwise([*words, ""]):
        if word == "--shard" or word.startswith("--shard="):
            with suppress(UsageFault):
                return Shard.parse(word.partition("=")[2] or after).left(state.receipts)
    return []


def verify(folder: Path, repeat: int = REPEATED) -> dict[str, Any]:
    """Hold a folder against what its manifest says of every file, and compute some of its runs again.

    An unfinished sweep is held against its plan. The answer lists what is wrong under `faults`, a name and
    what is the matter with it; `model` tells whether the results come from the model that is installed.
    Raises NotResults for a folder that holds no results.
    """
    state = examine(folder)
    answer: dict[str, Any] = {
        "out": str(folder),
        "finished": (folder / MANIFEST).exists(),
        "faults": _told(state),
        "repeated": 0,
    }
    if state.manifest is not None:
        answer |= _repeated(whole_results(folder, state.manifest), repeat)
    return {**answer, "ok": not answer["faults"]}


def _repeated(results: FolderResults, repeat: int) -> dict[str, Any]:
    """Some runs again, drawn by the folder's own hash so that another look is at the same ones."""
    faults, done, runs = [], 0, results.manifest.run_count
    drawn = random.Random(results.manifest.digest).sample(range(runs), min(repeat, runs))
    try:
        for index in drawn:
            try:
                run = replay.repeat(results, index)
            except (UsageFault, NotResults):  # a scenario that this version cannot run
                continue
            if run.stored.get("status") == "failed":
                continue
            done += 1
            if not run.same:
                matter = "comes out otherwise when it is computed again"
                faults.append({"file": f"run {index}", "matter": matter})
    except ModelChanged:
        return {"model": "another", "repeated": 0}
    return {"model": "this one", "repeated": done, "faults": faults}
