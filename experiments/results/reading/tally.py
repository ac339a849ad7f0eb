"""What the chunks of a sweep came to together, and the manifest that is made of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from experiments.results.manifest import SweepManifest
from experiments.results.reading.receipt import Receipt, Sums
from experiments.results.summary import resampled_shares

MOST_ERRORS = 100


@dataclass
class Tally(Sums):
    """Receipts added up; the order in which they came does not show."""

    chunks: list[int] = field(default_factory=list)

    def add(self, receipt: Receipt) -> None:
        """Count a chunk."""
        self.ok += receipt.ok
        self.months_short = max(self.months_short, receipt.months_short)
        self.counts.update(receipt.counts)
        self.outcomes.update(receipt.outcomes)
        self.clamps.update(receipt.clamps)
        self.windows |= receipt.windows
        self.failed |= receipt.failed
        self.files |= receipt.files
        self.chunks.append(receipt.chunk)
        self.runs += receipt.runs

    @classmethod
    def of(cls, receipts: Iterable[Receipt]) -> "Tally":
        """All of these added up."""
        tally = cls()
        for receipt in receipts:
            tally.add(receipt)
        return tally


def manifest_of(plan: Mapping[str, Any], tally: Tally, folder: Path) -> SweepManifest:
    """What was asked for and what came of the chunks that were counted; runs that are not there count with
    those that failed. No time and no machine in it, so it repeats.
    """
    manifest = SweepManifest(
        **{name: plan[name] for name in {*SweepManifest.KEYS} & {*plan}},
        windows=[tally.windows.get(point, [None, None]) for point in range(plan["points"])],
        ok=tally.ok,
        failed=plan["runs"] - tally.ok,
        errors=[
            {"index": index, "error": tally.failed[index]} for index in sorted(tally.failed)[:MOST_ERRORS]
        ],
        outcomes=dict(sorted(tally.outcomes.items())),
        months_short=tally.months_short,
        screening={
            name: tally.counts[name] / tally.ok if tally.ok else None
            for name in ("inert", "saturated", "censored", "dead_twin")
        },
        clamps=dict(sorted(tally.clamps.items())),
    )

    def shares(judged: str) -> Any:
        return resampled_shares(folder, judged, manifest.resampled, tally.chunks)

    of_rest = shares("outcome_rest") if plan["rest"] else None
    return replace(manifest, shares_60=shares("outcome_60"), shares=shares("outcome"), shares_rest=of_rest)
