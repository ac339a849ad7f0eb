"""A whole sweep: plan, warm, compute in workers, and the manifest that says it is finished."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from analysis.table import map_shares
from experiments import dictionary
from experiments.captions import full_key
from experiments.chunk import Receipt
from experiments.design import parse_axis
from experiments.errors import StoreFault, UsageFault
from experiments.evaluate import References, evaluate
from experiments.origin import origin
from experiments.plan import Experiment, Plan, default_axes, plan
from experiments.store import RUNS, discard_empty, prepare, read_table, release, write_manifest
from experiments.summary import called, interval
from experiments.workers import cores, run_chunks
from scenarios import Scenario, is_whole, window
from sim.rules.compiled import is_warm

MOST_ERRORS, MOST_JOBS = 100, 256
Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, runs done and runs in all."""


@dataclass
class Tally:
    """Receipts added up; the order in which they came does not show."""

    ok: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    clamps: Counter[str] = field(default_factory=Counter)
    failed: dict[int, str] = field(default_factory=dict)

    def add(self, receipt: Receipt) -> None:
        """Count a chunk."""
        self.ok += receipt.ok
        self.counts.update(receipt.counts)
        self.outcomes.update(receipt.outcomes)
        self.clamps.update(receipt.clamps)
        self.failed |= receipt.failed


def design(
    scenario: Scenario,
    vary: Sequence[str],
    *,
    replicates: int,
    seed: int,
    rest: bool = False,
    changes: Iterable[str] = (),
) -> Experiment:
    """The experiment that these axes span (`KEY=LO:HI:N` or `KEY=V1,V2,…`), or the scenario's own map
    without any.

    `changes` are the keys that were set beforehand. Raises UsageFault for an axis that cannot be read or was
    set, `scenarios.KeyFault` for a key that does not exist.
    """
    axes = tuple(parse_axis(text, lambda key: is_whole(scenario, key)) for text in vary)
    axes = axes or default_axes(scenario)
    names = [shock.name for shock in scenario.shocks]
    fixed = {full_key(key, names, always=True) for key in changes}
    for axis in axes:
        if full_key(axis.key, names, always=True) in fixed:
            raise UsageFault(f"{axis.key} is varied by this sweep, so setting it does nothing; see --vary")
    return Experiment(scenario, axes, replicates, seed, rest)


def sweep(
    experiment: Experiment,
    folder: Path,
    jobs: int | None = None,
    progress: Progress = lambda *_: None,
    *,
    changed: Sequence[str] = (),
) -> dict[str, Any]:
    """Run an experiment with up to `jobs` workers (None: one a core) into an empty folder; return its
    manifest, in which `changed` stands for the captions of figures (see `captions.changed`).

    Raises UsageFault for what cannot be planned, StoreFault for a folder that cannot be written. Whole
    chunks stay when it is interrupted; nothing half-written does.
    """
    if jobs is not None and not 1 <= jobs <= MOST_JOBS:
        raise UsageFault(f"jobs must be 1 to {MOST_JOBS} (got {jobs})")
    planned = plan(experiment)
    prepare(folder)
    total, done, tally = len(planned.points) * experiment.replicates, 0, Tally()
    try:
        progress("running" if is_warm() else "compiling the model (once, some seconds)", 0, total)
        _warm(planned)
        progress("running", 0, total)
        with closing(
            run_chunks(planned.chunks, folder, min(jobs or cores(), len(planned.chunks)))
        ) as receipts:
            for receipt in receipts:
                tally.add(receipt)
                done += receipt.runs
                progress("running", done, total)
        manifest = {**_manifest(experiment, planned, tally, folder), "changed": list(changed)}
        dictionary.write(folder, manifest)
        write_manifest(folder, manifest)
    except BaseException:
        _tidy(folder)
        raise
    return manifest


def _warm(planned: Plan) -> None:
    """Compile once, here, so that workers only read the cache; what is wrong with a run shows when its turn
    comes.
    """
    first = planned.chunks[0]
    with suppress(Exception):
        evaluate(
            first.points[0].scenario,
            first.seed,
            np.zeros(1, dtype=np.int64),
            References(),
            resting=first.rest,
        )


def _tidy(folder: Path) -> None:
    release(folder)
    with suppress(OSError, StoreFault):
        for part in folder.rglob(".*.part"):
            part.unlink()
        discard_empty(folder)


def _manifest(experiment: Experiment, planned: Plan, tally: Tally, folder: Path) -> dict[str, Any]:
    """All that is needed to read the tables and to make them again; no time and no machine in it, so it
    repeats.
    """
    runs = len(planned.points) * experiment.replicates
    return {
        **origin("sweep", experiment.scenario),
        "plan": planned.fingerprint,
        "vary": {axis.key: list(axis.values) for axis in experiment.axes},
        "replicates": experiment.replicates,
        "seed": experiment.seed,
        "rest": experiment.rest,
        "windows": [list(window(point.scenario)) for point in planned.points],
        "points": len(planned.points),
        "chunks": len(planned.chunks),
        "runs": runs,
        "ok": tally.ok,
        "failed": runs - tally.ok,
        "errors": [
            {"index": index, "error": tally.failed[index]} for index in sorted(tally.failed)[:MOST_ERRORS]
        ],
        "outcomes": dict(sorted(tally.outcomes.items())),
        "shares": _shares(folder, "outcome"),
        "shares_rest": _shares(folder, "outcome_rest") if experiment.rest else None,
        "screening": {
            name: tally.counts[name] / tally.ok if tally.ok else None
            for name in ("inert", "saturated", "censored", "dead_twin")
        },
        "clamps": dict(sorted(tally.clamps.items())),
    }


def _shares(folder: Path, judged: str) -> dict[str, dict[str, float | int | None]]:
    """Each outcome's share of all runs that have one in the column `judged`, with its interval bootstrapped
    over replicates.
    """
    table = read_table(folder, RUNS, ["point", "replicate", "status", judged])
    runs = called(table, judged)
    if not len(runs["outcome"]):
        return {}
    found = map_shares(runs)
    counts = {name: int((runs["outcome"] == name).sum()) for name in found}
    return {name: {**interval(share), "n": counts[name]} for name, share in found.items()}
