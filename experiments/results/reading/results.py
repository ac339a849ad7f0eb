"""Results that may be read: whoever wants a table of a folder asks here for it, and gets what was checked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote
from typing import Any

import pyarrow as pa

from experiments.design.axes import Setting
from experiments.errors import NotResults
from experiments.results import reserve_table, result_tables, store
from experiments.results.manifest import Manifest, SweepManifest, read_manifest
from experiments.results.reading.folder_state import FolderState, examine
from experiments.results.reading.planned_experiment import planned_settings
from experiments.results.reading.tally import Tally, manifest_of
from experiments.results.reserve_table import ReserveRow


@dataclass(frozen=True)
class FolderResults:
    """A results folder that was found whole, or the whole parts of one that is not.

    `chunks` are the parts of its tables that may be read, in order. `part` says in words how much of it that
    is, and `settings` has every setting that was planned; both are empty where it is whole.
    """

    folder: Path
    manifest: Manifest
    chunks: Sequence[int]
    part: str = ""
    settings: Sequence[Setting] = ()

    @property
    def tables(self) -> list[str]:
        """The names of its tables."""
        names = (store.RUNS, store.CURVES, store.TRAJECTORIES)
        return [name for name in names if (self.folder / store.part(name, self.chunks[0])).exists()]

    def table(
        self, name: str, columns: list[str] | None = None, filters: list[tuple[str, str, Any]] | None = None
    ) -> pa.Table:
        """A table, or those columns and rows of it, in order. Raises NotResults."""
        return store.read_table(self.folder, name, columns, filters, self.chunks)

    def parts(
        self, name: str, columns: list[str] | None = None, chunks: Iterable[int] | None = None
    ) -> Iterator[pa.Table]:
        """The same part by part, or those of some chunks: a table need not fit into memory. Raises
        NotResults.
        """
        return store.read_parts(self.folder, name, columns, self.chunks if chunks is None else chunks)

    def reserve(self) -> list[ReserveRow] | None:
        """How much more a run could take, None where that was not asked for. Raises NotResults."""
        return reserve_table.read_reserve(self.folder) if reserve_table.FILE in self.manifest.files else None

    def whole_table(self, name: str) -> pa.Table:
        """All rows of a table; of the runs also those that are not there, as in `all_runs`. Raises
        NotResults.
        """
        if name != store.RUNS:
            return self.table(name).replace_schema_metadata(None)
        return pa.concat_tables(part.replace_schema_metadata(None) for part in self.all_runs())

    def all_runs(self) -> Iterator[pa.Table]:
        """The table of runs part by part, with a row for each run that was planned and is not there: its
        status is `missing`, and nothing was measured of it. Raises NotResults.
        """
        manifest, there = self.manifest, {*self.chunks}
        if not isinstance(manifest, SweepManifest):
            yield from self.parts(store.RUNS)
            return
        for chunk in range(manifest.chunks):
            yield from self.parts(store.RUNS, chunks=[chunk]) if chunk in there else self._absent(chunk)

    def _absent(self, chunk: int) -> Iterator[pa.Table]:
        """The rows of a chunk that is not there."""
        manifest = self.manifest
        assert isinstance(manifest, SweepManifest)
        n, first = manifest.replicates, chunk * manifest.points_a_chunk
        for point in range(first, min(first + manifest.points_a_chunk, manifest.points)):
            values, rows = self.settings[point], range(n)
            yield result_tables.unmeasured_runs(
                point, values, manifest.seed, rows, point * n, result_tables.MISSING
            )


def just_written(folder: Path) -> FolderResults:
    """The results that this process has just written, which nobody has touched. Raises NotResults."""
    return whole_results(folder, read_manifest(folder))


def open_results(folder: Path, *, partial: bool | None = False) -> FolderResults:
    """The results of a folder that is finished and whole; with `partial` also the whole parts of a sweep that
    is not (None: what asks has no use for a part, and does not offer it). Every file is looked at.

    Raises NotResults for a folder that cannot be read so, one line that says why and what puts it right.
    """
    state = examine(folder)
    if state.manifest is not None:
        return whole_results(folder, state.manifest)
    if not partial or not state.done:
        raise NotResults(refusal(state, offer=partial is not None))
    return _part(state)


def whole_results(folder: Path, manifest: Manifest) -> FolderResults:
    """All that a folder holds, which was found whole."""
    chunks = manifest.chunks if isinstance(manifest, SweepManifest) else 1
    return FolderResults(folder, manifest, range(chunks))


def _part(state: FolderState) -> FolderResults:
    """The chunks that are whole, with a manifest of these alone, which says so in every caption."""
    plan, tally = state.plan, Tally.of(state.done)
    assert plan is not None
    manifest = manifest_of(plan, tally, state.folder)
    part = f"only {tally.runs:,} of {manifest.runs:,} runs"
    if tally.runs == manifest.runs:
        why = _first(state) if state.faults else f"there is no {store.MANIFEST} yet"
        part = f"all {tally.runs:,} runs, but {why}"
    captioned = replace(manifest, changed=[part, *manifest.changed])
    return FolderResults(state.folder, captioned, tally.chunks, part, planned_settings(state.folder, plan))


def refusal(state: FolderState, *, offer: bool = False) -> str:
    """Why a folder cannot be read as a whole, and what puts it right, in one line; with `offer` also how to
    read a part of it.
    """
    folder = quote(str(state.folder.absolute()))
    resume = f"alliance sweep {folder} --resume"
    part = "; --partial takes what is whole" if offer and state.done else ""
    if state.plan is not None and not state.faults:
        done = sum(receipt.runs for receipt in state.done)
        begun = f"{state.folder} is not finished: {done:,} of {state.plan['runs']:,} runs are there"
        return f"{begun}. To go on: {resume}{part}"
    wrong = f"{state.folder} is not as it was written: {_first(state)}"
    if state.plan is not None and all(fault.mended for fault in state.faults):
        return f"{wrong}. To put it right: {resume}{part}"
    return f"{wrong}. To see all: alliance verify {folder}{part}"


def _first(state: FolderState) -> str:
    first, *others = state.faults
    more = f" (and {len(others)} more)" if others else ""
    return f"{first.file} {first.matter}{more}"
