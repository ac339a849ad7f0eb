"""Experiment files: found by name, read and checked like scenario files, and made into experiments."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments import captions
from experiments.design.axes import SCENARIO, Axis, axis_of, evenly_spaced
from experiments.design.experiment import Experiment, check_experiment
from experiments.design.file_checks import (
    BOTH,
    TABLE,
    corner_blames,
    is_whole_key,
    meaning_blames,
    scenarios_of,
    size_blames,
)
from experiments.design.file_schema import EXPERIMENT, Ends, ExperimentFile
from experiments.design.samples import SAMPLERS, Range, Sample, factorial
from experiments.design.settings_table import read_settings_table
from experiments.design.sweep_options import REPLICATES, SEED, SweepOptions
from experiments.errors import UsageFault
from scenarios import Fault, Invalid, Scenario, override, through
from scenarios.checking.partial_values import without_blamed
from scenarios.checking.type_faults import validate_types
from scenarios.checking.validate import is_blamed
from scenarios.lenses import PLAIN
from scenarios.library import SUFFIXES, load_checked
from scenarios.reading.document import Document, Unfit
from scenarios.reading.faults import Blame
from scenarios.reading.reader import read, read_file
from scenarios.reading.safe_text import printable
from scenarios.settable_keys import find_key

HERE = Path(__file__).parent.parent
Scenarios = Mapping[str, Scenario]


def shipped() -> tuple[str, ...]:
    """Names of the experiments that come with the program, in alphabetical order."""
    return tuple(sorted(path.stem for path in HERE.glob("[!.]*.yaml")))


def catalogue() -> tuple[tuple[str, str], ...]:
    """Name and title of each shipped experiment."""
    return tuple((name, str(read(read_file(str(_located(name)))).value["title"])) for name in shipped())


def source(name_or_path: str | os.PathLike[str]) -> str:
    """The text of an experiment file that is one (see `is_experiment`)."""
    return read_file(str(_located(name_or_path)))


def is_experiment(name_or_path: str | os.PathLike[str]) -> bool:
    """Whether this is a shipped experiment, or a file that names `scenarios` or a `design`, as no scenario
    does.
    """
    path = _located(name_or_path)
    if path.parent == HERE:
        return True
    if path.suffix not in SUFFIXES:
        return False
    try:
        value = read(read_file(str(path))).value
    except (Unfit, OSError):
        return False
    return isinstance(value, dict) and not {"scenarios", "design"}.isdisjoint(value)


def load(name_or_path: str | os.PathLike[str], replicates: int = REPLICATES) -> Experiment:
    """A shipped experiment by name, or one from a file; scenarios of files lie beside it.

    `replicates`: runs of a setting where the file does not say how many. Raises `scenarios.Invalid` with
    everything that is wrong with the file, or with its table of settings.
    """
    path = _located(name_or_path)
    return load_checked(str(path), lambda document: _experiment(document, path, replicates))


def check(name_or_path: str | os.PathLike[str], replicates: int = REPLICATES) -> list[Fault]:
    """Everything wrong with an experiment file; what can only be told of the whole of it, at its first
    line.
    """
    try:
        check_experiment(load(name_or_path, replicates))
    except Invalid as error:
        return list(error.faults)
    except UsageFault as error:
        return [Fault(printable(os.fspath(name_or_path)), 1, 1, "file", str(error))]
    return []


def with_options(experiment: Experiment, options: SweepOptions) -> Experiment:
    """The experiment of a file with what was asked for besides: options that say nothing leave it as it is.

    Raises UsageFault for axes, which the file names itself, and as `changed` does.
    """
    if options.vary:
        raise UsageFault(
            f"{experiment.name} is an experiment, which says itself what it varies: leave out --vary"
        )
    if options.fixed and "draw" in options.changes:
        raise UsageFault("draw is set and --fixed is given; say one of the two")
    experiment = changed(experiment, options.changes, options.off)
    if options.lens != PLAIN:
        first, *others = (through(scenario, options.lens) for scenario in experiment.scenarios)
        experiment = replace(experiment, scenario=first, others=tuple(others))
    if options.fixed:
        first, *others = (override(scenario, {"draw": False}) for scenario in experiment.scenarios)
        experiment = replace(experiment, scenario=first, others=tuple(others))
    return replace(
        experiment,
        replicates=experiment.replicates if options.replicates is None else options.replicates,
        seed=experiment.seed if options.seed is None else options.seed,
        rest=experiment.rest or options.rest,
        trajectories=experiment.trajectories or options.trajectories,
    )


def changed(experiment: Experiment, changes: Mapping[str, Any], off: Iterable[str]) -> Experiment:
    """The experiment with keys set and mechanisms switched off in all its scenarios.

    Raises `scenarios.KeyFault` for what a scenario does not have, UsageFault for a key that it varies.
    """
    wanted = {**changes, **{f"switches.{name}": False for name in off}}
    _refuse_varied(experiment, wanted)
    first, *others = (override(scenario, wanted) if wanted else scenario for scenario in experiment.scenarios)
    said = (*experiment.changed, *captions.changed(first, changes, off))
    return replace(experiment, scenario=first, others=tuple(others), changed=said)


def _refuse_varied(experiment: Experiment, wanted: Iterable[str]) -> None:
    varied = [key for key in experiment.varied if key != SCENARIO]
    for scenario in experiment.scenarios:
        paths = {find_key(scenario, key).path: key for key in varied}
        for key in wanted:
            if find_key(scenario, key).path in paths:
                raise UsageFault(f"{key} is varied by this experiment, so setting it does nothing")


def _located(wanted: str | os.PathLike[str]) -> Path:
    name = os.fspath(wanted)
    return HERE / f"{name}.yaml" if name in shipped() else Path(name)


def _experiment(document: Document, path: Path, replicates: int) -> tuple[Experiment | None, list[Blame]]:
    """Checked in the order in which faults can be told: shape, meaning, size, the ends of what is varied."""
    asked, blames = validate_types(document.value, EXPERIMENT, ExperimentFile)
    refused = document.refused
    blames = [blame for blame in blames if not is_blamed(blame.path, refused)]
    rest = without_blamed(document.value, refused | {blame.path for blame in blames})
    if not isinstance(rest, dict) or () in {blame.path for blame in blames}:
        return None, blames
    scenarios, of_scenarios = scenarios_of(rest, path.parent)
    further = (*of_scenarios, *meaning_blames(rest, scenarios))
    blames += [blame for blame in further if not is_blamed(blame.path, refused)]
    if asked is None or blames or refused:
        return None, blames
    builder = _ExperimentBuilder(asked, scenarios, path, replicates)
    blames = builder.size_blames() or list(corner_blames(builder.scenarios, builder.ends))
    return (None, blames) if blames else (builder.experiment(), [])


@dataclass(frozen=True)
class _ExperimentBuilder:
    """A well-formed file on its way to an experiment."""

    asked: ExperimentFile
    loaded_scenarios: Scenarios
    path: Path
    replicates: int

    @property
    def fixed(self) -> dict[str, Any]:
        """Keys that have one value everywhere."""
        switches = {f"switches.{name}": on for name, on in self.asked.switches.items() if on != BOTH}
        draw = {} if self.asked.draw is None else {"draw": self.asked.draw}
        return {**self.asked.set, **draw, **switches}

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios with those set."""
        return {
            name: override(scenario, self.fixed) if self.fixed else scenario
            for name, scenario in self.loaded_scenarios.items()
        }

    @property
    def crossed(self) -> list[Axis]:
        """What every setting is tried with: each scenario, each mechanism on and off."""
        names = [Axis(SCENARIO, tuple(self.loaded_scenarios))] if len(self.loaded_scenarios) > 1 else []
        both = [name for name, on in self.asked.switches.items() if on == BOTH]
        return [*names, *(Axis(f"switches.{name}", (True, False)) for name in both)]

    @property
    def ends(self) -> dict[str, tuple[float, float]]:
        """The lowest and the highest value of each varied key."""
        return {
            key: (varied.low, varied.high) if isinstance(varied, Ends) else (min(varied), max(varied))
            for key, varied in self.asked.vary.items()
        }

    def size_blames(self) -> list[Blame]:
        """More settings than there may be, with the arithmetic."""
        design, crossed = self.asked.design, [len(axis.values) for axis in self.crossed]
        if design.kind in SAMPLERS:
            steps = len(self.asked.vary) + 1 if design.kind == "morris" else 1
            return size_blames([*crossed, *([steps] if steps > 1 else []), design.n or 1], "design")
        lengths = [
            len(varied) if not isinstance(varied, Ends) else varied.n or 2
            for varied in self.asked.vary.values()
        ]
        return size_blames([*crossed, *lengths], "vary")

    def experiment(self) -> Experiment:
        """The experiment the file asks for. Raises Invalid for what is wrong with its table."""
        asked, (first, *others) = self.asked, self.scenarios.values()
        sample = self._sample()
        crossed = self.crossed if sample is None else _beside(self.crossed, sample)
        return Experiment(
            first,
            (*crossed, *(() if sample else self._spanned())),
            asked.replicates or self.replicates,
            SEED if asked.seed is None else asked.seed,
            asked.rest,
            asked.trajectories,
            sample,
            tuple(others),
            self._told(),
            tuple(captions.changed(first, asked.set, self._without())),
        )

    def _without(self) -> list[str]:
        return [name for name, on in self.asked.switches.items() if on is False]

    def _sample(self) -> Sample | None:
        design = self.asked.design
        if design.kind == TABLE:
            return self._table()
        if design.kind not in SAMPLERS:
            return None
        levels = {"levels": design.levels} if design.levels else {}
        return SAMPLERS[design.kind](
            self._ranges(), design.n, 1 if design.seed is None else design.seed, **levels
        )

    def _table(self) -> Sample:
        name = self.asked.design.file or ""
        sample = read_settings_table(self.path.parent / name, self.scenarios)
        scenario = next(iter(self.loaded_scenarios.values()))
        said = [*self.fixed, *(both.key for both in self.crossed if both.key != SCENARIO)]
        in_file = {find_key(scenario, key).path for key in said}
        for key in sample.columns:
            if key != SCENARIO and find_key(scenario, key).path in in_file:
                told = f"{key} stands in {printable(self.path)} too; say it in one place"
                raise Invalid((Fault(printable(self.path.parent / name), 1, 1, "column", told),))
        return sample

    def _ranges(self) -> list[Range]:
        return [
            Range(key, *ends, is_whole_key(self.loaded_scenarios, key)) for key, ends in self.ends.items()
        ]

    def _spanned(self) -> Sequence[Axis]:
        """The axes of a grid; of a factorial design each key at its ends."""
        if self.asked.design.kind == "factorial":
            listed = {key: varied for key, varied in self.asked.vary.items() if not isinstance(varied, Ends)}
            of_ends = factorial([span for span in self._ranges() if span.key not in listed])
            axes = {axis.key: axis for axis in of_ends} | {
                key: self._axis(key, varied) for key, varied in listed.items()
            }
            return [axes[key] for key in self.asked.vary]
        return [self._axis(key, varied) for key, varied in self.asked.vary.items()]

    def _axis(self, key: str, varied: Ends | tuple[float, ...]) -> Axis:
        values = evenly_spaced(varied.low, varied.high, varied.n or 2) if isinstance(varied, Ends) else varied
        return axis_of(key, values, whole=is_whole_key(self.loaded_scenarios, key))

    def _told(self) -> dict[str, Any]:
        """What a manifest says of the file."""
        asked = self.asked
        said = asked.model_dump(mode="json", by_alias=True, exclude_none=True)
        told = {"name": self.path.stem, "title": asked.title.strip(), "asks": asked.asks.strip()}
        return {**told, **{field: said[field] for field in ("scenarios", "design", "switches", "set")}}


def _beside(crossed: list[Axis], sample: Sample) -> list[Axis]:
    """A table that names the scenario of each setting is not tried in all of them."""
    return [axis for axis in crossed if not (axis.key == SCENARIO and SCENARIO in sample.columns)]
