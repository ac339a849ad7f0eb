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
from experiments.figures.folder_figures import save
from experiments.results.places import whole
from experiments.study.claims.ledger import Entry
from experiments.study.claims.part_results import StoredResult
from experiments.study.patterns.arms import collect_arms
from experiments.study.patterns.parts import SHARES
from experiments.study.patterns.preregistered import parts
from experiments.study.patterns.verdicts import (
    joint_confidence,
    measurement_of,
    paired_values,
    part_verdict,
)
from sim.source import source_hash

Progress = Callable[[str, int, int | None], None]


class Evidence(NamedTuple):
    """What stands behind a claim, run again: what each part came to, the mean level of each arm it compares
    over the runs that have one (no arms of parts that compare otherwise), and the figure's files.
    """

    results: tuple[StoredResult, ...]
    arms: dict[str, dict[str, float | None]]
    files: list[Path]


def evidence(row: Entry, folder: Path, progress: Progress = lambda *_: None) -> Evidence:
    """Run again what stands behind a claim and draw it into an empty folder.

    Parts read off shares of a map have no value a run; they stand as they are stored. Raises UsageFault for a
    claim that no pattern tests, StoreFault for the folder.
    """
    if not row.results:
        raise UsageFault(f"{row.claim.id} has no runs behind it: {row.reason or row.verdict}")
    with whole(folder):
        results, effects, arms = [], [], {}
        for number, stored in enumerate(row.results):
            progress(f"running {stored.part.name}", number, len(row.results))
            with collect_arms() as levels:
                result, effect = _rerun(stored)
            arms[stored.part.name] = {arm: _mean(level) for arm, level in levels.items()}
            results.append(result)
            effects.append(effect)
        figure = effects_figure(
            effects,
            title=("What do the runs behind it say?", f"{row.claim.id}: {row.claim.says}"),
            seed=results[0].seed,
            note=", ".join(sorted({result.part.scenario for result in results})),
        )
        return Evidence(tuple(results), arms, save({f"claim-{row.claim.id}": figure}, folder))


def _mean(level: FloatArray) -> float | None:
    there = level[np.isfinite(level)]
    return float(there.mean()) if len(there) else None


def _rerun(stored: StoredResult) -> tuple[StoredResult, Effect]:
    part, values, result = stored.part, None, stored
    if part.name not in SHARES:
        values = paired_values(part)
        measurement = measurement_of(values, part.sign, joint_confidence(len(parts())))
        result = replace(
            stored,
            **measurement.interval._asdict(),
            verdict=part_verdict(part, measurement),
            model=source_hash(),
            note=measurement.note,
        )
    interval = Interval(result.estimate, result.low, result.high)
    measure = f"{part.measure} [{part.unit}]"
    return result, Effect(
        part.name, part.says, values, interval, part.smallest, part.sign, measure, result.verdict
    )
