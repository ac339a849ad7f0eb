"""More replicates of a sweep: the first ones keep their numbers, and what is there stays until all are done.

Curves are of all replicates together, so all are computed again, in a folder within the one that is there.
Only when that is whole do its files take the place of the others.
"""

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.design.experiment import Experiment
from experiments.design.fingerprint import fingerprint
from experiments.errors import NotResults, StoreFault
from experiments.results import store
from experiments.results.reading.plan_file import read_plan
from experiments.results.reading.planned_experiment import SETTINGS
from experiments.results.store import MANIFEST, PLAN
from sim.source import source_hash

HIDDEN = ".more-replicates-"
"""What the name of such a folder begins with; their number follows."""


def fewer_there(folder: Path, experiment: Experiment) -> int | None:
    """How many replicates the same experiment was begun with in a folder, if that is fewer; else None. Raises
    NotResults where the disk does not give its plan.
    """
    try:
        plan = read_plan(folder)
    except NotResults as fault:
        if isinstance(fault.__cause__, OSError) and store.is_own_file(folder, PLAN):
            raise
        return None
    there = int(plan["replicates"])
    if not 1 <= there < experiment.replicates:
        return None
    same = fingerprint(replace(experiment, replicates=there), source_hash())
    return there if plan["plan"] == same else None


def beside(folder: Path, replicates: int) -> Path:
    """Where so many replicates are computed while fewer are there: hidden, so that nobody reads it. Raises
    StoreFault for a link, which leads somebody knows where.
    """
    place = folder / f"{HIDDEN}{replicates}"
    if place.is_symlink():
        raise StoreFault(f"{place} is a link, which is not followed; take it away")
    return place


def begun_beside(folder: Path) -> int | None:
    """So many replicates were begun in a folder where fewer are, and are not all there yet, the fewest first;
    None: no such.
    """
    begun = [path for path in folder.glob(f"{HIDDEN}*") if store.is_own_file(folder, f"{path.name}/{PLAN}")]
    numbers = [path.name.removeprefix(HIDDEN) for path in begun]
    return min((int(number) for number in numbers if number.isascii() and number.isdigit()), default=None)


def take_over(folder: Path, plan: Mapping[str, Any]) -> None:
    """Put the files of a sweep that was finished beside into the places of a folder that this process holds;
    nothing happens where there is none. If it is stopped, it goes on when it is called again.

    From the first step on the folder is an unfinished sweep of the new plan, whose manifest is written when
    all its parts are there. Raises StoreFault.
    """
    made = beside(folder, plan["replicates"])
    if not (made / MANIFEST).is_file():
        with suppress(OSError):
            made.rmdir()  # all that was left to do
        return
    with store.saying(folder):
        (folder / MANIFEST).unlink(missing_ok=True)
        store.sync(folder)
        for name in (PLAN, SETTINGS):
            if (made / name).exists():
                os.replace(made / name, folder / name)
        store.sync(folder)
        for table in store.TABLES:
            if (made / table).is_dir():
                (folder / table).mkdir(exist_ok=True)
                for path in sorted((made / table).glob("*.parquet")):
                    os.replace(path, folder / table / path.name)
                store.sync(folder / table)
        _take_away(made)


def _take_away(made: Path) -> None:
    """Take away a folder whose tables have gone. The manifest goes last: while it is there, this goes on."""
    for path in made.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != MANIFEST:
            path.unlink()
    (made / MANIFEST).unlink()
    made.rmdir()
