"""What a chunk of a sweep came to: small enough to be sent about, and written into the chunk itself."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from experiments.results.json_types import misfit
from experiments.results.manifest_parts import Window
from experiments.results.store import RUNS

Counts = Mapping[str, int]


class ReceiptPart(TypedDict):
    """A receipt as it stands in a file, where whatever has a number is named by it as text."""

    chunk: int
    runs: int
    ok: int
    months_short: int
    counts: Counts
    outcomes: Counts
    clamps: Counts
    windows: Mapping[str, Window]
    failed: Mapping[str, str]
    files: Mapping[str, str]


@dataclass(kw_only=True)
class Sums:
    """What some runs came to: counts over them, clamped values by rule, by how many months a horizon is too
    short for the outcome five years on at most, the months of each point's shocks, errors of failed runs, and
    the hash of each of their files.
    """

    runs: int = 0
    ok: int = 0
    months_short: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    clamps: Counter[str] = field(default_factory=Counter)
    windows: dict[int, list[int | None]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


@dataclass
class Receipt(Sums):
    """What a chunk came to."""

    chunk: int

    def text(self) -> str:
        """As JSON; the hash of the file that holds it cannot be in it."""
        told = {name: value for name, value in vars(self).items() if name != "files"}
        files = {name: said for name, said in self.files.items() if not name.startswith(RUNS)}
        return json.dumps({**told, "files": files}, sort_keys=True)

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """The receipt of that JSON. Raises ValueError if it is none."""
        told = json.loads(text)
        fault = misfit(told, ReceiptPart)
        if fault or set(told) != {*ReceiptPart.__annotations__}:
            raise ValueError(f"this is no receipt of a chunk ({fault or 'it says more'})")
        numbered: dict[str, dict[int, Any]] = {
            name: {int(k): said for k, said in told[name].items()} for name in ("windows", "failed")
        }
        counted: dict[str, Counter[str]] = {
            name: Counter(told[name]) for name in ("counts", "outcomes", "clamps")
        }
        return cls(**{**told, **numbered, **counted})
