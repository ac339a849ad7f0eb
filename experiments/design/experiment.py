"""An experiment: a scenario over settings of its keys, and the limits of what may be asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from experiments.captions import changed, full_key
from experiments.design.axes import (
    SCENARIO,
    Axis,
    Grid,
    Setting,
    Value,
    axis_of,
    evenly_spaced,
    parse_axis,
    without_scenario,
)
from experiments.design.memory import MOST_BYTES, setting_bytes, what_fits
from experiments.design.samples import Sample, SampleOverGrid
from experiments.design.sweep_options import REPLICATES, SEED, SweepOptions
from experiments.errors import UsageFault, first_of
from scenarios import Invalid, Scenario, axes, is_whole, override, window

MOST_TRIED = 2_000
MOST_REPLICATES = 10_000
MOST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Experiment:
    """A scenario over a grid of values: `replicates` runs a point (1 to 10,000), all points with the same
    draws.

    `rest` also follows every run without noise or shock until it rests; `trajectories` keeps every run's
    series. With a `sample` each of its settings is tried at every point of the grid. Of several scenarios
    (`others`) the key `scenario` says by name which one a point changes. `told` is what the experiment's file
    says, and `changed` what was set beforehand, in words for captions; they decide nothing.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    replicates: int
    seed: int
    rest: bool = False
    trajectories: bool = False
    sample: Sample | None = None
    others: tuple[Scenario, ...] = ()
    told: Mapping[str, Any] | None = None
    changed: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Of the experiment's file, or of its scenario."""
        return str(self.told["name"]) if self.told else self.scenario.name

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """All of them, the first first."""
        return (self.scenario, *self.others)

    @property
    def settings(self) -> Sequence[Setting]:
        """Every setting, made as it is asked for. Raises UsageFault for keys varied twice, or too many."""
        return settings_of(self.axes, self.sample)

    @property
    def varied(self) -> dict[str, list[Value]]:
        """Each varied key and its values, in order; of a sample the lowest and the highest."""
        of_grid = {axis.key: list(axis.values) for axis in self.axes}
        return of_grid | (self.sample.spans() if self.sample else {})

    def base(self, values: Mapping[str, Value]) -> Scenario:
        """The scenario that a setting changes."""
        name = values.get(SCENARIO, self.scenario.name)
        return next(scenario for scenario in self.scenarios if scenario.name == name)


def settings_of(axes: Sequence[Axis], sample: Sample | None = None) -> Sequence[Setting]:
    """The settings that axes span, each of a sample tried at every one. Raises UsageFault for keys varied
    twice, or too many settings.
    """
    grid = Grid(axes)
    return SampleOverGrid(grid, sample) if sample else grid


@dataclass(frozen=True)
class Point:
    """One setting: its place in the plan, the varied keys with their values, and the scenario they change."""

    index: int
    values: Setting
    base: Scenario

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with the values filled in; made when asked for, since a plan may have a million."""
        return apply_setting(self.base, self.values)


def design(
    scenario: Scenario,
    options: SweepOptions,
) -> Experiment:
    """The experiment that the axes of `options.vary` span, or the scenario's own map without any.

    The scenario has `options.changes` and `options.off` laid upon it already. Raises UsageFault for an axis
    that cannot be read or was set and for too many points, `scenarios.KeyFault` for a key that does not
    exist.
    """
    spanned = tuple(parse_axis(text, lambda key: is_whole(scenario, key)) for text in options.vary)
    spanned = spanned or default_axes(scenario)
    Grid(spanned)  # too many points are refused here, before anything is loaded that could run them
    names = [shock.name for shock in scenario.shocks]
    fixed = {full_key(key, names, always=True) for key in options.changes}
    for axis_ in spanned:
        if full_key(axis_.key, names, always=True) in fixed:
            raise UsageFault(f"{axis_.key} is varied by this sweep, so setting it does nothing; see --vary")
    return Experiment(
        scenario,
        spanned,
        REPLICATES if options.replicates is None else options.replicates,
        SEED if options.seed is None else options.seed,
        options.rest,
        options.trajectories,
        changed=tuple(changed(scenario, options.changes, options.off)),
    )


def check_numbers(replicates: int, seed: int) -> None:
    """Raise UsageFault unless 1 ≤ replicates ≤ 10,000 and 0 ≤ seed < 2⁶³."""
    if not 1 <= replicates <= MOST_REPLICATES:
        raise UsageFault(f"replicates must be 1 to {MOST_REPLICATES} (got {replicates})")
    if not 0 <= seed <= MOST_SEED:
        raise UsageFault(f"seed must be 0 to {MOST_SEED} (got {seed})")


def check_experiment(experiment: Experiment) -> None:
    """Raise UsageFault for a key or value the scenario cannot take, and for runs that do not fit into memory.

    Of more than `MOST_TRIED` points those are tried that have one value of any axis and the ends of all
    others, and of a sample those with the lowest or highest value of a key; a setting within that no scenario
    can have costs its own runs alone.
    """
    check_numbers(experiment.replicates, experiment.seed)
    for values in _settings_to_try(experiment, experiment.settings):
        check_size(apply_setting(experiment.base(values), values), experiment.replicates)


def _settings_to_try(experiment: Experiment, settings: Sequence[Setting]) -> Iterable[Setting]:
    if len(settings) <= MOST_TRIED:
        return settings
    ends = [
        Axis(axis.key, tuple(dict.fromkeys((axis.values[0], axis.values[-1])))) for axis in experiment.axes
    ]
    sides = ([*ends[:k], axis, *ends[k + 1 :]] for k, axis in enumerate(experiment.axes))
    of_grid = chain.from_iterable(map(Grid, sides)) if experiment.axes else [{}]
    sample = experiment.sample
    if sample is None:
        return of_grid
    return ({**values, **sample[place]} for values in of_grid for place in sample.ends)


def check_size(scenario: Scenario, replicates: int) -> None:
    """Raise UsageFault if the runs of one setting would not fit into 4 GiB of memory; it says what would."""
    needed = setting_bytes(scenario, replicates)
    if needed > MOST_BYTES:
        fits = what_fits(scenario, replicates, lambda of, many: setting_bytes(of, many) <= MOST_BYTES)
        raise UsageFault(
            f"the runs of one setting would take {needed / 2**30:.1f} GiB of memory (at most 4): "
            f"ask for fewer replicates, firms or months; {fits}"
        )


def apply_setting(scenario: Scenario, values: Setting) -> Scenario:
    """The scenario with values filled in; a key or value that does not fit is a fault of usage, not of the
    file.
    """
    changes = without_scenario(values)
    if not changes:
        return scenario
    try:
        return override(scenario, changes)
    except Invalid as fault:
        raise UsageFault(first_of(fault.faults)) from fault


def default_axes(scenario: Scenario) -> tuple[Axis, ...]:
    """The scenario's own `map`, else size × months of its first shock, 10 × 10.

    Raises UsageFault where there is neither map nor shock.
    """
    if scenario.map:
        return tuple(Axis(key, values) for key, values in axes(scenario).items())
    if not scenario.shocks:
        raise UsageFault(f"{scenario.name} has no shock to vary; give --vary KEY=LO:HI:N")
    longest = min(60, scenario.horizon.months - (window(scenario)[0] or 0))
    return (
        axis_of("shock.size", evenly_spaced(0.1, 1, 10), whole=False),
        axis_of("shock.months", evenly_spaced(max(1, longest // 10), longest, 10), whole=True),
    )
