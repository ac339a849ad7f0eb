"""The Python interface: each function reads its arguments, calls one thing below and returns its answer."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

PLAIN = "resilience"
"""The lens that moves nothing: the model's own theory."""

if TYPE_CHECKING:
    from experiments.design.experiment import Experiment
    from experiments.design.sweep_options import SweepOptions
    from experiments.results.manifest import SweepManifest
    from experiments.single_run import Result
    from scenarios import Fault, Scenario

REPLICATES = 50
"""Runs of a scenario where nobody says how many; the standard error of a share is then at most 7 percentage
points.
"""


def shipped() -> tuple[str, ...]:
    """Names of the shipped scenarios."""
    from scenarios import shipped as names

    return names()


def load(name_or_path: str | Path) -> "Scenario":
    """A shipped scenario by name, or one from a file. Raises `scenarios.Invalid` with every fault."""
    from scenarios import load as read

    scenario: Scenario = read(str(name_or_path))
    return scenario


def check(path: str | Path) -> "list[Fault]":
    """Everything wrong with a scenario or experiment file; an empty list if nothing is."""
    from experiments.design import files
    from scenarios import check as examine

    if files.is_experiment(path):
        return files.check(path)
    return examine(str(path))


def prepared(
    scenario: "str | Path | Scenario",
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    fixed: bool = False,
    lens: str = PLAIN,
) -> "Scenario":
    """A scenario with keys set, mechanisms switched off, through a lens and, if `fixed`, no parameters drawn.
    Raises `scenarios.KeyFault` for what does not exist, UsageFault for what is said twice.
    """
    from experiments.errors import UsageFault
    from scenarios import off as switch_off
    from scenarios import override, through

    off = tuple(off)
    both = [name for name in off if f"switches.{name}" in (changes or ())]
    if both:
        raise UsageFault(f"{both[0]} is set and switched off; say one of the two")
    if fixed and "draw" in (changes or ()):
        raise UsageFault("draw is set and --fixed is given; say one of the two")
    scenario = load(scenario) if isinstance(scenario, str | Path) else scenario
    scenario = override(scenario, dict(changes)) if changes else scenario
    scenario = override(scenario, {"draw": False}) if fixed else scenario
    scenario = switch_off(scenario, off) if off else scenario
    return through(scenario, lens, recalm=lens != PLAIN)


def run(
    scenario: "str | Path | Scenario",
    *,
    replicates: int = REPLICATES,
    seed: int = 1,
    engine: str = "kernel",
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    fixed: bool = False,
    lens: str = PLAIN,
    out: str | Path | None = None,
    reserve: bool = False,
) -> "Result":
    """Run one scenario beside its twins and measure it; with `out`, write tables and figure into that empty
    folder; with `reserve`, search how much more it could take, month by month.

    Each run draws the parameters that nobody set (+- 15 %); `fixed` keeps them at their defaults, `lens`
    is a theory to look through. `engine` is
    `kernel` (compiled) or `agents` (Mesa; the same numbers, slower). Raises `scenarios.Invalid`
    for the scenario, `experiments.errors.UsageFault` for numbers out of range, `StoreFault` for the folder.
    """
    from contextlib import nullcontext

    from experiments import captions, single_run
    from experiments.results import places

    off = tuple(off)
    scenario = prepared(scenario, changes, off, fixed, lens)
    room = single_run.least_room(scenario, replicates, seed)
    with nullcontext() if out is None else places.held(Path(out), room):
        result = single_run.run(
            scenario,
            replicates=replicates,
            seed=seed,
            engine=single_run.engine(engine),
            changed=captions.changed(scenario, changes or {}, off, lens),
            reserve=reserve,
        )
        if out is not None:
            single_run.write(result, Path(out))
    return result


def experiment(what: "str | Path | Scenario", options: "SweepOptions") -> "Experiment":
    """What a sweep with these options does: that of an experiment's file, or a scenario over axes.

    Raises as `sweep` does.
    """
    from experiments.design import files
    from experiments.design.experiment import design

    if isinstance(what, str | Path) and files.is_experiment(what):
        return files.with_options(files.load(what), options)
    return design(prepared(what, options.changes, options.off, options.fixed, options.lens), options)


def sweep(
    scenario: "str | Path | Scenario",
    out: str | Path,
    *,
    vary: Sequence[str] = (),
    replicates: int | None = None,
    seed: int | None = None,
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    fixed: bool = False,
    lens: str = PLAIN,
    rest: bool = False,
    trajectories: bool = False,
    jobs: int | None = None,
    resume: bool = False,
) -> "SweepManifest":
    """Run a scenario over a grid, or an experiment, into an empty folder, or with `resume` one that holds
    part of it, and return the manifest; see `alliance sweep --help`.

    `vary` holds axes such as `shock.size=0:1:11`; without any, the scenario's own map. What is None is left
    as the experiment's file says, else 20 replicates, seed 1 and one worker a core. `fixed` draws no
    parameters, `lens` is a theory to look through. Raises as `run` does.
    """
    from experiments.design.sweep_options import SweepOptions
    from experiments.sweep import sweep as many

    options = SweepOptions(
        tuple(vary), replicates, seed, changes or {}, tuple(off), rest, trajectories, fixed=fixed, lens=lens
    )
    manifest = many.sweep(experiment(scenario, options), Path(out), jobs, resume=resume)
    assert manifest is not None  # only a shard may end before the whole does
    return manifest


def plot(folder: str | Path, kind: str = "all", formats: Sequence[str] = ("png", "svg")) -> list[Path]:
    """Draw the figures of a results folder again, from its tables alone.

    `kind` is one of `alliance plot --kind list`, `formats` some of png, svg and pdf. Raises
    `experiments.errors.UsageFault` for others, and NotResults for a folder without results.
    """
    from experiments.figures import folder_figures

    return folder_figures.redraw(Path(folder), kind, formats)


def verify(cases: int = 20, seed: int = 1) -> dict[str, Any]:
    """Hold the two engines against one another on random scenarios; see `alliance verify --help`."""
    from experiments.checks import docking

    return docking.verify(cases, seed)
