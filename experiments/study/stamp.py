"""Results of an older model that the present one gives as well: shown first, then stamped with its hash.

A change that moves no number, such as a comment, makes a new hash. What was measured before still stands if
the rows come out equal again.
"""

from collections.abc import Mapping

from experiments.study.folders import Folders
from experiments.study.recheck import MODEL, Recheck, differences
from experiments.study.report import read, say, text_of, write
from experiments.study.steps import EMPTY, MISSING, STEPS, Step, stale_table
from sim.source import source_hash

QUOTING = ("claims", "pages")
"""The steps whose texts quote the hash of the tables."""


def stamp(
    folders: Folders, jobs: int | None = None, *, every_row: bool = False, steps: tuple[Step, ...] = STEPS
) -> bool:
    """Make rows of every stale table again and, where all of them are equal to the stored ones, write the
    present hash into the tables of the step. True if none is stale any more; pages are written anew then.

    Of tables that take long a sample is made again, unless `every_row`. Prints a line a table. The tables of
    a step are stamped together or not at all, since some are made from others.
    """
    stale = [step for step in steps if any(stale_table(folders, name) for name in step.tables)]
    done = [_stamp_step(step, folders, jobs, every_row) for step in stale]
    if not stale:
        print("no table is stale")
    if not all(done):
        return False
    for step in steps:
        if step.name in QUOTING:
            step.write(folders)
    return True


def _stamp_step(step: Step, folders: Folders, jobs: int | None, every_row: bool) -> bool:
    empty = [name for name in step.tables if stale_table(folders, name) in (MISSING, EMPTY)]
    for name in empty:
        print(
            f"{name}.csv: refused; there is nothing in it (python -m experiments.study {step.name} makes it)"
        )
    if empty or step.again is None:
        return False
    say(f"{step.name}: making rows again")
    checks = step.again(folders, None if every_row else step.sample, jobs)
    equal = [_is_equal(name, folders, checks) for name in step.tables]
    if all(equal):
        for name in step.tables:
            _write_hash(name, folders)
    return all(equal)


def _is_equal(name: str, folders: Folders, checks: Mapping[str, Recheck]) -> bool:
    """Whether the stored table is what its rows made again say, printed in a line."""
    again = checks[name]
    faults = [*differences(read(folders.tables / f"{name}.csv"), again)]
    made = f"{name}.csv: {len(again.rows)} of {again.of} rows made again"
    if not faults:
        print(f"{made}, all equal", flush=True)
        return True
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    print(f"{made}; refused: {faults[0]}{more}", flush=True)
    return False


def _write_hash(name: str, folders: Folders) -> None:
    path = folders.tables / f"{name}.csv"
    rows = read(path)
    write(path, text_of([*rows[0]], [{**row, MODEL: source_hash()} for row in rows]))
