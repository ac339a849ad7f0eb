"""What a chunk of a sweep came to: small enough to be sent about, and written into the chunk itself."""

import json
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from analysis.outcomes import months_short
from experiments.results.store import RUNS

if TYPE_CHECKING:
    from experiments.engine.evaluate import Evaluation


@dataclass
class Receipt:
    """What a chunk came to: counts over its runs, clamped values by rule, by how many months a horizon is too
    short for the outcome five years on at most, the months of each point's shocks, errors of failed runs, and
    the hash of each of its files.
    """

    chunk: int
    runs: int = 0
    ok: int = 0
    months_short: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    clamps: Counter[str] = field(default_factory=Counter)
    windows: dict[int, list[int | None]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def add(self, evaluation: "Evaluation") -> None:
        """Count the runs of an evaluation."""
        measures = evaluation.measures
        self.ok += len(evaluation.inert)
        self.outcomes.update(str(name) for name in measures["outcome"] if name)
        self.counts.update(
            inert=int(evaluation.inert.sum()),
            saturated=int(evaluation.saturated.sum()),
            censored=int(measures["censored"].sum()),
            dead_twin=int((~measures["twin_alive"]).sum()),
        )
        self.clamps.update(clamps(evaluation))
        self.months_short = max(self.months_short, months_short(*horizon_and_end(evaluation)))

    def text(self) -> str:
        """As JSON; the hash of the file that holds it cannot be in it."""
        told = {name: value for name, value in vars(self).items() if name != "files"}
        files = {name: said for name, said in self.files.items() if not name.startswith(RUNS)}
        return json.dumps({**told, "files": files}, sort_keys=True)

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """The receipt of that JSON. Raises ValueError if it is none."""
        told = json.loads(text)
        if not isinstance(told, dict) or set(told) != {column.name for column in fields(cls)}:
            raise ValueError("this is no receipt of a chunk")
        numbered: dict[str, dict[int, Any]] = {
            name: {int(k): said for k, said in told[name].items()} for name in ("windows", "failed")
        }
        counted: dict[str, Counter[str]] = {
            name: Counter(told[name]) for name in ("counts", "outcomes", "clamps")
        }
        return cls(**{**told, **numbered, **counted})


def horizon_and_end(evaluation: "Evaluation") -> tuple[int, int | None]:
    """H, the months from the shock's first to the end, and the shock's last month counted from its first;
    None where there is no shock or it lasts to the end.
    """
    first, last, months = evaluation.t0 or 0, evaluation.t1, evaluation.case.months
    return months - first, None if last is None or last >= months - 1 else last - first


def clamps(evaluation: "Evaluation") -> dict[str, int]:
    """How often the runs' rules had to cut a value to its range, by rule."""
    from sim.run import CLAMPS  # whoever has an evaluation has loaded the engine

    return dict(zip(CLAMPS, evaluation.run.clamps.sum(axis=0).tolist(), strict=True))
