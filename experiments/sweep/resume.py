"""What a results folder was begun for, and which of its chunks are whole: all a sweep needs to go on.

`plan.json` is written before the first run. Whether a chunk is done is asked of its files alone, never of a
list that is kept beside them.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.errors import CannotResume, NotResults, UsageFault
from experiments.results import places, store
from experiments.sweep.receipt import Receipt

PLAN = "plan.json"
_TOLD = {
    "kind": "the kind of results",
    "format": "the format of the folder",
    "model": "the model",
    "scenario_hash": "the scenario",
    "design": "the design",
    "vary": "what is varied",
    "replicates": "the number of replicates",
    "seed": "the seed",
    "rest": "--rest",
    "trajectories": "--trajectories",
}
"""Fields of a plan that decide the tables, in the words of a refusal."""


@dataclass(frozen=True)
class Shard:
    """Part `number` of `of`: every chunk whose place leaves `number` - 1 when divided by `of`."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """The shard written `i/n`. Raises UsageFault unless 1 ≤ i ≤ n ≤ 10,000."""
        number, _, of = text.partition("/")
        if not (number.isascii() and number.isdigit() and of.isascii() and of.isdigit()):
            raise UsageFault(f"--shard is i/n, for instance 1/4 (got {text!r})")
        shard = cls(int(number), int(of))
        if not 1 <= shard.number <= shard.of <= 10_000:
            raise UsageFault(f"--shard i/n needs 1 ≤ i ≤ n ≤ 10000 (got {text!r})")
        return shard

    def __contains__(self, chunk: int) -> bool:
        return chunk % self.of == self.number - 1


def enter(folder: Path, plan: Mapping[str, Any], *, resume: bool = False, shared: bool = False) -> None:
    """Take a folder for a plan: an empty one, or with `resume` or `shared` one that was begun for it.

    Raises StoreFault for a folder that cannot be had, CannotResume for one begun for something else.
    """
    with places.vanishing(folder):
        places.join(folder, free=not (resume or shared), shared=shared)
        try:
            _begin(folder, plan, shared=shared)
        except BaseException:
            places.release(folder)
            raise


def _begin(folder: Path, plan: Mapping[str, Any], *, shared: bool) -> None:
    """Hold the plan of a folder against this one, or write this one into an empty folder."""
    if (folder / PLAN).exists():
        _agree(folder, plan)
    elif any(path for path in folder.iterdir() if not path.name.startswith(".")):
        raise CannotResume(
            f"{folder} holds no sweep that was begun ({PLAN} is missing); choose another --out"
        )
    else:
        store.commit(folder / PLAN, (json.dumps(plan, indent=2, allow_nan=False) + "\n").encode())
    if not shared:
        discard_parts(folder)


def discard_parts(folder: Path) -> None:
    """Take away what a process that was killed had not finished writing."""
    for path in folder.rglob(".*.part"):
        with suppress(OSError):
            path.unlink()


def read_plan(folder: Path) -> dict[str, Any]:
    """What a folder was begun for. Raises NotResults for a folder that no sweep was begun in."""
    try:
        plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotResults(f"{folder} holds no sweep ({PLAN} is missing)") from None
    except (OSError, ValueError, RecursionError) as fault:
        raise NotResults(f"cannot read {folder / PLAN}: {' '.join(str(fault).split())}") from fault
    if not isinstance(plan, dict):
        raise NotResults(f"{folder / PLAN} is not the plan of a sweep")
    return plan


def _agree(folder: Path, plan: Mapping[str, Any]) -> None:
    try:
        there = read_plan(folder)
    except NotResults as fault:
        raise CannotResume(str(fault)) from fault
    other = [
        _differs(words, there.get(name), plan[name])
        for name, words in _TOLD.items()
        if there.get(name) != plan[name]
    ]
    if other or there.get("plan") != plan["plan"]:
        why = "; ".join(other) or "it was begun for another experiment"
        raise CannotResume(f"cannot go on in {folder}: {why}. Choose another --out, or ask for what it holds")


def _differs(words: str, there: Any, asked: Any) -> str:
    short = all(isinstance(value, str | int | bool | None) for value in (there, asked))
    return f"{words} is {there} there and {asked} now" if short else f"{words} differs"


def read_receipt(folder: Path, plan: str, chunk: int, *, points: int, replicates: int) -> Receipt | None:
    """The receipt of a chunk whose files are whole and belong to the plan; None if it is not done.

    `points` and `replicates`: how many it must hold.
    """
    path = folder / store.part(store.RUNS, chunk)
    try:
        data = path.read_bytes()
        table = pq.ParquetFile(pa.BufferReader(data)).read()
        said = {key.decode(): text.decode() for key, text in (table.schema.metadata or {}).items()}
        receipt = Receipt.parse(said["receipt"])
        mine = said["plan"] == plan and said["chunk"] == str(chunk) and receipt.chunk == chunk
        if not mine or len(table) != points * replicates or store.digest(table) != said["content"]:
            return None
        for name, there in receipt.files.items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != there:
                return None
    except (OSError, KeyError, ValueError, pa.ArrowException):
        return None
    receipt.files[store.part(store.RUNS, chunk)] = hashlib.sha256(data).hexdigest()
    return receipt


def receipts(folder: Path, plan: Mapping[str, Any]) -> Iterator[Receipt | None]:
    """The receipt of every chunk of a folder's plan, None for each that is not done."""
    try:
        name, points, replicates, many = (
            plan[key] for key in ("plan", "points", "replicates", "points_a_chunk")
        )
        for chunk in range(plan["chunks"]):
            held = min(many, points - chunk * many)
            yield read_receipt(folder, name, chunk, points=held, replicates=replicates)
    except (KeyError, TypeError) as fault:
        raise NotResults(f"{folder / PLAN} is not the plan of a sweep ({fault})") from fault


def strangers(folder: Path, plan: Mapping[str, Any]) -> list[str]:
    """Files among the tables that the plan has no chunk for: whoever reads the folder would read them too."""
    names = [store.RUNS, store.CURVES, *([store.TRAJECTORIES] if plan.get("trajectories") else [])]
    known = {store.part(name, chunk) for name in names for chunk in range(plan["chunks"])}
    there = (path.relative_to(folder).as_posix() for path in store.table_files(folder))
    return sorted(set(there) - known)
