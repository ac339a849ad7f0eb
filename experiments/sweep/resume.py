"""How a sweep takes a folder: an empty one, one that it began, or a part of one that several fill.

`plan.json` is written before the first run.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.design.samples import Sample
from experiments.errors import CannotResume, NotResults, UsageFault
from experiments.results import places, store
from experiments.results.manifest import json_text
from experiments.results.reading.plan_file import is_as_written, read_plan, sealed
from experiments.results.reading.planned_experiment import SETTINGS, keep_settings
from experiments.results.reading.receipt import Receipt
from experiments.results.store import PLAN
from experiments.sweep.more_replicates import take_over

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

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def left(self, receipts: Sequence[Receipt | None]) -> list[str]:
        """The parts, of as many as this is one of, that have chunks without a receipt."""
        left = {k % self.of + 1 for k, receipt in enumerate(receipts) if receipt is None}
        return [f"{number}/{self.of}" for number in sorted(left)]


def enter(
    folder: Path,
    plan: Mapping[str, Any],
    sample: Sample | None = None,
    *,
    resume: bool = False,
    shared: bool = False,
) -> Mapping[str, Any]:
    """Take a folder for a plan and its sample: an empty one, or with `resume` or `shared` one that was begun
    for it. Return the plan it was begun with, which counts: what decides no number (a title, what is asked,
    the name of a file) may have been another then.

    Raises StoreFault for a folder that cannot be had, CannotResume for one begun for something else.
    """
    with places.vanishing(folder), store.saying(folder, "work in"):
        places.join(folder, free=not (resume or shared), shared=shared)
        try:
            return _begin(folder, plan, sample, shared=shared)
        except BaseException:
            places.release(folder)
            raise


def _begin(
    folder: Path, plan: Mapping[str, Any], sample: Sample | None, *, shared: bool
) -> Mapping[str, Any]:
    """The plan a folder was begun with, or this one, written into an empty folder."""
    if not shared:
        take_over(folder, plan)
    begun = _begun(folder, plan) if (folder / PLAN).exists() else None
    if begun is None and any(_is_of_somebody(path) for path in folder.iterdir()):
        raise CannotResume(
            f"{folder} holds no sweep that was begun ({PLAN} is missing); choose another --out"
        )
    keep_settings(folder, sample)
    if begun is None:
        begun = sealed(plan)
        store.commit(folder / PLAN, json_text(begun).encode())
    if not shared:
        discard_parts(folder)
    return begun


def _is_of_somebody(path: Path) -> bool:
    """Whether a file keeps a folder without a plan from being taken; settings are written before the plan."""
    return not (path.name.startswith(".") or store.is_clutter(path.name) or path.name == SETTINGS)


def discard_parts(folder: Path) -> None:
    """Take away what a process that was killed had not finished writing."""
    for path in folder.rglob(".*"):
        if path.name.endswith(store.PASSING):
            with suppress(OSError):
                path.unlink()


def _begun(folder: Path, plan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The plan of a folder, which asks for the same numbers. Raises CannotResume, or NotResults if the disk
    fails.
    """
    try:
        there = read_plan(folder)
    except NotResults as fault:
        if isinstance(fault.__cause__, OSError):
            raise
        raise CannotResume(str(fault)) from fault
    if is_as_written(folder, there) is False:
        raise CannotResume(f"{folder / PLAN} was changed since the sweep was begun; choose another --out")
    other = [
        _differs(words, there.get(name), plan[name])
        for name, words in _TOLD.items()
        if there.get(name) != plan[name]
    ]
    if other or there.get("plan") != plan["plan"]:
        why = "; ".join(other) or "it was begun for another experiment"
        raise CannotResume(f"cannot go on in {folder}: {why}. Choose another --out, or ask for what it holds")
    return there


def _differs(words: str, there: Any, asked: Any) -> str:
    short = all(isinstance(value, str | int | bool | None) for value in (there, asked))
    return f"{words} is {there} there and {asked} now" if short else f"{words} differs"
