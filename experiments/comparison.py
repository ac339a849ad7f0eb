"""Scenarios side by side under the same draws: what became of each, and where one would see them part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analysis.arrays import AnyArray, FloatArray
from analysis.intervals import Interval
from experiments.design.experiment import Point, check_numbers
from experiments.engine.evaluate import Evaluation
from experiments.engine.observations import MIDDLE, OBSERVED, told_apart
from experiments.errors import UsageFault
from experiments.figures.after_tables import draw_if_possible
from experiments.results import dictionary, places, result_tables, store
from experiments.results.manifest import (
    ComparisonManifest,
    made_from,
    scenario_document,
    write_manifest,
)
from experiments.results.manifest_parts import DisagreementPart
from experiments.single_run import Result, run
from experiments.yardsticks import (
    OF_FIRST,
    DesignVerdict,
    Difference,
    differences,
    first_calm_measures,
    onsets,
    over_first_calm,
    verdict,
)
from scenarios import Scenario, digest
from sim.series import SERIES

MOST = 12


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

    @cached_property
    def measures(self) -> list[dict[str, AnyArray]]:
        """Of each scenario what is measured of its runs, with loss, robustness and gain held against the calm
        alliance of the first.
        """
        designs = [result.evaluation for result in self.results]
        held = first_calm_measures(designs)
        return [design.measures | more for design, more in zip(designs, held, strict=True)]

    @cached_property
    def held_apart(self) -> dict[str, list[Difference]]:
        """How far each scenario but the first differs from it, by both yardsticks."""
        first, *others = self.measures
        return {name: differences(first, other) for name, other in zip(self.names[1:], others, strict=True)}

    @cached_property
    def verdicts(self) -> dict[str, DesignVerdict]:
        """How each scenario but the first differs from it in level, and in resilience."""
        designs = [result.evaluation for result in self.results]
        return {name: verdict(designs, place) for place, name in enumerate(self.names) if place}

    def disagreements(self) -> list[DisagreementPart]:
        """Where the calm alliance and a scenario's own twin disagree on what does better, with the sentence
        that says so.
        """
        short = {
            name: ", ".join(result.changed) or name
            for name, result in zip(self.names, self.results, strict=True)
        }
        return [
            DisagreementPart(
                scenario=name, measure=difference.measure, short=difference.in_short(short[name]), words=words
            )
            for name, measured in self.held_apart.items()
            for difference in measured
            if (words := difference.words(name, self.names[0]))
        ]

    def differences(self) -> list[dict[str, Any]]:
        """For each scenario but the first and each measure: the mean difference from the first over
        replicates, paired since the draws are common, with its 95 % interval. Those against the calm alliance
        of the first (`loss_first_calm` and so on) lead; those against each one's own twin stand behind.
        """
        return [
            {"scenario": name, "measure": measure, **_numbers(interval)}
            for name, measured in self.held_apart.items()
            for difference in measured
            for measure, interval in (
                (f"{difference.measure}{OF_FIRST}", difference.calm),
                (difference.measure, difference.twin),
            )
        ]

    def clearest_signals(self, most: int = 3) -> list[dict[str, Any]]:
        """Where each scenario is most unlike the first: series and months at which the means lie furthest
        apart in units of the spread between replicates.

        Of two with shocks, what the shock changes is compared (run less twin), months counted from its first;
        otherwise the runs themselves, from each one's own start. `of` says which: "shock" or "run".
        """
        of = "shock" if all(result.evaluation.t0 is not None for result in self.results) else "run"
        first = _signals(self.results[0].evaluation, of)
        return [
            {"scenario": name, "series": series, "of": of, **where}
            for name, result in zip(self.names[1:], self.results[1:], strict=True)
            for series, where in _furthest_apart(_signals(result.evaluation, of), first, most)
        ]

    def observations(self, most: int = 3) -> list[dict[str, Any]]:
        """What would tell any two apart: of each pair the series that somebody could observe, and the month
        after the shock began, at which the middle 90 % of their runs lie furthest apart; best first.

        `apart` where the two bands do not touch, `gap` how far the medians lie apart in mean widths of the
        bands.
        """
        bands = [_observed(result.evaluation) for result in self.results]
        named = zip(self.names, self.results, strict=True)
        labels = [result.changed[-1] if result.changed else name for name, result in named]
        rows = [
            {
                "one": labels[a], "other": labels[b], "series": seen.series, "month": seen.month,
                "gap": seen.gap, "apart": seen.apart, "one_at": seen.here, "other_at": seen.there,
            }
            for a, b in combinations(range(len(bands)), 2)
            for seen in told_apart(bands[a], bands[b], most)
        ]  # fmt: skip
        return sorted(rows, key=lambda row: -float(row["gap"]))

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
            "verdicts": [
                {
                    "scenario": name,
                    "level": _numbers(told.level),
                    "resilience": _numbers(told.resilience),
                    "words": told.words(name, self.names[0]),
                }
                for name, told in self.verdicts.items()
            ],
            "disagreements": self.disagreements(),
            "tell_apart": self.clearest_signals(),
        }

    def manifest(self) -> ComparisonManifest:
        """What its folder says of it."""
        scenarios, n = [result.scenario for result in self.results], self.results[0].replicates
        return ComparisonManifest(
            **made_from(*scenarios),
            compared=self.names,
            scenarios=[scenario_document(scenario) for scenario in scenarios],
            scenario_hashes=[digest(scenario) for scenario in scenarios],
            windows=[[result.evaluation.t0, result.evaluation.t1] for result in self.results],
            seed=self.results[0].seed,
            replicates=n,
            runs=n * len(scenarios),
            ok=n * len(scenarios),
            differences=self.differences(),
            disagreements=self.disagreements(),
            tell_apart=self.clearest_signals(),
            screening=[result.screening for result in self.results],
        )


def _numbers(interval: Interval) -> dict[str, float | None]:
    return {end: None if np.isnan(value) else float(value) for end, value in interval._asdict().items()}


def _observed(evaluation: Evaluation) -> FloatArray:
    """The middle 90 % and the median of OBSERVABLE from the shock's first month on: [3, months, series]."""
    series = evaluation.run.series[:, evaluation.t0 or 0 :, OBSERVED]
    return np.asarray(np.quantile(series, MIDDLE, axis=0))


def _furthest_apart(
    signals: FloatArray, first: FloatArray, most: int
) -> Iterator[tuple[str, dict[str, int | float]]]:
    """The `most` series whose means lie furthest apart, in units of the spread between replicates, each with
    the month where they do.
    """
    months = min(first.shape[1], signals.shape[1])
    signals, first = signals[:, :months], first[:, :months]
    apart = signals.mean(axis=0) - first.mean(axis=0)
    spread = np.sqrt((signals.var(axis=0) + first.var(axis=0)) / 2)
    ratio = np.abs(apart) / np.maximum(spread, 1e-3 * (1 + np.abs(first.mean(axis=0))))
    month = ratio.argmax(axis=0)
    for place in np.argsort(-ratio.max(axis=0), kind="stable")[:most]:
        at = int(month[place])
        yield (
            SERIES[place].name,
            {"month": at, "difference": float(apart[at, place]), "spreads": float(ratio[at, place])},
        )


def _signals(evaluation: Evaluation, of: str) -> FloatArray:
    """What tells a scenario apart, month by month: [replicates, months, series]."""
    if of == "run" or evaluation.t0 is None:
        return evaluation.run.series
    return (evaluation.run.series - evaluation.twin.series)[:, evaluation.t0 :]


def compare(changed: Sequence[tuple[Scenario, Sequence[str]]], *, replicates: int, seed: int) -> Comparison:
    """Run scenarios (each with the words for what was changed in it) under the same draws.

    Raises UsageFault unless there are 2 to 12 of them, for two of one name, and for numbers out of range.
    """
    _check_number(len(changed))
    called: dict[tuple[str, ...], str] = {}
    for scenario, words in changed:
        if called.setdefault((scenario.name, *words), digest(scenario)) != digest(scenario):
            raise UsageFault(f"two scenarios are called {scenario.name}; give one of the files another name")
    return Comparison(
        tuple(run(scenario, replicates=replicates, seed=seed, changed=words) for scenario, words in changed)
    )


def _check_number(scenarios: int) -> None:
    if not 2 <= scenarios <= MOST:
        raise UsageFault(f"a comparison needs 2 to {MOST} scenarios (got {scenarios})")


def least_room(scenarios: Sequence[Scenario], replicates: int, seed: int) -> int:
    """Bytes that the tables of so many runs of each scenario take at least. Raises UsageFault for what
    `compare` refuses.
    """
    _check_number(len(scenarios))
    check_numbers(replicates, seed)
    return sum(
        result_tables.least_bytes(runs=replicates, points=1, months=scenario.horizon.months)
        for scenario in scenarios
    )


def tables(comparison: Comparison) -> dict[str, pa.Table]:
    """The tables of a comparison, by name."""
    return {store.RUNS: _runs(comparison), store.CURVES: _curves(comparison)}


def write(comparison: Comparison, folder: Path) -> list[Path]:
    """Write tables, manifest and figure into an empty folder; return the figures. Raises StoreFault. A figure
    that cannot be drawn is a warning, and the list is empty.
    """
    manifest = comparison.manifest()
    with places.whole(folder):
        files = {
            store.part(name, 0): store.write_chunk(folder, name, 0, table)
            for name, table in tables(comparison).items()
        }
        files[dictionary.FILE] = dictionary.write(folder, manifest.vary, scenario_column=True)
        write_manifest(folder, manifest, files)
    return draw_if_possible(folder) or []


def _runs(comparison: Comparison) -> pa.Table:
    """The runs of all scenarios, a point each, with what each scenario is called and what it loses against
    the calm alliance of the first.
    """
    parts = []
    for number, (name, result) in enumerate(zip(comparison.names, comparison.results, strict=True)):
        point, n = Point(number, {}, result.scenario), result.replicates
        table = result_tables.runs(point, result.seed, range(n), number * n, result.evaluation)
        beside = {"scenario": np.array([name] * n, dtype=object), **comparison.measures[number]}
        parts.append(result_tables.with_columns(table, beside, result_tables.COMPARED))
    return pa.concat_tables(parts)


def _curves(comparison: Comparison) -> pa.Table:
    """The curves of all scenarios, with run and twin over the calm alliance of the first: `q_first_calm` and
    `twin_first_calm`, from the months on that all are held against it.
    """
    designs = [result.evaluation for result in comparison.results]
    twins = [replace(design, run=design.twin) for design in designs]
    held = zip(over_first_calm(designs), over_first_calm(twins), onsets(designs), strict=True)
    return pa.concat_tables(
        table
        for number, (design, (run, twin, onset)) in enumerate(zip(designs, held, strict=True))
        for table in (
            result_tables.curves(number, design),
            result_tables.more_curves(number, {f"q{OF_FIRST}": run, f"twin{OF_FIRST}": twin}, onset),
        )
    )
