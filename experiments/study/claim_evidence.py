"""The runs behind a claim, run again and drawn one by one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray
from analysis.figures.effects import Effect, effects_figure
from analysis.intervals import Interval
from experiments.errors import UsageFault
from experiments.figures.draw import save
from experiments.results.store import whole
from experiments.study.ledger import Entry, Found
from experiments.study.patterns.levels_of_arms import watched
from experiments.study.patterns.preregistered import parts
from experiments.study.patterns.verdicts import SHARES, judged, level, of_values, values
from sim.source import source_hash

Progress = Callable[[str, int, int | None], None]


class Again(NamedTuple):
    """What stands behind a claim, run again: what each part came to, the mean level of each arm it compares
    over the runs that have one (no arms of parts that compare otherwise), and the figure's files.
    """

    found: tuple[Found, ...]
    arms: dict[str, dict[str, float | None]]
    files: list[Path]


def evidence(row: Entry, folder: Path, progress: Progress = lambda *_: None) -> Again:
    """Run again what stands behind a claim and draw it into an empty folder.

    Parts read off shares of a map have no value a run; they stand as they are stored. Raises UsageFault for a
    claim that no pattern tests, StoreFault for the folder.
    """
    if not row.found:
        raise UsageFault(f"{row.claim.id} has no runs behind it: {row.reason or row.verdict}")
    with whole(folder):
        now, effects, arms = [], [], {}
        for number, one in enumerate(row.found):
            progress(f"running {one.part.name}", number, len(row.found))
            with watched() as seen:
                found, effect = _again(one)
            arms[one.part.name] = {arm: _mean(level) for arm, level in seen.items()}
            now.append(found)
            effects.append(effect)
        scenarios = sorted({one.part.scenario for one in now})
        figure = effects_figure(
            effects,
            title=("What do the runs behind it say?", f"{row.claim.id}: {row.claim.says}"),
            seed=now[0].seed,
            note=", ".join(scenarios),
        )
        return Again(tuple(now), arms, save({f"claim-{row.claim.id}": figure}, folder))


def _mean(level: FloatArray) -> float | None:
    there = level[np.isfinite(level)]
    return float(there.mean()) if len(there) else None


def _again(one: Found) -> tuple[Found, Effect]:
    part, runs, now = one.part, None, one
    if part.name not in SHARES:
        runs = values(part)
        finding = of_values(runs, part.sign, level(parts()))
        now = replace(
            one,
            **finding.interval._asdict(),
            verdict=judged(part, finding),
            model=source_hash(),
            note=finding.note,
        )
    interval = Interval(now.estimate, now.low, now.high)
    said = (interval, part.smallest, part.sign, f"{part.measure} [{part.unit}]", now.verdict)
    return now, Effect(part.name, part.says, runs, *said)
