"""Scenarios side by side under the same draws: what became of each, and where one would see them part."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analysis.arrays import FloatArray
from analysis.intervals import mean_interval
from experiments.design.experiment import Point
from experiments.engine.evaluate import Evaluation
from experiments.errors import UsageFault
from experiments.figures import draw
from experiments.results import dictionary, store, tables
from experiments.results.manifest import origin
from experiments.single_run import Result, run
from scenarios import Scenario, digest
from sim.series import SERIES

MOST = 12
PAIRED = ("robustness", "loss", "gain", "loss_calm")
"""Measures of which paired differences are told: each has a value in every run."""


@dataclass(frozen=True)
class Comparison:
    """Results of scenarios run with one seed and the same replicates, in the order they were named."""

    results: tuple[Result, ...]

    @property
    def names(self) -> list[str]:
        """What each is called: its name, and what was changed where names repeat."""
        names = [result.scenario.name for result in self.results]
        return [
            f"{name} ({', '.join(result.changed)})" if names.count(name) > 1 and result.changed else name
            for name, result in zip(names, self.results, strict=True)
        ]

    def differences(self) -> list[dict[str, Any]]:
        """For each scenario but the first and each measure: the mean difference from the first over
        replicates, paired since the draws are common, with its 95 % interval.
        """
        first, found = self.results[0].evaluation.measures, []
        for name, result in zip(self.names[1:], self.results[1:], strict=True):
            measures = result.evaluation.measures
            for measure in PAIRED:
                if measure in first and measure in measures:
                    apart = np.asarray(measures[measure]) - np.asarray(first[measure])
                    mean = mean_interval(apart)
                    ends = {"estimate": mean.estimate, "low": mean.low, "high": mean.high}
                    told = {key: None if np.isnan(value) else float(value) for key, value in ends.items()}
                    found.append({"scenario": name, "measure": measure, **told})
        return found

    def tellers(self, most: int = 3) -> list[dict[str, Any]]:
        """Where each scenario is most unlike the first: series and months at which the means lie furthest
        apart in units of the spread between replicates.

        Of two with shocks, what the shock changes is compared (run less twin), months counted from its first;
        otherwise the runs themselves, from each one's own start. `of` says which: "shock" or "run".
        """
        of = "shock" if all(one.evaluation.t0 is not None for one in self.results) else "run"
        first, found = _told(self.results[0].evaluation, of), []
        for name, result in zip(self.names[1:], self.results[1:], strict=True):
            other = _told(result.evaluation, of)
            months = min(first.shape[1], other.shape[1])
            apart = other[:, :months].mean(axis=0) - first[:, :months].mean(axis=0)
            spread = np.sqrt((other[:, :months].var(axis=0) + first[:, :months].var(axis=0)) / 2)
            ratio = np.abs(apart) / np.maximum(spread, 1e-3 * (1 + np.abs(first[:, :months].mean(axis=0))))
            month = ratio.argmax(axis=0)
            for place in np.argsort(-ratio.max(axis=0), kind="stable")[:most]:
                at = int(month[place])
                found.append(
                    {
                        "scenario": name,
                        "series": SERIES[place].name,
                        "of": of,
                        "month": at,
                        "difference": float(apart[at, place]),
                        "spreads": float(ratio[at, place]),
                    }
                )
        return found

    def document(self) -> dict[str, Any]:
        """The comparison as one JSON document."""
        return {
            "seed": self.results[0].seed,
            "replicates": self.results[0].replicates,
            "scenarios": [
                {**result.document(), "called": name}
                for name, result in zip(self.names, self.results, strict=True)
            ],
            "differences": self.differences(),
            "tell_apart": self.tellers(),
        }


def _told(one: Evaluation, of: str) -> FloatArray:
    """What tells a scenario apart, month by month: [replicates, months, series]."""
    if of == "run" or one.t0 is None:
        return one.run.series
    return (one.run.series - one.twin.series)[:, one.t0 :]


def compare(asked: Sequence[tuple[Scenario, Sequence[str]]], *, replicates: int, seed: int) -> Comparison:
    """Run scenarios (each with the words for what was changed in it) under the same draws.

    Raises UsageFault unless there are 2 to 12 of them, for two of one name, and for numbers out of range.
    """
    if not 2 <= len(asked) <= MOST:
        raise UsageFault(f"a comparison needs 2 to {MOST} scenarios (got {len(asked)})")
    called: dict[tuple[str, ...], str] = {}
    for one, said in asked:
        if called.setdefault((one.name, *said), digest(one)) != digest(one):
            raise UsageFault(f"two scenarios are called {one.name}; give one of the files another name")
    return Comparison(
        tuple(run(found, replicates=replicates, seed=seed, changed=said) for found, said in asked)
    )


def write(found: Comparison, folder: Path) -> list[Path]:
    """Write tables, manifest and figure into an empty folder; return the figures. Raises StoreFault."""
    n, names = found.results[0].replicates, found.names
    runs, curves = [], []
    for number, (name, result) in enumerate(zip(names, found.results, strict=True)):
        point = Point(number, {}, result.scenario)
        table = tables.runs(point, result.seed, range(n), number * n, result.evaluation)
        runs.append(table.append_column("scenario", pa.array([name] * n)))
        curves.append(tables.curves(number, result.evaluation))
    scenarios = [result.scenario for result in found.results]
    manifest = {
        **origin("compare", scenarios[0]),
        "compared": names,
        "scenarios": [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in scenarios],
        "scenario_hashes": [digest(one) for one in scenarios],
        "windows": [[result.evaluation.t0, result.evaluation.t1] for result in found.results],
        "seed": found.results[0].seed,
        "replicates": n,
        "runs": n * len(names),
        "ok": n * len(names),
        "failed": 0,
        "vary": {},
        "differences": found.differences(),
        "tell_apart": found.tellers(),
        "screening": [result.screening for result in found.results],
    }
    with store.whole(folder):
        made = {store.RUNS: pa.concat_tables(runs), store.CURVES: pa.concat_tables(curves)}
        files = {
            store.part(name, 0): store.write_chunk(folder, name, 0, table) for name, table in made.items()
        }
        files[dictionary.FILE] = dictionary.write(folder, manifest, named=True)
        store.write_manifest(folder, manifest, files)
        return draw.draw(folder)
