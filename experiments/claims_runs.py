"""The runs behind a claim, run again and drawn one by one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from analysis.figures.effects import Effect, effects_figure
from analysis.intervals import Interval
from experiments.claims import Entry, Found
from experiments.errors import UsageFault
from experiments.patterns import SHARES, judged, level, of_values, values
from experiments.patterns_written import parts
from experiments.pictures import keep
from experiments.store import whole
from sim.source import source_hash

Progress = Callable[[str, int, int | None], None]


def evidence(
    row: Entry, folder: Path, progress: Progress = lambda *_: None
) -> tuple[tuple[Found, ...], list[Path]]:
    """Run again what stands behind a claim and draw it into an empty folder: what each part came to now, and
    the files.

    Parts read off shares of a map have no value a run; they stand as they are stored. Raises UsageFault for a
    claim that no pattern tests, StoreFault for the folder.
    """
    if not row.found:
        raise UsageFault(f"{row.claim.id} has no runs behind it: {row.reason or row.verdict}")
    with whole(folder):
        now, effects = [], []
        for number, one in enumerate(row.found):
            progress(f"running {one.part.name}", number, len(row.found))
            found, effect = _again(one)
            now.append(found)
            effects.append(effect)
        scenarios = sorted({one.part.scenario for one in now})
        figure = effects_figure(
            effects,
            title=("What do the runs behind it say?", f"{row.claim.id}: {row.claim.says}"),
            seed=now[0].seed,
            note=", ".join(scenarios),
        )
        return tuple(now), keep({f"claim-{row.claim.id}": figure}, folder)


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
