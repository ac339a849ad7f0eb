"""The states and firms of a run, month by month: its runs made again to the same bits, all written down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from analysis.arrays import AnyArray, FloatArray
from experiments.engine.replay import scenario_of
from experiments.errors import ModelChanged, UsageFault
from experiments.results import store
from experiments.results.manifest import RunManifest
from experiments.results.reading.results import FolderResults
from scenarios import compile_case
from sim.actors import tables
from sim.run import burn_in, simulate
from sim.series import CLASSES, DOMAINS
from sim.source import source_hash
from sim.state.run_state import RunState
from sim.world.case import Case

MEMBERS, FIRMS = "members", "firms"
COLUMNS = {
    MEMBERS: {
        "state": "code of the state: the United States and the members of the European Union",
        "trust": "trust in its ally, 0–1",
        **{f"effort_{domain}": f"effort in {domain}, 0–1" for domain in DOMAINS},
    },
    FIRMS: {
        "firm": "number of the firm; the same in all runs",
        "home": "code of the state it is at home in",
        "kind": "kind of firm",
        "chips": "class of chips it buys",
        "output": "its part of the allies' AI output, of which all together make 1 in calm",
        "stock": "stock of chips, months of need",
        "code": "how far it keeps the code of conduct, 0–1",
    },
}
"""The columns of each table behind replicate, shocked (false: the twin) and month, and what they mean."""
_HEAD = ("replicate", "shocked", "month")


@dataclass(frozen=True)
class _Side:
    """A replicate's run, or its twin: every number of the state, [months, size] a field, and the allies'
    output[months].
    """

    case: Case
    replicate: int
    shocked: bool
    course: RunState
    output: FloatArray


def write_actors(
    results: FolderResults,
    which: list[str],
    out: Path,
    show: Callable[[int, int], None] = lambda done, of: None,
) -> list[Path]:
    """Write `members.csv` and `firms.csv`, those of `which`, of a single scenario's results into `out`, and
    `actors.txt`, which says what their columns mean; return the files. `show` is told how many runs of how
    many are done.

    Raises UsageFault for other results, ModelChanged where they come from another model, so that no run could
    be repeated, StoreFault for `out`.
    """
    manifest = check_actors(results, which)
    files = [out / f"{name}.csv" for name in which]
    with store.saying(out):
        out.mkdir(parents=True, exist_ok=True)
        writers: list[csv.CSVWriter] = []
        try:
            for side in _sides(results, manifest, show):
                made = [_TABLES[name](side) for name in which]
                writers = writers or [
                    csv.CSVWriter(str(file), table.schema) for file, table in zip(files, made, strict=True)
                ]
                for writer, table in zip(writers, made, strict=True):
                    writer.write_table(table)
        finally:
            for writer in writers:
                writer.close()
    said = [f"{name}: {column}: {meaning}" for name in which for column, meaning in COLUMNS[name].items()]
    store.commit(out / "actors.txt", "\n".join([*said, ""]).encode())
    return [*files, out / "actors.txt"]


def check_actors(results: FolderResults, which: list[str]) -> RunManifest:
    """The manifest of results whose actors can be written. Raises UsageFault and ModelChanged."""
    manifest = results.manifest
    asked = " and ".join(f"--{name}" for name in which)
    if not isinstance(manifest, RunManifest):
        raise UsageFault(f"{results.folder} holds many settings; {asked} is of one: an alliance run")
    if manifest.model != source_hash():
        raise ModelChanged(
            f"the results in {results.folder} come from another model; {asked} repeats their runs"
        )
    return manifest


def _sides(
    results: FolderResults, manifest: RunManifest, show: Callable[[int, int], None]
) -> Iterator[_Side]:
    case = compile_case(scenario_of(results))
    for replicate in range(manifest.replicates):
        number = np.array([replicate], dtype=np.int64)
        start = burn_in(case, manifest.seed, number)
        ends = np.cumsum([part[0].size for part in start])[:-1]
        for shocked in (True, False):
            run = simulate(case, manifest.seed, number, shocked=shocked, start=start, full=True)
            course = RunState(*np.split(run.states[0], ends, axis=1))
            yield _Side(case, replicate, shocked, course, run["output"][0])
        show(replicate + 1, manifest.replicates)


def _members(side: _Side) -> pa.Table:
    months, states = side.course.trust.shape
    effort = side.course.effort.reshape(months, len(DOMAINS), states)
    columns = {
        "state": np.tile(side.case.world.states, months),
        "trust": side.course.trust.ravel(),
        **{f"effort_{domain}": effort[:, place].ravel() for place, domain in enumerate(DOMAINS)},
    }
    return _table(side, months, states, columns)


def _firms(side: _Side) -> pa.Table:
    months, firms = side.course.stock.shape
    world, kinds = side.case.world, [row["kind"] for row in tables.kinds()]
    arrays = world.arrays
    whole = side.output / side.course.output.sum(axis=1)
    need = np.where(arrays.firm_need > 0, arrays.firm_need, np.nan)
    columns = {
        "firm": np.tile(np.arange(firms), months),
        "home": np.tile(np.asarray(world.states)[arrays.firm_home], months),
        "kind": np.tile(np.asarray(kinds)[arrays.firm_kind], months),
        "chips": np.tile(np.asarray(CLASSES)[arrays.firm_class], months),
        "output": (side.course.output * whole[:, None]).ravel(),
        "stock": (side.course.stock / need).ravel(),
        "code": side.course.code.ravel(),
    }
    return _table(side, months, firms, columns)


def _table(side: _Side, months: int, actors: int, columns: dict[str, AnyArray]) -> pa.Table:
    rows = months * actors
    head = (np.full(rows, side.replicate), np.full(rows, side.shocked), np.repeat(np.arange(months), actors))
    return pa.table({**dict(zip(_HEAD, head, strict=True)), **columns})


_TABLES: dict[str, Callable[[_Side], pa.Table]] = {MEMBERS: _members, FIRMS: _firms}
