"""A whole sweep: plan, warm, compute in workers, and the manifest that says it is finished."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.design.experiment import Experiment
from experiments.errors import StoreFault, UsageFault
from experiments.results import dictionary, places, result_tables, store
from experiments.results.manifest import GRIDS, SweepManifest, made_from, scenario_document, write_manifest
from experiments.results.reading.chunks import parts_of, read_receipt, receipts, strangers
from experiments.results.reading.planned_experiment import SETTINGS
from experiments.results.reading.receipt import Receipt
from experiments.results.reading.tally import Tally, manifest_of
from experiments.results.store import MANIFEST, PLAN, table_files
from experiments.sweep import more_replicates
from experiments.sweep.memory import check_memory
from experiments.sweep.plan import Chunk, Plan, plan
from experiments.sweep.resume import Shard, discard_parts, enter
from experiments.sweep.workers import cores, run_chunks
from sim.source import is_warm

MOST_JOBS = 256
Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, runs done and runs in all."""


def sweep(
    experiment: Experiment,
    folder: Path,
    jobs: int | None = None,
    progress: Progress = lambda *_: None,
    *,
    command: Sequence[str] = (),
    resume: bool = False,
    shard: Shard | None = None,
    cluster: str | None = None,
) -> SweepManifest | None:
    """Run an experiment with up to `jobs` workers (None: one a core) into an empty folder; return its
    manifest.

    With `resume` the folder may hold part of it, or the same with fewer replicates (see `more_replicates`).
    With a `shard` only that part of the chunks is computed, and other processes may fill the same folder:
    None is returned while some chunk of theirs is missing.
    `cluster` is the address of a Dask scheduler whose workers compute in place of ours. `command` is what was
    typed, for whoever wants to go on.

    Raises UsageFault for what cannot be planned or takes more memory than there is, StoreFault for a folder
    that cannot be written, CannotResume for one that holds something else. Whole chunks stay when it is
    interrupted; nothing half-written does.
    """
    if jobs is not None and not 1 <= jobs <= MOST_JOBS:
        raise UsageFault(f"jobs must be 1 to {MOST_JOBS} (got {jobs})")
    planned = plan(experiment)
    if cluster is None:
        check_memory(planned, jobs)
    asked = _plan_document(experiment, planned, command)
    if resume and shard is None and more_replicates.fewer_there(folder, experiment):
        beside = more_replicates.beside(folder, experiment.replicates)
        sweep(experiment, beside, jobs, progress, command=command, resume=True, cluster=cluster)
    above = places.missing_above(folder)
    begun = enter(folder, asked, experiment.sample, resume=resume, shared=shard is not None)
    try:
        ours = [k for k in range(len(planned)) if shard is None or k in shard]
        missing = _missing(folder, planned, ours, progress) if resume or shard else ours
        total = planned.runs if shard is None else sum(planned[k].runs for k in ours)
        done = total - sum(planned[k].runs for k in missing)
        with store.saying(folder, "work in"):
            _check_strangers(folder, begun)  # before the work, which would end in the same words
        if missing:
            with store.saying(folder, "work in"):
                places.check_room(folder, _least_room(planned, missing))
                (folder / MANIFEST).unlink(missing_ok=True)  # with one a folder is finished, this one is not
            if not is_warm():
                progress("compiling the model for this machine (once, up to a minute)", 0, None)
            _warm(planned)
            progress("running", done, total)
        for receipt in _compute(_ChosenChunks(planned, missing), folder, jobs, cluster):
            done += receipt.runs
            progress("running", done, total)
        with store.saying(folder, "work in"):
            return _finish(folder, begun, alone=shard is None)
    except BaseException:
        _tidy(folder, above, alone=shard is None)
        raise
    finally:
        places.release(folder)


def _check_strangers(folder: Path, begun: Mapping[str, Any]) -> None:
    """Raise StoreFault for a file that would be read with the tables and is none of them."""
    if others := strangers(folder, parts_of(begun)):
        raise StoreFault(
            f"{folder / others[0]} is no part of this sweep; take it away, then go on with --resume"
        )


@dataclass(frozen=True)
class _ChosenChunks(Sequence[Chunk]):
    """Some chunks of a plan, made as they are asked for."""

    planned: Plan
    places: Sequence[int]

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, place: Any) -> Any:
        return self.planned[self.places[place]]


def _least_room(planned: Plan, missing: Sequence[int]) -> int:
    """Bytes that the tables of these chunks take at least."""
    asked = planned.experiment
    points = min(len(planned.settings), len(missing) * planned.points_a_chunk)
    return result_tables.least_bytes(
        runs=points * asked.replicates,
        points=points,
        months=min(scenario.horizon.months for scenario in asked.scenarios),
        trajectories=asked.trajectories,
    )


def _missing(folder: Path, planned: Plan, ours: Sequence[int], progress: Progress) -> list[int]:
    """Those of our chunks that are not done."""
    many, missing = planned.experiment.replicates, []
    for n, k in enumerate(ours):
        if n % 50 == 0:
            progress("looking at what is there", n, len(ours))
        points = len(planned[k].points)
        if read_receipt(folder, planned.fingerprint, k, points=points, replicates=many) is None:
            missing.append(k)
    return missing


def _compute(
    chunks: Sequence[Chunk], folder: Path, jobs: int | None, address: str | None
) -> Iterator[Receipt]:
    if not chunks:
        return
    if address is None:
        computed = run_chunks(chunks, folder, min(jobs or cores(), len(chunks)))
    else:
        from experiments.sweep import dask_cluster

        computed = dask_cluster.run_chunks(chunks, folder, address)
    with closing(computed) as receipts:
        yield from receipts


def _finish(folder: Path, begun: Mapping[str, Any], *, alone: bool) -> SweepManifest | None:
    """Write the dictionary and the manifest from what lies in the folder, if all of it does."""
    tally = Tally()
    for receipt in receipts(folder, begun):
        if receipt is None:
            if alone:
                raise StoreFault(
                    f"a table in {folder} was changed meanwhile, or cannot be read; go on with --resume"
                )
            return None
        tally.add(receipt)
    _check_strangers(folder, begun)
    if not alone:
        discard_parts(folder)
    if begun["design"] not in GRIDS:
        tally.files[SETTINGS] = hashlib.sha256((folder / SETTINGS).read_bytes()).hexdigest()
    manifest = manifest_of(begun, tally, folder)
    tally.files[dictionary.FILE] = dictionary.write(folder, manifest.vary, trajectories=manifest.trajectories)
    return write_manifest(folder, manifest, tally.files)


def _warm(planned: Plan) -> None:
    """Compile once, here, so that workers only read the cache; what is wrong with a run shows when its turn
    comes.
    """
    if is_warm():
        return
    from experiments.engine.evaluate import evaluate

    with suppress(Exception):
        first = planned.point(0).scenario
        evaluate(
            first,
            planned.experiment.seed,
            np.zeros(1, dtype=np.int64),
            resting=planned.experiment.rest,
        )


def _tidy(folder: Path, above: Sequence[Path], *, alone: bool) -> None:
    """After a failure: no half-written file, and nothing at all where no chunk was finished."""
    if not alone:
        return
    with suppress(OSError, StoreFault):
        discard_parts(folder)
        if not any(table_files(folder)):
            for name in (PLAN, SETTINGS):
                (folder / name).unlink(missing_ok=True)
            places.discard_empty(folder)
            places.take_away(above)


def _plan_document(experiment: Experiment, planned: Plan, command: Sequence[str]) -> dict[str, Any]:
    """What a folder is begun for: all that is needed to make its tables; no time and no machine in it."""
    return {
        "kind": "sweep",
        **made_from(*experiment.scenarios),
        "plan": planned.fingerprint,
        **_several(experiment),
        "experiment": experiment.told,
        "design": experiment.told["design"]["kind"] if experiment.told else "grid",
        "vary": experiment.varied,
        **({"drawn": len(experiment.sample)} if experiment.sample else {}),
        "replicates": experiment.replicates,
        "seed": experiment.seed,
        "rest": experiment.rest,
        "trajectories": experiment.trajectories,
        "points": len(planned.settings),
        "points_a_chunk": planned.points_a_chunk,
        "chunks": len(planned),
        "runs": planned.runs,
        "changed": list(experiment.changed),
        "command": list(command),
    }


def _several(experiment: Experiment) -> dict[str, Any]:
    """Of several scenarios each in full, by name; the plan's name covers their hashes."""
    if not experiment.others:
        return {}
    return {"scenarios": {scenario.name: scenario_document(scenario) for scenario in experiment.scenarios}}
